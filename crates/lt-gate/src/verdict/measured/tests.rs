use lt_stats::{Include, Summary};

use super::*;

const RUN: &str = r#"{"type":"run","format":1,"run":"k3x9a2bc","test":"t-1","shard":{"index":0,"of":1},"tool":"lt-gen","version":"0.1.0","started_us":1763718000000000,"model":"closed","warmup_us":1000000,"labels":{"level":"Light"},"plan":[{"start_us":0,"length_us":31000000,"users":5,"stages":[{"length_us":1,"users":20}]}],"machine":{"cpu":"AMD EPYC 9V74","cores":4,"memory_bytes":17179869184,"os":"Linux 6.8"}}"#;

fn summary(lines: impl IntoIterator<Item = String>) -> Summary {
    let text = lines.into_iter().collect::<Vec<_>>().join("\n") + "\n";
    let mut summary = Summary::new(Include::Measured);
    summary
        .read(text.as_bytes(), "test", lt_sample::OnBadLine::Stop)
        .unwrap();
    summary
}

/// A request that is due so many milliseconds after the start, and takes so many.
fn sample(name: &str, at: u64, took: u64) -> String {
    let at = 1_763_718_000_000_000 + at * 1000;
    let took = took * 1000;
    format!(
        r#"{{"type":"sample","run":"k3x9a2bc","at_us":{at},"method":"GET","name":"{name}","status":200,"outcome":"ok","delay_us":0,"service_us":{took}}}"#
    )
}

#[test]
fn a_run_tells_its_load_and_its_machine() {
    let measured = Measured::of(&summary([RUN.to_owned(), sample("/x", 0, 9)]));
    let expected = MeasuredRun {
        level: Some("Light".to_owned()),
        model: Some("closed".to_owned()),
        users: Some(20),
        varies: true,
        length: Some(30_000_000),
        warmup: Some(1_000_000),
        machine: Some(Machine {
            cpu: Some("AMD EPYC 9V74".to_owned()),
            cores: Some(4),
            memory: Some(16 << 30),
            os: Some("Linux 6.8".to_owned()),
        }),
        ..MeasuredRun::default()
    };
    assert_eq!(measured.runs, [expected]);
    assert_eq!(measured.course, None);
}

#[test]
fn shards_are_one_run_and_legs_are_several() {
    let line = |run: &str, labels: &str, started: u64| {
        let line = RUN
            .replace("k3x9a2bc", run)
            .replace(r#""level":"Light""#, labels);
        line.replace("1763718000000000", &format!("17637180000000{started:02}"))
    };
    let lines = [
        line("aaaaaaaa", r#""level":"Heavy""#, 9),
        line("bbbbbbbb", r#""level":"Light""#, 3),
        line("cccccccc", r#""level":"Light""#, 1),
    ];
    let measured = Measured::of(&summary(lines));
    let levels = measured
        .runs
        .iter()
        .map(|run| run.level.as_deref().unwrap());
    assert_eq!(levels.collect::<Vec<_>>(), ["Light", "Heavy"]);
}

#[test]
fn the_loads_of_scenarios_that_overlap_add_up() {
    let plan = |second: u64| {
        let plan = r#""plan":[{"start_us":0,"length_us":10,"rate":7},{"start_us":SECOND,"length_us":10,"rate":5}]"#;
        let plan = plan.replace("SECOND", &second.to_string());
        let (head, rest) = RUN.split_once(r#""plan""#).unwrap();
        let (_, tail) = rest.split_once("}]}]").unwrap();
        summary([format!("{head}{plan}{tail}")])
    };
    let loads = [0, 5, 10].map(|second| {
        let run = Measured::of(&plan(second)).runs.remove(0);
        (run.rate.unwrap(), run.varies)
    });
    assert_eq!(loads, [(12.0, false), (12.0, true), (7.0, true)]);
}

#[test]
fn the_endpoints_with_the_fewest_requests_share_a_row() {
    let mut lines = vec![RUN.to_owned()];
    for n in 0..300_u64 {
        for turn in 0..=u64::from(n >= 120) {
            lines.push(sample(&format!("/{n:03}"), turn * 1000, n + 1));
        }
    }
    let measured = Measured::of(&summary(lines));
    assert_eq!(measured.endpoints.len(), 200);
    let requests: u64 = measured.endpoints.iter().map(|row| row.requests).sum();
    assert_eq!(requests, 120 + 2 * 180);
    let other = measured.endpoints.last().unwrap();
    assert_eq!((other.whose().as_str(), other.requests), ("other", 101));
    let busy = measured
        .endpoints
        .iter()
        .find(|row| row.name == "/299")
        .unwrap();
    assert_eq!(
        (busy.p50, busy.max, busy.errors),
        (Some(300_000), Some(300_000), 0)
    );
    assert!((busy.rate.unwrap() - 2.0 / 1.3).abs() < 1e-9);
}

#[test]
fn a_course_has_few_points_and_none_without_a_request() {
    // Ten minutes, every three seconds a request; it gets slower in the second half.
    let lines = (0..200).map(|n| sample("/x", n * 3000, if n < 100 { 10 } else { 40 }));
    let course = Measured::of(&summary(lines.chain([RUN.to_owned()])))
        .course
        .unwrap();
    assert_eq!(course.width, 10_000_000);
    // The last request ends before the last stretch does.
    assert_eq!(course.points.len(), 59);
    let near = |p95: Option<u64>, expected: u64| p95.unwrap().abs_diff(expected) <= expected / 100;
    assert!(near(course.points[0].p95, 10_000) && near(course.points[58].p95, 40_000));
    let rates = course.points.iter().map(|point| point.rate.unwrap());
    assert!(rates.into_iter().all(|rate| (0.29..=0.45).contains(&rate)));
}

#[test]
fn stretches_are_longer_where_little_was_due() {
    let lines = (0..20).map(|n| sample("/x", n * 3000, 10));
    let course = Measured::of(&summary(lines.chain([RUN.to_owned()])))
        .course
        .unwrap();
    assert_eq!(course.width, 4_000_000);
    assert!(course.points.iter().all(|point| point.p95.is_some()));
}

#[test]
fn two_runs_have_no_course_in_common() {
    let other = RUN
        .replace("k3x9a2bc", "aaaaaaaa")
        .replace("Light", "Heavy");
    let lines = (0..20).map(|n| sample("/x", n * 1000, 10));
    let measured = Measured::of(&summary(lines.chain([RUN.to_owned(), other])));
    assert_eq!(measured.course, None);
    let nothing = Measured::of(&Summary::new(Include::Measured));
    assert_eq!(nothing, Measured::default());
}
