//! How far a run is, by its plan alone.
//!
//! No sample is looked at: a scenario that a number of requests ends early is taken to go on, for nobody planned when that
//! would be.

use std::cmp::Reverse;

use crate::{Leg, Micros, PlannedScenario, Run, UnixMicros};

/// Where a run is at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'p> {
    /// How long the run goes on.
    pub elapsed: Micros,
    /// How long it goes on in all; absent where a scenario has no planned end, or no plan is told.
    pub length: Option<Micros>,
    /// Whether this is the warm-up.
    pub is_warmup: bool,
    /// The scenario that goes on, of several the one that began last; absent between scenarios and after the end.
    pub scenario: Option<Underway<'p>>,
    /// Which turn of the test this is, where it has several.
    pub leg: Option<Leg>,
}

/// A scenario that goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Underway<'p> {
    /// Its place in the plan, counted from 0; below `of`.
    pub index: usize,
    /// How many scenarios were planned.
    pub of: usize,
    /// How many others go on at the same time.
    pub others: usize,
    /// What it is called, which is text from outside; absent in quick mode.
    pub name: Option<&'p str>,
    /// How long it goes on yet; absent where it has no planned end.
    pub left: Option<Micros>,
}

impl Run {
    /// Where this run is at an instant; one before its start is its start.
    pub fn progress(&self, at: UnixMicros) -> Progress<'_> {
        let elapsed = at.since(self.started_us);
        Progress::of(&self.plan, self.warmup_us, self.leg, elapsed)
    }
}

impl<'p> Progress<'p> {
    /// Where a run is that was planned so, has such a warm-up and is such a turn, and has gone on for so long.
    pub fn of(
        plan: &'p [PlannedScenario],
        warmup: Option<Micros>,
        leg: Option<Leg>,
        elapsed: Micros,
    ) -> Self {
        let ends: Option<Vec<Micros>> = plan.iter().map(end).collect();
        Self {
            elapsed,
            length: ends.and_then(|ends| ends.into_iter().max()),
            is_warmup: warmup.is_some_and(|warmup| elapsed < warmup),
            scenario: underway(plan, elapsed),
            leg,
        }
    }

    /// How long this run goes on yet, nothing after its end; absent where it has no planned end.
    pub fn left(&self) -> Option<Micros> {
        self.length.map(|length| minus(length, self.elapsed))
    }

    /// How long the test goes on yet: this run, and those turns that are still to come, each taken to be as long as this
    /// one. Absent where this one has no planned end.
    pub fn left_in_all(&self) -> Option<Micros> {
        let to_come = self
            .leg
            .map_or(0, |leg| leg.of.saturating_sub(leg.index).saturating_sub(1));
        let length = self.length?;
        Some(self.left()? + Micros(length.0.saturating_mul(to_come.into())))
    }
}

/// The scenario that began last of those that go on; of those that began together the first.
fn underway(plan: &[PlannedScenario], elapsed: Micros) -> Option<Underway<'_>> {
    let goes_on = |scenario: &PlannedScenario| {
        scenario.start_us <= elapsed && end(scenario).is_none_or(|end| elapsed < end)
    };
    let going_on = || plan.iter().enumerate().filter(|(_, one)| goes_on(one));
    let (index, scenario) =
        going_on().max_by_key(|(index, one)| (one.start_us, Reverse(*index)))?;
    Some(Underway {
        index,
        of: plan.len(),
        others: going_on().count().saturating_sub(1),
        name: scenario.name.as_deref(),
        left: end(scenario).map(|end| minus(end, elapsed)),
    })
}

/// When a scenario ends, counted from the start of the run.
fn end(scenario: &PlannedScenario) -> Option<Micros> {
    Some(scenario.start_us + scenario.length_us?)
}

