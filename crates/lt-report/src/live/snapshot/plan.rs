//! What runs, and how far it is.

use lt_sample::{Account, EndReason, Micros, Run, RunId, UnixMicros};
use lt_stats::live::Span;
use lt_stats::{Slice, Summary};

use super::Stream;
use crate::{number, runs, words};

/// What runs, and how far it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::live) struct Plan {
    /// Base URL; empty where it is not told.
    pub(in crate::live) target: String,
    /// The scenarios, or the file that holds them; empty where neither is told.
    pub(in crate::live) scenario: String,
    /// `leg 2 of 6 (round=0, variant=rl)`; empty where there is one.
    pub(in crate::live) leg: String,
    /// How long the present leg has been going on.
    pub(in crate::live) elapsed: Micros,
    /// How long the present leg should last.
    pub(in crate::live) planned: Option<Micros>,
    /// How much of it is done, 0 to 1, where the plan tells.
    pub(in crate::live) done: Option<f64>,
    pub(in crate::live) phase: Phase,
}

/// Where in its life a run is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::live) enum Phase {
    /// Nothing is due yet.
    #[default]
    Waiting,
    /// What is sent does not count yet.
    WarmUp,
    Running,
    /// How it ended, in a word or two.
    Ended(&'static str),
}

const LONGEST: usize = 200;

impl Plan {
    pub(super) fn of(summary: &Summary, total: &Slice, span: &Span, stream: Stream) -> Self {
        let accounts = runs::in_order(summary);
        let phase = phase(summary, &accounts, total, stream);
        let present: Vec<(RunId, &Account, &Run)> = present(&accounts);
        let Some((id, _, run)) = present.first() else {
            let begun = (total.requests() > 0).then_some(total.tally.first);
            let last = total.tally.last;
            return Self {
                elapsed: begun.map_or(Micros(0), |first| last.since(first)),
                phase,
                ..Self::default()
            };
        };
        let name = runs::legs(summary).remove(id).unwrap_or_default();
        let leg = match run.leg {
            None => name,
            Some(leg) if name.is_empty() => format!("leg {} of {}", leg.index + 1, leg.of),
            Some(leg) => format!("leg {} of {} ({name})", leg.index + 1, leg.of),
        };
        let elapsed = elapsed(&present, total, span);
        let planned = planned(&present);
        let time = planned.map(|planned| match planned.0 {
            0 => 1.0,
            _ => elapsed.as_secs_f64() / planned.as_secs_f64(),
        });
        let requests = planned_requests(&present);
        let counted = requests.map(|n| total.requests() as f64 / n as f64);
        Self {
            target: words::cut(&target(run), LONGEST),
            scenario: words::cut(&scenario(run), LONGEST),
            leg,
            elapsed,
            planned,
            done: time.or(counted).map(|share| share.clamp(0.0, 1.0)),
            phase,
        }
    }
}

fn phase(
    summary: &Summary,
    accounts: &[(RunId, &Account)],
    total: &Slice,
    stream: Stream,
) -> Phase {
    if stream == Stream::Ended {
        let endings = accounts.iter().map(|(_, account)| account.end.as_ref());
        let worst = endings.max_by_key(|end| match end.map(|end| end.reason) {
            Some(EndReason::Completed) => 0,
            Some(EndReason::Interrupted) => 1,
            Some(EndReason::Aborted) => 2,
            None => 3,
        });
        return Phase::Ended(worst.map_or("nothing was run", runs::ending));
    }
    match (total.requests(), summary.warmup()) {
        (0, 0) => Phase::Waiting,
        (0, _) => Phase::WarmUp,
        _ => Phase::Running,
    }
}

/// The runs that make the leg that began last.
fn present<'a>(accounts: &[(RunId, &'a Account)]) -> Vec<(RunId, &'a Account, &'a Run)> {
    let known = accounts.iter().filter_map(|(id, account)| {
        let run = account.run.as_ref()?;
        Some((*id, *account, run))
    });
    let known: Vec<_> = known.collect();
    let Some((_, _, last)) = known.last().copied() else {
        return Vec::new();
    };
    // Where legs are not counted their labels tell them apart.
    let leg = |run: &Run| (run.test.clone(), run.leg, run.labels.clone());
    let same = |run: &Run| leg(run) == leg(last);
    known.into_iter().filter(|(.., run)| same(run)).collect()
}

fn elapsed(present: &[(RunId, &Account, &Run)], total: &Slice, span: &Span) -> Micros {
    let started = present.iter().map(|(.., run)| run.started_us).min();
    let ends = present.iter().map(|(_, account, _)| account.end.as_ref());
    let ended: Option<Vec<UnixMicros>> = ends.map(|end| Some(end?.at_us)).collect();
    let ended = ended.and_then(|ends| ends.into_iter().max());
    let now = ended.or(span.now.map(|now| now.max(total.tally.last)));
    match (started, now) {
        (Some(started), Some(now)) => now.since(started),
        _ => Micros(0),
    }
}

fn planned(present: &[(RunId, &Account, &Run)]) -> Option<Micros> {
    let scenarios = present.iter().flat_map(|(.., run)| &run.plan);
    let ends: Option<Vec<Micros>> = scenarios
        .map(|scenario| Some(scenario.start_us + scenario.length_us?))
        .collect();
    ends?.into_iter().max()
}

fn planned_requests(present: &[(RunId, &Account, &Run)]) -> Option<u64> {
    let (.., run) = present.first()?;
    let one = run.plan.iter().map(|scenario| scenario.requests);
    let all: Option<Vec<u64>> = one.collect();
    let sum = all?.into_iter().fold(0_u64, u64::saturating_add);
    (sum > 0).then_some(sum)
}

fn target(run: &Run) -> String {
    let target = run.target.clone().unwrap_or_default();
    match run.targets.len() {
        0 | 1 => target,
        n => format!("{target} and {}", number::counted(n as u64 - 1, "other")),
    }
}

fn scenario(run: &Run) -> String {
    const NAMED: usize = 3;
    let names: Vec<&str> = run
        .plan
        .iter()
        .filter_map(|scenario| scenario.name.as_deref())
        .collect();
    let more = names.len().saturating_sub(NAMED);
    let shown = names[..names.len() - more].join(", ");
    match (more, shown.is_empty()) {
        (0, true) => run.scenario_file.clone().unwrap_or_default(),
        (0, false) => shown,
        (more, _) => format!("{shown} and {more} more"),
    }
}
