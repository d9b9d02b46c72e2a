//! What stands in a report, whatever its form.

use lt_sample::OnBadLine;
use lt_stats::{By, Include, Summary};

use crate::remark::{Level, remarks};
use crate::text::Look;
use crate::{html, json, markdown, text};

pub(crate) const SMALL: &str = include_str!("../tests/fixtures/small.ndjson");

pub(crate) const RUN: &str = r#"{"type":"run","format":1,"run":"k3x9a2bc","test":"t-1","shard":{"index":0,"of":1},"tool":"lt-gen","version":"0.1.0","started_us":1763718000000000}"#;

pub(crate) fn summary(stream: &str) -> Summary {
    let mut summary = Summary::new(Include::Measured);
    summary
        .read(stream.as_bytes(), "test", OnBadLine::Skip)
        .unwrap();
    summary
}

pub(crate) const LEGS: &str = include_str!("../tests/fixtures/legs.ndjson");
pub(crate) const ONLY_FAULTS: &str = include_str!("../tests/fixtures/only-faults.ndjson");

pub(crate) fn summary_by(by: &str, stream: &str) -> Summary {
    let mut summary = Summary::new(Include::Measured).comparing(By::parse(by).unwrap());
    summary
        .read(stream.as_bytes(), "test", OnBadLine::Skip)
        .unwrap();
    summary
}

