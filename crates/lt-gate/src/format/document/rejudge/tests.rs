mod real;

use lt_stats::compare::Ruling;

use super::*;
use crate::Verdict;
use crate::config;
use crate::config::document::Document as Text;
use crate::format::document::word::Word;
use crate::format::samples;
use crate::judge::Status;
use crate::threshold::Severity;
use crate::verdict::Answer;

fn verdicts() -> Vec<Verdict> {
    let mut doubtful = samples::unsettled();
    doubtful.answer = Answer::Inconclusive;
    let mut required = samples::without_baseline();
    required.answer = Answer::NoBaseline;
    vec![
        samples::everything(),
        samples::regression(),
        samples::green(),
        samples::unsettled(),
        samples::without_baseline(),
        samples::hostile(samples::HOSTILE),
        Verdict::new(Vec::new(), Vec::new(), None),
        doubtful,
        required,
    ]
}

fn configured(toml: &str) -> Config {
    let text = Text {
        name: "lt-gate.toml".to_owned(),
        text: toml.to_owned(),
    };
    config::parse(&text, std::path::Path::new("")).unwrap()
}

fn again(document: Document, config: Option<&Config>) -> Rejudged {
    rejudge(document, config).unwrap()
}

#[test]
fn what_we_judged_ourselves_is_left_as_it_is() {
    for (n, verdict) in verdicts().iter().enumerate() {
        let document = Document::of(verdict);
        let again = again(document.clone(), None);
        assert_eq!(again.contradictions, [""; 0], "{n}");
        assert_eq!(again.document, document, "{n}");
    }
}

#[test]
fn thresholds_that_were_judged_on_a_stream_are_left_as_they_are() {
    let stream: &[u8] = include_bytes!("../../../../tests/fixtures/steady.ndjson");
    let mut summary = lt_stats::Summary::new(lt_stats::Include::Measured);
    summary
        .read(stream, "steady.ndjson", lt_sample::OnBadLine::Stop)
        .unwrap();
    let reading = crate::reading::Reading::of(summary);
    let rules = [
        "p(95)<20ms",
        "p(50)<1ms",
        "p(99.9)<60m",
        "p(50)>=40ms",
        "max<60m",
        "max<base*1.1",
        "avg==1ms",
        "errors rate<10%",
        "errors count==0",
        "requests rate>1000/s",
        "dropped count==0",
        "response_time{endpoint:/nowhere} max<1s",
        "response_time{level:Heavy} max<1s",
        "service_time{method:GET} med<1s",
        "response_time apdex(1ms)>0.9",
    ];
    let thresholds = rules.map(|rule| crate::threshold::parse(rule).unwrap());
    let checks = crate::judge::judge(&thresholds, &reading, &[]);
    let document = Document::of(&Verdict::new(Vec::new(), checks, None));
    let read = Document::read(document.to_json().as_bytes()).unwrap();
    let config = Config {
        thresholds: thresholds.into(),
        ..Config::default()
    };
    for config in [None, Some(&config)] {
        let again = again(read.clone(), config);
        assert_eq!(again.contradictions, [""; 0]);
        assert_eq!(again.document, read);
    }
}

#[test]
fn no_word_says_more_than_the_numbers() {
    for verdict in [samples::regression(), samples::green()] {
        let honest = Document::of(&verdict);
        let check = |bent: Document, place: &str| {
            let rejudged = again(bent, None);
            assert_eq!(rejudged.document, honest, "{place}");
            assert!(!rejudged.contradictions.is_empty(), "{place}");
        };
        for (at, told) in honest.checks.iter().enumerate() {
            for status in Status::ALL.iter().filter(|status| **status != told.status) {
                let mut bent = honest.clone();
                bent.checks[at].status = *status;
                check(bent, &format!("{} {status:?}", told.id));
            }
        }
        for (at, told) in honest.rows().iter().enumerate() {
            for ruling in Ruling::ALL.iter().filter(|ruling| **ruling != told.ruling) {
                let mut bent = honest.clone();
                bent.comparison.as_mut().unwrap().rows[at].ruling = *ruling;
                // Of what is not decided there is an advice, which goes where there is nothing to decide.
                if told.needs.is_none() {
                    check(bent, &format!("{} {ruling:?}", told.id));
                }
            }
        }
        for answer in Answer::ALL
            .iter()
            .filter(|answer| **answer != honest.verdict)
        {
            let mut bent = honest.clone();
            bent.verdict = *answer;
            check(bent, answer.as_str());
        }
        let mut bent = honest.clone();
        bent.summary.thresholds.fail = 17;
        check(bent, "summary");
    }
}

