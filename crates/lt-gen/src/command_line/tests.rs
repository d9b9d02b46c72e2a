use std::time::Duration;

use super::*;

/// What the words mean where nothing surrounds the process.
fn args(words: &[&str]) -> anyhow::Result<Args> {
    args_among(words, &Surroundings::default())
}

fn args_among(words: &[&str], around: &Surroundings) -> anyhow::Result<Args> {
    let words = [&["lt-gen"], words].concat();
    CommandLine::try_parse_from(words)?.args(around)
}

fn refusal(words: &[&str]) -> String {
    args(words).unwrap_err().to_string()
}

/// The numbers and hosts of a line of one of the guides, with a scenario file in place of `locustfile.py`.
fn check(line: &str, expected: (Option<u64>, Option<f64>, Option<u64>), hosts: &[&str]) {
    let line = line.replace("locustfile.py", "scenario.yaml");
    let words: Vec<&str> = line.split_whitespace().skip(1).collect();
    let args = args(&words).unwrap_or_else(|error| panic!("{line}: {error:#}"));
    let (users, spawn_rate, seconds) = expected;
    assert_eq!(args.source, "scenario.yaml", "{line}");
    assert_eq!(args.users, users, "{line}");
    assert_eq!(args.spawn_rate, spawn_rate, "{line}");
    assert_eq!(args.run_time, seconds.map(Duration::from_secs), "{line}");
    assert_eq!(args.headers, hosts, "{line}");
}

#[test]
fn every_command_line_of_the_guides_is_understood() {
    let (agents, aurax, resource) = (
        ["http://localhost:5000"],
        ["http://localhost:8000"],
        ["http://localhost:8003"],
    );
    let numbers = |users, rate, seconds| (Some(users), Some(rate), Some(seconds));
    let nothing = (None, None, None);
    for (line, expected) in [
        (
            "locust -f locustfile.py --host=http://localhost:5000",
            nothing,
        ),
        (
            "locust -f locustfile.py --host=http://localhost:5000 --users=1000 --spawn-rate=10 --headless --run-time=5m",
            numbers(1000, 10.0, 300),
        ),
        (
            "locust -f locustfile.py --host=http://localhost:5000 --master",
            nothing,
        ),
        (
            "locust -f locustfile.py --host=http://localhost:5000 --worker",
            nothing,
        ),
        (
            "locust -f locustfile.py --host=http://localhost:5000 --users=1000 --spawn-rate=10 --run-time=5m --headless --html=report.html",
            numbers(1000, 10.0, 300),
        ),
        (
            "locust -f locustfile.py --host=http://localhost:5000 --users=1000 --spawn-rate=50 --run-time=2m --headless",
            numbers(1000, 50.0, 120),
        ),
        (
            "locust -f locustfile.py --host=http://localhost:5000 --users=500 --spawn-rate=10 --run-time=5m",
            numbers(500, 10.0, 300),
        ),
        (
            "locust -f locustfile.py --host=http://localhost:5000 --users=1000 --spawn-rate=10 --run-time=10m",
            numbers(1000, 10.0, 600),
        ),
    ] {
        check(line, expected, &agents);
    }
    for (line, expected) in [
        (
            "locust -f locustfile.py --host=http://localhost:8000 --users 10 --spawn-rate 2 --run-time 60s --headless",
            numbers(10, 2.0, 60),
        ),
        (
            "locust -f locustfile.py --host=http://localhost:8000 --users 50 --spawn-rate 5 --run-time 300s --html=report.html",
            numbers(50, 5.0, 300),
        ),
        (
            "locust -f locustfile.py --host=http://localhost:8000 --users 100 --spawn-rate 10 --run-time 600s --headless --csv=aurax_load_test",
            numbers(100, 10.0, 600),
        ),
        (
            "locust -f locustfile.py --host=http://localhost:8000 --tags health",
            nothing,
        ),
        (
            "locust -f locustfile.py --host=http://localhost:8000 --exclude-tags scrape",
            nothing,
        ),
        (
            "locust -f locustfile.py --host=http://localhost:8000 --users 50 --spawn-rate 5 --run-time 3600s",
            numbers(50, 5.0, 3600),
        ),
        (
            "locust -f locustfile.py --master --host=http://localhost:8000",
            nothing,
        ),
        (
            "locust -f locustfile.py --host=http://localhost:8000 --loglevel=DEBUG",
            nothing,
        ),
        (
            "locust -f locustfile.py --host=http://localhost:8000 --print-stats",
            nothing,
        ),
        (
            "locust -f locustfile.py --host=http://localhost:8000 --users 50 --spawn-rate 5 --run-time 120s --headless --csv=results",
            numbers(50, 5.0, 120),
        ),
    ] {
        check(line, expected, &aurax);
    }
    for (line, expected) in [
        (
            "locust -f locustfile.py --headless --users 10 --spawn-rate 2 --run-time 1m --host http://localhost:8003",
            numbers(10, 2.0, 60),
        ),
        (
            "locust -f locustfile.py --headless --users 200 --spawn-rate 20 --run-time 2m --host http://localhost:8003",
            numbers(200, 20.0, 120),
        ),
        (
            "locust -f locustfile.py --headless --users 50 --spawn-rate 5 --run-time 3m --host http://localhost:8003 --html=results/report.html",
            numbers(50, 5.0, 180),
        ),
        (
            "locust -f locustfile.py --headless --users 50 --spawn-rate 5 --run-time 3m --host http://localhost:8003 --csv=results/test",
            numbers(50, 5.0, 180),
        ),
        (
            "locust -f locustfile.py --master --host http://localhost:8003",
            nothing,
        ),
    ] {
        check(line, expected, &resource);
    }
    check(
        "locust -f locustfile.py --worker --master-host=master-ip",
        nothing,
        &[],
    );
    // The script of the chat guide takes the level first, and hands the rest on.
    for line in [
        "run locustfile.py --tags chat",
        "run locustfile.py --exclude metrics",
        "run locustfile.py --csv results",
    ] {
        check(line, nothing, &[]);
    }
    check(
        "locust locustfile.py --headless --users 10 -r 2 -t 1m -H http://localhost:8003",
        numbers(10, 2.0, 60),
        &resource,
    );
}

