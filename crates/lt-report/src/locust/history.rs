//! `PREFIX_stats_history.csv`: how far things were, second by second.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::iter::Peekable;

use lt_sample::{Micros, UnixMicros};
use lt_stats::{Endpoint, History, Moment, Moments, Summary};

use super::csv::Csv;
use super::entry::{Entry, percentile_columns, write_percentiles};
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
    let seconds = seconds(&history);
    let mut endpoints = match rows {
        Rows::Total => Vec::new(),
        Rows::Endpoints => endpoints(history.endpoints),
    };
    let mut total = Row::new("", "Aggregated".to_owned(), history.total.into_iter());
    for at in &seconds {
        let now = Now {
            start: seconds[0],
            at: *at,
            width: history.width,
            users: users.at(*at),
        };
        for row in &mut endpoints {
            row.take_in(&now);
            // As in Locust, an endpoint has no row before its first request.
            if row.so_far.requests > 0 {
                row.write(&now, rows, &mut csv);
            }
        }
        total.take_in(&now);
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

impl Now {
    /// From when on rates count what was due: 12 seconds ago, or a window where that is longer.
    fn rates_from(&self) -> UnixMicros {
        UnixMicros(self.at.0.saturating_sub(self.width.0.max(RATES_FROM)))
    }
}

/// An endpoint, or everything, and what it amounted to until now.
struct Row<'h, M: Iterator> {
    method: &'h str,
    name: String,
    moments: Peekable<M>,
    so_far: Moment,
    /// As much of the latest past as rates and percentiles need.
    recent: VecDeque<(UnixMicros, Moment)>,
}

impl<'h, M: Iterator<Item = (UnixMicros, Moment)>> Row<'h, M> {
    fn new(method: &'h str, name: String, moments: M) -> Self {
        Self {
            method,
            name,
            moments: moments.peekable(),
            so_far: Moment::default(),
            recent: VecDeque::new(),
        }
    }

    /// Takes in what was due until the present window ends.
    fn take_in(&mut self, now: &Now) {
        while let Some((at, moment)) = self.moments.next_if(|(at, _)| *at <= now.at) {
            self.so_far.add(&moment);
            self.recent.push_back((at, moment));
        }
        let from = now.rates_from();
        while self.recent.front().is_some_and(|(at, _)| *at < from) {
            self.recent.pop_front();
        }
    }

    fn write(&self, now: &Now, rows: Rows, csv: &mut Csv) {
        let (requests, errors) = self.rates(now);
        csv.plain(now.at.second()).plain(&now.users);
        csv.text(self.method).text(&self.name);
        csv.plain(format_args!("{requests:.6}"))
            .plain(format_args!("{errors:.6}"));
        let latest = (rows == Rows::Endpoints).then(|| self.latest(now));
        let shown = &latest.as_ref().unwrap_or(&self.so_far).response;
        write_percentiles(csv, |p| shown.percentile(p));
        Entry::of_moment(&self.so_far).write_totals(csv);
        csv.end_row();
    }

    /// Requests and errors per second, those of the last 2 seconds left out because more of them may come.
    fn rates(&self, now: &Now) -> (f64, f64) {
        let from = now.start.max(now.rates_from());
        let to = UnixMicros(now.at.0.saturating_sub(RATES_TO));
        // A window that began before `to` counts whole.
        let windows = to.since(from).0.div_ceil(now.width.0);
        let seconds = Micros(windows.saturating_mul(now.width.0)).as_secs_f64();
        let (mut requests, mut errors) = (0.0, 0.0);
        for moment in self.between(from, to) {
            requests += moment.requests as f64;
            errors += moment.errors as f64;
        }
        match windows {
            0 => (0.0, 0.0),
            _ => (requests / seconds, errors / seconds),
        }
    }

    /// What the percentiles of the row of an endpoint are of.
    fn latest(&self, now: &Now) -> Moment {
        let end = now.at + now.width;
        let from = UnixMicros(end.0.saturating_sub(now.width.0.max(RECENT)));
        let mut latest = Moment::default();
        self.between(from, end)
            .for_each(|moment| latest.add(moment));
        latest
    }

    /// What began in a stretch of time.
    fn between(&self, from: UnixMicros, to: UnixMicros) -> impl Iterator<Item = &Moment> {
        let recent = self.recent.iter();
        recent
            .filter(move |(at, _)| (from..to).contains(at))
            .map(|(_, moment)| moment)
    }
}

fn endpoints<'h>(history: Vec<(&'h Endpoint, Moments<'h>)>) -> Vec<Row<'h, Moments<'h>>> {
    let mut rows = history;
    rows.sort_by_cached_key(|(endpoint, _)| stats::place(endpoint));
    let rows = rows.into_iter();
    rows.map(|(endpoint, moments)| Row::new(&endpoint.method, words::name(endpoint), moments))
        .collect()
}

/// When rows are due: in each window in which something was, and after it until the rates are zero again.
fn seconds(history: &History<'_>) -> Vec<UnixMicros> {
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
