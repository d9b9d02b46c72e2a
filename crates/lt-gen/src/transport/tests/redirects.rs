//! Redirects are followed within one request, and never to a stranger.

use bytes::Bytes;
use lt_scenario::Url;

use super::*;
use crate::transport::prepared::Parts;
use crate::transport::redirect::{next, visible};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// A redirect with a body of three bytes.
fn to(status: u16, location: &str) -> Vec<Act> {
    let answer =
        format!("HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 3\r\n\r\nsee");
    vec![Say(answer.leak())]
}

/// One exchange, with so many redirects at most, against a server that answers by turns; and the heads that it read.
fn exchange(
    client: Http1Client,
    redirects: u32,
    method: &str,
    turns: Vec<Vec<Act>>,
) -> (Made, Vec<String>) {
    let (n, patience) = (turns.len(), patience(&turns));
    let server = Server::start(turns);
    let http = Http {
        redirects,
        ..speaking(client)
    };
    let mut request = Request::new(method, server.url("/a/b?c")).unwrap();
    request.timeout = Some(patience);
    let made = make(&http, request, 1).remove(0);
    let heads = (0..n).map(|_| server.next_head()).collect();
    server.join();
    (made, heads)
}

#[test]
fn a_body_that_is_sent_again_counts_again() {
    for client in CLIENTS {
        let server = Server::start(vec![to(307, "/x"), vec![Say(OK)]]);
        let mut request = Request::new("POST", server.url("/a")).unwrap();
        request.body = b"12345".to_vec();
        let made = make(&speaking(client), request, 1).remove(0);
        server.join();
        assert_eq!(
            (made.exchange.hops, made.exchange.sent),
            (1, 10),
            "{made:?}"
        );
    }
}

#[test]
fn the_answer_that_is_no_redirect_is_the_result_and_everything_before_it_counts() {
    for client in CLIENTS {
        let turns = vec![to(302, "/x"), to(307, "y?q"), vec![Say(OK)]];
        let (made, heads) = exchange(client, 10, "GET", turns);
        let Exchange {
            status,
            received,
            hops,
            retries,
            ..
        } = made.exchange;
        let known = (&made.outcome, status, received, hops, retries);
        assert_eq!(
            known,
            (&Outcome::Ok, Some(200), 8, 2, 0),
            "{client:?}: {made:?}"
        );
        assert!(made.exchange.first_byte <= made.exchange.end && made.is_kept);
        let lines: Vec<&str> = heads
            .iter()
            .filter_map(|head| head.lines().next())
            .collect();
        let wanted = [
            "GET /a/b?c HTTP/1.1",
            "GET /x HTTP/1.1",
            "GET /y?q HTTP/1.1",
        ];
        assert_eq!(lines, wanted);
    }
}

#[test]
fn a_redirect_that_is_not_to_be_followed_or_leads_nowhere_is_the_answer() {
    for client in CLIENTS {
        let (made, _) = exchange(client, 0, "GET", vec![to(302, "/x")]);
        let known = (&made.outcome, made.exchange.status, made.exchange.hops);
        assert_eq!(known, (&Outcome::Ok, Some(302), 0));
        let nowhere = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n";
        let (made, _) = exchange(client, 10, "GET", vec![vec![Say(nowhere)]]);
        assert_eq!(
            (&made.outcome, made.exchange.status),
            (&Outcome::Ok, Some(302))
        );
        let (made, _) = exchange(client, 10, "GET", vec![to(300, "/x")]);
        assert_eq!(
            (&made.outcome, made.exchange.status),
            (&Outcome::Ok, Some(300))
        );
    }
}

#[test]
fn a_redirect_that_cannot_be_followed_is_a_protocol_error_and_the_connection_is_kept() {
    for client in CLIENTS {
        for (location, phrase) in [
            (
                "http://stranger.test/",
                "redirected to a host outside the plan",
            ),
            ("//stranger.test/", "redirected to a host outside the plan"),
            ("ftp://127.0.0.1/", "redirected to what is no http address"),
            (
                "http://user@127.0.0.1/",
                "redirected to what is no http address",
            ),
            (
                "javascript:alert(1)",
                "redirected to what is no http address",
            ),
        ] {
            let (made, _) = exchange(client, 10, "GET", vec![to(301, location)]);
            let known = (&made.outcome, made.error, made.exchange.status);
            assert_eq!(known, (&Outcome::ProtocolError, Some(phrase), Some(301)));
            assert!(made.is_kept && made.exchange.end.is_none());
        }
        let turns = vec![to(302, "/1"), to(302, "/2"), to(302, "/3")];
        let (made, _) = exchange(client, 2, "GET", turns);
        let known = (&made.outcome, made.error, made.exchange.hops);
        assert_eq!(
            known,
            (&Outcome::ProtocolError, Some("too many redirects"), 2)
        );
    }
}

