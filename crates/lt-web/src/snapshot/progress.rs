//! How far a run is.

use lt_sample::{Account, Micros, Run, UnixMicros};
use lt_stats::Summary;
use lt_stats::live::{Span, Stream, Table};
use serde::Serialize;

use super::text;

/// How far it is.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Progress {
    /// Seconds since it began; of a test of several legs since the present one did.
    pub(crate) elapsed: f64,
    /// Seconds that are left of all legs; `null` where nobody knows.
    pub(crate) left: Option<f64>,
    /// How much of all legs is done, 0 to 1; `null` where nobody knows.
    pub(crate) done: Option<f64>,
    /// `warmup` or `measuring`; `null` before and after.
    pub(crate) phase: Option<&'static str>,
    /// The scenario at work, where there are several.
    pub(crate) scenario: Option<Part>,
    /// The leg at work, where there are several.
    pub(crate) leg: Option<Part>,
}

/// One part of several.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Part {
    /// Its place, from 1 on.
    pub(crate) n: u32,
    /// How many there are.
    pub(crate) of: u32,
    /// What it is called.
    pub(crate) name: String,
}

const NAME_LENGTH: usize = 100;

impl Progress {
    pub(super) fn of(summary: &Summary, table: &Table<'_>, span: &Span, stream: Stream) -> Self {
        let Some((run, end)) = present(summary) else {
            return Self::default();
        };
        let at = end.or_else(|| Some(span.now?.max(table.total.last)));
        let at = at.unwrap_or(run.started_us);
        let progress = run.progress(at);
        let is_over = stream == Stream::Ended;
        // Of what was sent before the figures began anew nobody knows how much it was.
        let counted = summary.early().is_none().then_some(table.total.requests);
        let leg = run.leg.map(|leg| Part {
            n: leg.index.saturating_add(1),
            of: leg.of,
            name: text::cut(&labels(run), NAME_LENGTH),
        });
        let scenario = progress.scenario.filter(|one| !is_over && one.of > 1);
        Self {
            elapsed: progress.elapsed.as_secs_f64(),
            left: match is_over {
                true => None,
                false => progress.left_in_all().map(Micros::as_secs_f64),
            },
            done: done(run, &progress, counted),
            phase: match (is_over, table.total.requests, summary.warmup()) {
                (true, ..) | (_, 0, 0) => None,
                (_, 0, _) => Some("warmup"),
                _ => Some("measuring"),
            },
            scenario: scenario.map(|one| Part {
                n: u32::try_from(one.index + 1).unwrap_or(u32::MAX),
                of: u32::try_from(one.of).unwrap_or(u32::MAX),
                name: text::cut(one.name.unwrap_or_default(), NAME_LENGTH),
            }),
            leg,
        }
    }
}

/// The run that began last, and when it ended if all of its kind have.
pub(super) fn present(summary: &Summary) -> Option<(&Run, Option<UnixMicros>)> {
    let runs = summary.ledger().runs();
    let begun = runs.filter_map(|(_, account): (_, &Account)| {
        let end = account.end.as_ref().map(|end| end.at_us);
        Some((account.run.as_ref()?, end))
    });
    // Of the shards of one leg the one that goes on longest.
    let until = |end: &Option<UnixMicros>| end.map_or(u64::MAX, |end| end.0);
    begun.max_by_key(|(run, end)| (run.leg.map(|leg| leg.index), until(end), run.started_us))
}

/// By time where that is planned, else by the number of requests where that is known.
fn done(run: &Run, progress: &lt_sample::Progress<'_>, requests: Option<u64>) -> Option<f64> {
    let by_time = progress.length.filter(|length| length.0 > 0);
    let by_time = by_time.map(|length| progress.elapsed.as_secs_f64() / length.as_secs_f64());
    let planned: Option<Vec<u64>> = run.plan.iter().map(|one| one.requests).collect();
    let planned = planned.map(|all| all.into_iter().fold(0_u64, u64::saturating_add));
    let by_number = planned
        .filter(|n| *n > 0)
        .zip(requests)
        .map(|(n, requests)| requests as f64 / n as f64);
    let share = by_time.or(by_number)?.clamp(0.0, 1.0);
    Some(match run.leg {
        Some(leg) => (f64::from(leg.index) + share) / f64::from(leg.of),
        None => share,
    })
}

fn labels(run: &Run) -> String {
    let labels = run.labels.iter();
    let labels: Vec<String> = labels
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    labels.join(", ")
}