#[test]
fn figures_that_cannot_be_true_decide_nothing() {
    let mut bent = Document::of(&samples::regression());
    let rows = &mut bent.comparison.as_mut().unwrap().rows;
    let row = rows
        .iter_mut()
        .find(|row| row.ruling == Ruling::Regression)
        .unwrap();
    let change = row.change.as_mut().unwrap();
    // So many questions were not asked that this would be the chance of all.
    change.p_worse_adjusted = Some(0.9);
    let rejudged = again(bent.clone(), None);
    assert_eq!(rejudged.document.rows()[5].ruling, Ruling::Regression);
    let rows = &mut bent.comparison.as_mut().unwrap().rows;
    rows[5].change.as_mut().unwrap().low = Some(0.9);
    let rejudged = again(bent, None);
    assert_eq!(rejudged.document.rows()[5].ruling, Ruling::Inconclusive);
    assert_eq!(
        rejudged.contradictions,
        ["c6 is `inconclusive` by its numbers; the result says `regression`"]
    );
}

const PROMISES: &str = r#"
[thresholds]
"response_time{endpoint:/orders}" = ["p(95)<150ms", "max<400ms"]
"errors" = ["rate<1%"]
"#;

#[test]
fn the_configuration_says_what_is_demanded() {
    let config = configured(PROMISES);
    let rejudged = again(Document::of(&samples::green()), Some(&config));
    let by_id = |id: &str| {
        rejudged
            .document
            .checks
            .iter()
            .find(|check| check.id == id)
            .unwrap()
    };
    // Lowered from 500 ms: 500 × 0.42 is within 400, too.
    assert_eq!(by_id("t7").rule, "max<400ms");
    assert_eq!(by_id("t7").status, Status::Pass);
    let missing = by_id("t19");
    assert_eq!(
        (missing.selector.as_str(), missing.status),
        ("errors", Status::Missing)
    );
    assert_eq!(rejudged.document.verdict, Answer::Fail);
    let others = rejudged
        .document
        .checks
        .iter()
        .filter(|check| check.severity == Severity::Warn);
    assert_eq!(others.count(), 16);
    assert_eq!(
        rejudged.contradictions[..3],
        [
            "t7 was judged by `max<500ms`, and the configuration demands `max<400ms`",
            "t1, t2, t3, t4, t6 and 11 more are no thresholds of the configuration: they are shown, and do not count",
            "the result lacks `errors rate<1%`, which the configuration demands",
        ]
    );
}

#[test]
fn a_breach_of_what_nobody_demands_does_not_count() {
    let config = configured("[compare]\n");
    let mut document = Document::of(&samples::regression());
    document.comparison = None;
    let rejudged = again(document, Some(&config));
    assert_eq!(rejudged.document.verdict, Answer::Pass);
    assert_eq!(rejudged.document.summary.thresholds.warn, 2);
}

#[test]
fn the_policy_is_that_of_the_configuration() {
    let document = Document::of(&samples::regression());
    let ruling = |toml: &str| {
        let rejudged = again(document.clone(), Some(&configured(toml)));
        let row = rejudged.document.rows()[5].clone();
        (row, rejudged)
    };
    let (row, rejudged) = ruling("[compare]\nalpha = 0.001\n");
    assert_eq!(row.ruling, Ruling::Inconclusive);
    let said = &rejudged.contradictions[1];
    assert!(
        said.starts_with("alpha is 0.05 in the result, and 0.001 in "),
        "{said}"
    );
    let (row, rejudged) = ruling("[compare]\ntolerance = { rel = \"50%\" }\n");
    assert_eq!(row.ruling, Ruling::SlightlyWorse);
    let said = &rejudged.contradictions;
    let expected = "what c6 tolerates is not what the configuration does; it is `slightly-worse` by its interval";
    assert!(said.iter().any(|said| said == expected), "{said:?}");
    let (row, _) = ruling("[compare]\ngate = [\"error_rate\"]\n");
    assert!(!row.gated);
    let accept = "[[accept]]\nmatch = \"response_time{endpoint:/orders}\"\nup_to = \"+40%\"\nreason = \"more data\"\n";
    let (row, _) = ruling(accept);
    assert_eq!(row.accepted.as_deref(), Some("more data"));
    let (row, _) = ruling(&format!("{accept}until = 2026-01-01\n"));
    assert_eq!(row.accepted, None);
    let warn =
        "[[compare.override]]\nmatch = \"response_time{endpoint:/orders}\"\nseverity = \"warn\"\n";
    let (row, _) = ruling(warn);
    assert_eq!(row.severity, Severity::Warn);
}

