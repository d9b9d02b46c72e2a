//! Whether the gate keeps its own promises: how often it cries wolf, and how often it sees what is there.
//!
//! Nothing is measured here: worlds are drawn from a seed, in which it is known whether the build got worse, and the gate
//! is asked. The same seed gives the same page, to the byte.

mod chance;
mod design;
mod inside;
mod rate;
mod trial;
mod world;

use std::num::NonZero;
use std::thread;

use lt_stats::compare::{Mode, Needs, Planning, Spread, recommend};

use crate::bench::table::Table;
use crate::shell::say;
use design::{Design, Effect};
use rate::Rate;
use trial::{Trial, Verdict};

/// How much is tried.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// Invocations of a design without any change; others get half as many.
    pub(super) trials: u64,
    pub(super) seed: u64,
}

/// Asks the gate again and again, and gives back the tables.
pub(super) fn run(plan: Plan) -> String {
    let designs = Design::all();
    let results: Vec<Row> = designs.iter().map(|design| measure(design, plan)).collect();
    format!(
        "Seed {}, {} invocations without a change in each row, {} with one; 25 figures judged at once at α = 5 %, 10 % tolerated \
         (error rates 0.1 points).\n\n### Without any change\n\n{}\n### With a change\n\n{}\n### Runs to plan\n\n{}",
        plan.seed,
        plan.trials,
        plan.trials / 2,
        false_alarms(&results),
        power(&results),
        plans()
    )
}

/// What one design showed.
#[derive(Debug)]
struct Row {
    design: Design,
    alarms: Rate,
    means: Rate,
    one_each: Rate,
    one_each_times: Rate,
    edge: Rate,
    found: Rate,
    at_tolerance: Verdicts,
    too_few: Verdicts,
}

/// How often a figure was called what.
#[derive(Clone, Copy, Debug, Default)]
struct Verdicts {
    regression: Rate,
    inconclusive: Rate,
    passed: Rate,
}

fn measure(design: &Design, plan: Plan) -> Row {
    say(format_args!("{}", design.name()));
    let verdicts = |n: u32, effect: Effect, stream: u64, trials: u64| -> Vec<Verdict> {
        in_parallel(trials, |number| {
            Trial {
                seed: plan.seed,
                stream,
                number,
            }
            .judge(design, n, effect)
        })
    };
    let stream = design.number * 8;
    let alarms = verdicts(design.runs, Effect::None, stream, plan.trials);
    let found = verdicts(
        design.runs,
        Effect::Worse(design.effect),
        stream + 1,
        plan.trials / 2,
    );
    let at_tolerance = verdicts(design.runs, Effect::Worse(0.1), stream + 2, plan.trials / 2);
    let too_few = verdicts(
        design.too_few,
        Effect::Worse(design.effect),
        stream + 3,
        plan.trials / 2,
    );
    let edge = verdicts(design.runs, Effect::Edge, stream + 4, plan.trials / 2);
    Row {
        design: design.clone(),
        alarms: Rate::of(&alarms, |verdict| verdict.any_regression),
        means: Rate::of(&alarms, |verdict| verdict.means_10_percent_worse),
        one_each: Rate::of(&alarms, |verdict| verdict.one_10_percent_worse),
        one_each_times: Rate::of(&alarms, |verdict| verdict.time_10_percent_worse),
        edge: Rate::of(&edge, |verdict| verdict.any_regression),
        found: Rate::of(&found, |verdict| verdict.figure.is_regression()),
        at_tolerance: Verdicts::of(&at_tolerance),
        too_few: Verdicts::of(&too_few),
    }
}

impl Verdicts {
    fn of(verdicts: &[Verdict]) -> Self {
        Self {
            regression: Rate::of(verdicts, |verdict| verdict.figure.is_regression()),
            inconclusive: Rate::of(verdicts, |verdict| verdict.figure.is_inconclusive()),
            passed: Rate::of(verdicts, |verdict| {
                !verdict.figure.is_regression() && !verdict.figure.is_inconclusive()
            }),
        }
    }
}

