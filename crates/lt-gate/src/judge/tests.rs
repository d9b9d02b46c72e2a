use lt_sample::{
    End, EndReason, Health, Leg, Micros, Outcome, Record, Run, RunId, Sample, Shard, UnixMicros,
};
use lt_stats::{Include, Summary};

use super::*;
use crate::threshold;
use crate::{Answer, Verdict};

mod based;
mod confidence;
mod figures;

const SECOND: u64 = 1_000_000;

fn run_id() -> RunId {
    RunId::parse("k3x9a2bc").unwrap()
}

/// Requests are due every 100 ms and take 1 ms, 2 ms, 3 ms …
struct Story {
    summary: Summary,
    n: u64,
}

impl Story {
    fn new() -> Self {
        let mut summary = Summary::new(Include::Measured);
        summary.add(&Record::Run(Box::new(run())));
        Self { summary, n: 0 }
    }

    fn ask(mut self, method: &str, name: &str, status: u16, outcome: Outcome<'_>) -> Self {
        self.n += 1;
        let at = UnixMicros(SECOND + (self.n - 1) * 100_000);
        let sent = outcome.is_request();
        let mut sample = Sample::new(run_id(), at, method, name, outcome);
        if sent {
            sample.status = (status > 0).then_some(status);
            sample.delay_us = Some(Micros(0));
            sample.service_us = Some(Micros(self.n * 1000));
        }
        self.summary.add(&Record::Sample(sample));
        self
    }

    fn ok(self, times: u64) -> Self {
        (0..times).fold(self, |story, _| story.ask("GET", "/a", 200, Outcome::Ok))
    }

    fn end(mut self, end: impl FnOnce(&mut End)) -> Summary {
        let dropped = self.summary.total().dropped;
        let mut line = End {
            run: run_id(),
            at_us: UnixMicros(100 * SECOND),
            test: "t".to_owned(),
            shard: Shard::WHOLE,
            reason: EndReason::Completed,
            samples: self.n,
            framed: 0,
            dropped,
            cancelled: 0,
            skipped_late: 0,
            health: None,
        };
        end(&mut line);
        self.summary.add(&Record::End(line));
        self.summary
    }
}

fn run() -> Run {
    let text = r#"{"format":1,"run":"k3x9a2bc","test":"t","shard":{"index":0,"of":1},"tool":"lt-gen","version":"1","started_us":1000000}"#;
    serde_json::from_str(text).unwrap()
}

fn story() -> Summary {
    Story::new()
        .ok(7)
        .ask("POST", "/b", 503, Outcome::HttpError)
        .ask("POST", "/b", 0, Outcome::Timeout)
        .ask("POST", "/b", 201, Outcome::Ok)
        .ask("GET", "/a", 0, Outcome::Dropped)
        .end(|_| {})
}

fn judged(thresholds: &[Threshold], summary: &Summary) -> Verdict {
    let checks = judge(thresholds, &Reading::of(summary.clone()), &[]);
    Verdict::new(summary.doubts(), checks, None)
}

fn check(text: &str, status: Status, observed: Option<f64>, n: u64) {
    let verdict = judged(&[threshold::parse(text).unwrap()], &story());
    let check = &verdict.checks[0];
    assert_eq!((check.status, check.n), (status, n), "{text}");
    match (check.observed, observed) {
        (Some(found), Some(expected)) => assert!(
            (found - expected).abs() <= expected * 1e-9,
            "{text}: {found}"
        ),
        (found, expected) => assert_eq!(found, expected, "{text}"),
    }
}

#[test]
fn every_aggregate_is_that_of_the_selected_requests() {
    use Status::Insufficient;
    use Status::{Fail, Pass};
    // The middle of the bucket that holds 5,000 to 5,003 us.
    check("p(50)<=5.01ms", Insufficient, Some(5_002.0), 10);
    check("med<5ms", Insufficient, Some(5_002.0), 10);
    check("med<1ms", Fail, Some(5_002.0), 10);
    check("p(100)==10ms", Pass, Some(10_000.0), 10);
    check("min>=1ms", Pass, Some(1_000.0), 10);
    check("max<10ms", Fail, Some(10_000.0), 10);
    check("avg<5.6ms", Pass, Some(5_500.0), 10);
    check("stddev>2.8722ms", Pass, Some(2_872.281_323_269), 10);
    check("service_time{endpoint:/b} min==8ms", Pass, Some(8_000.0), 3);
    check(
        "response_time{outcome:ok} max<9.999ms",
        Fail,
        Some(10_000.0),
        8,
    );
    check("response_time{status:5*} max==8ms", Pass, Some(8_000.0), 1);
    check("errors rate<=20%", Pass, Some(0.2), 10);
    check("errors rate<0.2", Fail, Some(0.2), 10);
    check("errors{method:POST} count==2", Pass, Some(2.0), 3);
    check("errors{outcome:timeout} count==1", Pass, Some(1.0), 1);
    check("requests count==10", Pass, Some(10.0), 10);
    check("dropped count==0", Fail, Some(1.0), 1);
    check("dropped{endpoint:POST *} count==0", Pass, Some(0.0), 0);
}

