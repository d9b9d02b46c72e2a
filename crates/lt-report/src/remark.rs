//! What a reader must know before the figures: doubts, warnings and what was left out.
//!
//! One list for every rendering. The words of doubts are those of [`Summary::doubts`].

use std::collections::BTreeMap;
use std::fmt;

use lt_sample::{EndReason, RunId};
use lt_stats::{By, Failure, Percentile, Slice, Summary, percentile};

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
    add(Level::Warning, several_tests(summary));
    add(Level::Warning, interrupted(summary));
    add(Level::Warning, nothing_good(summary, &total));
    add(Level::Warning, dropped(&total));
    add(Level::Warning, skipped(summary));
    add(Level::Warning, strained_generators(summary));
    add(Level::Note, due_unknown(&total));
    add(Level::Note, injected(summary));
    add(Level::Note, early(summary));
    add(Level::Note, warmup(summary));
    remarks
}

/// A run in one line: how many, how fast, how well.
pub(crate) fn headline(total: &Slice, faults: u64) -> String {
    let failed = || number::percent(total.errors, total.requests());
    let requests = number::counted(total.requests(), "request");
    match percentile(&total.tally.response, Percentile::P95) {
        Some(p95) => format!(
            "{requests} at {}/s, p95 {} ms, {} % failed",
            number::rate(total.rate_over(total.span())),
            number::micros(p95),
            failed()
        ),
        None if total.requests() > 0 => format!("{requests}, {} % failed", failed()),
        None if faults > 0 => format!(
            "No request was measured but {} with injected faults",
            number::count(faults)
        ),
        None => "No request was measured".to_owned(),
    }
}

/// Figures over several tests are rarely what was meant.
fn several_tests(summary: &Summary) -> Vec<String> {
    const NAMED: usize = 3;
    const LONGEST: usize = 60;
    let tests = summary.ledger().tests();
    // Where streams are set side by side, that is what was asked for.
    if tests.len() < 2 || summary.by() == Some(&By::Stream) {
        return Vec::new();
    }
    let named = tests.iter().take(NAMED);
    let mut names: Vec<String> = named
        .map(|test| format!("`{}`", words::cut(test, LONGEST)))
        .collect();
    if tests.len() > NAMED {
        names.push(format!("and {} more", tests.len() - NAMED));
    }
    let (n, names) = (tests.len(), names.join(", "));
    vec![format!(
        "the figures are those of {n} tests together: {names}"
    )]
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
        let why = match (summary.warmup(), total.dropped.max(total.cancelled)) {
            _ if faults::count(summary) > 0 => {
                ": every request that was sent carried an injected fault, and those are counted apart"
            }
            (0, 0) if summary.early().is_some_and(|(_, n)| n > 0) => {
                ": all were due before the moment of --since"
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
        let cause = failure.to_string();
        match causes.iter().position(|(known, _)| *known == cause) {
            Some(place) => causes[place].1 = causes[place].1.saturating_add(failure.n),
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
    let sent = total.requests().saturating_add(total.cancelled);
    let arrivals = sent.saturating_add(total.dropped);
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

/// What generators say of themselves short of saturation, which is a doubt; what several say alike is said once.
fn strained_generators(summary: &Summary) -> Vec<String> {
    let mut alike: Vec<Alike> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut cpu_bound = Vec::new();
    for (run, account) in runs::in_order(summary) {
        let Some(health) = runs::health(account).filter(|health| !health.saturated) else {
            continue;
        };
        if health.why.is_empty() && health.cpu_bound {
            cpu_bound.push(run);
        }
        for why in &health.why {
            match places.get(&without_figures(why)) {
                Some(place) => alike[*place].add(run, why),
                None => {
                    places.insert(without_figures(why), alike.len());
                    alike.push(Alike::new(run, why));
                }
            }
        }
    }
    let filled = match cpu_bound.as_slice() {
        [] => None,
        [run] => Some(format!(
            "the generator of run {run} filled its CPU: its throughput is a lower bound"
        )),
        several => Some(format!(
            "the generators of {} runs filled their CPUs: their throughput is a lower bound",
            number::count(several.len() as u64)
        )),
    };
    let told = alike.iter().map(Alike::to_string);
    filled.into_iter().chain(told).collect()
}

/// What the generators of one or several runs say in the same words, with the largest figure.
struct Alike {
    runs: u64,
    /// The run that says the worst.
    worst: RunId,
    why: String,
    figure: f64,
}

impl Alike {
    fn new(worst: RunId, why: &str) -> Self {
        Self {
            runs: 1,
            worst,
            why: why.to_owned(),
            figure: first_figure(why),
        }
    }

    fn add(&mut self, run: RunId, why: &str) {
        self.runs += 1;
        let figure = first_figure(why);
        if figure > self.figure {
            (self.worst, self.figure) = (run, figure);
            why.clone_into(&mut self.why);
        }
    }
}

impl fmt::Display for Alike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { worst, why, .. } = self;
        match self.runs {
            1 => write!(f, "the generator of run {worst}: {why}"),
            n => {
                let n = number::count(n);
                write!(f, "the generators of {n} runs, worst of run {worst}: {why}")
            }
        }
    }
}

/// What stays the same where only the measured figures differ.
fn without_figures(why: &str) -> String {
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let words = why.split(is_figure).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("#")
}

/// The first number in a text; 0 where there is none.
fn first_figure(why: &str) -> f64 {
    let digits = why.trim_start_matches(|c: char| !c.is_ascii_digit());
    let length = digits.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    let digits = &digits[..length.unwrap_or(digits.len())];
    digits.replace(',', "").parse().unwrap_or(0.0)
}

/// Other tools' results do not tell when a request was due.
fn due_unknown(total: &Slice) -> Vec<String> {
    let n = total.tally.service.count();
    let unknown = n.saturating_sub(total.tally.delay.count());
    if unknown == 0 {
        return Vec::new();
    }
    let of = match unknown == n {
        true => String::new(),
        false => format!(" for {} of {}", number::count(unknown), number::count(n)),
    };
    vec![format!(
        "when requests were due is not known{of}: their response times count from when they were sent, and do not show how long a stalled target kept later ones waiting"
    )]
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

fn early(summary: &Summary) -> Vec<String> {
    let early = summary.early().map(|(moment, n)| {
        let (moment, requests) = (number::moment(moment), number::counted(n, "request"));
        format!("what was due before `{moment}` is left out: {requests}")
    });
    early.into_iter().collect()
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