/// A sample at a tenth of a second, with whatever else belongs into its line.
pub(crate) fn sample(tenth: u64, rest: &str) -> String {
    let at = 1_763_718_000_000_000 + tenth * 100_000;
    format!(r#"{{"type":"sample","run":"k3x9a2bc","at_us":{at},{rest}}}"#)
}

pub(crate) const OK: &str =
    r#""method":"GET","name":"/","status":200,"outcome":"ok","delay_us":10,"service_us":2490"#;
const REFUSED: &str = r#""method":"GET","name":"/","outcome":"connect_error","error":"connection refused","delay_us":10,"service_us":190"#;
const WARMUP: &str = r#""method":"GET","name":"/","status":200,"outcome":"ok","delay_us":10,"service_us":2490,"phase":"warmup""#;

pub(crate) fn end(samples: u64, rest: &str) -> String {
    format!(
        r#"{{"type":"end","run":"k3x9a2bc","at_us":1763718009000000,"test":"t-1","shard":{{"index":0,"of":1}},"samples":{samples},{rest}}}"#
    )
}

pub(crate) fn stream(lines: &[String]) -> String {
    lines.join("\n") + "\n"
}

fn check(lines: &[String], expected: &[(Level, &str)]) {
    let remarks = remarks(&summary(&stream(lines)));
    let found: Vec<_> = remarks
        .iter()
        .map(|remark| (remark.level, remark.text.as_str()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_run_that_went_well_needs_no_remark() {
    let completed = end(1, r#""reason":"completed""#);
    check(&[RUN.to_owned(), sample(0, OK), completed], &[]);
}

#[test]
fn when_every_request_failed_it_is_said_why() {
    let completed = end(2, r#""reason":"completed""#);
    check(
        &[
            RUN.to_owned(),
            sample(0, REFUSED),
            sample(1, REFUSED),
            completed.clone(),
        ],
        &[(
            Level::Warning,
            "every request failed: connection refused (connect_error)",
        )],
    );
    let timeout = sample(
        2,
        r#""method":"GET","name":"/slow","outcome":"timeout","delay_us":1,"service_us":2"#,
    );
    check(
        &[
            RUN.to_owned(),
            sample(0, REFUSED),
            timeout,
            sample(1, REFUSED),
            end(3, r#""reason":"completed""#),
        ],
        &[(
            Level::Warning,
            "every request failed, 2 of 3 with: connection refused (connect_error)",
        )],
    );
}

#[test]
fn when_nothing_was_measured_it_is_said_why() {
    let completed = end(2, r#""reason":"completed""#);
    check(
        &[
            RUN.to_owned(),
            sample(0, WARMUP),
            sample(1, WARMUP),
            completed,
        ],
        &[
            (
                Level::Warning,
                "no request was measured: all belongs to the warm-up, which --include-warmup counts",
            ),
            (
                Level::Note,
                "samples left out because they belong to the warm-up: 2",
            ),
        ],
    );
    let dropped = sample(0, r#""method":"GET","name":"/","outcome":"dropped""#);
    check(
        &[
            RUN.to_owned(),
            dropped,
            end(1, r#""reason":"completed","dropped":1"#),
        ],
        &[
            (
                Level::Warning,
                "no request was measured: every arrival was dropped or cancelled",
            ),
            (
                Level::Warning,
                "arrivals never sent because too many requests were in flight: 1 of 1 (100 %)",
            ),
        ],
    );
}

#[test]
fn what_is_missing_comes_first() {
    check(
        &[sample(0, OK), "garbage".to_owned()],
        &[
            (Level::Doubt, "run k3x9a2bc was cut off: it has no end line"),
            (
                Level::Doubt,
                "run k3x9a2bc has no run line: the stream does not hold its beginning",
            ),
            (
                Level::Warning,
                "lines left out because they are no records: 1",
            ),
        ],
    );
}

#[test]
fn a_generator_short_of_saturation_is_heard_too() {
    let health = r#""cpu_busy":0.99,"delay_p50_us":1,"delay_p99_us":2,"delay_max_us":3,"achieved":1,"offered":1,"saturated":false"#;
    let silent = format!(r#""reason":"completed","health":{{{health},"cpu_bound":true}}"#);
    let telling =
        format!(r#""reason":"completed","health":{{{health},"why":["delay p99 is 2 ms"]}}"#);
    check(
        &[RUN.to_owned(), sample(0, OK), end(1, &silent)],
        &[(
            Level::Warning,
            "the generator of run k3x9a2bc filled its CPU: its throughput is a lower bound",
        )],
    );
    check(
        &[RUN.to_owned(), sample(0, OK), end(1, &telling)],
        &[(
            Level::Warning,
            "the generator of run k3x9a2bc: delay p99 is 2 ms",
        )],
    );
}

#[test]
fn requests_of_which_nobody_knows_when_they_were_due_are_told() {
    let other = OK.replace(r#""delay_us":10,"#, "");
    let lines = |second: &str| {
        let completed = end(2, r#""reason":"completed""#);
        [
            RUN.to_owned(),
            sample(0, &other),
            sample(1, second),
            completed,
        ]
    };
    let rest = "their response times count from when they were sent, and do not show how long a stalled target kept later ones waiting";
    let all = format!("when requests were due is not known: {rest}");
    check(&lines(&other), &[(Level::Note, &all)]);
    let some = format!("when requests were due is not known for 1 of 2: {rest}");
    check(&lines(OK), &[(Level::Note, &some)]);
}

#[test]
fn a_thousand_missing_shards_do_not_hide_the_figures() {
    let run = RUN.replace(r#""of":1"#, r#""of":1000"#);
    let remarks = remarks(&summary(&stream(&[run, sample(0, OK)])));
    assert_eq!(remarks.len(), 21);
    assert_eq!(remarks[20].text, "and 980 more of this kind");
}

#[test]
fn the_order_of_lines_changes_no_byte() {
    for (stream, by) in [
        (SMALL, "endpoint"),
        (LEGS, "variant"),
        (LEGS, "tag.backend"),
    ] {
        let mut lines: Vec<&str> = stream.lines().collect();
        lines.reverse();
        let other = summary_by(by, &(lines.join("\n") + "\n"));
        let one = summary_by(by, stream);
        assert_eq!(json::render(&one).unwrap(), json::render(&other).unwrap());
        assert_eq!(html::render(&one).unwrap(), html::render(&other).unwrap());
        let look = Look::PLAIN;
        assert_eq!(text::render(&one, look), text::render(&other, look));
        let budget = 60_000;
        assert_eq!(
            markdown::render(&one, budget),
            markdown::render(&other, budget)
        );
    }
}

#[test]
fn six_legs_of_two_shards_are_complete_and_need_no_warning() {
    let summary = summary_by("variant", LEGS);
    assert_eq!(summary.doubts(), [""; 0]);
    let remarks = remarks(&summary);
    assert!(
        remarks.iter().all(|remark| remark.level == Level::Note),
        "{remarks:?}"
    );
    // Six legs of about 1.9 s each lie ten seconds apart.
    let seconds = summary.total().span().as_secs_f64();
    assert!((11.0..12.0).contains(&seconds), "{seconds}");
}

#[test]
fn a_run_of_nothing_but_faults_does_not_look_empty() {
    let summary = summary(ONLY_FAULTS);
    let page = html::render(&summary).unwrap();
    assert!(page.contains("<h1>No request was measured but 3 with injected faults</h1>"));
    assert!(page.contains("<td class=\"left\"><bdi>malformed_body</bdi></td><td>2</td>"));
    let report: serde_json::Value = serde_json::from_str(&json::render(&summary).unwrap()).unwrap();
    assert_eq!(report["total"]["requests"], 0);
    assert_eq!(report["faults"][1]["kind"], "malformed_body");
    assert_eq!(report["faults"][1]["statuses"]["400"], 1);
    assert_eq!(report["faults"][1]["response_time"]["p50_us"], 2000);
}

#[test]
fn of_many_events_and_gauges_the_first_are_listed_and_nothing_raw() {
    let evil = r#"<b>\u001b[2J\r\n\u202e"#;
    let mut lines = vec![RUN.to_owned()];
    for n in 0..30 {
        let at = 1_763_718_000_000_000_u64 + n * 100_000;
        lines.push(format!(
            r#"{{"type":"event","run":"k3x9a2bc","at_us":{at},"name":"{evil}","text":"{evil} {n}","labels":{{"n":"{n}","{evil}":"x"}}}}"#
        ));
        lines.push(format!(
            r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":"{evil}","name":"{evil}{n}","value":1e300,"unit":"{evil}","labels":{{"pod":"{evil}"}}}}"#
        ));
    }
    let summary = summary(&stream(&lines));
    let text = text::render(&summary, Look::PLAIN);
    let harmless = |c: char| c == '\n' || (!c.is_control() && c != '\u{202e}');
    assert!(text.chars().all(harmless), "{text}");
    assert_eq!(
        text.matches("\u{2026} and 10 more, which --format json lists\n")
            .count(),
        2
    );
    let events = text.lines().skip_while(|line| !line.starts_with("Events"));
    let events = events
        .skip(1)
        .take_while(|line| !line.starts_with('\u{2026}'));
    assert_eq!(events.count(), 20);
    let page = html::render(&summary).unwrap();
    assert!(!page.contains("<b>\u{fffd}") && !page.contains('\u{202e}'));
    assert_eq!(page.matches("and 10 more").count(), 2);
}

/// Runs that ended with the same complaint in other figures.
fn complaining(runs: &[(&str, u64)]) -> String {
    let lines = runs.iter().flat_map(|(run, share)| {
        let health = format!(
            r#""health":{{"cpu_busy":0.1,"foreign":0.48,"delay_p50_us":1,"delay_p99_us":1,"delay_max_us":1,"achieved":0,"offered":0,"saturated":false,"why":["other processes used {share} % of this machine's CPU time meanwhile"]}}"#
        );
        let end = end(0, &format!(r#""reason":"completed",{health}"#));
        [RUN, &end].map(|line| line.replace("k3x9a2bc", run))
    });
    stream(&lines.collect::<Vec<_>>())
}

#[test]
fn what_several_generators_say_alike_is_said_once_and_of_each_run_once() {
    let one = text::render(&summary(&complaining(&[("aaaaaaaa", 48)])), Look::PLAIN);
    let said = "WARNING: the generator of run aaaaaaaa: other processes used 48 % of this machine's CPU time meanwhile\n";
    assert!(one.contains(said), "{one}");
    assert_eq!(one.matches("other processes used 48 %").count(), 2, "{one}");
    let runs = [("aaaaaaaa", 48), ("bbbbbbbb", 95), ("cccccccc", 9)];
    let several = text::render(&summary(&complaining(&runs)), Look::PLAIN);
    let said = "WARNING: the generators of 3 runs, worst of run bbbbbbbb: other processes used 95 % of this machine's CPU time meanwhile\n";
    assert!(several.contains(said), "{several}");
    assert_eq!(several.matches("WARNING: the generator").count(), 1);
}

#[test]
fn several_tests_in_one_report_are_said() {
    let run = |n: usize| {
        let run = RUN.replace("k3x9a2bc", &format!("run0000{n}"));
        run.replace("t-1", &format!("night-{n}"))
    };
    let runs: Vec<String> = (1..=5).map(run).collect();
    let of = |n: usize| text::render(&summary(&stream(&runs[..n])), Look::PLAIN);
    assert!(!of(1).contains("tests together"));
    let said = "WARNING: the figures are those of 2 tests together: `night-1`, `night-2`\n";
    assert!(of(2).contains(said), "{}", of(2));
    let said = "of 5 tests together: `night-1`, `night-2`, `night-3`, and 2 more\n";
    assert!(of(5).contains(said), "{}", of(5));
}

#[test]
fn a_test_that_stopped_early_is_incomplete_in_every_report() {
    let first = RUN.replace(r#""tool""#, r#""leg":{"index":0,"of":4},"tool""#);
    let summary = summary(&stream(&[first, end(0, r#""reason":"completed""#)]));
    let said = "legs 2 to 4 of 4 of test `t-1` are missing";
    assert!(text::render(&summary, Look::PLAIN).contains(said));
    let page = html::render(&summary).unwrap();
    assert!(page.contains("legs 2 to 4 of 4 of test <code><bdi>t-1</bdi></code> are missing"));
    let report: serde_json::Value = serde_json::from_str(&json::render(&summary).unwrap()).unwrap();
    assert_eq!(report["health"]["complete"], false);
    assert_eq!(report["health"]["doubts"], serde_json::json!([said]));
}

#[test]
fn gauges_are_told_over_all_legs_those_at_the_top_first() {
    let gauge = |run: &str, second: u64, name: &str, value: f64| {
        let at = 1_763_718_000_000_000 + second * 1_000_000;
        format!(
            r#"{{"type":"gauge","run":"{run}","at_us":{at},"source":"balancer","name":"{name}","value":{value:?}}}"#
        )
    };
    let mut lines = Vec::new();
    let legs = [("aaaaaaaa", 61.7), ("bbbbbbbb", 99.8), ("cccccccc", 70.0)];
    for (second, (run, mean)) in (0..).zip(legs) {
        lines.push(RUN.replace("k3x9a2bc", run));
        for pod in 0..25 {
            lines.push(gauge(run, second, &format!("backends.{pod}.errors"), 0.0));
        }
        lines.push(gauge(run, second, "mean_ms", mean));
    }
    let text = text::render(&summary(&stream(&lines)), Look::PLAIN);
    let (_, told) = text.split_once("Gauges of others").unwrap();
    let told: Vec<&str> = told.lines().take_while(|line| *line != "Legend").collect();
    assert_eq!(told[1], "balancer mean_ms: 61.7 to 99.8 (last 70)");
    assert_eq!(told[2], "balancer backends.0.errors: 0");
    assert_eq!(told.len(), 23);
    assert!(told[21].starts_with("\u{2026} and 6 more"));
}
