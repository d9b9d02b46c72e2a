//! Browsers that watch: many, slow, and gone.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::site::{Answer, Site};
use lt_web::Limits;

/// A browser that watches, once it was let in.
fn watch(site: &Site) -> Result<BufReader<TcpStream>, Answer> {
    // Without chunks, so that lines are lines.
    watch_by("1.0", site)
}

fn watch_by(version: &str, site: &Site) -> Result<BufReader<TcpStream>, Answer> {
    let mut stream = site.connect();
    write!(
        stream,
        "GET /api/events HTTP/{version}\r\nhost: localhost\r\n\r\n"
    )
    .unwrap();
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    if line.contains(" 200 ") {
        return Ok(reader);
    }
    Err(site.ask("GET /api/events", &[], ""))
}

/// Reads lines until one begins so.
fn line_with(reader: &mut impl BufRead, begin: &str) -> String {
    loop {
        let mut line = String::new();
        assert_ne!(
            reader.read_line(&mut line).unwrap(),
            0,
            "no line begins with {begin}"
        );
        if line.starts_with(begin) {
            return line;
        }
    }
}

#[test]
fn whoever_comes_sees_at_once_what_there_is() {
    let site = Site::open();
    let mut browser = watch(&site).unwrap();
    line_with(&mut browser, "event: snapshot");
    let data = line_with(&mut browser, "data: ");
    let seen: serde_json::Value =
        serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
    assert_eq!(seen["state"], "ready");
}

#[test]
fn sixty_four_watch_and_one_more_is_told_why_not() {
    let site = Site::open();
    let mut browsers: Vec<_> = (0..64).map(|_| watch(&site).unwrap()).collect();
    let refused = watch(&site).unwrap_err();
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (503, Some("5"))
    );
    assert!(refused.problem().contains("64 browsers"));
    assert_eq!(site.ask("GET /api/state", &[], "").status, 200);
    drop(browsers.pop());
    // The place is free as soon as the server has seen that the browser went.
    while watch(&site).is_err() {}
}

#[test]
fn a_quiet_stream_is_kept_alive_by_comments() {
    let limits = Limits {
        keep_alive: Duration::from_millis(1),
        ..Limits::default()
    };
    let site = Site::start(&[], None, limits);
    let mut browser = watch(&site).unwrap();
    line_with(&mut browser, ": nothing new");
    line_with(&mut browser, ": nothing new");
}

#[test]
fn the_end_of_the_server_is_the_end_of_every_stream() {
    let mut site = Site::open();
    let mut idle = site.connect();
    let mut browsers: Vec<_> = (0..5).map(|_| watch_by("1.1", &site).unwrap()).collect();
    site.end();
    for browser in &mut browsers {
        let mut rest = String::new();
        browser.read_to_string(&mut rest).unwrap();
        assert!(rest.ends_with("0\r\n\r\n"), "{rest}");
    }
    assert_eq!(idle.read(&mut [0]).unwrap(), 0);
}

#[test]
fn one_that_reads_nothing_holds_nobody() {
    let site = Site::open();
    let _silent = watch(&site).unwrap();
    let mut browser = watch(&site).unwrap();
    line_with(&mut browser, "event: snapshot");
    assert_eq!(site.ask("GET /", &[], "").status, 200);
}

#[test]
fn where_a_stream_is_watched_nothing_can_be_started() {
    let site = Site::start(&["-"], None, Limits::default());
    let json = ("content-type", "application/json");
    let body = r#"{"url":"http://127.0.0.1:1/"}"#;
    let answer = site.ask("POST /api/start", &[json], body);
    assert_eq!(answer.status, 409);
    assert!(answer.problem().contains("only watches"));
    let offer = site.ask("GET /api/offer", &[], "");
    assert!(offer.body.contains("\"watching\":true"), "{offer:?}");
}
