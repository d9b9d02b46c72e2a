//! What there is to see of a run at an instant, as the page and the routes of Locust tell it.
//!
//! Pure: made of a summary alone. All times are in milliseconds, all moments in seconds of Unix time; what is not known
//! is `null`, never zero.

mod plan;
mod progress;
mod remark;
mod row;
mod series;
mod text;

use std::cmp::Reverse;

use lt_sample::{Tally, UnixMicros};
use lt_stats::live::{self, Recent, Span, Strain, Stream, Table, of_generator};
use lt_stats::{Endpoint, GaugeSeries, SeriesKey, Summary};
use serde::Serialize;

use crate::current::{Late, State, Told};

pub(crate) use plan::Plan;
pub(crate) use progress::Progress;
pub(crate) use remark::Remark;
pub(crate) use row::Row;
use series::Course;
pub(crate) use series::Series;

/// What there is to see of a run.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Snapshot {
    /// Where in its life it is.
    pub(crate) state: State,
    /// Its name in the archive; `null` before the first.
    pub(crate) id: Option<String>,
    /// How many lines of the log there are.
    pub(crate) log: u64,
    /// When the figures began anew; `null` where they never did.
    pub(crate) since: Option<f64>,
    /// What it can be told now, by the names of commands.
    pub(crate) can: Vec<&'static str>,
    /// Why it failed, or what must be known before the figures.
    pub(crate) remarks: Vec<Remark>,
    /// What is run.
    pub(crate) plan: Plan,
    /// How far it is.
    pub(crate) progress: Progress,
    /// The load of this instant.
    pub(crate) load: Load,
    /// How the generator does.
    pub(crate) generator: Generator,
    /// The sum of everything.
    pub(crate) total: Row,
    /// The endpoints in the order of their names, the sum aside.
    pub(crate) rows: Vec<Row>,
    /// How many endpoints there are beyond those.
    pub(crate) rows_left_out: usize,
    /// What went wrong, the most frequent first.
    pub(crate) failures: Vec<Failure>,
    /// How many kinds of failures there are beyond those.
    pub(crate) failures_left_out: usize,
    /// The last seconds over time.
    pub(crate) tail: Series,
}

/// The load of this instant.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Load {
    /// Virtual users at work.
    pub(crate) users: Option<u64>,
    /// Requests that have not been answered.
    pub(crate) in_flight: Option<u64>,
    /// Requests per second, of late.
    pub(crate) rate: f64,
    /// Failures per second, of late.
    pub(crate) failures: f64,
    /// Percentiles of the response time, of late.
    pub(crate) p50: Option<f64>,
    /// As above.
    pub(crate) p95: Option<f64>,
    /// As above.
    pub(crate) p99: Option<f64>,
}

/// How the generator does.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Generator {
    /// Share of a core that its busiest thread uses, 0 to 1.
    pub(crate) cpu: Option<f64>,
    /// How late it sends in milliseconds: 99th percentile.
    pub(crate) delay_p99: Option<f64>,
    /// `well`, `strained` or `saturated`; `null` where nobody watched.
    pub(crate) strain: Option<&'static str>,
    /// Why, in words.
    pub(crate) why: String,
}

/// A kind of failure.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Failure {
    /// Method of the endpoint.
    pub(crate) method: String,
    /// Name of the endpoint.
    pub(crate) name: String,
    /// What went wrong.
    pub(crate) error: String,
    /// How often.
    pub(crate) occurrences: u64,
    /// When first.
    pub(crate) first: f64,
    /// When last.
    pub(crate) last: f64,
}

impl Snapshot {
    /// Windows that each update tells of.
    const TAIL: usize = 20;
    /// Rows beyond these are only counted, those with the fewest requests.
    const MOST_ROWS: usize = 500;
    const MOST_FAILURES: usize = 200;

    /// Looks at the summary of a run that is over.
    pub(crate) fn of(summary: &Summary) -> Self {
        Self::made(
            summary,
            &summary.gauges(),
            Stream::Ended,
            None,
            &Told::default(),
        )
    }

    /// Looks at the summary of a run that goes on, or did until now, and at its gauges; more than that is known of it.
    pub(crate) fn live(
        summary: &Summary,
        gauges: &[GaugeSeries],
        stream: Stream,
        late: &Late,
        told: &Told,
    ) -> Self {
        Self::made(summary, gauges, stream, Some(late), told)
    }

