//! One invocation of the gate in a drawn world.

use lt_stats::compare::{
    ASSUMED, ASSUMED_OF_SHARES, Correction, Counts, Mode, Ruling, RunValue, Sides, Spread,
    Strictness, decide,
};

use super::chance::Chance;
use super::design::{Design, Effect, Layout};
use super::inside;
use super::world::{CHANGED, Change, ENDPOINTS, FIGURES, Kind, REQUESTS, Run, Session, World};

/// Which invocation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    pub(super) seed: u64,
    pub(super) stream: u64,
    pub(super) number: u64,
}

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    /// Whether the gate called any figure a regression.
    pub(super) any_regression: bool,
    /// What it said of the figure that changes.
    pub(super) figure: Word,
    /// Whether the mean of any figure is more than a tenth worse.
    pub(super) means_10_percent_worse: bool,
    /// Whether any figure of the last run is more than a tenth worse than of the last one of the baseline.
    pub(super) one_10_percent_worse: bool,
    /// The same of times and throughput alone.
    pub(super) time_10_percent_worse: bool,
}

/// What was said of a figure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word(Ruling);

/// The runs of one side: the session, the pair, and what was seen.
pub(super) type Side = Vec<(u32, Option<u32>, Run)>;

const TOLERANCE: f64 = 0.1;
const POINTS: f64 = 0.001;

impl Word {
    pub(super) fn is_regression(self) -> bool {
        self.0 == Ruling::Regression
    }

    pub(super) fn is_inconclusive(self) -> bool {
        self.0 == Ruling::Inconclusive
    }
}

impl Trial {
    pub(super) fn judge(self, design: &Design, runs: u32, effect: Effect) -> Verdict {
        let mut chance = Chance::new([self.seed, self.stream, self.number]);
        let change = match effect {
            Effect::None => Change::default(),
            Effect::Worse(share) => Change {
                of_one: libm::log1p(share),
                ..Change::default()
            },
            Effect::Edge => Change {
                of_one: 0.0,
                of_all: libm::log1p(TOLERANCE),
                points: POINTS,
            },
        };
        let (head, base) = sides(design, runs, change, &mut chance);
        let noise = design.told.then(|| learn(&design.world, &mut chance));
        let mut questions = questions(&head, &base, noise.as_deref());
        if design.mode == Mode::Single && !design.told {
            inside::look(&mut questions, &mut chance);
        }
        let strictness = Strictness {
            alpha: 0.05,
            correction: Correction::Holm,
            require_sessions: 1,
            seed: self.number,
        };
        let findings = decide(design.mode, &questions, &strictness);
        // As in the gate: without errors there is nothing to complain of.
        let spared = |figure: usize| {
            Kind::of(figure) == Kind::Errors
                && questions[figure].head.iter().all(|run| run.value <= 0.0)
        };
        let alarms = findings.iter().enumerate();
        let any = alarms
            .filter(|(figure, finding)| finding.ruling == Ruling::Regression && !spared(*figure))
            .count();
        Verdict {
            any_regression: any > 0,
            figure: Word(findings[CHANGED].ruling),
            means_10_percent_worse: (0..FIGURES).any(|figure| tenth_worse(&head, &base, figure)),
            one_10_percent_worse: (0..FIGURES)
                .any(|figure| tenth_worse(&head[..1], &base[..1], figure)),
            time_10_percent_worse: (0..FIGURES).any(|figure| {
                Kind::of(figure) != Kind::Errors && tenth_worse(&head[..1], &base[..1], figure)
            }),
        }
    }
}

/// The plain rule: the mean of the runs is more than a tenth worse.
fn tenth_worse(
    head: &[(u32, Option<u32>, Run)],
    base: &[(u32, Option<u32>, Run)],
    figure: usize,
) -> bool {
    let mean = |side: &[(u32, Option<u32>, Run)]| {
        let values = side.iter().map(|(_, _, run)| match Kind::of(figure) {
            Kind::Errors => run.errors[figure - 2 * ENDPOINTS],
            Kind::Time => libm::exp(run.values[figure]),
            Kind::Throughput => libm::exp(-run.values[figure]),
        });
        values.sum::<f64>() / side.len() as f64
    };
    match Kind::of(figure) {
        Kind::Throughput => mean(head) < 0.9 * mean(base),
        _ => mean(head) > 1.1 * mean(base),
    }
}

