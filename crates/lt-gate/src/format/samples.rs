//! Verdicts to look at.

use lt_stats::Endpoint;
use lt_stats::baseline::{Difference, Weight};
use lt_stats::compare::{
    Answer as Ruled, Change, Comparison, Correction, Measure, Mode, Needs, Question, Ruling,
    Tolerance,
};

use crate::Verdict;
use crate::comparing::{Compared, Row, Used};
use crate::judge::{Check, Status};
use crate::threshold::{self, Place, Severity};
use crate::verdict::{Answer, Course, EndpointFigures, Machine, Measured, MeasuredRun, Point};

/// What is in names that attack whoever shows them.
pub(crate) const HOSTILE: &str =
    "::error::\x1b[31m|`</code><script>&[a](http://b)\n@someone ##[error]\u{202e}\u{0}";

/// A threshold, judged.
pub(crate) fn check(text: &str, limit: f64, status: Status, observed: Option<f64>) -> Check {
    let mut threshold = threshold::parse(text).unwrap();
    if status == Status::Warn {
        threshold.severity = Severity::Warn;
    }
    let is_broken = matches!(status, Status::Fail | Status::Warn | Status::Accepted);
    Check {
        status,
        limit: Some(limit),
        threshold,
        observed,
        beyond: observed
            .filter(|_| is_broken && limit > 0.0)
            .map(|observed| (observed - limit) / limit),
        n: 28_910,
        interval: None,
        needed: None,
        marginal: false,
        why: None,
    }
}

/// The five endpoints and four columns of an SLA table, one of them broken.
pub(crate) fn twenty_thresholds() -> Vec<Check> {
    let endpoints = ["/health/", "/orders", "/search", "/cart", "/login"];
    let mut checks = Vec::new();
    for (n, endpoint) in (0_u8..).zip(endpoints) {
        for (m, (rule, limit)) in
            (0_u8..).zip([("p(50)", 60), ("p(95)", 150), ("p(99)", 300), ("max", 500)])
        {
            let text = format!("response_time{{endpoint:{endpoint}}} {rule}<{limit}ms");
            let observed = f64::from(limit) * 1000.0 * (0.31 + 0.11 * f64::from(n));
            let (status, observed) = match (n, m) {
                (0, 3) => (Status::Fail, 731_071.0),
                (4, 3) => (Status::Warn, 500_004.0),
                _ => (Status::Pass, observed.round()),
            };
            let mut check = check(&text, f64::from(limit) * 1e3, status, Some(observed));
            check.threshold.origin.row = Some(endpoint.to_owned());
            check.threshold.origin.place = Some(Place {
                file: "lt-gate.toml".to_owned(),
                line: 12 + usize::from(n),
                column: 3,
            });
            checks.push(check);
        }
    }
    checks
}

/// A check of every status, with everything that a check can have.
pub(crate) fn every_status() -> Vec<Check> {
    let mut few = check("p(99.9)<1s", 1e6, Status::Insufficient, Some(812_345.0));
    (few.n, few.needed) = (812, Some(10_000));
    let mut near = check("p(95)<200ms", 2e5, Status::Pass, Some(199_100.0));
    (near.marginal, near.interval) = (true, Some((187_000.0, 211_000.0)));
    let mut skipped = check(
        "requests{level:Heavy} rate>=80rps",
        80.0,
        Status::Skipped,
        None,
    );
    skipped.threshold.origin.row = Some("Heavy".to_owned());
    skipped.why = Some("level `Heavy` did not run".to_owned());
    let mut accepted = check("errors rate<1%", 0.01, Status::Accepted, Some(0.0123));
    accepted.why = Some("retries are switched off until #12".to_owned());
    let mut missing = check(
        "response_time{endpoint:/x} max<1s",
        1e6,
        Status::Missing,
        None,
    );
    missing.n = 0;
    vec![
        check("p(99)<20ms", 2e4, Status::Fail, Some(31_200.0)),
        near,
        check("requests rate>=50/s", 50.0, Status::Warn, Some(49.8)),
        missing,
        few,
        skipped,
        accepted,
        check("dropped count==0", 0.0, Status::Fail, Some(12.0)),
    ]
}