#[test]
fn tags_are_lists_of_commas_or_words_and_leave_the_file_alone() {
    for words in [
        &["shop.yaml", "-T", "a,b", "-E", "c"][..],
        &["shop.yaml", "--tags", "a", "--tags=b", "--exclude", "c"],
        &["--tags", "a", "b", "shop.yaml", "-E", "c"],
        &["-E", "c", "-T", "a", "b", "shop.yaml"],
        &["-T", "a b", "-E", "c", "--", "shop.yaml"],
        &["-T", "a", "b", "-E", "c", "-f", "shop.yaml"],
        &["-T", "a", "b", "-E", "c,", "shop.yaml"],
    ] {
        let args = args(words).unwrap();
        assert_eq!(args.source, "shop.yaml", "{words:?}");
        assert_eq!(args.tags, ["a", "b"], "{words:?}");
        assert_eq!(args.exclude_tags, ["c"], "{words:?}");
    }
}

#[test]
fn words_after_the_scenario_are_names_of_user_profiles() {
    for words in [
        &["shop.yaml", "Reader", "Buyer"][..],
        &["-f", "shop.yaml", "Reader", "Buyer"],
        &["shop.yaml", "--profile", "Reader,Buyer"],
        &["shop.yaml", "--profile=Reader", "Buyer"],
        &["-T", "a", "shop.yaml", "Reader", "Buyer"],
    ] {
        let args = args(words).unwrap();
        assert_eq!(args.source, "shop.yaml", "{words:?}");
        assert_eq!(args.all_profiles(), ["Reader", "Buyer"], "{words:?}");
    }
}

#[test]
fn a_locustfile_is_refused_with_the_way_to_a_scenario_file() {
    assert_eq!(
        refusal(&["-f", "locustfile.py"]),
        "`locustfile.py` is a locustfile in Python, and lt-gen runs scenario files; docs/from-locust.md shows how to write it as one"
    );
    assert!(refusal(&["load/x.py"]).starts_with("`load/x.py` is a locustfile"));
    assert!(refusal(&["-f", "a.yaml,b.yaml"]).contains("`include`"));
    assert!(refusal(&[]).starts_with("no scenario file and no URL; give one"));
}

#[test]
fn options_that_would_change_the_load_are_never_left_out_silently() {
    assert_eq!(
        refusal(&["shop.yaml", "--equal-weights"]),
        "--equal-weights: lt-gen has no such option; write weights, counts and addresses into the file's `user_profiles`"
    );
    assert!(args(&["shop.yaml", "--show-task-ratio"]).unwrap().check);
    assert!(args(&["shop.yaml", "-l", "--plan"]).unwrap().plan);
}