#[test]
fn how_sure_intervals_are_is_not_told_by_a_share_that_is_none() {
    for alpha in [f64::MAX, -3.0, 0.0, 0.5] {
        let mut document = Document::of(&samples::regression());
        document.comparison.as_mut().unwrap().alpha = Some(alpha);
        let rejudged = again(document, None);
        assert_eq!(rejudged.document.comparison.unwrap().alpha, None);
        assert!(rejudged.contradictions[0].starts_with("alpha of the result is no share"));
    }
}

#[test]
fn what_was_accepted_is_accepted_by_the_configuration_or_not_at_all() {
    let mut document = Document::of(&samples::regression());
    document.checks.clear();
    document.comparison.as_mut().unwrap().rows[5].accepted = Some("trust me".to_owned());
    let rejudged = again(document, Some(&configured("[compare]\n")));
    assert_eq!(rejudged.document.rows()[5].accepted, None);
    assert_eq!(rejudged.document.verdict, Answer::Regression);
}

#[test]
fn whoever_demands_a_baseline_gets_no_result_without_one() {
    let demanding = configured("[compare]\non_missing_baseline = \"fail\"\n");
    let mut document = Document::of(&samples::green());
    document.checks.clear();
    document.comparison = None;
    let rejudged = again(document, Some(&demanding));
    assert_eq!(rejudged.document.verdict, Answer::NoBaseline);
    let doubtful = configured("[compare]\non_inconclusive = \"fail\"\n");
    let rejudged = again(Document::of(&samples::unsettled()), Some(&doubtful));
    assert_eq!(rejudged.document.verdict, Answer::Inconclusive);
}

#[test]
fn a_result_that_cannot_be_shown_is_refused_in_a_sentence() {
    let check = |bend: &dyn Fn(&mut Document), expected: &str| {
        let mut document = Document::of(&samples::regression());
        bend(&mut document);
        let error = rejudge(document, None).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    };
    let more = |document: &mut Document| {
        let check = document.checks[0].clone();
        document.checks.extend(std::iter::repeat_n(check, 500));
    };
    check(
        &more,
        "the result has 520 thresholds; at most 500 are shown",
    );
    let rows = |document: &mut Document| {
        let rows = &mut document.comparison.as_mut().unwrap().rows;
        let row = rows[0].clone();
        rows.extend(std::iter::repeat_n(row, 2000));
    };
    check(
        &rows,
        "the result has 2020 comparisons; at most 2000 are shown",
    );
    check(
        &|document| document.checks[1].id = "t1".to_owned(),
        "two lines of the result have the id `t1`",
    );
    check(
        &|document| document.checks[1].id = "<b>".to_owned(),
        "`<b>` is no id of a line of a result; they are `t1`, `t2`, …",
    );
    check(
        &|document| document.checks[1].rule = "p(95)<<1s".to_owned(),
        "the threshold t2 of the result: ",
    );
    check(
        &|document| document.checks[1].selector = "x".repeat(2000),
        "the threshold t2 of the result has 20",
    );
    check(
        &|document| document.comparison.as_mut().unwrap().rows[0].measure = "mood".to_owned(),
        "the comparison c1 of the result is about no measure",
    );
}

#[test]
fn texts_have_an_end() {
    let mut document = Document::of(&samples::regression());
    document.notes = vec!["x".repeat(5000); 5000];
    let again = again(document, None).document;
    assert_eq!(again.notes.len(), 200);
    assert_eq!(again.notes[0].chars().count(), 1000);
}