#[test]
fn another_port_of_the_same_host_is_no_stranger_and_its_connection_is_kept_too() {
    for client in CLIENTS {
        let other = Server::start(vec![vec![Say(OK)], vec![Say(OK)]]);
        let there = other.url("/there").to_string();
        let server = Server::start(vec![to(302, &there), to(302, &there)]);
        let request = Request::new("GET", server.url("/")).unwrap();
        let made = make(&speaking(client), request, 2);
        let known: Vec<_> = made
            .iter()
            .map(|made| {
                (
                    &made.outcome,
                    made.exchange.hops,
                    made.exchange.connect.is_some(),
                )
            })
            .collect();
        assert_eq!(known, [(&Outcome::Ok, 1, true), (&Outcome::Ok, 1, false)]);
        server.join();
        other.join();
    }
}

#[test]
fn a_redirect_that_hangs_is_a_time_out_without_a_status() {
    for client in CLIENTS {
        let (made, _) = exchange(client, 10, "GET", vec![to(302, "/x"), vec![Silence]]);
        let known = (&made.outcome, made.exchange.status, made.exchange.hops);
        assert_eq!(known, (&Outcome::Timeout, None, 1));
    }
}

fn parts(url: &str) -> Parts {
    let header = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    Parts {
        method: "POST".to_owned(),
        url: Url::parse(url).unwrap(),
        headers: [
            ("Authorization", "secret"),
            ("cookie", "secret"),
            ("Host", "virtual"),
            ("Content-Type", "text/plain"),
            ("Accept", "*/*"),
        ]
        .map(header)
        .to_vec(),
        body: Bytes::from("body"),
    }
}

fn follow(from: &str, status: u16, location: &str) -> Parts {
    let hosts = ["http://a/", "http://b/"];
    let origins = hosts.map(|url| Arc::new(Origin::of(&Url::parse(url).unwrap())));
    next(&parts(from), status, location, &origins).unwrap()
}

#[test]
fn method_and_body_stay_or_become_those_of_a_get_as_in_browsers() {
    for (status, method, body) in [
        (301, "GET", ""),
        (302, "GET", ""),
        (303, "GET", ""),
        (307, "POST", "body"),
        (308, "POST", "body"),
    ] {
        let next = follow("http://a/", status, "/x");
        assert_eq!(
            (next.method.as_str(), &next.body[..]),
            (method, body.as_bytes())
        );
        let has_type = next.headers.iter().any(|(name, _)| name == "Content-Type");
        assert_eq!(has_type, !body.is_empty());
    }
}

#[test]
fn what_is_meant_for_one_host_is_not_told_to_another() {
    let names = |from: &str, location: &str| {
        let next = follow(from, 307, location);
        let names: Vec<String> = next.headers.into_iter().map(|(name, _)| name).collect();
        names.join(" ")
    };
    let all = "Authorization cookie Host Content-Type Accept";
    assert_eq!(names("http://a/", "/x"), all);
    assert_eq!(
        names("http://a/", "http://A:81/"),
        "Authorization cookie Content-Type Accept"
    );
    assert_eq!(
        names("http://a/", "https://a/"),
        "Authorization cookie Content-Type Accept"
    );
    assert_eq!(names("https://a/", "http://a/"), "Content-Type Accept");
    assert_eq!(names("http://a/", "http://b/"), "Content-Type Accept");
}

#[test]
fn references_are_resolved_as_rfc_3986_has_it() {
    for (location, url) in [
        ("http://b/x", "http://b/x"),
        ("HTTPS://B/x", "https://B/x"),
        ("//b/x", "http://b/x"),
        ("/x", "http://a/x"),
        ("x", "http://a/1/x"),
        ("./x", "http://a/1/x"),
        ("../x", "http://a/x"),
        ("../../../x", "http://a/x"),
        ("..", "http://a/"),
        (".", "http://a/1/"),
        ("x/../y/./z?a=/../b", "http://a/1/y/z?a=/../b"),
        ("?y", "http://a/1/2?y"),
        ("#top", "http://a/1/2?q"),
        ("x#top", "http://a/1/x"),
        ("/a:b", "http://a/a:b"),
    ] {
        let next = follow("http://a/1/2?q", 302, location);
        assert_eq!(next.url.to_string(), url, "{location}");
    }
    assert_eq!(visible("\t/a b\u{e9} ".as_bytes()), "/a%20b%C3%A9");
}
