//! What is kept of answers, and cookies, for each client alike.

use bytes::Bytes;
use http::HeaderMap;
use lt_scenario::http::HttpVersion;
use tokio::net::TcpListener;

use super::http2::answer_hello;
use super::*;

const EVERYTHING: Wants = Wants {
    headers: true,
    body: true,
    cookies: false,
};

/// Fields and body of an answer that a server gives in these acts.
fn kept(client: Http1Client, wants: Wants, acts: Vec<Act>) -> Option<(HeaderMap, Bytes)> {
    let server = Server::start(vec![acts]);
    let request = Request::new("GET", server.url("/")).unwrap();
    let made = runtime().block_on(async {
        let mut user = User::new(&speaking(client), &[request]);
        user.wants = wants;
        user.make(0).await
    });
    server.join();
    assert_eq!(made.outcome, Outcome::Ok);
    let (headers, body) = made.exchange.kept?.into_parts();
    Some((headers, body.unwrap()))
}

#[test]
fn fields_and_body_are_kept_where_they_are_wanted() {
    let known = "HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 5\r\n\r\nhello";
    let chunked = "HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";
    let until_close = "HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\n\r\nhello";
    for client in CLIENTS {
        for acts in [
            vec![Say(known)],
            vec![Act::Trickle(chunked)],
            vec![Say(until_close), Act::Close],
        ] {
            let (headers, body) = kept(client, EVERYTHING, acts.clone()).unwrap();
            let values: Vec<_> = headers
                .get_all("x-a")
                .into_iter()
                .map(|value| value.to_str().unwrap())
                .collect();
            assert_eq!((values, &body[..]), (vec!["1", "2"], &b"hello"[..]));
            assert_eq!(kept(client, Wants::default(), acts), None);
        }
    }
}

#[test]
fn fields_alone_come_without_the_body() {
    let wants = Wants {
        headers: true,
        ..Wants::default()
    };
    let acts = vec![Say(
        "HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok",
    )];
    for client in CLIENTS {
        let (headers, body) = kept(client, wants, acts.clone()).unwrap();
        assert_eq!((&headers["x-a"], body.len()), (&"1".parse().unwrap(), 0));
    }
}

#[test]
fn over_http_2_it_is_the_same() {
    let made = runtime().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::task::spawn_local(async move {
            let (stream, _) = listener.accept().await.unwrap();
            answer_hello(stream, true).await;
        });
        let http = Http {
            version: HttpVersion::Http2,
            ..Http::default()
        };
        let request = Request::new("GET", lt_scenario::Url::parse(&url).unwrap()).unwrap();
        let mut user = User::new(&http, &[request]);
        user.wants = EVERYTHING;
        user.make(0).await
    });
    let (headers, body) = made.exchange.kept.unwrap().into_parts();
    assert_eq!(headers["content-length"], "5");
    assert_eq!(body, Ok(Bytes::from("hello")));
}

/// The `cookie` lines of the requests that a server reads while it answers so, to a user with one address to go to.
fn cookie_lines(client: Http1Client, own: Option<&str>, turns: &[&'static str]) -> Vec<String> {
    let redirects = turns.iter().filter(|turn| turn.contains(" 302 ")).count();
    let server = Server::start(turns.iter().map(|turn| vec![Say(turn)]).collect());
    let mut request = Request::new("GET", server.url("/a/b")).unwrap();
    if let Some(own) = own {
        request.add_header("Cookie", own).unwrap();
    }
    let made = make(&speaking(client), request, turns.len() - redirects);
    assert!(made.iter().all(|made| made.outcome == Outcome::Ok));
    let lines = turns.iter().map(|_| {
        let head = server.next_head().to_ascii_lowercase();
        let mut lines = head.lines();
        let line = lines.find_map(|line| line.strip_prefix("cookie: "));
        line.unwrap_or_default().to_owned()
    });
    let lines = lines.collect();
    server.join();
    lines
}

const PLAIN: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
const SETS_C: &str = "HTTP/1.1 200 OK\r\nSet-Cookie: c=3\r\nSet-Cookie: d=4; Path=/else\r\nContent-Length: 0\r\n\r\n";
const MOVED: &str = "HTTP/1.1 302 Found\r\nLocation: /x\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n";
const ENDS_A: &str =
    "HTTP/1.1 200 OK\r\nSet-Cookie: a=; Max-Age=0; Path=/\r\nContent-Length: 0\r\n\r\n";

#[test]
fn cookies_of_answers_and_of_redirects_come_back_with_later_requests() {
    for client in CLIENTS {
        let lines = cookie_lines(client, None, &[PLAIN, MOVED, SETS_C, ENDS_A, PLAIN]);
        // The redirect to /x is outside of /a, where `b` belongs; `c`, set by /x, belongs everywhere.
        assert_eq!(lines, ["", "", "a=1", "b=2; a=1; c=3", "b=2; c=3"]);
    }
}

#[test]
fn a_request_with_cookies_of_its_own_is_sent_with_those_alone() {
    for client in CLIENTS {
        let lines = cookie_lines(client, Some("own=1"), &[SETS_C, PLAIN]);
        assert_eq!(lines, ["own=1", "own=1"]);
    }
}

#[test]
fn cookies_never_reach_strangers() {
    for client in CLIENTS {
        let other = Server::start(vec![vec![Say(PLAIN)]]);
        let there = other.url("/").to_string().replace("127.0.0.1", "localhost");
        let moved = format!(
            "HTTP/1.1 302 Found\r\nLocation: {there}\r\nSet-Cookie: a=1; Path=/\r\nContent-Length: 0\r\n\r\n"
        );
        let server = Server::start(vec![vec![Say(moved.leak())]]);
        let request = Request::new("GET", server.url("/")).unwrap();
        // A host of the plan, but not the one that set the cookie.
        let neighbor = Request::new("GET", lt_scenario::Url::parse(&there).unwrap()).unwrap();
        let made = runtime().block_on(async {
            let mut user = User::new(&speaking(client), &[request, neighbor]);
            user.make(0).await
        });
        assert_eq!((&made.outcome, made.exchange.hops), (&Outcome::Ok, 1));
        assert!(!other.next_head().to_ascii_lowercase().contains("cookie"));
        server.join();
        other.join();
    }
}
