use lt_sample::{Micros, Outcome, Record, RunId, Sample, UnixMicros};
use lt_stats::baseline::About;
use lt_stats::compare::{Change, Measure, Question, Tolerance};
use lt_stats::{Endpoint, Include, Percentile, Summary};

use super::*;
use crate::config::{Accept, Override};
use crate::threshold;

const DAY: u64 = 86_400_000_000;

/// A run of some requests to one endpoint that ended on some day.
fn ran(endpoint: &str, day: u64) -> Baseline {
    let mut summary = Summary::new(Include::Measured).with_history();
    let run = RunId::parse("k3x9a2bc").unwrap();
    for nth in 0..50 {
        let at = UnixMicros(day * DAY + nth * 100_000);
        let mut sample = Sample::new(run, at, "GET", endpoint, Outcome::Ok);
        (sample.delay_us, sample.service_us) = (Some(Micros(0)), Some(Micros(1000 + nth)));
        summary.add(&Record::Sample(sample));
    }
    let about = About {
        name: "main".to_owned(),
        ..About::default()
    };
    Baseline::of(&summary, about).unwrap()
}

fn candidates(runs: Vec<Baseline>, is_window: bool) -> Candidates {
    Candidates {
        name: "main".to_owned(),
        runs,
        absent: "there is no baseline `main`".to_owned(),
        is_window,
    }
}

fn of_users(run: Baseline, users: u64) -> Baseline {
    let mut run = run;
    run.load.users = Some(users);
    run
}

#[test]
fn what_is_too_old_does_not_count_unless_somebody_chose_it() {
    let head = [ran("/x", 100)];
    let max_age = Some(Micros(30 * DAY));
    let runs = || vec![ran("/x", 95), ran("/x", 10)];
    let choice = choose(&head, candidates(runs(), true), max_age);
    assert_eq!(choice.runs, [ran("/x", 95)]);
    assert_eq!(
        choice.notes,
        ["1 baseline is older than 30 days and left out"]
    );
    let choice = choose(&head, candidates(runs(), false), max_age);
    assert_eq!(choice.runs, [ran("/x", 10), ran("/x", 95)], "oldest first");
    let choice = choose(&head, candidates(vec![ran("/x", 10)], true), max_age);
    let missing = choice.missing.unwrap();
    assert!(
        missing.starts_with("1 baseline is older than 30 days, and there is no other"),
        "{missing}"
    );
}

#[test]
fn what_measured_something_else_is_left_out_and_the_field_is_named() {
    let head = [of_users(ran("/x", 100), 50)];
    let (same, other) = (of_users(ran("/x", 99), 50), of_users(ran("/x", 98), 10));
    let choice = choose(
        &head,
        candidates(vec![same.clone(), other.clone()], true),
        None,
    );
    assert_eq!((choice.runs, choice.missing), (vec![same], None));
    assert!(choice.notes[0].contains("load.users"), "{:?}", choice.notes);
    assert!(choice.differences.is_empty(), "{:?}", choice.differences);
    let choice = choose(&head, candidates(vec![other.clone()], true), None);
    let missing = choice.missing.unwrap();
    assert!(
        missing.contains("load.users (10 before, 50 now)"),
        "{missing}"
    );
    let mixed = [head[0].clone(), other];
    let missing = choose(&mixed, candidates(vec![ran("/x", 9)], true), None).missing;
    let missing = missing.unwrap();
    assert!(
        missing.starts_with("the runs that are judged differ in load.users"),
        "{missing}"
    );
}

#[test]
fn a_run_is_neither_compared_with_itself_nor_counted_twice() {
    let (head, other) = ([ran("/x", 100)], ran("/x", 99));
    let mut renamed = head[0].clone();
    renamed.name = "kept".to_owned();
    let asked = vec![other.clone(), renamed.clone(), other.clone()];
    let choice = choose(&head, candidates(asked, true), None);
    assert_eq!(choice.runs, [other]);
    assert!(choice.notes[0].ends_with("one of the runs that are judged"));
    let missing = choose(&head, candidates(vec![renamed], true), None).missing;
    assert!(
        missing
            .unwrap()
            .starts_with("the baseline is the run itself")
    );
}

#[test]
fn a_missing_baseline_fails_only_where_one_is_required() {
    let none = |on_missing_baseline| {
        let config = Config {
            compare: ComparePolicy {
                on_missing_baseline,
                ..ComparePolicy::default()
            },
            ..Config::default()
        };
        let choice = choose(&[ran("/x", 1)], candidates(Vec::new(), true), None);
        compare(&[ran("/x", 1)], choice, &config, Noise::default())
    };
    assert_eq!(none(OnDoubt::Warn).answer, None);
    assert_eq!(none(OnDoubt::Fail).answer, Some(Answer::NoBaseline));
    let missing = none(OnDoubt::Warn).missing;
    assert_eq!(missing.as_deref(), Some("there is no baseline `main`"));
}

#[test]
fn the_same_runs_in_another_order_get_the_same_answer() {
    let (a, b, c) = (ran("/x", 1), ran("/y", 2), ran("/x", 3));
    let compared = |head: &[Baseline], base: Vec<Baseline>| {
        let choice = choose(head, candidates(base, false), None);
        compare(head, choice, &Config::default(), Noise::default())
    };
    let one = compared(&[a.clone(), c.clone()], vec![b.clone(), a.clone()]);
    assert_eq!(one, compared(&[c, a.clone()], vec![a, b]));
    let questions = one.rows.iter().map(|row| &row.answer.question);
    let asked: Vec<String> = questions
        .map(|question| {
            let whose = question.endpoint.as_ref().map_or("", |whose| &whose.name);
            format!("{whose} {} {}", question.measure, question.gated)
        })
        .collect();
    assert_eq!(
        asked,
        [
            "/x p50 true",
            "/x p95 true",
            "/x error_rate true",
            "/x p99 false",
            "/x mean false",
            "/y p50 true",
            "/y p95 true",
            "/y error_rate true",
            "/y p99 false",
            "/y mean false",
            " throughput false",
        ]
    );
}

