use std::sync::Arc;

use minijinja::Value;
use proptest::prelude::*;

use super::*;
use crate::testing::{plan, session};
use crate::{Plan, RequestTemplate, testing};

const BODY: &str =
    r#"{"id": 7, "items": [{"sku": "a"}, {"sku": "b"}], "a b": {"c'd": null}, "n": 1.5}"#;

fn answer(body: &str) -> Answer {
    Answer {
        status: 200,
        headers: [("x-session", "s1"), ("set-cookie", "a=b")]
            .into_iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect(),
        body: Bytes::from(body.to_owned()),
        response_ms: 20.0,
    }
}

fn extract(name: &str, from: Source, default: Option<&str>) -> Extract {
    Extract {
        name: name.to_owned(),
        from,
        default: default.map(Value::from),
    }
}

fn checks(sources: &[&str]) -> Expects {
    Expects {
        checks: sources
            .iter()
            .map(|source| Check::parse(source).unwrap())
            .collect(),
        ..Expects::default()
    }
}

#[test]
fn values_are_kept_wherever_they_stand() {
    for (from, expected) in [
        (Source::json("$.id").unwrap(), Some(Value::from(7))),
        (
            Source::json("$.items[1].sku").unwrap(),
            Some(Value::from("b")),
        ),
        (
            Source::json("$.items[-1]['sku']").unwrap(),
            Some(Value::from("b")),
        ),
        (
            Source::json("$['a b'][\"c'd\"]").unwrap(),
            Some(Value::from(())),
        ),
        (Source::json("$..sku").unwrap(), Some(Value::from("a"))),
        (
            Source::json("$.items[?@.sku == 'b'].sku").unwrap(),
            Some(Value::from("b")),
        ),
        (
            Source::json("$.items.*.sku").unwrap(),
            Some(Value::from("a")),
        ),
        (Source::json("$.items[2]").unwrap(), None),
        (Source::json("$.items.sku").unwrap(), None),
        (Source::json("$.id.x").unwrap(), None),
        (
            Source::header("X-Session").unwrap(),
            Some(Value::from("s1")),
        ),
        (Source::header("x-none").unwrap(), None),
        (
            Source::regex(r#""sku": "(\w)""#).unwrap(),
            Some(Value::from("a")),
        ),
        (Source::regex("item.").unwrap(), Some(Value::from("items"))),
        (Source::regex("(no)thing").unwrap(), None),
        (Source::Cookie("c".to_owned()), Some(Value::from("1"))),
        (Source::Cookie("d".to_owned()), None),
        (Source::Status, Some(Value::from(200))),
    ] {
        let session = session(plan());
        session.set_cookies(vec![("c".to_owned(), "1".to_owned())]);
        let expects = Expects {
            extract: vec![extract("kept", from.clone(), None)],
            ..Expects::default()
        };
        let judged = expects.judge(&session, &answer(BODY));
        assert_eq!(session.scope().lookup("kept"), expected, "{from:?}");
        let failed: &[&str] = if expected.is_some() {
            &[]
        } else {
            &["extract kept"]
        };
        assert_eq!(judged.failed, failed, "{from:?}");
    }
}

#[test]
fn a_default_stands_in_for_a_missing_value() {
    let session = session(plan());
    let expects = Expects {
        extract: vec![extract("kept", Source::json("$.no").unwrap(), Some("x"))],
        ..checks(&["kept == 'x'"])
    };
    assert_eq!(expects.judge(&session, &answer(BODY)), Judged::default());
}

#[test]
fn checks_see_the_answer_and_fail_where_they_cannot_be_worked_out() {
    let session = session(plan());
    let sources = [
        "status == 200",
        "status != 200",
        "json.id is defined",
        "json.items | length == 2",
        "headers['x-session'] == 's1'",
        "'sku' in body",
        "response_ms < 20",
        "cookies.x == 1",
        "nobody",
        "user == 0 and iteration == 0",
    ];
    let judged = checks(&sources).judge(&session, &answer(BODY));
    assert_eq!(
        judged.failed,
        [
            "status != 200",
            "response_ms < 20",
            "cookies.x == 1",
            "nobody"
        ]
    );
}

#[test]
fn a_body_that_is_no_json_fails_its_checks_and_nothing_else() {
    for body in ["", "<html>", "{\"id\": ", "\u{0}", &"[".repeat(100_000)] {
        let session = session(plan());
        let expects = Expects {
            extract: vec![extract("x", Source::json("$.id").unwrap(), None)],
            ..checks(&["json.id is defined", "json is defined", "status == 200"])
        };
        let judged = expects.judge(&session, &answer(body));
        assert_eq!(
            judged.failed,
            ["extract x", "json.id is defined", "json is defined"]
        );
    }
}

#[test]
fn no_answer_makes_a_path_cost_more_than_the_answer_is_long() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(120), close.repeat(120));
    let long_key = format!(
        "{{\"{}\": [{}1]}}",
        "k".repeat(100_000),
        "1,".repeat(10_000)
    );
    let many = format!("[{}1]", "1,".repeat(600_000));
    for body in [
        deep("{\"a\":", "}"),
        deep("[", "]"),
        deep("[1,", "]"),
        long_key,
        many,
    ] {
        let session = session(plan());
        for path in [
            "$..*",
            "$..a",
            "$..[?@.a]",
            "$..[*, 0]",
            "$.*.*[?@.*]",
            "$..[?length(@) > 0]",
        ] {
            let expects = Expects {
                extract: vec![extract("x", Source::json(path).unwrap(), None)],
                ..Expects::default()
            };
            drop(expects.judge(&session, &answer(&body)));
        }
    }
}

