use std::collections::BTreeMap;

use lt_sample::{Histogram, Micros, UnixMicros};

use super::*;
use crate::baseline::{Environment, Load, Series, Source};
use crate::{Endpoint, Moment, Percentile, Times};

/// A run of `/x` whose times lie around so many microseconds: 120 intervals of 20 requests.
fn run(session: &str, pair: Option<&str>, micros: f64, errors: u64) -> Baseline {
    let mut response = Histogram::new();
    let intervals = (0..120).map(|number| {
        let mut times = Histogram::<8>::new();
        for place in 0..20_u64 {
            // From half to twice the middle one, in another order in each interval.
            let share = 0.5 + ((place * 7 + u64::from(number) * 3) % 20) as f64 * 0.075;
            let value = whole(micros * share);
            response.record(value);
            times.record(value);
        }
        let errors = u64::from(u64::from(number) < errors);
        (
            number,
            Moment {
                requests: 20,
                errors,
                received: 0,
                response: Times::of(&times),
            },
        )
    });
    let intervals: Vec<(u32, Moment)> = intervals.collect();
    let series = Series {
        endpoint: endpoint("/x"),
        requests: 2400,
        errors,
        response,
        intervals,
        ..Series::default()
    };
    let labels = pair.map(|pair| ("pair".to_owned(), pair.to_owned()));
    Baseline {
        id: format!("{session} {pair:?} {micros} {errors}"),
        name: "test".to_owned(),
        created_us: UnixMicros(0),
        source: Source::default(),
        load: Load::default(),
        environment: Environment {
            session: Some(session.to_owned()),
            ..Environment::default()
        },
        labels: labels.into_iter().collect::<BTreeMap<String, String>>(),
        span_us: Micros(120_000_000),
        interval_us: Micros(1_000_000),
        series: vec![series],
        doubts: Vec::new(),
        verdict: None,
        notes: Vec::new(),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "tests stay within what fits"
)]
fn whole(value: f64) -> u64 {
    value as u64
}

fn endpoint(name: &str) -> Endpoint {
    Endpoint {
        name: name.to_owned(),
        method: "GET".to_owned(),
        host: None,
    }
}

fn question(measure: Measure) -> Question {
    let tolerance = match measure {
        Measure::ErrorRate => Tolerance {
            relative: 0.0,
            absolute: 0.001,
        },
        _ => Tolerance {
            relative: 0.1,
            absolute: 0.0,
        },
    };
    Question {
        endpoint: Some(endpoint("/x")),
        measure,
        tolerance,
        gated: true,
    }
}

fn p95() -> Question {
    question(Measure::Percentile(Percentile::P95))
}

const WOBBLE: [f64; 8] = [0.0, 0.013, -0.011, 0.006, -0.008, 0.002, -0.004, 0.009];

/// So many runs around a time, in one session, numbered as pairs.
fn pairs(n: usize, micros: f64, turn: usize) -> Vec<Baseline> {
    let wobble = |place: usize| 1.0 + WOBBLE[(place * 3 + turn) % 8];
    (0..n)
        .map(|place| run("s", Some(&place.to_string()), micros * wobble(place), 0))
        .collect()
}

/// The same without pairs.
fn runs(session: &str, n: usize, micros: f64, turn: usize) -> Vec<Baseline> {
    let wobble = |place: usize| 1.0 + WOBBLE[(place * 3 + turn) % 8];
    (0..n)
        .map(|place| run(session, None, micros * wobble(place), 0))
        .collect()
}

fn answer(head: &[Baseline], base: &[Baseline], settings: &Settings) -> (Mode, Answer) {
    let compared = compare(&[p95()], head, base, settings);
    (compared.mode, compared.answers[0].clone())
}

