use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, proptest};

use super::*;
use crate::compare::{Counts, RunValue, Spread};

const STRICT: Strictness = Strictness {
    alpha: 0.05,
    correction: Correction::Holm,
    require_sessions: 1,
    seed: 1,
};
/// The chance, and the ends of the interval.
const PAIRED: (f64, f64, f64) = (
    2.55648792839942e-05,
    0.28569320684153776,
    0.3343067931584622,
);
const RUNS: (f64, f64, f64) = (
    3.6975179409815887e-07,
    0.28167620813342037,
    0.3383237918665796,
);
const MODES: [Mode; 4] = [Mode::Paired, Mode::Runs, Mode::History, Mode::Single];

fn side(values: &[f64], session: u32) -> Vec<RunValue> {
    let numbered = values.iter().zip(0..);
    numbered
        .map(|(value, pair)| RunValue {
            value: *value,
            session,
            pair: Some(pair),
            within: 1e-4,
        })
        .collect()
}

fn sides(head: &[f64], base: &[f64]) -> Sides {
    Sides {
        head: side(head, 0),
        base: side(base, 0),
        tolerance: 0.1,
        assumed: 0.1,
        gated: true,
        ..Sides::default()
    }
}

fn one(mode: Mode, sides: Sides) -> Finding {
    decide(mode, &[sides], &STRICT).remove(0)
}

#[test]
fn figures_are_those_of_scipy() {
    let (head, base) = (
        [0.31, 0.28, 0.35, 0.30, 0.33],
        [0.02, -0.01, 0.03, 0.00, -0.02],
    );
    let paired = one(Mode::Paired, sides(&head, &base));
    // ttest_rel(head, base + 0.1, alternative="greater"), and the interval of 90 % of ttest_rel(head, base).
    assert!((paired.p_worse / PAIRED.0 - 1.0).abs() < 1e-6, "{paired:?}");
    assert!(
        (paired.interval.0 - PAIRED.1).abs() < 1e-9 && (paired.interval.1 - PAIRED.2).abs() < 1e-9,
        "{paired:?}"
    );
    // ttest_ind of the same.
    let runs = one(Mode::Runs, sides(&head, &base));
    assert!((runs.p_worse / RUNS.0 - 1.0).abs() < 1e-6, "{runs:?}");
    assert!(
        (runs.interval.0 - RUNS.1).abs() < 1e-9 && (runs.interval.1 - RUNS.2).abs() < 1e-9,
        "{runs:?}"
    );
}

#[test]
fn sessions_that_both_builds_share_cancel() {
    // Session 1 is slow by 0.5: without it the difference is 0.3 in both.
    let mut both = sides(&[0.30, 0.31, 0.29], &[0.0, 0.01, -0.01]);
    both.head.extend(side(&[0.80], 1));
    both.base.extend(side(&[0.51, 0.50, 0.49], 1));
    let found = one(Mode::Runs, both);
    assert!(
        (found.estimate.unwrap().delta - 0.3).abs() < 1e-9,
        "{found:?}"
    );
    assert_eq!(found.ruling, Ruling::Regression);
}

#[test]
fn sessions_that_differ_and_are_not_known_are_assumed_to_differ_much() {
    let mut apart = sides(&[0.20, 0.21, 0.19], &[0.0, 0.01, -0.01]);
    assert_eq!(one(Mode::Runs, apart.clone()).ruling, Ruling::Regression);
    apart.head.iter_mut().for_each(|run| run.session = 7);
    let found = one(Mode::Runs, apart.clone());
    assert_eq!(found.ruling, Ruling::Inconclusive);
    assert!(found.why.unwrap().contains("different sessions"));
    apart.spread = Some(Spread {
        run: 0.01,
        run_df: 20.0,
        session: 0.01,
        session_df: 20.0,
        median_change: 0.0,
        runs: 30,
    });
    assert_eq!(one(Mode::Runs, apart).ruling, Ruling::Regression);
}

#[test]
fn an_outlier_in_the_window_moves_neither_its_middle_nor_its_spread_by_much() {
    let mut window: Vec<f64> = (0..12).map(|n| f64::from(n % 4) * 0.01).collect();
    let of = |window: &[f64]| {
        let mut sides = sides(&[0.3], window);
        sides
            .base
            .iter_mut()
            .zip(10..)
            .for_each(|(run, session)| run.session = session);
        one(Mode::History, sides).estimate.unwrap()
    };
    let calm = of(&window);
    window[3] = -5.0;
    let lucky = of(&window);
    assert!(
        (calm.delta - lucky.delta).abs() < 0.015,
        "{calm:?} {lucky:?}"
    );
    assert!(lucky.error < 2.0 * calm.error, "{calm:?} {lucky:?}");
}