fn question(name: &str, measure: &str) -> Question {
    Question {
        endpoint: (!name.is_empty()).then(|| Endpoint {
            name: name.to_owned(),
            method: "GET".to_owned(),
            host: None,
        }),
        measure: Measure::parse(measure).unwrap(),
        tolerance: Tolerance {
            relative: 0.1,
            absolute: 2000.0,
        },
        gated: true,
    }
}

/// One figure compared, of 3 runs with 12.
pub(crate) fn row(name: &str, measure: &str, base: f64, head: f64, ruling: Ruling) -> Row {
    let (estimate, tolerance) = match measure {
        "error_rate" => (head - base, 0.001),
        "throughput" => (1.0 - head / base, 0.1),
        _ => (head / base - 1.0, (2000.0 / base).max(0.1)),
    };
    let half = match (ruling, measure) {
        (Ruling::Inconclusive, _) => 0.12,
        (_, "error_rate") => 0.0002,
        _ => 0.02,
    };
    let p_worse = match ruling {
        Ruling::Regression => 0.000_31,
        Ruling::Inconclusive => 0.66,
        _ => 0.999_6,
    };
    let change = Change {
        estimate,
        low: estimate - half,
        high: estimate + half,
        tolerance,
        p_worse,
        p_worse_adjusted: (p_worse * 20.0).min(1.0),
        p_tolerable: 1.0 - p_worse,
    };
    Row {
        answer: Ruled {
            question: question(name, measure),
            head: Some(head),
            base: Some(base),
            runs: (3, 12),
            change: Some(change),
            ruling,
            why: None,
            needs: (ruling == Ruling::Inconclusive).then_some(Needs::Runs(8)),
        },
        severity: Severity::Fail,
        accepted: None,
    }
}

/// Five endpoints by four figures, most of them as before.
pub(crate) fn twenty_rows() -> Vec<Row> {
    let mut rows = Vec::new();
    let endpoints = [
        ("/health/", 9_000.0),
        ("/orders", 92_000.0),
        ("/search", 201_000.0),
        ("/cart", 61_000.0),
        ("/login", 33_300.0),
    ];
    for (name, time) in endpoints {
        let p95 = time * 2.0;
        rows.push(match name {
            "/cart" => row(name, "p50", time, 44_000.0, Ruling::Improved),
            _ => row(name, "p50", time, time * 1.004, Ruling::Pass),
        });
        rows.push(match name {
            "/orders" => row(name, "p95", p95, 241_300.0, Ruling::Regression),
            "/search" => row(name, "p95", p95, p95 * 1.07, Ruling::Inconclusive),
            "/login" => row(name, "p95", p95, p95 * 1.06, Ruling::SlightlyWorse),
            _ => row(name, "p95", p95, p95 * 0.99, Ruling::Pass),
        });
        rows.push(row(name, "error_rate", 0.001, 0.0011, Ruling::Pass));
        rows.push(row(name, "throughput", 96.4, 95.9, Ruling::Pass));
    }
    rows
}

/// Rows of every other standing.
pub(crate) fn odd_rows() -> Vec<Row> {
    let mut accepted = row("/slow", "p95", 100_000.0, 130_000.0, Ruling::Regression);
    accepted.accepted = Some("the new index is built until Friday".to_owned());
    let mut warned = row("/slow", "p50", 100_000.0, 130_000.0, Ruling::Regression);
    warned.severity = Severity::Warn;
    let mut few = row("/rare", "p95", 100_000.0, 130_000.0, Ruling::Insufficient);
    (few.answer.change, few.answer.why) = (
        None,
        Some("41 requests in a run, 200 are needed".to_owned()),
    );
    let mut gone = row("/gone", "p95", 100_000.0, 1.0, Ruling::Missing);
    (gone.answer.head, gone.answer.change) = (None, None);
    let mut new = row("/new", "p95", 1.0, 100_000.0, Ruling::New);
    (new.answer.base, new.answer.change) = (None, None);
    let mut told = row(
        "/orders",
        "p99",
        400_000.0,
        410_000.0,
        Ruling::SlightlyWorse,
    );
    told.answer.question.gated = false;
    let mut open = row("/loose", "mean", 9_000.0, 10_000.0, Ruling::Inconclusive);
    open.answer.needs = Some(Needs::TooMany);
    if let Some(change) = &mut open.answer.change {
        change.high = f64::INFINITY;
    }
    vec![accepted, warned, few, gone, new, told, open]
}

