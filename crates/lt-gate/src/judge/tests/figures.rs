//! Figures beside times, errors and requests.

use super::*;

const RUN: &str = r#"{"type":"run","format":1,"run":"k3x9a2bc","test":"t","shard":{"index":0,"of":1},"tool":"lt-gen","version":"1","started_us":1000000,"checks":{"GET /a":["status == 200","body"],"POST /b":["status == 201"]}}"#;

fn sample(second: u64, rest: &str) -> String {
    let at = second * SECOND;
    format!(
        r#"{{"type":"sample","run":"k3x9a2bc","at_us":{at},{rest},"delay_us":1000,"service_us":400000}}"#
    )
}

fn gauge(second: f64, source: &str, name: &str, value: f64, rest: &str) -> String {
    let at = second * SECOND as f64;
    format!(
        r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":"{source}","name":"{name}","value":{value}{rest}}}"#
    )
}

/// Five requests in five seconds, four of which were answered, and one arrival that was dropped.
fn lines() -> Vec<String> {
    vec![
        RUN.to_owned(),
        sample(1, r#""method":"GET","name":"/a","status":200,"outcome":"ok","ttfb_us":5,"dns_us":10,"tls_us":30,"sent":100,"received":2048,"metrics":{"gap_us":[10,30],"tokens":7}"#),
        sample(2, r#""method":"GET","name":"/a","status":200,"outcome":"check_failed","received":2048,"failed":["body"],"metrics":{"gap_us":20,"tokens":5}"#),
        sample(3, r#""method":"GET","name":"/a","outcome":"timeout""#),
        sample(4, r#""method":"POST","name":"/b","status":500,"outcome":"http_error","failed":["status == 201","extract id"]"#),
        sample(5, r#""method":"GET","name":"/free","status":200,"outcome":"ok""#),
        r#"{"type":"sample","run":"k3x9a2bc","at_us":5000000,"method":"GET","name":"/a","outcome":"dropped"}"#.to_owned(),
        gauge(1.0, "kubernetes", "pods.ready", 3.0, r#","labels":{"pod":"a"}"#),
        gauge(1.2, "kubernetes", "pods.ready", 9.0, r#","labels":{"pod":"a"}"#),
        gauge(1.4, "kubernetes", "pods.ready", 4.0, r#","labels":{"pod":"a"}"#),
        gauge(2.0, "kubernetes", "pods.ready", 2.0, r#","labels":{"pod":"b"}"#),
        gauge(1.0, "kubernetes", "memory", 3.0, r#","unit":"MiB""#),
        gauge(1.0, "lt-gen", "cpu", 0.25, r#","unit":"ratio""#),
        r#"{"type":"end","run":"k3x9a2bc","at_us":6000000,"test":"t","shard":{"index":0,"of":1},"reason":"completed","samples":6,"dropped":1,"health":{"cpu_busy":0.4,"steal":0.02,"delay_p50_us":1,"delay_p99_us":2,"delay_max_us":3,"achieved":97,"offered":100,"saturated":false}}"#.to_owned(),
    ]
}

fn summary_of(lines: &[String]) -> Summary {
    let mut summary = Summary::new(Include::Measured);
    let text = lines.join("\n") + "\n";
    let read = summary.read(text.as_bytes(), "test", lt_sample::OnBadLine::Stop);
    read.unwrap();
    summary
}

fn checked(text: &str, summary: &Summary) -> Check {
    let threshold = threshold::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    judged(&[threshold], summary).checks.remove(0)
}

fn check(text: &str, status: Status, observed: Option<f64>, n: u64) {
    let check = checked(text, &summary_of(&lines()));
    assert_eq!((check.status, check.n), (status, n), "{text}: {check:?}");
    match (check.observed, observed) {
        (Some(found), Some(expected)) => {
            assert!((found - expected).abs() < 1e-9, "{text}: {found}");
        }
        (found, expected) => assert_eq!(found, expected, "{text}"),
    }
}

#[test]
fn every_time_of_a_request_has_its_figures() {
    use Status::{Missing, Pass};
    check("dns max==10us", Pass, Some(10.0), 1);
    check("tls avg<1ms", Pass, Some(30.0), 1);
    check("delay max<=1ms", Pass, Some(1000.0), 5);
    check("ttfb min>4us", Pass, Some(5.0), 1);
    check("connect max<1s", Missing, None, 0);
}

#[test]
fn bytes_are_counted_and_have_a_rate_over_the_whole_measured_part() {
    use Status::{Fail, Pass};
    check("bytes_in count==4KiB", Pass, Some(4096.0), 5);
    check("bytes_in count<4kB", Fail, Some(4096.0), 5);
    check("bytes_out{endpoint:/a} count>0B", Pass, Some(100.0), 3);
    // From the first start at 1 s to the last end at 5.401 s.
    check("bytes_in rate<1kB/s", Pass, Some(4096.0 / 4.401), 5);
    check("data_received count>4095", Pass, Some(4096.0), 5);
}

#[test]
fn the_share_of_dropped_arrivals_is_of_all_arrivals() {
    use Status::{Fail, Missing, Pass};
    check("dropped rate<10%", Fail, Some(1.0 / 6.0), 6);
    check("dropped{endpoint:/free} rate<10%", Pass, Some(0.0), 1);
    check("dropped{method:PUT} rate<10%", Missing, None, 0);
}

#[test]
fn checks_are_those_that_answers_were_asked_for() {
    use Status::{Fail, Missing, Pass};
    // Two answers with two checks each, one with one, and a value that was not found.
    check("checks rate>90%", Fail, Some(0.5), 6);
    check("checks count==3", Pass, Some(3.0), 6);
    check("checks{endpoint:/a} rate>=75%", Pass, Some(0.75), 4);
    check(
        r#"checks{check:"status == 200"} rate==1"#,
        Pass,
        Some(1.0),
        2,
    );
    check("checks{check:/^status/} count==1", Pass, Some(1.0), 3);
    check("checks{check:nothing} count==0", Missing, None, 0);
    check("checks{endpoint:/free} rate>0", Missing, None, 0);
    check("checks{endpoint:/nowhere} count==0", Missing, None, 0);
}

#[test]
fn where_runs_have_other_checks_their_share_is_not_known() {
    let mut lines = lines();
    lines.push(r#"{"type":"run","format":1,"run":"aaaaaaaa","test":"t2","shard":{"index":0,"of":1},"tool":"lt-gen","version":"1","started_us":1,"checks":{"GET /a":["body"]}}"#.to_owned());
    let summary = summary_of(&lines);
    let found = checked("checks{endpoint:/a} rate>90%", &summary);
    assert_eq!(found.status, Status::Missing);
    assert_eq!(
        found.why.as_deref(),
        Some("the runs have different checks; select those that they share, or count")
    );
    let counted = checked("checks{endpoint:/a} count==1", &summary);
    assert_eq!(
        (counted.status, counted.observed),
        (Status::Pass, Some(1.0))
    );
    lines.push(r#"{"type":"run","format":1,"run":"aaaaaaab","test":"t3","shard":{"index":0,"of":1},"tool":"lt-gen","version":"1","started_us":1,"checks":{"GET /a":["status == 200"]}}"#.to_owned());
    lines.retain(|line| !line.contains("aaaaaaaa"));
    let shared = r#"checks{endpoint:/a,check:"status == 200"} rate==1"#;
    let shared = checked(shared, &summary_of(&lines));
    assert_eq!((shared.status, shared.n), (Status::Pass, 2));
    lines.retain(|line| !line.contains(r#""type":"run""#));
    let found = checked("checks{endpoint:/free} count==0", &summary_of(&lines));
    assert_eq!(found.why.as_deref(), Some("no run line lists such a check"));
}

#[test]
fn values_of_ones_own_are_found_by_name() {
    use Status::{Missing, Pass};
    check("metric{name:gap_us} max<=0.03ms", Pass, Some(30.0), 3);
    check("metric{name:gap_us} count==3", Pass, Some(3.0), 3);
    check("metric{name:tokens} avg==6", Pass, Some(6.0), 2);
    check("metric{name:tokens,outcome:ok} max==7", Pass, Some(7.0), 1);
    check("metric{name:tok} max<9", Missing, None, 0);
}

#[test]
fn gauges_count_every_reading_not_only_the_last_of_a_second() {
    use Status::{Fail, Missing, Pass};
    check("gauge{name:pods.ready} max<=8", Fail, Some(9.0), 4);
    check("gauge{name:pods.ready} avg==4.5", Pass, Some(4.5), 4);
    check("gauge{name:pods.ready} min>=2", Pass, Some(2.0), 4);
    check(
        "gauge{name:pods.ready,label.pod:a} value==4",
        Pass,
        Some(4.0),
        1,
    );
    // Of the last readings the one counts that keeps the rule least.
    check("gauge{name:pods.ready} value<10", Pass, Some(4.0), 2);
    check("gauge{name:pods.ready} value>=3", Fail, Some(2.0), 2);
    check("gauge{name:pods.ready} value==4", Fail, Some(2.0), 2);
    check("gauge{name:pods.ready} p(100)<=4", Pass, Some(4.0), 2);
    check(
        "gauge{name:memory} max<4MiB",
        Pass,
        Some(3.0 * 1024.0 * 1024.0),
        1,
    );
    check("gauge{name:memory} max<4", Pass, Some(3.0), 1);
    check("gauge{name:cpu,source:lt-gen} max<30%", Pass, Some(0.25), 1);
    check("gauge{name:memory,unit:bytes} max<4", Missing, None, 0);
    check("gauge{name:memory} max<1s", Missing, None, 0);
}

#[test]
fn zero_is_zero_whatever_its_sign() {
    let mut lines = lines();
    for (second, value) in [(1.0, 0.0), (2.0, -0.0)] {
        lines.push(gauge(second, "kubernetes", "restarts", value, ""));
    }
    let summary = summary_of(&lines);
    for rule in ["avg==0", "avg>=0", "min==0", "value>=0", "max!=1"] {
        let found = checked(&format!("gauge{{name:restarts}} {rule}"), &summary);
        assert_eq!(found.status, Status::Pass, "{rule}");
    }
    let mean = checked("gauge{name:restarts} avg==0", &summary).observed;
    assert!(mean.is_some_and(f64::is_sign_positive));
}

#[test]
fn the_generator_tells_of_itself() {
    use Status::{Fail, Missing, Pass};
    check("achieved rate>=99%", Fail, Some(0.97), 100);
    check("cpu max<80%", Pass, Some(0.4), 1);
    check("steal max<1%", Fail, Some(0.02), 1);
    check("foreign max<10%", Missing, None, 0);
}

#[test]
fn apdex_counts_half_of_what_was_borne_and_nothing_of_errors() {
    // All take 401 ms; two of five are no errors.
    use Status::{Fail, Pass};
    check("response_time apdex(500ms)>=0.4", Pass, Some(0.4), 5);
    check("response_time apdex(401ms)>=0.4", Pass, Some(0.4), 5);
    check("response_time apdex(200ms)>=0.4", Fail, Some(0.2), 5);
    check("response_time apdex(100ms)>0", Fail, Some(0.0), 5);
    check(
        "response_time{endpoint:/free} apdex(1s)==1",
        Pass,
        Some(1.0),
        1,
    );
}
