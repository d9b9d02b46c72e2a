use std::collections::BTreeMap;

use lt_sample::UnixMicros;

use super::*;
use crate::baseline::Source;

fn run() -> Baseline {
    let text = |text: &str| Some(text.to_owned());
    Baseline {
        id: String::new(),
        name: "main".to_owned(),
        created_us: UnixMicros(1),
        source: Source {
            tool: text("lt-gen 0.3.0"),
            ..Source::default()
        },
        load: Load {
            model: text("closed"),
            users: Some(50),
            rate: None,
            duration_us: Some(Micros(300_000_000)),
            warmup_us: None,
            level: text("medium"),
            intended_starts: Some(true),
            scenarios: vec!["browse".to_owned()],
            scenario_sha256: text("ab12"),
            target: text("http://127.0.0.1:8080/x"),
        },
        environment: Environment {
            cpu: text("AMD EPYC 9V74"),
            cores: Some(4),
            memory_bytes: Some(16 << 30),
            os: text("Linux 6.8"),
            session: text("a"),
        },
        labels: BTreeMap::new(),
        span_us: Micros(300_400_000),
        interval_us: Micros(5_000_000),
        series: Vec::new(),
        doubts: Vec::new(),
        verdict: None,
        notes: Vec::new(),
    }
}

/// What is said of a run that a change was made to, beside one without it.
fn check(change: impl Fn(&mut Baseline), expected: &[(&str, &str, &str, Weight)]) {
    let mut head = run();
    change(&mut head);
    let found = differences(&head, &run());
    let found: Vec<_> = found
        .iter()
        .map(|found| (found.field, &*found.head, &*found.base, found.weight))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn runs_of_the_same_load_may_be_compared_without_a_word() {
    check(|_| {}, &[]);
    check(
        |run| {
            run.environment.session = Some("b".to_owned());
            run.load.target = Some("http://127.0.0.1:9090/".to_owned());
            run.load.duration_us = Some(Micros(240_000_000));
            run.span_us = Micros(360_000_000);
            run.environment.memory_bytes = Some((16 << 30) + 4096);
            run.load.warmup_us = Some(Micros(0));
        },
        &[],
    );
}

#[test]
fn another_load_is_another_question() {
    use Weight::Forbids;
    let text = |text: &str| Some(text.to_owned());
    check(
        |run| run.load.model = text("open"),
        &[("load.model", "open", "closed", Forbids)],
    );
    check(
        |run| run.load.users = Some(1000),
        &[("load.users", "1,000", "50", Forbids)],
    );
    check(
        |run| run.load.level = text("heavy"),
        &[("load.level", "heavy", "medium", Forbids)],
    );
    check(
        |run| run.load.duration_us = Some(Micros(239_999_999)),
        &[("load.duration_us", "240 s", "300 s", Forbids)],
    );
    check(
        |run| run.load.intended_starts = Some(false),
        &[(
            "load.intended_starts",
            "service times, lower bounds",
            "from intended starts",
            Forbids,
        )],
    );
    let (mut head, mut base) = (run(), run());
    (head.load.rate, base.load.rate) = (Some(200.0), Some(200.5));
    let found = differences(&head, &base);
    assert_eq!((&*found[0].head, &*found[0].base), ("200/s", "200.5/s"));
    assert_eq!(found[0].weight, Forbids);
}

#[test]
fn what_may_matter_is_told_and_so_is_what_one_side_does_not_know() {
    use Weight::Warns;
    check(
        |run| {
            run.source.tool = Some("lt-gen 0.4.0".to_owned());
            run.load.users = None;
            run.load.duration_us = None;
            run.load.warmup_us = Some(Micros(10_500_000));
            run.load.scenario_sha256 = Some("cd\u{1b}34".to_owned());
            run.load.target = Some("https://[::1]:8443/api".to_owned());
            run.environment = Environment {
                cores: Some(2),
                ..Environment::default()
            };
        },
        &[
            ("source.tool", "lt-gen 0.4.0", "lt-gen 0.3.0", Warns),
            ("load.users", "not told", "50", Warns),
            ("load.duration_us", "not told", "300 s", Warns),
            ("load.warmup_us", "10.5 s", "0 s", Warns),
            ("load.scenario_sha256", "cd\u{fffd}34", "ab12", Warns),
            ("load.target", "https://[::1]", "http://127.0.0.1", Warns),
            ("environment.cpu", "not told", "AMD EPYC 9V74", Warns),
            ("environment.cores", "2", "4", Warns),
            ("environment.memory_bytes", "not told", "16 GiB", Warns),
            ("environment.os", "not told", "Linux 6.8", Warns),
        ],
    );
    check(
        |run| run.span_us = Micros(30_000_000),
        &[("span_us", "30 s", "300.4 s", Warns)],
    );
}
