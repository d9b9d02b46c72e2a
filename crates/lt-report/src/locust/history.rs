//! `PREFIX_stats_history.csv`: how far things were, second by second.

use std::io::{self, Write};

use lt_sample::{Micros, UnixMicros};
use lt_stats::{Endpoint, History, Moment, Summary};

use super::csv::Csv;
use super::entry::{Entry, percentile_columns, percentiles, write_percentiles};
use super::stats;
use super::users::Users;
use crate::words;

const COLUMNS: [&str; 6] = [
    "Timestamp",
    "User Count",
    "Type",
    "Name",
    "Requests/s",
    "Failures/s",
];
const TOTALS: [&str; 7] = [
    "Total Request Count",
    "Total Failure Count",
    "Total Median Response Time",
    "Total Average Response Time",
    "Total Min Response Time",
    "Total Max Response Time",
    "Total Average Content Size",
];
/// Rates are those from 12 to 2 seconds ago, which are sure to be over.
const RATES_FROM: u64 = 12_000_000;
const RATES_TO: u64 = 2_000_000;
/// Percentiles of an endpoint's row are those of the last 10 seconds.
const RECENT: u64 = 10_000_000;
/// Of a pause so many windows have rows: by then all rates are zero.
const IDLE_ROWS: u64 = 13;

/// Which rows the table has. Locust shows the response times of all that was until then, but with the rows of endpoints
/// recent ones, in every row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// The sum of everything, with the percentiles since the start.
    Total,
    /// A row an endpoint before it, with the percentiles of the last 10 seconds.
    Endpoints,
}

/// Writes the whole table, piece by piece: it may be long.
pub(super) fn write(summary: &Summary, rows: Rows, out: &mut impl Write) -> io::Result<()> {
    let history = summary.history();
    let mut csv = Csv::default();
    let columns = COLUMNS.into_iter().map(ToOwned::to_owned);
    let totals = TOTALS.into_iter().map(ToOwned::to_owned);
    csv.header(columns.chain(percentile_columns()).chain(totals));
    let users = Users::of(summary, history.width);
    let mut total = Row::new("", "Aggregated".to_owned(), &history.total);
    let mut endpoints = match rows {
        Rows::Total => Vec::new(),
        Rows::Endpoints => endpoints(&history),
    };
    let seconds = seconds(&history);
    for at in &seconds {
        let now = Now {
            start: seconds[0],
            at: *at,
            width: history.width,
            users: users.at(*at),
        };
        for row in &mut endpoints {
            row.take_in(*at);
            // As in Locust, an endpoint has no row before its first request.
            if row.so_far.requests > 0 {
                row.write(&now, rows, &mut csv);
            }
        }
        total.take_in(*at);
        total.write(&now, rows, &mut csv);
        csv.hand_on(out)?;
    }
    csv.hand_on_all(out)
}

/// What the rows of one window share.
struct Now {
    start: UnixMicros,
    at: UnixMicros,
    width: Micros,
    users: String,
}

/// An endpoint, or everything, and what it amounted to until now.
struct Row<'h> {
    method: &'h str,
    name: String,
    moments: &'h [(UnixMicros, Moment)],
    taken: usize,
    so_far: Moment,
}

impl<'h> Row<'h> {
    fn new(method: &'h str, name: String, moments: &'h [(UnixMicros, Moment)]) -> Self {
        Self {
            method,
            name,
            moments,
            taken: 0,
            so_far: Moment::default(),
        }
    }

    /// Takes in what was due until the window at `at` ends.
    fn take_in(&mut self, at: UnixMicros) {
        let due = |(start, _): &&(UnixMicros, Moment)| *start <= at;
        while let Some((_, moment)) = self.moments.get(self.taken).filter(due) {
            self.so_far.add(moment);
            self.taken += 1;
        }
    }

    fn write(&self, now: &Now, rows: Rows, csv: &mut Csv) {
        let (requests, errors) = self.rates(now);
        csv.plain(now.at.second()).plain(&now.users);
        csv.text(self.method).text(&self.name);
        csv.plain(format_args!("{requests:.6}"))
            .plain(format_args!("{errors:.6}"));
        let entry = Entry::of_moment(&self.so_far);
        match rows {
            Rows::Total => entry.write_percentiles(csv),
            Rows::Endpoints => write_percentiles(&percentiles(&self.recent(now)), csv),
        }
        entry.write_totals(csv);
        csv.end_row();
    }

    /// Requests and errors per second, those of the last 2 seconds left out because more of them may come.
    fn rates(&self, now: &Now) -> (f64, f64) {
        let reach = now.width.0.max(RATES_FROM);
        let from = now.start.max(UnixMicros(now.at.0.saturating_sub(reach)));
        let to = UnixMicros(now.at.0.saturating_sub(RATES_TO));
        // A window that began before `to` counts whole.
        let windows = to.since(from).0.div_ceil(now.width.0);
        let seconds = Micros(windows.saturating_mul(now.width.0)).as_secs_f64();
        let moments = between(self.moments, from, to).iter();
        let (requests, errors) = moments.fold((0.0, 0.0), |(requests, errors), (_, moment)| {
            (
                requests + moment.requests as f64,
                errors + moment.errors as f64,
            )
        });
        match windows {
            0 => (0.0, 0.0),
            _ => (requests / seconds, errors / seconds),
        }
    }

    fn recent(&self, now: &Now) -> Moment {
        let end = now.at + now.width;
        let from = UnixMicros(end.0.saturating_sub(now.width.0.max(RECENT)));
        let mut recent = Moment::default();
        for (_, moment) in between(self.moments, from, end) {
            recent.add(moment);
        }
        recent
    }
}

/// The moments that begin in a stretch of time.
fn between(
    moments: &[(UnixMicros, Moment)],
    from: UnixMicros,
    to: UnixMicros,
) -> &[(UnixMicros, Moment)] {
    let first = moments.partition_point(|(at, _)| *at < from);
    let rest = &moments[first..];
    &rest[..rest.partition_point(|(at, _)| *at < to)]
}

fn endpoints(history: &History) -> Vec<Row<'_>> {
    let mut rows: Vec<&(Endpoint, Vec<(UnixMicros, Moment)>)> = history.endpoints.iter().collect();
    rows.sort_by_cached_key(|(endpoint, _)| stats::place(endpoint));
    let rows = rows.into_iter();
    rows.map(|(endpoint, moments)| Row::new(&endpoint.method, words::name(endpoint), moments))
        .collect()
}

/// When rows are due: in each window in which something was, and after it until the rates are zero again.
fn seconds(history: &History) -> Vec<UnixMicros> {
    let mut seconds = Vec::new();
    let mut windows = history.total.iter().map(|(at, _)| *at).peekable();
    while let Some(at) = windows.next() {
        seconds.push(at);
        let Some(next) = windows.peek() else {
            break;
        };
        let idle = (1..=IDLE_ROWS).map(|n| at + Micros(history.width.0.saturating_mul(n)));
        seconds.extend(idle.take_while(|idle| idle < next));
    }
    seconds
}
