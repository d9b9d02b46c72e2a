//! What a reader must know before the figures: doubts, warnings and what was left out.
//!
//! One list for every rendering. The words of doubts are those of [`Summary::doubts`].

use lt_sample::EndReason;
use lt_stats::{Failure, Slice, Summary};

use crate::{faults, number, runs, words};

/// Something to be said before the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) level: Level,
    /// Harmless text without line breaks.
    pub(crate) text: String,
}

/// How much a remark matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// The figures are about the generator, or not all there.
    Doubt,
    /// The figures are right, but not what was wished for.
    Warning,
    /// Good to know.
    Note,
}

/// Remarks of one kind beyond this many are only counted: a test may have thousands of shards.
const MOST: usize = 20;
const LONGEST: usize = 500;
/// Rarer causes than this many are not added up over endpoints.
const MOST_CAUSES: usize = 100;

/// All remarks, the gravest first.
pub(crate) fn remarks(summary: &Summary) -> Vec<Remark> {
    let total = summary.total();
    let mut remarks = Vec::new();
    let mut add = |level: Level, texts: Vec<String>| {
        let more = texts.len().saturating_sub(MOST);
        let shown = texts.into_iter().take(MOST);
        let rest = (more > 0).then(|| format!("and {more} more of this kind"));
        remarks.extend(shown.chain(rest).map(|text| Remark {
            level,
            text: words::cut(&text, LONGEST),
        }));
    };
    add(Level::Doubt, summary.doubts());
    add(Level::Warning, interrupted(summary));
    add(Level::Warning, nothing_good(summary, &total));
    add(Level::Warning, dropped(&total));
    add(Level::Warning, skipped(summary));
    add(Level::Warning, strained_generators(summary));
    add(Level::Note, injected(summary));
    add(Level::Note, warmup(summary));
    remarks
}

fn interrupted(summary: &Summary) -> Vec<String> {
    let runs = runs::in_order(summary).into_iter();
    runs.filter(|(_, account)| {
        let end = account.end.as_ref();
        end.is_some_and(|end| end.reason == EndReason::Interrupted)
    })
    .map(|(run, _)| format!("run {run} was interrupted: its plan was not carried out to the end"))
    .collect()
}

fn nothing_good(summary: &Summary, total: &Slice) -> Vec<String> {
    if total.requests() == 0 {
        let why = match (summary.warmup(), total.dropped + total.cancelled) {
            _ if faults::count(summary) > 0 => {
                ": every request that was sent carried an injected fault, and those are counted apart"
            }
            (0, 0) => "",
            (_, 0) => ": all belongs to the warm-up, which --include-warmup counts",
            _ => ": every arrival was dropped or cancelled",
        };
        return vec![format!("no request was measured{why}")];
    }
    if total.errors < total.requests() {
        return Vec::new();
    }
    let causes = most_frequent_causes(&summary.failures());
    let text = match causes.as_slice() {
        [] => "every request failed".to_owned(),
        [(cause, _)] => format!("every request failed: {cause}"),
        [(cause, n), ..] => format!(
            "every request failed, {} of {} with: {cause}",
            number::count(*n),
            number::count(total.requests())
        ),
    };
    vec![text]
}

/// What went wrong over all endpoints, most frequent first, then in the order of failures.
fn most_frequent_causes(failures: &[Failure]) -> Vec<(String, u64)> {
    let mut causes: Vec<(String, u64)> = Vec::new();
    for failure in failures {
        let cause = words::cause(failure);
        match causes.iter().position(|(known, _)| *known == cause) {
            Some(place) => causes[place].1 += failure.n,
            None if causes.len() < MOST_CAUSES => causes.push((cause, failure.n)),
            None => {}
        }
    }
    causes.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    causes
}

fn dropped(total: &Slice) -> Vec<String> {
    if total.dropped == 0 {
        return Vec::new();
    }
    let arrivals = total.requests() + total.dropped + total.cancelled;
    vec![format!(
        "arrivals never sent because too many requests were in flight: {} of {} ({} %)",
        number::count(total.dropped),
        number::count(arrivals),
        number::percent(total.dropped, arrivals)
    )]
}

fn skipped(summary: &Summary) -> Vec<String> {
    match summary.skipped() {
        0 => Vec::new(),
        n => vec![format!(
            "lines left out because they are no records: {}",
            number::count(n)
        )],
    }
}

/// What generators say of themselves short of saturation, which is a doubt.
fn strained_generators(summary: &Summary) -> Vec<String> {
    let mut texts = Vec::new();
    for (run, account) in runs::in_order(summary) {
        let Some(health) = runs::health(account).filter(|health| !health.saturated) else {
            continue;
        };
        if health.why.is_empty() && health.cpu_bound {
            texts.push(format!(
                "the generator of run {run} filled its CPU: its throughput is a lower bound"
            ));
        }
        let whys = health.why.iter();
        texts.extend(whys.map(|why| format!("the generator of run {run}: {why}")));
    }
    texts
}

fn injected(summary: &Summary) -> Vec<String> {
    match faults::count(summary) {
        0 => Vec::new(),
        n => vec![format!(
            "requests with injected faults, which are counted apart: {}",
            number::count(n)
        )],
    }
}

fn warmup(summary: &Summary) -> Vec<String> {
    match summary.warmup() {
        0 => Vec::new(),
        n => vec![format!(
            "samples left out because they belong to the warm-up: {}",
            number::count(n)
        )],
    }
}
