//! Whether a run, or a request, lies in a scope.

use std::borrow::Cow;

use lt_sample::{Frame, Run, Sample};

use crate::threshold::{Pattern, Scope};

/// The scope without what it says of runs: that is decided when all run lines were read.
pub(super) fn within_runs(scope: &Scope) -> Scope {
    Scope {
        level: None,
        labels: Default::default(),
        ..scope.clone()
    }
}

/// Whether a scope tells runs apart.
pub(super) fn tells_runs_apart(scope: &Scope) -> bool {
    scope.level.is_some() || !scope.labels.is_empty()
}

/// Whether a run lies in a scope, whatever happened in it.
pub(super) fn holds_run(scope: &Scope, run: &Run) -> bool {
    let label = |(key, pattern): (&String, &Pattern)| {
        let value = run.labels.get(key);
        value.is_some_and(|value| pattern.matches(value))
    };
    is_of_level(scope, run) && scope.labels.iter().all(label)
}

fn is_of_level(scope: &Scope, run: &Run) -> bool {
    let label = run.labels.get("level").map(String::as_str);
    let level = scope.level.as_ref();
    level.is_none_or(|level| level.matches(label, users(run)))
}

/// Virtual users of all scenarios of a plan.
fn users(run: &Run) -> Option<u64> {
    let users = run.plan.iter().filter_map(|scenario| {
        let stages = scenario.stages.iter().filter_map(|stage| stage.users);
        stages.chain(scenario.users).max()
    });
    users.fold(None, |sum, users| {
        Some(users.saturating_add(sum.unwrap_or(0)))
    })
}

/// Whether a sample lies in a scope, whatever its run.
pub(super) fn holds_sample(scope: &Scope, sample: &Sample<'_>) -> bool {
    holds(
        scope,
        sample.stage,
        sample.scenario.as_deref(),
        sample.journey.as_deref(),
        &sample.tags,
    )
}

/// Whether the samples of a frame lie in a scope, whatever their run.
pub(super) fn holds_frame(scope: &Scope, frame: &Frame) -> bool {
    let key = &frame.key;
    let tags = key.tags.iter();
    let tags: Vec<(Cow<'_, str>, Cow<'_, str>)> = tags
        .map(|(key, value)| (Cow::Borrowed(key.as_str()), Cow::Borrowed(value.as_str())))
        .collect();
    holds(
        scope,
        key.stage,
        key.scenario.as_deref(),
        key.journey.as_deref(),
        &tags,
    )
}

fn holds(
    scope: &Scope,
    stage: Option<u32>,
    scenario: Option<&str>,
    journey: Option<&str>,
    tags: &[(Cow<'_, str>, Cow<'_, str>)],
) -> bool {
    let fits = |pattern: &Option<Pattern>, value: Option<&str>| match pattern {
        None => true,
        Some(pattern) => value.is_some_and(|value| pattern.matches(value)),
    };
    let has_tag = |(key, pattern): (&String, &Pattern)| {
        let mut tags = tags.iter();
        tags.any(|(name, value)| name == key && pattern.matches(value))
    };
    let stage_fits = match &scope.stage {
        None => true,
        Some(pattern) => stage.is_some_and(|stage| pattern.matches(&stage.to_string())),
    };
    stage_fits
        && fits(&scope.scenario, scenario)
        && fits(&scope.journey, journey)
        && scope.tags.iter().all(has_tag)
}
