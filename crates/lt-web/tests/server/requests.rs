//! Requests that are odd, large, slow or wrong: each gets its answer, and takes little.

use std::io::{ErrorKind, Read, Write};
use std::time::Duration;

use crate::site::{Answer, Site};
use lt_web::Limits;

const IMPATIENT: Duration = Duration::from_millis(50);

#[test]
fn no_path_leads_out_of_the_page_or_the_folder_of_runs() {
    let site = Site::open();
    for path in [
        "/assets/../Cargo.toml",
        "/assets/%2e%2e/Cargo.toml",
        "/assets/..%2f..%2fCargo.toml",
        "/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/..%5c..%5cCargo.toml",
        "/assets/style.css%00.js",
        "/assets/index.html",
        "/assets/",
        "/assets/vendor",
        "/api/runs/../state",
        "/api/runs/%2e%2e/stream",
        "/api/runs/..%2fCargo/stream",
        "/api/runs/%2fetc%2fpasswd/stream",
        "/api/runs/..%5cCargo/stream",
        "/api/runs/.ndjson/stream",
        "/api/runs/a%00b/stream",
        "/..%2f..%2fetc/passwd",
        "//stop",
        "/%73top",
    ] {
        let answer = site.ask(&format!("GET {path}"), &[], "");
        assert_eq!(answer.status, 404, "{path}");
        answer.problem();
    }
    for path in ["/assets/%ff", "/api/runs/%ff/stream"] {
        let answer = site.ask(&format!("GET {path}"), &[], "");
        assert!(matches!(answer.status, 400 | 404), "{path}");
        answer.problem();
    }
}

#[test]
fn what_is_not_there_or_not_that_way_is_told_in_a_sentence() {
    let site = Site::open();
    assert!(
        site.ask("GET /nothing", &[], "")
            .problem()
            .contains("the page is at /")
    );
    let answer = site.ask("DELETE /api/state", &[], "");
    assert_eq!(
        (answer.status, answer.header("allow")),
        (405, Some("GET,HEAD"))
    );
    answer.problem();
    for (line, body) in [
        ("GET /api/start", ""),
        ("POST /assets/app.js", "{}"),
        ("PUT /login", ""),
    ] {
        assert_eq!(site.ask(line, &[], body).status, 405, "{line}");
    }
    let answer = site.ask("GET /api/log?after=yesterday", &[], "");
    assert_eq!(answer.status, 400);
    answer.problem();
    let json = ("content-type", "application/json");
    for (body, status) in [("{", 400), ("[]", 422), (r#"{"kommand":"stop"}"#, 422)] {
        let answer = site.ask("POST /api/control", &[json], body);
        assert_eq!(answer.status, status, "{body}");
        assert!(!answer.problem().contains("target type"), "{body}");
    }
}

#[test]
fn a_file_of_the_page_is_sent_once() {
    let site = Site::open();
    let first = site.ask("GET /assets/app.js", &[], "");
    let tag = first.header("etag").unwrap();
    assert_eq!(
        first.header("content-type"),
        Some("text/javascript; charset=utf-8")
    );
    for known in [tag.to_owned(), format!("\"x\", {tag}"), format!("W/{tag}")] {
        let again = site.ask("GET /assets/app.js", &[("if-none-match", &known)], "");
        assert_eq!((again.status, again.body.as_str()), (304, ""));
        assert_eq!(again.header("etag"), Some(tag));
    }
    let changed = site.ask("GET /assets/app.js", &[("if-none-match", "\"x\"")], "");
    assert_eq!((changed.status, changed.body), (200, first.body));
}

#[test]
fn a_large_body_is_refused_before_it_is_read() {
    let site = Site::open();
    for line in [
        "POST /api/start",
        "POST /api/control",
        "POST /login",
        "GET /",
        "POST /nothing",
    ] {
        let mut stream = site.connect();
        let head = format!(
            "{line} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1073741824\r\n\r\n{{"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let answer = Answer::read(&mut stream);
        assert_eq!(answer.status, 413, "{line}");
        assert!(answer.problem().contains("64 KiB"), "{line}");
    }
}

#[test]
fn a_body_without_a_length_is_refused_where_it_is_too_large() {
    let site = Site::open();
    let mut stream = site.connect();
    let head = "POST /api/start HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = format!("8000\r\n{}\r\n", " ".repeat(0x8000));
    for _ in 0..3 {
        // Refused, it may not be taken any more.
        drop(stream.write_all(chunk.as_bytes()));
    }
    assert_eq!(Answer::read(&mut stream).status, 413);
}

#[test]
fn slow_headers_end_the_connection_and_slow_bodies_are_told_so() {
    let limits = Limits {
        headers: IMPATIENT,
        ..Limits::default()
    };
    let site = Site::start(&[], None, limits);
    let mut slow = site.connect();
    // It may be given up before it has begun.
    drop(slow.write_all(b"GET / HTTP/1.1\r\nhost: loc"));
    let mut rest = Vec::new();
    let end = slow.read_to_end(&mut rest).map_err(|error| error.kind());
    assert!(
        end.is_ok() || end == Err(ErrorKind::ConnectionReset),
        "{end:?}"
    );
    assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"));

    let limits = Limits {
        body: IMPATIENT,
        ..Limits::default()
    };
    let site = Site::start(&[], None, limits);
    let mut slow = site.connect();
    slow.write_all(
        b"POST /api/start HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
    )
    .unwrap();
    let answer = Answer::read(&mut slow);
    assert_eq!(answer.status, 408);
    assert!(answer.problem().contains("in time"));
}

#[test]
fn a_head_without_end_is_refused() {
    let site = Site::open();
    let long = "x".repeat(100 * 1024);
    let answer = site.ask("GET /", &[("x-long", &long)], "");
    assert_eq!(answer.status, 431);
    let many: Vec<_> = (0..200).map(|_| ("x-many", "1")).collect();
    assert_eq!(site.ask("GET /", &many, "").status, 431);
}