#[test]
fn an_answer_with_too_many_values_is_no_json() {
    let holds = |values: usize| {
        let body = format!("[\"a,[{{\\\",\"{}]", ",0".repeat(values - 2));
        let session = session(plan());
        checks(&["json is defined"])
            .judge(&session, &answer(&body))
            .failed
            .is_empty()
    };
    assert!(holds(500_000));
    assert!(!holds(500_001));
}

#[test]
fn tags_are_short_and_on_one_line() {
    let session = session(plan());
    let tag = |name: &str, from: Source| (name.to_owned(), from);
    let expects = Expects {
        tags: vec![
            tag("id", Source::json("$.id").unwrap()),
            tag("text", Source::json("$.text").unwrap()),
            tag("list", Source::json("$.list").unwrap()),
            tag("none", Source::header("x-none").unwrap()),
        ],
        ..Expects::default()
    };
    let long = "x".repeat(200);
    let body = serde_json::json!({"id": 1, "text": format!("a\nb{long}"), "list": [1, "\u{1b}"]});
    let judged = expects.judge(&session, &answer(&body.to_string()));
    let values: Vec<_> = judged
        .tags
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let cut = format!("a\u{fffd}b{}", &long[..97]);
    assert_eq!(
        values,
        [
            ("id", "1"),
            ("text", cut.as_str()),
            ("list", "[1,\"\\u001b\"]")
        ]
    );
}

#[test]
fn only_what_is_looked_at_must_be_kept() {
    let reads = |expects: Expects| (expects.reads_headers(), expects.reads_body());
    let of = |from: Source| Expects {
        extract: vec![extract("x", from, None)],
        ..Expects::default()
    };
    assert_eq!(
        reads(checks(&["status == 200", "response_ms < 5"])),
        (false, false)
    );
    assert_eq!(reads(checks(&["json.id == 1"])), (false, true));
    assert_eq!(reads(checks(&["headers.a == body"])), (true, true));
    assert_eq!(reads(of(Source::Status)), (false, false));
    assert_eq!(reads(of(Source::Cookie("a".to_owned()))), (false, false));
    assert_eq!(reads(of(Source::header("a").unwrap())), (true, false));
    assert_eq!(reads(of(Source::json("$").unwrap())), (false, true));
    assert_eq!(reads(of(Source::regex("a").unwrap())), (false, true));
}

#[test]
fn what_later_requests_look_at_is_known_beforehand() {
    let with = |path: &str| {
        let mut plan: Plan = plan();
        let template: RequestTemplate = testing::template(path);
        plan.requests[1].template = Some(Arc::new(template));
        let reads = plan.later_reads();
        (reads.status, reads.headers, reads.body)
    };
    assert!(plan().later_reads().is_nothing());
    assert_eq!(with("/{{ user }}"), (false, false, false));
    assert_eq!(with("/{{ json.id }}"), (false, false, true));
    assert_eq!(
        with("/{{ json(headers) }}{{ status }}"),
        (true, true, false)
    );
}

#[test]
fn places_that_cannot_be_looked_for_are_refused() {
    for (result, message) in [
        (
            Source::json("$.a["),
            "`$.a[` is no JSONPath; write such as `$.items[0].id`",
        ),
        (
            Source::json(""),
            "`` is no JSONPath; write such as `$.items[0].id`",
        ),
        (
            Source::json("$..a..b"),
            "`$..a..b` has more than one `..`, which a deep answer would make endless; keep one of them",
        ),
        (
            Source::json("$..a[?@..b]"),
            "`$..a[?@..b]` has more than one `..`, which a deep answer would make endless; keep one of them",
        ),
        (
            Source::json("$.a[?count($.b[*]) > 1]"),
            "`$.a[?count($.b[*]) > 1]` looks through the whole answer in a filter; let `$` be followed by names and numbers there",
        ),
        (
            Source::json("$.a[?search(@.b, $.c)]"),
            "`$.a[?search(@.b, $.c)]` takes the pattern of `match` or `search` from the answer; write it in quotes",
        ),
        (
            Source::json(&format!("${}", "[*, 0]".repeat(7))),
            "`$[*, 0][*, 0][*, 0][*, 0][*, 0][*, 0][*, 0]` has too many lists of choices; keep a few of them",
        ),
        (
            Source::header("a b"),
            "`a b` is no header name; use letters, digits and hyphens",
        ),
        (
            Source::regex("a("),
            "`a(` is no regular expression: unclosed group",
        ),
        (
            Source::regex("(a{1000}){1000}"),
            "`(a{1000}){1000}` is no regular expression: Compiled regex exceeds size limit of 1048576 bytes.",
        ),
    ] {
        assert_eq!(result.unwrap_err().to_string(), message);
    }
}

proptest! {
    #[test]
    fn no_answer_makes_judging_crash(body in "(?s).{0,60}", path in r"\$[.a-z0-9\[\]'*?@-]{0,12}") {
        let session = session(plan());
        let mut expects = checks(&["json.a.b == 1", "body", "status == 200"]);
        if let Ok(source) = Source::json(&path) {
            expects.extract.push(extract("x", source, None));
        }
        for body in [body.clone(), serde_json::json!({"a": body}).to_string()] {
            let judged = expects.judge(&session, &answer(&body));
            prop_assert!(!judged.failed.contains(&"status == 200".to_owned()));
        }
    }
}