#[test]
fn what_is_worse_for_itself_only_is_open_among_many_and_says_so() {
    let worse = sides(
        &[0.17, 0.22, 0.10, 0.19, 0.12],
        &[0.02, -0.03, 0.04, 0.01, -0.02],
    );
    assert_eq!(one(Mode::Runs, worse.clone()).ruling, Ruling::Regression);
    let same = sides(&[0.0, 0.01, 0.02], &[0.01, 0.0, 0.02]);
    let mut all = vec![same; 24];
    all.push(worse);
    let found = decide(Mode::Runs, &all, &STRICT).remove(24);
    assert_eq!(found.ruling, Ruling::Inconclusive);
    assert!(found.why.unwrap().contains("among 25 questions"));
    assert!(
        matches!(found.needs, Some(Needs::Runs(6..=50))),
        "{:?}",
        found.needs
    );
    all.iter_mut()
        .take(24)
        .for_each(|sides| sides.gated = false);
    assert_eq!(
        decide(Mode::Runs, &all, &STRICT)[24].ruling,
        Ruling::Regression
    );
}

#[test]
fn five_pairs_of_which_one_disagrees_are_no_regression() {
    let noise = Spread {
        run: 0.005,
        run_df: 60.0,
        session: 0.0,
        session_df: 0.0,
        median_change: 0.0,
        runs: 60,
    };
    let mut split = sides(&[0.13, 0.13, 0.13, 0.13, 0.095], &[0.0; 5]);
    split.spread = Some(noise);
    let found = one(Mode::Paired, split);
    assert_eq!(found.ruling, Ruling::Inconclusive);
    assert!(found.why.unwrap().contains("sign-flip"));
}

fn value() -> impl Strategy<Value = f64> {
    (0_u8..12, any::<f64>()).prop_map(|(kind, value)| match kind {
        0 => 0.0,
        1 => 1e308,
        2 => -1e308,
        3 if value.is_finite() => value,
        _ => (value.abs().ln_1p() / 800.0).clamp(0.0, 1.0),
    })
}

fn any_run() -> impl Strategy<Value = RunValue> {
    (
        value(),
        0_u32..4,
        proptest::option::of(0_u32..6),
        0.0..0.1_f64,
    )
        .prop_map(|(value, session, pair, within)| RunValue {
            value,
            session,
            pair,
            within,
        })
}

fn any_sides() -> impl Strategy<Value = Sides> {
    let spread = (0.0..0.2_f64, 0.0..30.0_f64, 0.0..0.2_f64, 0.0..9.0_f64);
    (
        vec(any_run(), 0..12),
        vec(any_run(), 0..12),
        proptest::option::of(spread),
        any::<bool>(),
    )
        .prop_map(|(head, base, spread, errors)| Sides {
            head,
            base,
            tolerance: 0.1,
            spread: spread.map(|(run, run_df, session, session_df)| Spread {
                run,
                run_df,
                session,
                session_df,
                median_change: 0.0,
                runs: 5,
            }),
            assumed: 0.1,
            counts: errors.then_some([
                Counts {
                    errors: 3.0,
                    requests: 50.0,
                },
                Counts {
                    errors: 0.0,
                    requests: 0.0,
                },
            ]),
            gated: true,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_input_panics_and_every_chance_is_one(questions in vec(any_sides(), 0..4)) {
        for mode in MODES {
            for finding in decide(mode, &questions, &STRICT) {
                for chance in [finding.p_worse, finding.p_worse_adjusted, finding.p_tolerable] {
                    prop_assert!((0.0..=1.0).contains(&chance), "{mode:?} {finding:?}");
                }
                prop_assert!(finding.interval.0 <= finding.interval.1, "{mode:?} {finding:?}");
            }
            prop_assert_eq!(decide(mode, &questions, &STRICT), decide(mode, &questions, &STRICT));
        }
    }

    #[test]
    fn swapping_the_builds_turns_the_change_around(head in vec(0.0..0.5_f64, 5..9), base in vec(0.0..0.5_f64, 5..9)) {
        // The window of `history` is not like the runs it judges.
        for mode in [Mode::Paired, Mode::Runs, Mode::Single] {
            let there = one(mode, sides(&head, &base));
            let back = one(mode, sides(&base, &head));
            prop_assert!((there.estimate.unwrap().delta + back.estimate.unwrap().delta).abs() < 1e-9);
            prop_assert!((there.interval.0 + back.interval.1).abs() < 1e-9, "{mode:?} {there:?} {back:?}");
        }
    }

    #[test]
    fn another_unit_changes_nothing(head in vec(0.0..0.5_f64, 9..10), base in vec(0.0..0.5_f64, 9..10), unit in -5.0..5.0_f64) {
        let shifted = |values: &[f64]| values.iter().map(|value| value + unit).collect::<Vec<f64>>();
        for mode in MODES {
            let (there, here) = (one(mode, sides(&head, &base)), one(mode, sides(&shifted(&head), &shifted(&base))));
            prop_assert_eq!(there.ruling, here.ruling);
            prop_assert!((there.interval.0 - here.interval.0).abs() < 1e-6, "{mode:?} {there:?} {here:?}");
        }
    }
}