#[test]
fn a_rate_of_requests_is_over_the_span_of_everything_measured() {
    // From the first start to the last end: 0.9 s and 10 ms.
    check("requests rate>10/s", Status::Pass, Some(10.0 / 0.91), 10);
    check(
        "requests{endpoint:POST /b} rate>10/s",
        Status::Fail,
        Some(3.0 / 0.91),
        3,
    );
    check(
        "requests{endpoint:POST /b} rate>190/m",
        Status::Pass,
        Some(3.0 / 0.91),
        3,
    );
}

#[test]
fn nothing_measured_is_missing_but_a_count_of_none_is_a_count() {
    use Status::{Missing, Pass};
    check("response_time{status:404} p(95)<1s", Missing, None, 0);
    check("errors{status:404} rate<1%", Missing, None, 0);
    check("ttfb p(95)<1s", Missing, None, 0);
    check("errors{status:404} count==0", Pass, Some(0.0), 0);
    check("requests{status:404} count==0", Pass, Some(0.0), 0);
    check("errors{endpoint:/nowhere} count==0", Missing, None, 0);
    check("dropped{endpoint:/nowhere} count==0", Missing, None, 0);
    check("requests{endpoint:/nowhere} rate>=0/s", Missing, None, 0);
    check("errors{method:PUT} count==0", Missing, None, 0);
}

#[test]
fn a_run_in_which_nothing_was_asked_keeps_no_promise() {
    let empty = Story::new().end(|_| {});
    for text in [
        "p(95)<1s",
        "errors count==0",
        "requests rate>1/s",
        "dropped count==0",
    ] {
        let verdict = judged(&[threshold::parse(text).unwrap()], &empty);
        assert_eq!(verdict.checks[0].status, Status::Missing, "{text}");
        assert_eq!(verdict.exit(), lt_cli::Exit::ThresholdFailed);
    }
}

#[test]
fn how_far_beyond_is_told_as_a_share_of_the_limit() {
    let beyond = |text: &str| {
        let verdict = judged(&[threshold::parse(text).unwrap()], &story());
        verdict.checks[0].beyond
    };
    assert_eq!(beyond("max<8ms"), Some(0.25));
    assert_eq!(beyond("min>4ms"), Some(-0.75));
    assert_eq!(beyond("dropped count<=0"), None);
    assert_eq!(beyond("max==8ms"), None);
    assert_eq!(beyond("max<1s"), None);
}

#[test]
fn a_threshold_that_warns_does_not_fail_the_run_whatever_it_found() {
    for text in ["max<1ms", "response_time{status:404} max<1ms"] {
        let mut threshold = threshold::parse(text).unwrap();
        assert_eq!(
            judged(std::slice::from_ref(&threshold), &story()).answer,
            Answer::Fail
        );
        threshold.severity = Severity::Warn;
        assert_eq!(judged(&[threshold], &story()).answer, Answer::Pass);
    }
}

#[test]
fn a_run_in_doubt_is_invalid_whatever_its_thresholds_say() {
    let judged = |text, summary: &Summary| {
        let verdict = judged(&[threshold::parse(text).unwrap()], summary);
        assert_eq!(verdict.answer, Answer::Invalid);
        assert_eq!(verdict.exit(), lt_cli::Exit::CannotJudge);
        verdict
    };
    let health = Health {
        saturated: true,
        why: vec!["schedule delay p99 is 31 ms".to_owned()],
        ..Health::default()
    };
    let saturated = Story::new().ok(3).end(|end| end.health = Some(health));
    let verdict = judged("p(95)<1s", &saturated);
    assert_eq!(verdict.checks[0].status, Status::Insufficient);
    assert_eq!(
        verdict.reasons,
        ["the generator of run k3x9a2bc was saturated: schedule delay p99 is 31 ms"]
    );
    judged("p(95)<1us", &saturated);
    judged("p(95)<1s", &Story::new().ok(3).summary);
    judged("p(95)<1s", &Story::new().ok(3).end(|end| end.samples = 4));
    let mut summary = Summary::new(Include::Measured);
    let leg = Some(Leg { index: 1, of: 4 });
    summary.add(&Record::Run(Box::new(Run { leg, ..run() })));
    let early = Story { summary, n: 0 }.ok(3).end(|_| {});
    assert_eq!(
        judged("p(95)<1s", &early).reasons,
        ["legs 1, 3 and 4 of 4 of test `t` are missing"]
    );
    let late = Story::new().ok(3).end(|end| end.skipped_late = 1234);
    assert_eq!(
        judged("p(95)<1s", &late).reasons,
        ["run k3x9a2bc joined late: 1234 planned requests were skipped"]
    );
}
