//! What must be known before the figures.

use lt_sample::EndReason;
use lt_stats::Summary;
use lt_stats::live::{Stream, Table, doubts};
use serde::Serialize;

use super::text;

/// Something that must be known before the figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Remark {
    /// `error`, `doubt`, `warning` or `note`.
    pub(crate) level: &'static str,
    /// A sentence.
    pub(crate) text: String,
}

const LONGEST: usize = 500;
/// Doubts beyond this many are only counted: a test may have thousands of shards.
const MOST: usize = 20;

impl Remark {
    pub(super) fn new(level: &'static str, text: &str) -> Self {
        Self {
            level,
            text: text::cut(text, LONGEST),
        }
    }
}

/// All remarks, the gravest first.
pub(super) fn remarks(summary: &Summary, table: &Table<'_>, stream: Stream) -> Vec<Remark> {
    let doubts = doubts(summary, stream);
    let more = doubts.len().saturating_sub(MOST);
    let shown = doubts.iter().take(MOST);
    let mut remarks: Vec<Remark> = shown.map(|doubt| Remark::new("doubt", doubt)).collect();
    let mut warn = |text: String| remarks.push(Remark::new("warning", &text));
    if more > 0 {
        warn(format!("and {more} more such doubts"));
    }
    let total = &table.total;
    if total.requests > 0 && total.errors == total.requests {
        let cause = table.failures.first();
        let cause = cause.map_or_else(String::new, |(key, _)| format!(": {}", key.ending));
        warn(format!("every request failed{cause}"));
    }
    if total.dropped > 0 {
        let n = total.dropped;
        warn(format!(
            "{n} arrivals were never sent because too many requests were in flight"
        ));
    }
    match summary.skipped() {
        0 => {}
        n => warn(format!(
            "{n} lines of the stream are no records and left out"
        )),
    }
    if stream == Stream::Ended {
        said_at_end(summary).for_each(warn);
    }
    remarks
}

/// What generators say of themselves at the end, short of saturation, which is a doubt.
fn said_at_end(summary: &Summary) -> impl Iterator<Item = String> {
    let ends = summary.ledger().runs();
    let ends = ends.filter_map(|(run, account)| Some((run, account.end.as_ref()?)));
    let said = ends.flat_map(|(run, end)| {
        let stopped = (end.reason == EndReason::Interrupted)
            .then(|| format!("run {run} was stopped before its plan was carried out"));
        let health = end.health.iter().filter(|health| !health.saturated);
        let why = health.flat_map(|health| &health.why);
        let why = why.map(move |why| format!("the generator: {why}"));
        stopped.into_iter().chain(why)
    });
    said.take(MOST)
}
