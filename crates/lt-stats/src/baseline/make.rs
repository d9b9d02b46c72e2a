//! A summary becomes a baseline.

use std::collections::BTreeMap;

use lt_sample::{Ledger, Micros, Run, UnixMicros};

use super::limits::{
    MOST_ENTRIES, MOST_MEMORY, MOST_MOMENTS, MOST_NAME, MOST_SERIES, clipped, memory,
};
use super::{Baseline, Environment, Load, Series, Source};
use crate::{Endpoint, History, Slice, Summary};

/// What a summary does not know of its run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// Name of the baseline.
    pub name: String,
    /// Which build was measured.
    pub source: Source,
    /// Labels beside those of the run; of two with one name this one counts.
    pub labels: BTreeMap<String, String>,
    /// What the gate said.
    pub verdict: Option<String>,
    /// What people note.
    pub notes: Vec<String>,
}

/// Why a summary makes no baseline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoBaseline {
    /// Nothing was measured.
    #[error("there is no request in it")]
    Empty,
    /// The name cannot be the name of a file.
    #[error(
        "the name `{}` cannot be used; take letters, digits, `.`, `_` and `-`, a letter or digit first, at most 128",
        .0.escape_debug()
    )]
    Name(String),
    /// The summary did not keep its courses.
    #[error("the summary was made without its history")]
    NoHistory,
    /// Its endpoints and times are more than a baseline holds.
    #[error(
        "its endpoints take more memory than the {} MiB that a baseline may; name fewer endpoints apart",
        MOST_MEMORY >> 20
    )]
    TooLarge,
}

/// A run has at most this many intervals, and as many as half of it where it lasts that many windows.
const MOST_INTERVALS: u64 = 120;

impl Baseline {
    /// Keeps what was read of one run; the summary must have been made [`Summary::with_history`].
    ///
    /// The shards of a test are one run. The same stream, in whatever order, gives the same baseline.
    ///
    /// # Errors
    /// See [`NoBaseline`].
    pub fn of(summary: &Summary, about: About) -> Result<Self, NoBaseline> {
        if !is_name(&about.name) {
            return Err(NoBaseline::Name(about.name));
        }
        let total = summary.total();
        if total.requests() == 0 {
            return Err(NoBaseline::Empty);
        }
        let history = summary.history();
        if history.endpoints.is_empty() {
            return Err(NoBaseline::NoHistory);
        }
        let (interval_us, series) = kept_series(summary.endpoints(), history)?;
        let ledger = summary.ledger();
        let labels = all_labels(ledger, about.labels);
        let first = first_run(ledger);
        let session = labels.get("session").cloned();
        let mut load = first.map_or_else(Load::default, Load::of);
        load.level = labels.get("level").cloned();
        load.intended_starts = told_starts(&total);
        let unknown = || Environment {
            session: session.clone(),
            ..Environment::default()
        };
        let environment = first.map_or_else(unknown, |run| Environment::of(run, session.clone()));
        let mut source = about.source;
        let tool = first.map(|run| clipped(format!("{} {}", run.tool, run.version)));
        source.tool = source.tool.or(tool);
        let baseline = Self {
            id: String::new(),
            name: about.name,
            created_us: end_of(ledger).unwrap_or(total.tally.last),
            source,
            load,
            environment,
            labels,
            span_us: total.span(),
            interval_us,
            series,
            doubts: bounded(summary.doubts()),
            verdict: about.verdict.map(clipped),
            notes: bounded(about.notes),
        };
        Ok(baseline.sealed())
    }
}

/// Whether a text can name a baseline: `^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$`.
pub fn is_name(text: &str) -> bool {
    let rest = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    let [first, others @ ..] = text.as_bytes() else {
        return false;
    };
    first.is_ascii_alphanumeric() && others.len() < 128 && others.iter().all(rest)
}

/// The endpoints with their courses, and the length of the intervals of these.
fn kept_series(
    endpoints: Vec<(Endpoint, Slice)>,
    history: History<'_>,
) -> Result<(Micros, Vec<Series>), NoBaseline> {
    let mut rows: BTreeMap<(bool, Endpoint), Series> = BTreeMap::new();
    for (endpoint, slice) in endpoints {
        let endpoint = short(endpoint);
        let series = Series::of(endpoint.clone(), slice);
        let key = (endpoint == Endpoint::other(), endpoint);
        match rows.get_mut(&key) {
            Some(row) => row.add_counts(&series),
            None => drop(rows.insert(key, series)),
        }
    }
    let mut interval = add_courses(&mut rows, history);
    let mut series: Vec<Series> = rows.into_values().collect();
    while is_too_large(&series) {
        if series.iter().all(|series| series.intervals.len() <= 1) {
            return Err(NoBaseline::TooLarge);
        }
        interval = Micros(interval.0.saturating_mul(2));
        series.iter_mut().for_each(Series::double);
    }
    Ok((interval, series))
}