#[test]
fn unique_prefixes_are_enough_and_others_are_refused() {
    let words = [
        "shop.yaml",
        "--run=5",
        "--spawn",
        "2",
        "--headl",
        "--excl=x",
    ];
    assert_eq!(args(&words).unwrap().run_time, Some(Duration::from_secs(5)));
    assert!(args(&["shop.yaml", "--web", "x"]).is_err());
    assert!(args(&["shop.yaml", "--nonsense"]).is_err());
}

#[test]
fn log_levels_say_more_or_are_refused() {
    assert!(args(&["a.yaml", "-L", "debug"]).unwrap().is_verbose());
    assert!(args(&["a.yaml", "-v"]).unwrap().is_verbose());
    assert!(!args(&["a.yaml", "-L", "INFO"]).unwrap().is_verbose());
    assert!(args(&["a.yaml", "-L", "LOUD"]).is_err());
}

#[test]
fn a_file_that_is_named_elsewhere_runs_unless_another_is_typed() {
    let around = |text: &str| Surroundings {
        variables: vec![("LOCUST_LOCUSTFILE".into(), text.into())],
        ..Surroundings::default()
    };
    let found = args_among(&[], &around("shop.yaml")).unwrap();
    assert_eq!(found.source, "shop.yaml");
    let typed = args_among(&["chat.yaml"], &around("locustfile.py")).unwrap();
    assert_eq!(typed.source, "chat.yaml");
    let refused = args_among(&[], &around("locustfile.py")).unwrap_err();
    assert!(
        refused
            .to_string()
            .starts_with("LOCUST_LOCUSTFILE: `locustfile.py` is")
    );
}

#[test]
fn the_conf_file_and_the_variables_of_a_guide_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let conf = "# locust.conf\nhost = http://localhost:8000\nusers = 50\nspawn-rate = 5\nrun-time = 300s\nheadless = true\nhtml = report.html\ncsv = results\n";
    std::fs::write(folder.path().join("locust.conf"), conf).unwrap();
    let mut around = Surroundings {
        folder: folder.path().to_owned(),
        ..Surroundings::default()
    };
    let args = args_among(&["aurax.yaml"], &around).unwrap();
    assert_eq!((args.users, args.spawn_rate), (Some(50), Some(5.0)));
    assert_eq!(args.run_time, Some(Duration::from_secs(300)));
    assert_eq!(args.headers, ["http://localhost:8000"]);
    assert_eq!(args.origins.files(), ["locust.conf"]);
    assert!(args.locust.left_out().unwrap().contains("--csv, --html"));

    around.variables = vec![
        ("LOCUST_HOST".into(), "http://b".into()),
        ("LOCUST_USERS".into(), "10".into()),
        ("LOCUST_SPAWN_RATE".into(), "2".into()),
        ("LOCUST_RUN_TIME".into(), "60s".into()),
    ];
    let words = ["aurax.yaml", "--users=7", "-H", "x-a: 1"];
    let args = args_among(&words, &around).unwrap();
    assert_eq!((args.users, args.spawn_rate), (Some(7), Some(2.0)));
    assert_eq!(args.run_time, Some(Duration::from_secs(60)));
    assert_eq!(args.headers, ["x-a: 1", "http://b"]);
}

#[test]
fn a_url_is_not_troubled_by_the_choices_of_a_file() {
    let around = Surroundings {
        variables: vec![
            ("LOCUST_HOST".into(), "http://b".into()),
            ("LOCUST_TAGS".into(), "read".into()),
            ("LT_HEADER".into(), "x-a: 1".into()),
        ],
        ..Surroundings::default()
    };
    let args = args_among(&["http://a/"], &around).unwrap();
    assert_eq!(args.headers, ["x-a: 1"]);
    assert!(args.tags.is_empty());
}

#[test]
fn options_that_need_each_other_may_stand_in_different_places() {
    let around = Surroundings {
        variables: vec![
            ("LT_LATE".into(), "join".into()),
            ("LT_PLAN".into(), "1".into()),
        ],
        ..Surroundings::default()
    };
    assert!(
        args_among(&["a.yaml", "--start-at", "+30s"], &around)
            .unwrap()
            .plan
    );
    let args = args_among(&["a.yaml", "--start-at", "+30s", "--check"], &around).unwrap();
    assert!(args.check && !args.plan);
    let alone = args_among(&["a.yaml"], &around).unwrap_err();
    assert!(alone.to_string().contains("--start-at"), "{alone}");
}
