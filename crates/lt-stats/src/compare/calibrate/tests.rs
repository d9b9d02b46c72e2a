use lt_sample::{Micros, UnixMicros};
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::*;
use crate::baseline::{Environment, Series, Source};
use crate::compare::{Measure, NoiseKey, Tolerance};
use crate::{Endpoint, Percentile};

const P95: Measure = Measure::Percentile(Percentile::P95);

fn endpoint(name: &str) -> Endpoint {
    Endpoint {
        name: name.to_owned(),
        method: "GET".to_owned(),
        host: None,
    }
}

/// A run of 400 requests to `/a` whose times are around `ms`, and of 50 to `/rare`, 1 of which is an error.
fn run(nth: u64, session: u64, ms: f64) -> Baseline {
    let mut a = Series {
        endpoint: endpoint("/a"),
        requests: 400,
        ..Series::default()
    };
    for place in 0..400_u32 {
        let spread = 0.5 + f64::from(place) / 400.0;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "some thousand microseconds"
        )]
        a.response.record((ms * 1000.0 * spread) as u64);
    }
    let rare = Series {
        endpoint: endpoint("/rare"),
        requests: 50,
        errors: 1,
        ..Series::default()
    };
    Baseline {
        id: format!("b-20261120-{nth:016x}"),
        name: "main".to_owned(),
        created_us: UnixMicros(nth * 1_000_000),
        source: Source {
            sha: Some("1a2b3c4d".to_owned()),
            ..Source::default()
        },
        load: crate::baseline::Load {
            model: Some("closed".to_owned()),
            ..crate::baseline::Load::default()
        },
        environment: Environment {
            cpu: Some("EPYC".to_owned()),
            cores: Some(4),
            session: Some(session.to_string()),
            ..Environment::default()
        },
        labels: std::collections::BTreeMap::new(),
        span_us: Micros(10_000_000),
        interval_us: Micros(1_000_000),
        series: vec![a, rare],
        doubts: Vec::new(),
        verdict: None,
        notes: Vec::new(),
    }
}

