//! What a plan does that its author may not have meant.

use std::collections::BTreeSet;

use super::Plan;
use crate::{BlockId, Program, Step, Task};

impl Plan {
    /// What is right but unlikely to be meant, each in one sentence for people: users' first and last steps that
    /// arrivals leave out, and walks that send nothing.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = BTreeSet::new();
        for (number, load) in self.loads.iter().enumerate() {
            for profile in load.profiles.iter().copied() {
                warnings.extend(self.left_out(number, profile));
                for action in self.actions(number, profile) {
                    if action.weight > 0 && !self.sends(action.what) {
                        warnings.insert(self.idle(action.what, profile));
                    }
                }
            }
        }
        warnings.into_iter().collect()
    }

    /// What arrivals of a profile leave out.
    fn left_out(&self, load: usize, profile: usize) -> Option<String> {
        let (load, profile) = (self.loads.get(load)?, self.profiles.get(profile)?);
        let keys = match (profile.on_start, profile.on_stop) {
            (Some(_), Some(_)) => "`on_start` and `on_stop`",
            (Some(_), None) => "`on_start`",
            (None, Some(_)) => "`on_stop`",
            (None, None) => return None,
        };
        // Counts say nothing about arrivals, unless there is nothing else.
        let is_counted = |number: &usize| {
            let profile = self.profiles.get(*number);
            profile.is_some_and(|profile| profile.weight == 0)
        };
        let takes_part = profile.weight > 0 || load.profiles.iter().all(is_counted);
        (load.is_open() && takes_part).then(|| {
            let scenario = load.name.as_deref();
            let place = scenario.map_or(String::new(), |name| format!("scenario `{name}`: "));
            format!(
                "{place}arrivals of a rate do not do the {keys} of profile `{}`; put these steps into its actions, or use `users`",
                profile.name
            )
        })
    }

    fn idle(&self, task: Task, profile: usize) -> String {
        let journeys = &self.program.journeys;
        let walk = match task {
            Task::Journey(journey) => journeys.get(journey).map(|journey| journey.name.as_str()),
            _ => None,
        };
        match (walk, self.profiles.get(profile)) {
            (Some(name), _) => format!("journey `{name}` sends no request; add one"),
            (None, Some(profile)) => format!(
                "an action of profile `{}` sends no request; add one to its steps",
                profile.name
            ),
            (None, None) => "an action sends no request; add one to its steps".to_owned(),
        }
    }

    fn sends(&self, task: Task) -> bool {
        match task {
            Task::Request(_) => true,
            Task::Steps(block) => block_sends(&self.program, block),
            Task::Journey(journey) => journey_sends(&self.program, journey),
        }
    }
}

fn journey_sends(program: &Program, journey: usize) -> bool {
    let journey = program.journeys.get(journey);
    journey.is_some_and(|journey| block_sends(program, journey.steps))
}

fn block_sends(program: &Program, block: BlockId) -> bool {
    let steps = program.blocks.get(block.0).map_or(&[][..], Vec::as_slice);
    steps.iter().any(|step| match step {
        Step::Request(_) => true,
        Step::Parallel(requests) => !requests.is_empty(),
        Step::Journey(journey) => journey_sends(program, *journey),
        Step::If {
            then, otherwise, ..
        } => block_sends(program, *then) || block_sends(program, *otherwise),
        Step::Repeat { steps, .. } | Step::While { steps, .. } | Step::Foreach { steps, .. } => {
            block_sends(program, *steps)
        }
        Step::Choose(ways) => ways.iter().any(|(_, steps)| block_sends(program, *steps)),
        Step::Think(_) | Step::Set(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use crate::{Overrides, load, plan};

    fn warnings(scenarios: &str) -> Vec<String> {
        let text = format!(
            "base_url: http://h\nrequests: {{a: {{get: /}}}}\n\
             journeys:\n  idle: [{{think: 1s}}, {{repeat: 2, steps: [{{set: {{x: 1}}}}]}}]\n  busy: [{{if: 'true', then: [a]}}]\n\
             user_profiles:\n  plain: {{actions: [a, busy]}}\n  other: {{on_start: [a], on_stop: [a], actions: [a]}}\n  lazy: {{actions: [idle, {{steps: [{{think: 1s}}]}}]}}\n\
             scenarios: {scenarios}\n"
        );
        let scenario = load(&text, "f.yaml").unwrap();
        let plan = plan::from_scenario(scenario, &Overrides::default()).unwrap();
        plan.warnings()
    }

    #[test]
    fn what_is_unlikely_to_be_meant_is_said_once() {
        let none: [&str; 0] = [];
        assert_eq!(
            warnings("[{users: 2, duration: 1m, profiles: [plain, other]}]"),
            none
        );
        assert_eq!(
            warnings("[{name: S, rate: 1/s, duration: 1m, profiles: [plain, other]}]"),
            [
                "scenario `S`: arrivals of a rate do not do the `on_start` and `on_stop` of profile `other`; put these steps into its actions, or use `users`"
            ]
        );
        assert_eq!(
            warnings(
                "[{users: 2, duration: 1m, profiles: [lazy]}, {users: 2, duration: 1m, profiles: [lazy]}]"
            ),
            [
                "an action of profile `lazy` sends no request; add one to its steps",
                "journey `idle` sends no request; add one",
            ]
        );
    }
}