/// Draws the runs of both builds.
fn sides(design: &Design, runs: u32, worse: Change, chance: &mut Chance) -> (Side, Side) {
    let (world, none) = (&design.world, Change::default());
    let together = |number: u32, luck: &Session, worse: Change, chance: &mut Chance| -> Side {
        (0..runs)
            .map(|run| (number, Some(run), world.run(luck, worse, chance)))
            .collect()
    };
    let apart = |first: u32, n: u32, worse: Change, chance: &mut Chance| -> Side {
        let one = |number| {
            let luck = world.session(chance);
            (first + number, None, world.run(&luck, worse, chance))
        };
        (0..n).map(one).collect()
    };
    match design.layout {
        Layout::Pairs | Layout::OneSession | Layout::Inside => {
            let luck = world.session(chance);
            (
                together(0, &luck, worse, chance),
                together(0, &luck, none, chance),
            )
        }
        Layout::TwoSessions => {
            let (one, other) = (world.session(chance), world.session(chance));
            (
                together(0, &one, worse, chance),
                together(1, &other, none, chance),
            )
        }
        Layout::Apart => (
            apart(0, runs, worse, chance),
            apart(runs, runs, none, chance),
        ),
        Layout::Window(sessions) => (
            apart(0, runs, worse, chance),
            apart(runs, sessions, none, chance),
        ),
    }
}

/// The 25 questions, as the gate makes them of its runs.
fn questions(head: &Side, base: &Side, noise: Option<&[Spread]>) -> Vec<Sides> {
    let of = |figure: usize| {
        let side = |side: &Side| -> Vec<RunValue> {
            let counts = counts(side, figure);
            let run = |(session, pair, run): &(u32, Option<u32>, Run)| RunValue {
                value: match Kind::of(figure) {
                    Kind::Errors => run.errors[figure - 2 * ENDPOINTS] / REQUESTS,
                    _ => run.values[figure],
                },
                session: *session,
                pair: *pair,
                within: match Kind::of(figure) {
                    Kind::Errors => error_of(counts),
                    _ => 0.000_3,
                },
            };
            side.iter().map(run).collect()
        };
        let errors = Kind::of(figure) == Kind::Errors;
        let share = |counts: Counts| counts.errors / counts.requests;
        let (of_head, of_base) = (counts(head, figure), counts(base, figure));
        Sides {
            head: side(head),
            base: side(base),
            tolerance: match Kind::of(figure) {
                Kind::Time => libm::log1p(TOLERANCE),
                Kind::Throughput => -libm::log1p(-TOLERANCE),
                Kind::Errors => POINTS,
            },
            spread: noise.map(|noise| noise[figure]),
            assumed: if errors {
                ASSUMED_OF_SHARES * share(of_head).max(share(of_base))
            } else {
                ASSUMED
            },
            counts: errors.then_some([of_head, of_base]),
            gated: true,
        }
    };
    (0..FIGURES).map(of).collect()
}

fn counts(side: &Side, figure: usize) -> Counts {
    match Kind::of(figure) {
        Kind::Errors => Counts {
            errors: side
                .iter()
                .map(|(_, _, run)| run.errors[figure - 2 * ENDPOINTS])
                .sum(),
            requests: REQUESTS * side.len() as f64,
        },
        _ => Counts {
            errors: 0.0,
            requests: 1.0,
        },
    }
}

/// The standard error of a run's share of errors, from the counts of its side.
fn error_of(counts: Counts) -> f64 {
    let share = (counts.errors + 2.0) / (counts.requests + 4.0);
    (share * (1.0 - share) / REQUESTS).sqrt()
}

/// What a calibration of six sessions with four runs each learns of the world, drawn anew for each invocation; the degrees
/// of freedom of the sessions are Satterthwaite's, as in `lt-gate calibrate`.
pub(super) fn learn(world: &World, chance: &mut Chance) -> Vec<Spread> {
    let sessions: Vec<Vec<Run>> = (0..6)
        .map(|_| {
            let luck = world.session(chance);
            (0..4)
                .map(|_| world.run(&luck, Change::default(), chance))
                .collect()
        })
        .collect();
    let value = |run: &Run, figure: usize| match Kind::of(figure) {
        Kind::Errors => run.errors[figure - 2 * ENDPOINTS] / REQUESTS,
        _ => run.values[figure],
    };
    let of = |figure: usize| {
        let groups: Vec<Vec<f64>> = sessions
            .iter()
            .map(|runs| runs.iter().map(|run| value(run, figure)).collect())
            .collect();
        let means: Vec<f64> = groups
            .iter()
            .map(|group| group.iter().sum::<f64>() / 4.0)
            .collect();
        let squares = |values: &[f64]| {
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            values
                .iter()
                .map(|value| (value - mean).powi(2))
                .sum::<f64>()
        };
        let run = groups.iter().map(|group| squares(group)).sum::<f64>() / 18.0;
        let (of_means, of_runs) = (squares(&means) / 5.0, run / 4.0);
        let session = of_means - of_runs;
        let session_df = if session > 0.0 {
            session.powi(2) / (of_means.powi(2) / 5.0 + of_runs.powi(2) / 18.0)
        } else {
            5.0
        };
        Spread {
            run: run.sqrt(),
            run_df: 18.0,
            session: session.max(0.0).sqrt(),
            session_df,
            median_change: 0.0,
            runs: 24,
        }
    };
    (0..FIGURES).map(of).collect()
}