/// Adds what happened when, and tells the length of an interval.
fn add_courses(rows: &mut BTreeMap<(bool, Endpoint), Series>, history: History<'_>) -> Micros {
    let (width, other) = (history.width, Endpoint::other());
    let starts = history.total.iter().map(|(start, _)| *start);
    let first = starts.clone().min().unwrap_or_default();
    let last = starts.max().unwrap_or_default();
    let windows = last.since(first).0 / width.0 + 1;
    let interval = width.0.saturating_mul(windows.div_ceil(MOST_INTERVALS));
    for (endpoint, moments) in history.endpoints {
        let endpoint = short(endpoint.clone());
        let key = (endpoint == other, endpoint);
        let has_row = rows.contains_key(&key);
        // Endpoints without requests count among those that have a row, but have no course.
        let key = if has_row { key } else { (true, other.clone()) };
        let row = rows.entry(key).or_default();
        for (start, moment) in moments {
            let number = u32::try_from(start.since(first).0 / interval).unwrap_or(u32::MAX);
            match row.intervals.last_mut() {
                Some((latest, sum)) if *latest == number => sum.add(&moment),
                _ => row.intervals.push((number, moment)),
            }
        }
    }
    for row in rows.values_mut() {
        in_order(row);
    }
    Micros(interval)
}

/// Several courses may have gone into one row, one after the other.
fn in_order(row: &mut Series) {
    if row.intervals.is_sorted_by(|one, two| one.0 < two.0) {
        return;
    }
    row.intervals.sort_by_key(|(number, _)| *number);
    row.intervals.dedup_by(|one, before| {
        let same = one.0 == before.0;
        if same {
            before.1.add(&one.1);
        }
        same
    });
}

fn is_too_large(series: &[Series]) -> bool {
    let moments: usize = series.iter().map(|series| series.intervals.len()).sum();
    let bytes: usize = series.iter().map(memory).sum();
    moments > MOST_MOMENTS || bytes > MOST_MEMORY || series.len() > MOST_SERIES
}

/// The endpoint, or `other` where its name is longer than any honest one.
fn short(endpoint: Endpoint) -> Endpoint {
    let host = endpoint.host.as_ref().map_or(0, String::len);
    match [endpoint.name.len(), endpoint.method.len(), host] {
        lengths if lengths.iter().any(|length| *length > MOST_NAME) => Endpoint::other(),
        _ => endpoint,
    }
}

/// The labels that all runs agree in, and those that were given.
fn all_labels(ledger: &Ledger, given: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut labels = common_labels(ledger);
    labels.extend(given);
    let labels = labels.into_iter().take(MOST_ENTRIES);
    labels
        .map(|(name, value)| (clipped(name), clipped(value)))
        .collect()
}

/// As many texts as are kept.
fn bounded(texts: Vec<String>) -> Vec<String> {
    texts.into_iter().take(MOST_ENTRIES).map(clipped).collect()
}

/// The labels that all runs agree in.
fn common_labels(ledger: &Ledger) -> BTreeMap<String, String> {
    let mut runs = run_lines(ledger);
    let mut labels = runs
        .next()
        .map_or_else(BTreeMap::new, |run| run.labels.clone());
    for run in runs {
        labels.retain(|name, value| run.labels.get(name) == Some(value));
    }
    labels
}

/// The run of the first shard.
fn first_run(ledger: &Ledger) -> Option<&Run> {
    let place = |run: &&Run| (run.test.clone(), run.leg, run.shard.clone(), run.run);
    run_lines(ledger).min_by_key(place)
}

fn run_lines(ledger: &Ledger) -> impl Iterator<Item = &Run> {
    ledger
        .runs()
        .filter_map(|(_, account)| account.run.as_ref())
}

/// When the last run ended.
fn end_of(ledger: &Ledger) -> Option<UnixMicros> {
    let ends = ledger
        .runs()
        .filter_map(|(_, account)| account.end.as_ref());
    ends.map(|end| end.at_us).max()
}

/// Whether every response time counts from an intended start; `None` where there are no times.
fn told_starts(total: &Slice) -> Option<bool> {
    let tally = &total.tally;
    (!tally.response.is_empty()).then(|| tally.delay.count() >= tally.response.count())
}
