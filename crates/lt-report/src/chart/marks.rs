//! What happened and explains what a picture shows: stages of the plan and events of the stream.

use std::cmp::Reverse;

use lt_sample::{Event, PlannedScenario, PlannedStage, Run, UnixMicros};
use lt_stats::Summary;

use super::legs::Band;
use super::{LEFT, RIGHT, WIDTH, fitting, width_of};
use crate::{number, runs, words};

/// A thin line over a picture.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mark {
    /// Where it is, in seconds since the start.
    pub(crate) second: f64,
    /// What stands above it; absent where there is no room. Harmless text.
    pub(crate) label: Option<String>,
}

/// Something that could be marked.
struct Candidate {
    second: f64,
    text: String,
    weight: Weight,
}

/// How much it explains, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// What belongs to every run.
    Routine,
    Stage,
    Scenario,
    Variant,
    /// What was done to the target, or whatever else somebody found worth telling.
    Event,
}

const MOST: usize = 12;
const LABEL_WIDTH: usize = 24;
/// Marks that are closer, in pixels, cannot be told apart.
const CLOSEST: f64 = 8.0;
/// Between two labels.
const GAP: f64 = 12.0;
/// What belongs to every run is no news this near to the ends of the axis, in pixels.
const MARGIN: f64 = 24.0;
/// Less of a label would tell nothing.
const FEWEST_CHARACTERS: usize = 4;

/// The gravest of what happened, as many as can be told apart, and their labels where they do not overlap.
pub(super) fn marks(
    summary: &Summary,
    start: UnixMicros,
    seconds: f64,
    legs: &[Band],
) -> Vec<Mark> {
    let x = |second: f64| LEFT + second / seconds * (RIGHT - LEFT);
    let mut candidates = candidates(summary, start);
    candidates.retain(|one| one.second > 0.0 && one.second <= seconds);
    candidates.sort_by(|one, two| {
        let gravest = Reverse(one.weight).cmp(&Reverse(two.weight));
        gravest.then(one.second.total_cmp(&two.second))
    });
    let mut kept: Vec<Candidate> = Vec::new();
    for one in candidates {
        let is_near = |second: f64| (x(second) - x(one.second)).abs() < CLOSEST;
        // A leg has a boundary and a name of its own.
        let is_told = one.weight != Weight::Event && legs.iter().any(|leg| is_near(leg.from));
        let inside = LEFT + MARGIN..RIGHT - MARGIN;
        let is_idle = one.weight == Weight::Routine && !inside.contains(&x(one.second));
        let is_double = kept.iter().any(|other| is_near(other.second));
        if kept.len() < MOST && !is_told && !is_idle && !is_double {
            kept.push(one);
        }
    }
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let mut marks: Vec<Mark> = kept
        .into_iter()
        .map(|one| {
            let from = x(one.second);
            // The boundary of the next leg would go through a label.
            let next = legs.iter().find(|leg| leg.from > one.second);
            let end = next.map_or(f64::from(WIDTH), |leg| x(leg.from));
            let room = fitting(&one.text, end - from - GAP);
            let label = words::cut(&one.text, room);
            let to = from + width_of(&label) + GAP;
            let overlaps = taken.iter().any(|other| from < other.1 && other.0 < to);
            let has_room = room >= FEWEST_CHARACTERS.min(one.text.chars().count()) && !overlaps;
            if has_room {
                taken.push((from, to));
            }
            Mark {
                second: one.second,
                label: has_room.then_some(label),
            }
        })
        .collect();
    marks.sort_by(|one, two| one.second.total_cmp(&two.second));
    marks
}

fn candidates(summary: &Summary, start: UnixMicros) -> Vec<Candidate> {
    let (events, _) = summary.events();
    let of_events = events.into_iter().filter(|event| event.at_us >= start);
    let of_events = of_events.map(|event| {
        let (weight, text) = told(event);
        Candidate {
            second: event.at_us.since(start).as_secs_f64(),
            text: words::cut(text, LABEL_WIDTH),
            weight,
        }
    });
    let runs = runs::in_order(summary).into_iter();
    let runs = runs.filter_map(|(_, account)| account.run.as_ref());
    of_events
        .chain(runs.flat_map(|run| planned(run, start)))
        .collect()
}

fn told(event: &Event) -> (Weight, &str) {
    let label = |name: &str| event.labels.get(name).map(String::as_str);
    let in_words = || match event.text.is_empty() {
        true => event.name.as_str(),
        false => event.text.as_str(),
    };
    match event.name.as_str() {
        "ready" | "before" | "after" | "folded" => (Weight::Routine, event.name.as_str()),
        "stage" => (Weight::Stage, in_words()),
        "variant" => (Weight::Variant, label("variant").unwrap_or_else(in_words)),
        "timeline" => (Weight::Event, label("hook").unwrap_or_else(in_words)),
        "used_up" => (Weight::Event, "data used up"),
        _ => (Weight::Event, in_words()),
    }
}

/// Where scenarios and their stages begin.
fn planned(run: &Run, start: UnixMicros) -> Vec<Candidate> {
    let offset = run.started_us.since(start).as_secs_f64();
    let mut begins = Vec::new();
    for scenario in &run.plan {
        let mut second = offset + scenario.start_us.as_secs_f64();
        if let Some(name) = scenario.name.as_ref().filter(|_| run.plan.len() > 1) {
            begins.push(Candidate {
                second,
                text: words::cut(name, LABEL_WIDTH),
                weight: Weight::Scenario,
            });
        }
        second += warmup(run, scenario);
        for stage in &scenario.stages {
            begins.push(Candidate {
                second,
                text: level(stage),
                weight: Weight::Stage,
            });
            second += stage.length_us.as_secs_f64();
        }
    }
    begins
}

/// How long a scenario runs before its stages begin: one that begins with the run bears the warm-up.
pub(crate) fn warmup(run: &Run, scenario: &PlannedScenario) -> f64 {
    let warmup = run.warmup_us.filter(|_| scenario.start_us.0 == 0);
    warmup.unwrap_or_default().as_secs_f64()
}

fn level(stage: &PlannedStage) -> String {
    let users = stage.users.map(|users| number::counted(users, "user"));
    let rate = stage.rate.map(|rate| format!("{}/s", number::plain(rate)));
    users.or(rate).unwrap_or_else(|| "stage".to_owned())
}

#[cfg(test)]
mod tests;