/// The results in the order of their numbers, whichever core made them.
fn in_parallel<T: Send>(n: u64, work: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get) as u64;
    let work = &work;
    thread::scope(|scope| {
        let share = |core| (n * core / cores)..(n * (core + 1) / cores);
        let threads: Vec<_> = (0..cores)
            .map(|core| scope.spawn(move || share(core).map(work).collect::<Vec<T>>()))
            .collect();
        let joined = threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("a trial does not panic"));
        joined.collect()
    })
}

fn false_alarms(rows: &[Row]) -> String {
    let mut table = Table::new(
        3,
        &[
            "mode",
            "runs",
            "noise file",
            "gate: regression",
            "95 % interval",
            "all at the edge: regression",
            "“10 % worse”, same runs",
            "one run each",
            "one each, no errors",
        ],
    );
    for row in rows {
        table.row([
            row.design.what.to_owned(),
            row.design.counts(row.design.runs),
            row.design.knowledge().to_owned(),
            row.alarms.percent(),
            row.alarms.interval(),
            row.edge.percent(),
            row.means.percent(),
            row.one_each.percent(),
            row.one_each_times.percent(),
        ]);
    }
    table.to_string()
}

fn power(rows: &[Row]) -> String {
    let mut table = Table::new(
        3,
        &[
            "mode",
            "noise file",
            "runs",
            "true change",
            "found",
            "95 % interval",
            "at +10 %: inconclusive",
            "regression",
            "pass",
            "with",
            "inconclusive",
            "regression",
            "pass",
        ],
    );
    for row in rows {
        table.row([
            row.design.what.to_owned(),
            row.design.knowledge().to_owned(),
            row.design.counts(row.design.runs),
            format!("+{:.0} %", row.design.effect * 100.0),
            row.found.percent(),
            row.found.interval(),
            row.at_tolerance.inconclusive.percent(),
            row.at_tolerance.regression.percent(),
            row.at_tolerance.passed.percent(),
            row.design.counts(row.design.too_few),
            row.too_few.inconclusive.percent(),
            row.too_few.regression.percent(),
            row.too_few.passed.percent(),
        ]);
    }
    table.to_string()
}

/// How many runs the gate recommends without a noise file, by how much runs of one session vary.
fn plans() -> String {
    let effects = [0.15, 0.2, 0.3, 0.5];
    let mut table = Table::new(2, &["σ", "mode", "+15 %", "+20 %", "+30 %", "+50 %"]);
    for run in [0.01, 0.02, 0.03, 0.05, 0.08] {
        for (mode, word) in [
            (Mode::Paired, "pairs"),
            (Mode::Runs, "runs of each, one session"),
        ] {
            let needs = effects.map(|effect| {
                let spread = Spread {
                    run,
                    run_df: 0.0,
                    session: 0.0,
                    session_df: 0.0,
                    median_change: 0.0,
                    runs: 0,
                };
                let planning = Planning {
                    mode,
                    same_sessions: true,
                    spread,
                    told: false,
                    window: 0,
                    family: world::FIGURES,
                    alpha: 0.05,
                    tolerance: 0.1,
                    effect,
                };
                match recommend(&planning) {
                    Needs::Runs(runs) => runs.to_string(),
                    Needs::TooMany => "more than 50".to_owned(),
                }
            });
            table.row(
                [format!("{:.0} %", run * 100.0), word.to_owned()]
                    .into_iter()
                    .chain(needs),
            );
        }
    }
    table.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_page() {
        let plan = Plan { trials: 4, seed: 7 };
        let design = &Design::all()[0];
        let twice = [(); 2].map(|()| false_alarms(&[measure(design, plan)]));
        assert_eq!(twice[0], twice[1]);
    }

    #[test]
    fn results_keep_their_order_on_every_number_of_cores() {
        assert_eq!(in_parallel(7, |n| n), [0, 1, 2, 3, 4, 5, 6]);
        assert!(in_parallel(0, |n| n).is_empty());
    }
}