fn minus(one: Micros, other: Micros) -> Micros {
    Micros(one.0.saturating_sub(other.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, prop_assert, proptest};

    use super::*;

    const SECOND: u64 = 1_000_000;

    fn planned(name: &str, start: u64, length: Option<u64>) -> PlannedScenario {
        PlannedScenario {
            name: Some(name.to_owned()),
            start_us: Micros(start * SECOND),
            length_us: length.map(|length| Micros(length * SECOND)),
            ..PlannedScenario::default()
        }
    }

    /// The scenario's place and name, how many others go on, how long it goes on yet, and the whole run.
    type Seen<'p> = (Option<(usize, &'p str, usize, Option<u64>)>, Option<u64>);

    fn seen(plan: &[PlannedScenario], second: u64) -> Seen<'_> {
        let progress = Progress::of(plan, None, None, Micros(second * SECOND));
        let seconds = |left: Micros| left.0 / SECOND;
        let scenario = progress.scenario.map(|one| {
            let left = one.left.map(seconds);
            (one.index, one.name.unwrap_or_default(), one.others, left)
        });
        (scenario, progress.left().map(seconds))
    }

    #[test]
    fn scenarios_take_their_turns() {
        let plan = [
            planned("a", 0, Some(10)),
            planned("b", 10, Some(20)),
            planned("c", 40, Some(5)),
        ];
        assert_eq!(seen(&plan, 0), (Some((0, "a", 0, Some(10))), Some(45)));
        assert_eq!(seen(&plan, 9), (Some((0, "a", 0, Some(1))), Some(36)));
        assert_eq!(seen(&plan, 10), (Some((1, "b", 0, Some(20))), Some(35)));
        // Between two of them.
        assert_eq!(seen(&plan, 35), (None, Some(10)));
        assert_eq!(seen(&plan, 44), (Some((2, "c", 0, Some(1))), Some(1)));
        // The last answers are waited for.
        assert_eq!(seen(&plan, 45), (None, Some(0)));
        assert_eq!(seen(&plan, 99), (None, Some(0)));
    }

    #[test]
    fn of_scenarios_that_overlap_the_one_that_began_last_is_told() {
        let plan = [
            planned("a", 0, Some(60)),
            planned("b", 5, Some(10)),
            planned("c", 5, Some(30)),
        ];
        assert_eq!(seen(&plan, 4), (Some((0, "a", 0, Some(56))), Some(56)));
        assert_eq!(seen(&plan, 5), (Some((1, "b", 2, Some(10))), Some(55)));
        assert_eq!(seen(&plan, 20), (Some((2, "c", 1, Some(15))), Some(40)));
        assert_eq!(seen(&plan, 50), (Some((0, "a", 0, Some(10))), Some(10)));
    }

    #[test]
    fn what_has_no_planned_end_has_no_time_left() {
        let plan = [planned("a", 0, Some(10)), planned("b", 10, None)];
        assert_eq!(seen(&plan, 5), (Some((0, "a", 0, Some(5))), None));
        assert_eq!(seen(&plan, 5000), (Some((1, "b", 0, None)), None));
        assert_eq!(seen(&[], 5), (None, None));
    }

    #[test]
    fn turns_still_to_come_are_as_long_as_this_one() {
        let plan = [planned("a", 0, Some(60))];
        let leg = |index| Some(Leg { index, of: 6 });
        let left = |leg, second| {
            let progress = Progress::of(&plan, None, leg, Micros(second * SECOND));
            progress.left_in_all().map(|left| left.0 / SECOND)
        };
        assert_eq!(left(leg(0), 10), Some(350));
        assert_eq!(left(leg(5), 10), Some(50));
        assert_eq!(left(None, 10), Some(50));
        assert_eq!(left(leg(1), 100), Some(240));
    }

    #[test]
    fn a_run_line_says_it_all() {
        let line = r#"{"type":"run","format":1,"run":"k3x9a2bc","test":"t","shard":{"index":0,"of":1},"leg":{"index":1,"of":2},"tool":"x","version":"1","started_us":1000000,"plan":[{"start_us":0,"length_us":9000000}],"warmup_us":2000000}"#;
        let run: Run = serde_json::from_str(line).unwrap();
        let early = run.progress(UnixMicros(5));
        assert_eq!((early.elapsed, early.is_warmup), (Micros(0), true));
        let later = run.progress(UnixMicros(3_000_000));
        assert_eq!((later.elapsed, later.is_warmup), (Micros(2_000_000), false));
        assert_eq!(later.leg, Some(Leg { index: 1, of: 2 }));
        let scenario = later.scenario.unwrap();
        assert_eq!((scenario.of, scenario.name), (1, None));
    }

    proptest! {
        #[test]
        fn whatever_a_stream_tells_is_no_trouble(
            plan in prop::collection::vec((any::<u64>(), any::<Option<u64>>()), 0..5),
            index in any::<u32>(),
            of in any::<u32>(),
            elapsed in any::<u64>(),
        ) {
            let plan: Vec<PlannedScenario> = plan.into_iter().map(|(start, length)| PlannedScenario {
                start_us: Micros(start),
                length_us: length.map(Micros),
                ..PlannedScenario::default()
            }).collect();
            let progress = Progress::of(&plan, None, Some(Leg { index, of }), Micros(elapsed));
            prop_assert!(progress.left_in_all() >= progress.left());
            let left = progress.scenario.and_then(|scenario| scenario.left);
            prop_assert!(left.zip(progress.left()).is_none_or(|(one, all)| one <= all));
        }
    }
}