#[test]
fn what_is_proven_worse_than_tolerated_is_a_regression_and_what_is_not_passes() {
    let settings = Settings::default();
    for (percent, ruling) in [
        (40.0, Ruling::Regression),
        (10.0, Ruling::Inconclusive),
        (4.0, Ruling::SlightlyWorse),
        (0.0, Ruling::Pass),
        (-30.0, Ruling::Improved),
    ] {
        let head = 10_000.0 * (1.0 + percent / 100.0);
        for (mode, head, base) in [
            (Mode::Paired, pairs(6, head, 0), pairs(6, 10_000.0, 1)),
            (Mode::Runs, runs("s", 6, head, 0), runs("s", 6, 10_000.0, 1)),
        ] {
            let (chosen, answer) = answer(&head, &base, &settings);
            assert_eq!(
                (chosen, answer.ruling),
                (mode, ruling),
                "{percent} {answer:?}"
            );
            let change = answer.change.unwrap();
            assert!(
                (change.estimate - percent / 100.0).abs() < 0.02,
                "{change:?}"
            );
            assert!(change.low < change.estimate && change.estimate < change.high);
            assert_eq!(answer.needs.is_some(), ruling == Ruling::Inconclusive);
        }
    }
}

#[test]
fn the_strongest_mode_that_the_runs_allow_is_taken() {
    let window = |n: usize| -> Vec<Baseline> {
        (0..n)
            .flat_map(|place| runs(&format!("s{place}"), 1, 10_000.0, place))
            .collect()
    };
    for (head, base, mode) in [
        (pairs(5, 1e4, 0), pairs(5, 1e4, 1), Mode::Paired),
        (pairs(4, 1e4, 0), pairs(4, 1e4, 1), Mode::Runs),
        (runs("a", 3, 1e4, 0), runs("b", 3, 1e4, 1), Mode::Runs),
        (runs("a", 3, 1e4, 0), window(8), Mode::History),
        (runs("a", 1, 1e4, 0), window(8), Mode::History),
        (runs("a", 2, 1e4, 0), window(7), Mode::Single),
        (runs("a", 1, 1e4, 0), window(1), Mode::Single),
        (Vec::new(), Vec::new(), Mode::Single),
    ] {
        let compared = compare(&[], &head, &base, &Settings::default());
        assert_eq!(compared.mode, mode, "{}", compared.why_mode);
    }
    let wanted = Settings {
        mode: Some(Mode::Paired),
        ..Settings::default()
    };
    let (mode, answer) = answer(&runs("a", 3, 1e4, 0), &runs("a", 3, 1e4, 1), &wanted);
    assert_eq!((mode, answer.ruling), (Mode::Paired, Ruling::Inconclusive));
    assert!(answer.why.unwrap().contains("at least 5"));
}

#[test]
fn a_figure_that_one_side_has_not_is_told_and_not_compared() {
    let (head, mut base) = (pairs(5, 1e4, 0), pairs(5, 1e4, 1));
    for run in &mut base {
        run.series[0].endpoint = endpoint("/y");
    }
    let asked = |name: &str| Question {
        endpoint: Some(endpoint(name)),
        ..p95()
    };
    let compared = compare(
        &[asked("/x"), asked("/y"), asked("/z")],
        &head,
        &base,
        &Settings::default(),
    );
    let rulings: Vec<Ruling> = compared
        .answers
        .iter()
        .map(|answer| answer.ruling)
        .collect();
    assert_eq!(rulings, [Ruling::New, Ruling::Missing, Ruling::NotJudged]);
    assert_eq!(compared.family, 0);
}

#[test]
fn the_rate_of_an_open_model_is_not_judged_and_a_rare_percentile_needs_requests() {
    let (mut head, base) = (pairs(5, 1e4, 0), pairs(5, 1e4, 1));
    head[2].load.model = Some("open".to_owned());
    let rare = question(Measure::parse("p99.9").unwrap());
    let compared = compare(
        &[question(Measure::Throughput), rare],
        &head,
        &base,
        &Settings::default(),
    );
    let rulings: Vec<Ruling> = compared
        .answers
        .iter()
        .map(|answer| answer.ruling)
        .collect();
    assert_eq!(rulings, [Ruling::NotJudged, Ruling::Insufficient]);
}