    fn made(
        summary: &Summary,
        gauges: &[GaugeSeries],
        stream: Stream,
        late: Option<&Late>,
        told: &Told,
    ) -> Self {
        let table = Table::of(summary);
        let (width, windows) = summary.windows();
        let span = Span::of(&windows, width, gauges, stream);
        let recent = Recent::of(&windows, &span, table.total.first, table.total.last);
        let (events, _) = summary.events();
        let course = Course {
            windows: &windows,
            gauges,
            span: &span,
            events: &events,
        };
        let (rows, rows_left_out) = rows(&table, late, &recent);
        let (failures, failures_left_out) = failures(&table);
        Self {
            since: told.since.map(seconds),
            remarks: remark::remarks(summary, &table, stream),
            plan: Plan::of(summary, told),
            progress: Progress::of(summary, &table, &span, stream),
            load: Load::of(gauges, &recent, stream),
            generator: Generator::of(summary, gauges, stream),
            total: Row {
                rate_now: late.map(|_| recent.per_second(recent.requests)),
                failures_now: late.map(|_| recent.per_second(recent.errors)),
                ..Row::total(&table)
            },
            rows,
            rows_left_out,
            failures,
            failures_left_out,
            tail: Series::latest(&course, Self::TAIL),
            ..Self::default()
        }
    }

    /// The same with what went wrong around it, before all other remarks.
    pub(crate) fn with_trouble<'t>(mut self, trouble: impl Iterator<Item = &'t String>) -> Self {
        let errors = trouble.map(|text| Remark::new("error", text));
        self.remarks = errors.chain(self.remarks).collect();
        self
    }
}

/// The rows in the order of names, and how many more there are.
fn rows(table: &Table<'_>, late: Option<&Late>, recent: &Recent) -> (Vec<Row>, usize) {
    let mut least = 0;
    if table.endpoints.len() > Snapshot::MOST_ROWS {
        let requests = table.endpoints.iter().map(|(_, row)| row.requests);
        let mut requests: Vec<Reverse<u64>> = requests.map(Reverse).collect();
        requests.sort_unstable();
        least = requests[Snapshot::MOST_ROWS - 1].0;
    }
    let all = table.endpoints.iter();
    let kept = all.filter(|(_, row)| row.requests >= least);
    let rows = kept.take(Snapshot::MOST_ROWS).map(|(endpoint, row)| {
        let now = late.map(|late| late.counts(endpoint, recent.from, recent.until));
        Row {
            rate_now: now.map(|(requests, _)| recent.per_second(requests)),
            failures_now: now.map(|(_, failures)| recent.per_second(failures)),
            ..Row::of(endpoint, row, table)
        }
    });
    let rows: Vec<Row> = rows.collect();
    let left_out = table.endpoints.len() - rows.len();
    (rows, left_out)
}

/// The most frequent kinds of failures, and how many more there are.
fn failures(table: &Table<'_>) -> (Vec<Failure>, usize) {
    let shown = table.failures.iter().take(Snapshot::MOST_FAILURES);
    let shown: Vec<Failure> = shown.map(|(key, tally)| Failure::of(key, tally)).collect();
    let left_out = table.failures.len() - shown.len();
    (shown, left_out)
}

impl Failure {
    fn of(key: &SeriesKey, tally: &Tally) -> Self {
        let Endpoint { name, method, host } = &key.endpoint;
        let host = host.as_deref().unwrap_or_default();
        Self {
            method: text::cut(method, 30),
            name: text::cut(&format!("{host}{name}"), 500),
            error: text::cut(&key.ending.to_string(), 300),
            occurrences: tally.n,
            first: seconds(tally.first),
            last: seconds(tally.last),
        }
    }
}

impl Load {
    fn of(gauges: &[GaugeSeries], recent: &Recent, stream: Stream) -> Self {
        let points = |name| of_generator(gauges, name);
        let last = |name| {
            let last = points(name).last().filter(|_| stream == Stream::Open);
            last.and_then(|(_, value)| whole(*value))
        };
        // Arrivals are made by nobody in particular.
        let has_users = points("users").iter().any(|(_, users)| *users > 0.0);
        let [p50, p95, p99] = row::times_of(&recent.response);
        Self {
            users: last("users").filter(|_| has_users),
            in_flight: last("in_flight"),
            rate: recent.per_second(recent.requests),
            failures: recent.per_second(recent.errors),
            p50,
            p95,
            p99,
        }
    }
}

impl Generator {
    fn of(summary: &Summary, gauges: &[GaugeSeries], stream: Stream) -> Self {
        let generator = live::Generator::of(summary, gauges, stream);
        let delay_p99 = generator.delay_p99_us.map(|us| us / 1000.0);
        let mut why = Vec::new();
        why.extend(delay_p99.map(|ms| format!("sends {ms:.1} ms late (p99)")));
        why.extend(generator.cpu.map(|cpu| format!("CPU {:.0} %", cpu * 100.0)));
        Self {
            cpu: generator.cpu,
            delay_p99,
            strain: match generator.strain {
                Strain::Unknown => None,
                Strain::Well => Some("well"),
                Strain::Strained => Some("strained"),
                Strain::Saturated => Some("saturated"),
            },
            why: why.join(", "),
        }
    }
}

/// A gauge that counts; what is no count is not known.
fn whole(value: f64) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast of a float saturates"
    )]
    (value.is_finite() && value >= 0.0).then_some(value.round() as u64)
}

/// Seconds of Unix time.
fn seconds(at: UnixMicros) -> f64 {
    at.0 as f64 / 1e6
}

#[cfg(test)]
mod tests;