/// Four sessions of three runs: 5 % from session to session, 2 % from run to run.
fn runs(seed: u64) -> Vec<Baseline> {
    let mut draws = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut normal = move || {
        let mut uniform = || ((draws.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
        let radius = (-2.0 * uniform().ln()).sqrt();
        radius * (std::f64::consts::TAU * uniform()).cos()
    };
    let mut runs = Vec::new();
    for session in 0..4 {
        let of_session = 0.05 * normal();
        for nth in 0..3 {
            let ms = 20.0 * (of_session + 0.02 * normal()).exp();
            runs.push(run(session * 3 + nth, session, ms));
        }
    }
    runs
}

fn questions() -> Vec<Question> {
    let asked = |measure| Question {
        endpoint: Some(endpoint("/a")),
        measure,
        tolerance: Tolerance {
            relative: 0.1,
            absolute: 2000.0,
        },
        gated: true,
    };
    [Measure::Percentile(Percentile::P50), P95]
        .map(asked)
        .to_vec()
}

fn learn(runs: &[Baseline]) -> Result<Calibration, NotCalibrated> {
    calibrate(runs, &questions(), &Settings::default())
}

#[test]
fn spreads_are_those_that_the_runs_were_made_with() {
    let (mut run, mut session) = (0.0, 0.0);
    for seed in 0..20 {
        let learned = learn(&runs(seed)).unwrap();
        let spread = learned.noise.spread(Some(&endpoint("/a")), P95).unwrap();
        assert_eq!(spread.runs, 12);
        assert!((spread.run_df - 8.0).abs() < 1e-12);
        run += spread.run.powi(2) / 20.0;
        session += spread.session.powi(2) / 20.0;
    }
    let (run, session) = (run.sqrt(), session.sqrt());
    assert!((0.017..0.023).contains(&run), "{run}");
    assert!((0.035..0.065).contains(&session), "{session}");
}

#[test]
fn what_is_learned_tells_where_it_is_from_and_does_not_depend_on_the_order() {
    let mut given = runs(1);
    let learned = learn(&given).unwrap();
    assert_eq!(learned.origin.machines, ["EPYC, 4 cores"]);
    assert_eq!((learned.origin.runs, learned.origin.sessions), (12, 4));
    assert_eq!(learned.origin.baselines[0], given[0].id);
    given.reverse();
    assert_eq!(learn(&given).unwrap(), learned);
}

#[test]
fn figures_with_too_few_requests_or_runs_are_unknown_and_not_quiet() {
    let mut given = runs(1);
    let learned = learn(&given).unwrap();
    let rare = endpoint("/rare");
    assert_eq!(learned.noise.spread(Some(&rare), P95), None);
    let errors = learned.noise.spread(Some(&rare), Measure::ErrorRate);
    assert_eq!(
        errors.map(|spread| (spread.run, spread.runs)),
        Some((0.0, 12))
    );
    for run in &mut given[..3] {
        run.series.remove(1);
    }
    let fewer = learn(&given).unwrap();
    assert_eq!(fewer.noise.spread(Some(&rare), Measure::ErrorRate), None);
    assert_eq!(fewer.unknown, learned.unknown + 2);
    let everything = NoiseKey::of(None, Measure::Throughput);
    assert!(fewer.noise.spreads.contains_key(&everything));
}

#[test]
fn runs_of_one_build_are_compared_without_false_alarms_and_the_bound_says_how_sure_that_is() {
    let mut found = (0, 0);
    for seed in 0..10 {
        let replay = learn(&runs(seed)).unwrap().replay;
        assert_eq!((replay.runs, replay.answers), (12, 24));
        assert_eq!(replay.mode, crate::compare::Mode::History);
        found = (found.0 + replay.false_alarms, found.1 + replay.answers);
    }
    assert!(found.0 * 100 <= found.1, "{found:?}");
    assert!(at_most(found.0, found.1) < 0.03);
}

#[test]
fn the_noise_that_a_run_is_judged_by_does_not_know_that_run() {
    let mut given = runs(3);
    let mut outlier = run(11, 3, 80.0);
    std::mem::swap(&mut outlier, &mut given[11]);
    let replay = learn(&given).unwrap().replay;
    assert_eq!((replay.alarmed_runs, replay.false_alarms), (1, 2));
}

#[test]
fn a_tenth_is_tolerated_and_a_fifth_takes_some_pairs() {
    let plans = learn(&runs(1)).unwrap().plans;
    assert_eq!((plans[0].worsening, plans[0].pairs.clone()), (0.1, None));
    let (pairs, runs) = (plans[1].pairs.as_ref(), plans[1].runs.as_ref());
    assert_eq!(pairs.unwrap().needs, crate::compare::Needs::Runs(5));
    assert!(runs.is_some());
}

#[test]
fn runs_that_teach_nothing_are_refused_in_a_sentence() {
    let check = |change: fn(&mut Vec<Baseline>), expected: &str| {
        let mut given = runs(1);
        change(&mut given);
        let told = learn(&given).unwrap_err().to_string();
        assert!(told.contains(expected), "{told}");
    };
    check(
        |runs| runs.truncate(9),
        "at least 10 runs of one commit; here are 9",
    );
    check(
        |runs| runs.resize(201, runs[0].clone()),
        "here are 201; give the newest",
    );
    check(
        |runs| runs[4].source.sha = None,
        "of the run `b-20261120-0000000000000004` no commit",
    );
    check(
        |runs| runs[4].source.sha = Some("ffff".to_owned()),
        "several commits, `1a2b3c4d` and `ffff` among them",
    );
    check(
        |runs| runs[4].source.dirty = true,
        "changes that are in no commit",
    );
    check(
        |runs| runs[4].doubts.push("cut off".to_owned()),
        "is in doubt: cut off",
    );
    check(|runs| runs[4].id = runs[5].id.clone(), "is given twice");
    check(
        |runs| {
            runs.iter_mut()
                .for_each(|run| run.environment.session = Some("1".to_owned()));
        },
        "at least 3 sessions; here are 1",
    );
    check(
        |runs| {
            runs.iter_mut()
                .for_each(|run| run.environment.session = None);
        },
        "every run is of a session of its own",
    );
}