#[test]
fn no_error_passes_and_many_are_a_regression_in_every_mode() {
    let of = |errors: u64| -> Vec<Baseline> {
        (0..8)
            .map(|pair| {
                run(
                    "s",
                    Some(&pair.to_string()),
                    1e4,
                    errors + errors * pair / 10,
                )
            })
            .collect()
    };
    for mode in [Mode::Paired, Mode::Runs, Mode::History, Mode::Single] {
        let settings = Settings {
            mode: Some(mode),
            ..Settings::default()
        };
        let ruling = |head: u64, base: u64| {
            let compared = compare(
                &[question(Measure::ErrorRate)],
                &of(head),
                &of(base),
                &settings,
            );
            compared.answers[0].ruling
        };
        assert_eq!(ruling(0, 0), Ruling::Pass, "{mode:?}");
        assert_eq!(ruling(0, 2), Ruling::Pass, "{mode:?}");
        assert_eq!(ruling(70, 0), Ruling::Regression, "{mode:?}");
    }
}

#[test]
fn a_single_run_without_knowledge_of_the_noise_shows_only_what_is_large() {
    let settings = Settings::default();
    let ruling = |micros: f64| {
        let (mode, answer) = answer(&runs("a", 1, micros, 0), &runs("b", 1, 1e4, 0), &settings);
        assert_eq!(mode, Mode::Single);
        (answer.ruling, answer.why)
    };
    let (ruled, why) = ruling(1.2e4);
    assert_eq!(ruled, Ruling::Inconclusive);
    assert!(why.unwrap().contains("assumed"));
    assert_eq!(ruling(2e4).0, Ruling::Regression);
}

#[test]
fn dropped_arrivals_and_short_runs_leave_it_open() {
    let (mut head, base) = (pairs(5, 2e4, 0), pairs(5, 1e4, 1));
    head[0].series[0].dropped = 1000;
    let (_, dropped) = answer(&head, &base, &Settings::default());
    assert_eq!(dropped.ruling, Ruling::Inconclusive);
    assert!(dropped.why.unwrap().contains("dropped 29 %"));
    let mut short = runs("a", 1, 2e4, 0);
    short[0].series[0].intervals.truncate(20);
    let (_, short) = answer(&short, &runs("a", 1, 1e4, 0), &Settings::default());
    assert_eq!(short.ruling, Ruling::Inconclusive);
    let why = short.why.unwrap();
    assert!(
        why.contains("20 intervals of 1 s") && why.contains("needs 30: make longer runs"),
        "{why}"
    );
}

#[test]
fn a_regression_of_one_session_does_not_count_where_two_are_required() {
    let strict = Settings {
        require_sessions: 2,
        ..Settings::default()
    };
    let (_, answer) = answer(&pairs(6, 1.5e4, 0), &pairs(6, 1e4, 1), &strict);
    assert_eq!(answer.ruling, Ruling::Inconclusive);
    assert_eq!(
        answer.why.unwrap(),
        "worse than tolerated in 1 of the 2 sessions that are required"
    );
}

#[test]
fn the_same_runs_give_the_same_bits() {
    let (head, base) = (runs("a", 2, 1.2e4, 0), runs("b", 2, 1e4, 1));
    let questions = [
        p95(),
        question(Measure::ErrorRate),
        question(Measure::Throughput),
        question(Measure::Mean),
    ];
    let twice = [(); 2].map(|()| compare(&questions, &head, &base, &Settings::default()));
    assert_eq!(twice[0], twice[1]);
    assert_ne!(
        twice[0].seed,
        compare(&questions, &head, &head, &Settings::default()).seed
    );
}

#[test]
fn a_drift_inside_a_single_run_is_told_with_its_direction() {
    let mut falling = runs("a", 1, 1e4, 0);
    let fast = runs("a", 1, 5e3, 0);
    let (slow, fast) = (&mut falling[0].series[0], &fast[0].series[0]);
    slow.intervals[60..].clone_from_slice(&fast.intervals[60..]);
    let (_, answer) = answer(&falling, &runs("b", 1, 1e4, 0), &Settings::default());
    assert_eq!(answer.ruling, Ruling::Inconclusive);
    assert!(
        answer.why.as_ref().unwrap().contains("drifts by -50 %"),
        "{answer:?}"
    );
}

#[test]
fn a_doubt_of_a_judged_run_is_noted() {
    let (mut head, base) = (pairs(5, 1e4, 0), pairs(5, 1e4, 1));
    head[1].doubts.push(SATURATED.to_owned());
    let compared = compare(&[p95()], &head, &base, &Settings::default());
    assert!(
        compared.notes[0].contains(SATURATED),
        "{:?}",
        compared.notes
    );
}

