//! How many requests a walk makes on average, as far as the file tells.

use std::collections::BTreeMap;

use crate::{BlockId, Program, Step, Task, Times};

/// By number of the request in the scenario file: how often it is sent.
pub(crate) type Counts = BTreeMap<usize, f64>;

/// What tasks send on average. What only answers can decide is counted as if `if` held, and as if `while`, `foreach`
/// and computed counts took one turn; [`Average::is_guess`] tells whether that was needed.
pub(crate) struct Average<'a> {
    program: &'a Program,
    /// By block; `None` where it has not been looked at.
    blocks: Vec<Option<Counts>>,
    is_guess: bool,
}

impl<'a> Average<'a> {
    pub(crate) fn new(program: &'a Program) -> Self {
        Self {
            program,
            blocks: vec![None; program.blocks.len()],
            is_guess: false,
        }
    }

    /// Whether anything that was asked for depends on answers.
    pub(crate) fn is_guess(&self) -> bool {
        self.is_guess
    }

    /// What a task sends.
    pub(crate) fn of(&mut self, task: Task) -> Counts {
        match task {
            Task::Request(template) => Counts::from([(template, 1.0)]),
            Task::Journey(journey) => self.journey(journey),
            Task::Steps(block) => self.block(block),
        }
    }

    fn journey(&mut self, journey: usize) -> Counts {
        let journey = self.program.journeys.get(journey);
        journey.map_or_else(Counts::new, |journey| self.block(journey.steps))
    }

    fn block(&mut self, BlockId(id): BlockId) -> Counts {
        let program = self.program;
        let (Some(steps), Some(known)) = (program.blocks.get(id), self.blocks.get_mut(id)) else {
            return Counts::new();
        };
        if let Some(counts) = known {
            return counts.clone();
        }
        // Whoever asks again while we count would walk in a circle.
        *known = Some(Counts::new());
        let mut counts = Counts::new();
        for step in steps {
            self.add_step(step, &mut counts);
        }
        self.blocks[id] = Some(counts.clone());
        counts
    }

    fn add_step(&mut self, step: &Step, counts: &mut Counts) {
        match step {
            Step::Request(template) => add(counts, &Counts::from([(*template, 1.0)]), 1.0),
            Step::Parallel(templates) => {
                for template in templates {
                    add(counts, &Counts::from([(*template, 1.0)]), 1.0);
                }
            }
            Step::Journey(journey) => add(counts, &self.journey(*journey), 1.0),
            Step::Think(_) | Step::Set(_) => {}
            Step::If { then: steps, .. }
            | Step::While { steps, .. }
            | Step::Foreach { steps, .. } => {
                self.is_guess = true;
                add(counts, &self.block(*steps), 1.0);
            }
            Step::Repeat { times, steps } => {
                let times = self.times(times);
                add(counts, &self.block(*steps), times);
            }
            Step::Choose(ways) => {
                let total: u64 = ways.iter().map(|(weight, _)| weight).sum();
                for (weight, steps) in ways.iter().filter(|(weight, _)| *weight > 0) {
                    let share = *weight as f64 / total as f64;
                    add(counts, &self.block(*steps), share);
                }
            }
        }
    }

    fn times(&mut self, times: &Times) -> f64 {
        match times {
            Times::Exactly(n) => *n as f64,
            Times::Between(least, most) => (*least as f64 + *most as f64) / 2.0,
            Times::Value(_) => {
                self.is_guess = true;
                1.0
            }
        }
    }
}

/// Adds `times` of what `more` counts.
pub(crate) fn add(counts: &mut Counts, more: &Counts, times: f64) {
    for (template, count) in more {
        *counts.entry(*template).or_default() += count * times;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Expr, Journey};

    #[test]
    fn requests_are_counted_by_weights_and_mean_turns() {
        let always = || Expr::parse("true").unwrap();
        let blocks = vec![
            vec![
                Step::Request(0),
                Step::Journey(0),
                Step::Choose(vec![(3, BlockId(1)), (1, BlockId(2)), (0, BlockId(3))]),
            ],
            vec![Step::Request(1)],
            vec![Step::Parallel(vec![2, 2])],
            vec![Step::Request(9)],
            vec![Step::Repeat {
                times: Times::Between(2, 5),
                steps: BlockId(1),
            }],
            vec![Step::If {
                condition: always(),
                then: BlockId(1),
                otherwise: BlockId(3),
            }],
        ];
        let journey = |steps| Journey {
            name: String::new(),
            steps,
            goes_on_after_errors: false,
            tags: Vec::new(),
        };
        let program = Program {
            blocks,
            journeys: vec![journey(BlockId(4))],
        };
        let mut average = Average::new(&program);
        let counts = average.of(Task::Steps(BlockId(0)));
        assert_eq!(counts, Counts::from([(0, 1.0), (1, 4.25), (2, 0.5)]));
        assert!(!average.is_guess());
        assert_eq!(
            average.of(Task::Steps(BlockId(5))),
            Counts::from([(1, 1.0)])
        );
        assert!(average.is_guess());
        assert_eq!(average.of(Task::Journey(7)), Counts::new());
    }
}