/// A comparison of such rows.
pub(crate) fn compared(rows: Vec<Row>, answer: Option<Answer>) -> Compared {
    let used = |n: usize| Used {
        id: format!("b-202609{n:02}-4f1c9d2a7e3b5f60"),
        sha: Some(format!("4f1c9d2a7e3b5f60{n:02}")),
    };
    Compared {
        judged: None,
        name: "main".to_owned(),
        baselines: (1..13).map(used).collect(),
        comparison: Some(Comparison {
            mode: Mode::History,
            why_mode: "3 runs against a window of 12 earlier ones".to_owned(),
            family: rows.len(),
            seed: 0x5a1e_0000_0000_0042,
            sessions: (1, 12),
            answers: rows.iter().map(|row| row.answer.clone()).collect(),
            notes: vec!["noise of `GET /search` is not known: 10% is assumed".to_owned()],
        }),
        alpha: 0.05,
        correction: Correction::Holm,
        rows,
        differences: vec![Difference {
            field: "environment.cores",
            head: "4".to_owned(),
            base: "8".to_owned(),
            weight: Weight::Warns,
        }],
        missing: None,
        answer,
        notes: vec!["the newest baseline is 31 days old".to_owned()],
    }
}

/// A broken threshold, a regression, and most as it should be.
pub(crate) fn regression() -> Verdict {
    let compared = compared(twenty_rows(), Some(Answer::Regression));
    Verdict::new(Vec::new(), twenty_thresholds(), Some(compared))
}

/// Everything as it should be.
pub(crate) fn green() -> Verdict {
    let mut checks = twenty_thresholds();
    checks.retain(|check| check.status == Status::Pass);
    let mut rows = twenty_rows();
    rows.retain(|row| matches!(row.answer.ruling, Ruling::Pass | Ruling::SlightlyWorse));
    Verdict::new(Vec::new(), checks, Some(compared(rows, None)))
}

/// Nothing but doubt about the comparison.
pub(crate) fn unsettled() -> Verdict {
    let mut rows = twenty_rows();
    rows.retain(|row| matches!(row.answer.ruling, Ruling::Pass | Ruling::Inconclusive));
    Verdict::new(Vec::new(), Vec::new(), Some(compared(rows, None)))
}

/// Thresholds that hold, and no baseline.
pub(crate) fn without_baseline() -> Verdict {
    let mut verdict = green();
    verdict.compared = Some(Compared {
        judged: Some("next".to_owned()),
        name: "main".to_owned(),
        baselines: Vec::new(),
        comparison: None,
        alpha: 0.05,
        correction: Correction::Holm,
        rows: Vec::new(),
        differences: vec![Difference {
            field: "load.users",
            head: "50".to_owned(),
            base: "100".to_owned(),
            weight: Weight::Forbids,
        }],
        missing: Some("none of the 3 baselines may be compared with this run".to_owned()),
        answer: None,
        notes: Vec::new(),
    });
    verdict
}

/// Every status and standing, and all that can be said.
pub(crate) fn everything() -> Verdict {
    let mut rows = twenty_rows();
    rows.extend(odd_rows());
    let compared = compared(rows, Some(Answer::Regression));
    let doubts = vec!["the generator of run k3x9a2bc was saturated".to_owned()];
    let mut verdict = Verdict::new(doubts, every_status(), Some(compared));
    verdict.stopped = Some("`errors rate<1%` was broken after 12 s".to_owned());
    verdict.notes.push("the warm-up was judged, too".to_owned());
    verdict.measured = Some(measured());
    verdict.checks[0].threshold.origin.place = Some(Place {
        file: "lt-gate.toml".to_owned(),
        line: 7,
        column: 1,
    });
    verdict
}