#[test]
fn a_baseline_in_doubt_does_not_count_where_there_is_another_and_leaves_it_open_where_there_is_none()
 {
    let (head, mut base) = (runs("s", 4, 1.5e4, 0), runs("s", 4, 1e4, 1));
    let compared = |base: &[Baseline]| compare(&[p95()], &head, base, &Settings::default());
    base[0] = run("s", None, 1e3, 0);
    base[0].doubts.push(SATURATED.to_owned());
    let without = compared(&base);
    assert_eq!(without.answers[0], compared(&base[1..]).answers[0]);
    assert_eq!(without.answers[0].runs, (4, 3));
    assert!(
        without.notes[0].contains("does not count: the generator"),
        "{:?}",
        without.notes
    );
    for run in &mut base {
        run.doubts = vec![SATURATED.to_owned()];
    }
    let open = compared(&base).answers.remove(0);
    assert_eq!(open.ruling, Ruling::Inconclusive);
    assert!(open.why.as_ref().unwrap().contains(SATURATED), "{open:?}");
}

const SATURATED: &str = "the generator was saturated";

#[test]
fn a_noise_file_that_knows_no_sessions_leaves_them_assumed_between_single_runs() {
    let question = p95();
    let spread = |session_df| Spread {
        run: 0.01,
        run_df: 20.0,
        session: 0.0,
        session_df,
        median_change: 0.0,
        runs: 24,
    };
    let ruling = |session: &str, session_df| {
        let mut settings = Settings::default();
        let key = NoiseKey::of(question.endpoint.as_ref(), question.measure);
        settings.noise.spreads.insert(key, spread(session_df));
        let (head, base) = (runs(session, 1, 1.3e4, 0), runs("b", 1, 1e4, 0));
        answer(&head, &base, &settings).1
    };
    assert_eq!(ruling("a", 5.0).ruling, Ruling::Regression);
    assert_eq!(ruling("b", 0.0).ruling, Ruling::Regression);
    let open = ruling("a", 0.0);
    assert_eq!(open.ruling, Ruling::Inconclusive);
    assert!(
        open.why.as_ref().unwrap().contains("different sessions"),
        "{open:?}"
    );
}

#[test]
fn the_figures_of_runs_give_what_scipy_makes_of_them() {
    let side = |micros: [f64; 4]| micros.map(|micros| run("s", None, micros, 0));
    let head = side([11_000.0, 12_100.0, 11_700.0, 12_600.0]);
    let base = side([10_000.0, 10_300.0, 9_800.0, 10_100.0]);
    let figures = |runs: &[Baseline]| -> Vec<f64> {
        let figure = |run| value(run, p95().endpoint.as_ref(), p95().measure);
        runs.iter().filter_map(figure).collect()
    };
    assert_eq!(figures(&head), [20_344.0, 22_392.0, 21_640.0, 23_304.0]);
    assert_eq!(figures(&base), [18_504.0, 19_048.0, 18_136.0, 18_680.0]);
    // ttest_ind(log(head / 1.1), log(base), alternative="greater"), and the interval of 90 % of ttest_ind of the logarithms.
    let plain = answer(&head, &base, &Settings::default()).1;
    let change = plain.change.unwrap();
    let found = [change.estimate, change.low, change.high, change.p_worse];
    near(
        found,
        [
            0.177730425797698,
            0.10991600608146794,
            0.2496882180720776,
            0.03330026908561589,
        ],
    );
    // The same with a variance of (6 s² + 20 · 0.04²) / 26 and 26 degrees of freedom.
    let mut settings = Settings::default();
    let key = NoiseKey::of(p95().endpoint.as_ref(), p95().measure);
    settings.noise.spreads.insert(
        key,
        Spread {
            run: 0.04,
            run_df: 20.0,
            session: 0.0,
            session_df: 0.0,
            median_change: 0.0,
            runs: 24,
        },
    );
    let moderated = answer(&head, &base, &settings).1.change.unwrap();
    near([moderated.p_worse], [0.012758787036881008]);
}

fn near<const N: usize>(found: [f64; N], expected: [f64; N]) {
    for (one, other) in found.iter().zip(expected) {
        assert!(
            (one / other - 1.0).abs() < 1e-8,
            "{found:?} is not {expected:?}"
        );
    }
}
