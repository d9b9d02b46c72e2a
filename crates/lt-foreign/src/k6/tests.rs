use std::io::Read;

use crate::{Format, Options, Translated};

const TIME: &str = "2026-11-21T11:21:29.5Z";

/// The lines of the stream behind the `run` line, without what they begin with.
fn translated(lines: &[String]) -> Vec<String> {
    let mut text = String::new();
    let input = lines.join("\n");
    Translated::new(
        Format::K6,
        input.as_bytes(),
        "k6".to_owned(),
        Options::default(),
    )
    .read_to_string(&mut text)
    .unwrap();
    let lines = text.lines().skip(1).map(|line| {
        let (kind, rest) = line.split_once(r#","run":""#).unwrap();
        format!("{kind}{}", &rest[9..])
    });
    lines.collect()
}

fn point(metric: &str, time: &str, value: f64, tags: &str, metadata: &str) -> String {
    format!(
        r#"{{"metric":"{metric}","type":"Point","data":{{"time":"{time}","value":{value},"tags":{{{tags}}}{metadata}}}}}"#
    )
}

/// The nine points of a request of 10 ms after 1 ms of connecting.
fn request(time: &str, tags: &str, metadata: &str, failed: bool) -> Vec<String> {
    let parts = [
        ("http_reqs", 1.0),
        ("http_req_duration", 10.0),
        ("http_req_blocked", 1.0),
        ("http_req_connecting", 0.8),
        ("http_req_tls_handshaking", 0.0),
        ("http_req_sending", 0.5),
        ("http_req_waiting", 9.0),
        ("http_req_receiving", 0.5),
        ("http_req_failed", f64::from(u8::from(failed))),
    ];
    let point = |(metric, value)| point(metric, time, value, tags, metadata);
    parts.into_iter().map(point).collect()
}

#[track_caller]
fn check(tags: &str, failed: bool, expected: &str) {
    let found = translated(&request(TIME, tags, "", failed));
    let middle = r#""type":"sample","at_us":1795260089489000,"#;
    assert_eq!(found.len(), 2, "{found:?}");
    let end = r#","metrics":{"http_req_duration_us":10000}}"#;
    assert_eq!(found[0], format!("{{{middle}{expected}{end}"));
}

#[test]
fn an_answer_is_judged_as_k6_judges_it() {
    let tags = r#""method":"GET","name":"http://a.test/u/7?x=1","proto":"HTTP/2.0","status":"404","url":"http://a.test/u/7?x=1""#;
    let with = |outcome: &str, error: &str| {
        format!(
            r#""method":"GET","name":"/u/{{id}}","status":404,"outcome":"{outcome}","ttfb_us":10500,"service_us":11000,"http":"2","connect_us":800{error}"#
        )
    };
    check(tags, true, &with("http_error", ""));
    check(tags, false, &with("ok", ""));
    let unexpected = with("check_failed", r#","error":"status was not expected""#);
    let answered = |text: &str| text.replace("404", "204");
    check(&answered(tags), true, &answered(&unexpected));
}

#[test]
fn a_request_without_answer_is_told_by_the_number_of_its_error() {
    for (code, words, outcome) in [
        (
            "1212",
            "dial: connection refused",
            r#""connect_error"|connection refused"#,
        ),
        ("1050", "request timeout", r#""timeout"|"#),
        (
            "1101",
            "lookup: no such host",
            r#""dns_error"|host name not found"#,
        ),
        (
            "1310",
            "x509: certificate is not trusted",
            r#""tls_error"|TLS handshake failed"#,
        ),
        (
            "1220",
            "read: connection reset by peer",
            r#""protocol_error"|connection reset"#,
        ),
        (
            "1211",
            "dial: i/o timeout",
            r#""connect_error"|connection timed out"#,
        ),
        (
            "1000",
            "something at 10.0.0.1:80",
            r#""protocol_error"|something at …"#,
        ),
    ] {
        let (outcome, error) = outcome.split_once('|').unwrap();
        let error = match error {
            "" => String::new(),
            error => format!(r#","error":"{error}""#),
        };
        let tags = format!(
            r#""method":"GET","name":"x","status":"0","error":"{words}","error_code":"{code}""#
        );
        let expected = format!(
            r#""method":"GET","name":"x","outcome":{outcome},"service_us":11000,"connect_us":800{error}"#
        );
        check(&tags, true, &expected);
    }
}

#[test]
fn points_that_are_mixed_up_find_their_requests() {
    let tags = r#""method":"GET","name":"a","status":"200","team":"blue""#;
    // The same instant, the same tags: two requests.
    let mut lines = request(TIME, tags, "", false);
    lines.extend(request(TIME, tags, "", false));
    lines.extend(request("2026-11-21T11:21:30Z", tags, "", false));
    lines.sort();
    let found = translated(&lines);
    assert_eq!(found.len(), 4);
    assert_eq!(found[0], found[1]);
    assert!(
        found[0].contains(r#""service_us":11000"#)
            && found[0].contains(r#""tags":{"team":"blue"}"#)
    );
    assert!(found[3].contains(r#""samples":3,"#));
}

#[test]
fn a_check_belongs_to_the_last_request_of_its_user_where_that_is_told() {
    let tags = r#""method":"GET","name":"a","status":"200""#;
    let of = |user: u64| format!(r#","metadata":{{"iter":"4","vu":"{user}"}}"#);
    let mut lines = request(TIME, tags, &of(1), false);
    lines.extend(request(TIME, tags, &of(2), false));
    lines.push(point("checks", TIME, 0.0, r#""check":"has tea""#, &of(1)));
    lines.push(point("checks", TIME, 1.0, r#""check":"has cups""#, &of(2)));
    let found = translated(&lines);
    assert_eq!(found.len(), 3);
    assert!(
        found[0].contains(r#""outcome":"check_failed""#)
            && found[0].contains(r#""failed":["has tea"]"#)
    );
    assert!(found[0].contains(r#""user":1,"iter":4,"#));
    assert!(found[1].contains(r#""outcome":"ok""#));
}

#[test]
fn a_check_of_nobody_is_counted_instead_of_guessed() {
    let check = point("checks", TIME, 0.0, r#""check":"has tea""#, "");
    let found = translated(&[check.clone(), check]);
    let expected = r#"{"type":"gauge","at_us":1795260089500000,"source":"k6","name":"checks_failed","value":2.0,"labels":{"check":"has tea"}}"#;
    assert_eq!(found[1], expected);
}

#[test]
fn dropped_iterations_are_dropped_arrivals_however_many() {
    let dropped = point("dropped_iterations", TIME, 3.0, r#""scenario":"c""#, "");
    let found = translated(&[dropped.clone(), dropped]);
    let expected = r#"{"type":"frame","at_us":1795260089000000,"method":"","name":"iteration","outcome":"dropped","n":3,"first_us":1795260089500000,"last_us":1795260089500000,"scenario":"c"}"#;
    assert_eq!(found[0], expected);
    assert!(found[2].contains(r#""samples":0,"framed":6,"dropped":6,"#));
}

#[test]
fn requests_of_which_points_are_missing_are_written_in_the_end() {
    let tags = r#""method":"GET","name":"a","status":"503""#;
    let lines: Vec<String> = (0..600)
        .flat_map(|n| {
            request(&format!("2026-11-21T11:21:30.{n:03}Z"), tags, "", true)[..2].to_vec()
        })
        .collect();
    let found = translated(&lines);
    assert_eq!(found.len(), 601);
    assert!(found[0].contains(r#""outcome":"http_error","service_us":10000"#));
    // A part of a time alone is no request.
    let end = translated(&request(TIME, tags, "", true)[2..]);
    assert!(end.len() == 1 && end[0].contains(r#""samples":0,"#));
}

#[test]
fn a_request_whose_points_lie_far_apart_counts_once() {
    let tags = r#""method":"GET","name":"a","status":"200""#;
    let of = |n: u64| request(&format!("2026-11-21T11:21:30.{n:03}Z"), tags, "", false);
    let mut lines: Vec<String> = (0..600).flat_map(of).collect();
    // By metric: all counts, then all durations, and so on.
    lines.sort();
    let found = translated(&lines);
    assert!(found.last().unwrap().contains(r#""samples":600,"#));
}

#[test]
fn what_is_in_it_and_not_in_the_stream_is_said() {
    let check = |metric: &str, expected: &[&str]| {
        let line = point(metric, TIME, 0.0, r#""check":"has tea""#, "");
        let name = "k6".to_owned();
        let mut k6 = Translated::new(Format::K6, line.as_bytes(), name, Options::default());
        k6.read_to_string(&mut String::new()).unwrap();
        assert_eq!(k6.left_out(), expected, "{metric}");
    };
    check(
        "checks",
        &[
            "1 failed check is in the gauge `checks_failed` and not at its request, which only `vu` among k6's `--system-tags` tells",
        ],
    );
    let other = "its WebSocket, gRPC and browser metrics are no requests and are left out";
    check("grpc_req_duration", &[other]);
    check("iterations", &[]);
}