/// Two loads, five endpoints and the course of ten minutes.
pub(crate) fn measured() -> Measured {
    let machine = Machine {
        cpu: Some("AMD EPYC 9V74".to_owned()),
        cores: Some(4),
        memory: Some(16 << 30),
        os: Some("Linux 6.8".to_owned()),
    };
    let run = MeasuredRun {
        level: Some("Medium".to_owned()),
        model: Some("closed".to_owned()),
        users: Some(50),
        length: Some(300_000_000),
        warmup: Some(10_000_000),
        machine: Some(machine),
        ..MeasuredRun::default()
    };
    let open = MeasuredRun {
        variant: Some("next".to_owned()),
        model: Some("open".to_owned()),
        rate: Some(120.5),
        varies: true,
        length: Some(90_000_000),
        ..MeasuredRun::default()
    };
    let endpoints = [
        ("/cart", 44_000, 121_000, 0),
        ("/health/", 9_000, 18_000, 0),
        ("/login", 33_400, 70_600, 31),
        ("/orders", 92_400, 241_300, 32),
        ("/search", 201_800, 430_000, 31),
    ];
    let endpoints = endpoints.map(|(name, p50, p95, errors)| EndpointFigures {
        method: "GET".to_owned(),
        name: name.to_owned(),
        host: None,
        requests: 28_910,
        errors,
        p50: Some(p50),
        p95: Some(p95),
        p99: Some(p95 * 3 / 2),
        max: Some(if name == "/health/" { 731_071 } else { p95 * 2 }),
        rate: Some(95.9),
    });
    let points = (0..60).map(|n| Point {
        p95: Some(180_000 + 1_000 * (n % 7)),
        rate: Some(96.4),
    });
    Measured {
        runs: vec![run.clone(), run, open],
        endpoints: endpoints.into(),
        course: Some(Course {
            width: 10_000_000,
            points: points.collect(),
        }),
    }
}

/// Every text that can come from outside attacks whoever shows it.
pub(crate) fn hostile(text: &str) -> Verdict {
    let mut verdict = everything();
    verdict.reasons = vec![text.to_owned()];
    verdict.stopped = Some(text.to_owned());
    verdict.notes = vec![text.to_owned()];
    attack(verdict.measured.get_or_insert_default(), text);
    for check in &mut verdict.checks {
        check.why = Some(text.to_owned());
        check.threshold.origin.row = Some(text.to_owned());
        check.threshold.origin.place = Some(Place {
            file: text.to_owned(),
            line: 1,
            column: 1,
        });
    }
    if let Some(compared) = &mut verdict.compared {
        compared.judged = Some(text.to_owned());
        compared.name = text.to_owned();
        compared.notes = vec![text.to_owned()];
        compared.differences[0].head = text.to_owned();
        compared.baselines.truncate(1);
        compared.baselines[0].id = text.to_owned();
        compared.baselines[0].sha = Some(text.to_owned());
        for row in &mut compared.rows {
            row.answer.why = Some(text.to_owned());
            row.accepted = row.accepted.as_ref().map(|_| text.to_owned());
            if let Some(endpoint) = &mut row.answer.question.endpoint {
                endpoint.name = text.to_owned();
                endpoint.method = text.to_owned();
            }
        }
        if let Some(comparison) = &mut compared.comparison {
            comparison.why_mode = text.to_owned();
            comparison.notes = vec![text.to_owned()];
        }
    }
    verdict
}

fn attack(measured: &mut Measured, text: &str) {
    for row in &mut measured.endpoints {
        let host = row.host.insert(String::new());
        for name in [&mut row.method, &mut row.name, host] {
            text.clone_into(name);
        }
    }
    for run in &mut measured.runs {
        let machine = run.machine.get_or_insert_default();
        let names = [
            &mut run.level,
            &mut run.variant,
            &mut run.model,
            &mut machine.cpu,
            &mut machine.os,
        ];
        for name in names {
            *name = Some(text.to_owned());
        }
    }
}