fn p95() -> Measure {
    Measure::Percentile(Percentile::parse("95").unwrap())
}

fn ruled(ruling: Ruling, estimate: f64) -> Ruled {
    let endpoint = Endpoint {
        name: "/orders".to_owned(),
        method: "GET".to_owned(),
        host: None,
    };
    Ruled {
        question: Question {
            endpoint: Some(endpoint),
            measure: p95(),
            tolerance: Tolerance {
                relative: 0.1,
                absolute: 0.0,
            },
            gated: true,
        },
        head: Some(2.0),
        base: Some(1.0),
        runs: (1, 1),
        change: Some(Change {
            estimate,
            low: estimate,
            high: estimate,
            tolerance: 0.1,
            p_worse: 0.0,
            p_worse_adjusted: 0.0,
            p_tolerable: 1.0,
        }),
        ruling,
        why: None,
        needs: None,
    }
}

fn judged(ruling: Ruling, config: &Config) -> (Option<Answer>, Vec<Row>, Vec<String>) {
    let comparison = Comparison {
        mode: compare::Mode::Single,
        why_mode: String::new(),
        family: 1,
        seed: 0,
        sessions: (1, 1),
        answers: vec![ruled(ruling, 0.2)],
        notes: Vec::new(),
    };
    let (rows, notes) = agreed::rows(&comparison, config, UnixMicros(10 * DAY));
    (answer(&rows, &config.compare), rows, notes)
}

fn with(change: impl FnOnce(&mut Config)) -> Config {
    let mut config = Config::default();
    change(&mut config);
    config
}

#[test]
fn what_a_ruling_means_is_what_the_configuration_says() {
    let plain = Config::default();
    let meaning = |ruling, config: &Config| judged(ruling, config).0;
    assert_eq!(
        meaning(Ruling::Regression, &plain),
        Some(Answer::Regression)
    );
    assert_eq!(meaning(Ruling::Missing, &plain), Some(Answer::Inconclusive));
    for ruling in [
        Ruling::Pass,
        Ruling::Inconclusive,
        Ruling::New,
        Ruling::Improved,
    ] {
        assert_eq!(meaning(ruling, &plain), None, "{ruling:?}");
    }
    let strict = with(|config| config.compare.on_inconclusive = OnDoubt::Fail);
    assert_eq!(
        meaning(Ruling::Inconclusive, &strict),
        Some(Answer::Inconclusive)
    );
    assert_eq!(
        meaning(Ruling::Insufficient, &strict),
        Some(Answer::Inconclusive)
    );
    let warns = with(|config| {
        config.compare.overrides = vec![Override {
            selector: threshold::parse_selector("response_time{endpoint:/orders}")
                .unwrap()
                .selector,
            measure: None,
            tolerance: None,
            severity: Severity::Warn,
        }];
    });
    assert_eq!(meaning(Ruling::Regression, &warns), None);
}

#[test]
fn an_accepted_change_counts_up_to_its_size_and_its_day() {
    let accept = |up_to, until: u64, endpoint: &str| {
        let selector = format!("response_time{{endpoint:{endpoint}}}");
        let accept = Accept {
            selector: threshold::parse_selector(&selector).unwrap().selector,
            measure: Some(p95()),
            up_to,
            until: Some(UnixMicros(until * DAY)),
            reason: "adds fraud check".to_owned(),
        };
        judged(
            Ruling::Regression,
            &with(|config| config.accept = vec![accept]),
        )
    };
    let (answer, rows, notes) = accept(0.25, 11, "/orders");
    assert_eq!((answer, notes), (None, Vec::new()));
    assert_eq!(rows[0].accepted.as_deref(), Some("adds fraud check"));
    let (answer, _, notes) = accept(0.15, 11, "/orders");
    assert_eq!(answer, Some(Answer::Regression));
    assert!(notes[0].ends_with("but the change is larger"), "{notes:?}");
    let (answer, _, notes) = accept(0.25, 9, "/orders");
    assert_eq!(answer, Some(Answer::Regression));
    assert!(notes[0].ends_with("but its day is over"), "{notes:?}");
    assert_eq!(accept(0.25, 11, "/cart").0, Some(Answer::Regression));
}

#[test]
fn endpoints_that_are_gone_are_named() {
    let (head, base) = ([ran("/x", 100)], [ran("/`gone", 95), ran("/x", 95)]);
    let notes = remarks::of(&head, &base, &[], &Config::default().compare);
    assert_eq!(
        notes,
        [
            "1 of 2 endpoints are on both sides; this run has no `GET /'gone`: if that is meant, save a baseline of this build"
        ]
    );
}

#[test]
fn several_files_are_counted_and_names_are_told() {
    let called = |asked: &[&str], n_files| {
        let asked: Vec<String> = asked.iter().map(|&asked| asked.to_owned()).collect();
        candidates::called(&asked, n_files)
    };
    assert_eq!(called(&["main"], 0), "main");
    assert_eq!(called(&["./runs"], 12), "./runs");
    assert_eq!(called(&["a.json", "b.json"], 2), "2 files");
    assert_eq!(called(&["a.json", "main", "b.json"], 2), "main, 2 files");
}
