//! Requests that are disturbed on purpose, as the target sees them.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;
use std::time::Instant;

use super::*;

/// What a server saw of one connection.
#[derive(Debug)]
struct Seen {
    bytes: Vec<u8>,
    /// How the connection ended; `None` for an orderly end.
    end: Option<ErrorKind>,
    lasted: Duration,
    reads: usize,
}

/// Reads one connection to its end; answers once everything of so many bytes is there.
fn look(answer_after: usize) -> (u16, JoinHandle<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let seeing = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let begin = Instant::now();
        let mut seen = Seen {
            bytes: Vec::new(),
            end: None,
            lasted: Duration::ZERO,
            reads: 0,
        };
        let mut buffer = [0; 4096];
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => return seen,
                Ok(n) => seen.bytes.extend_from_slice(&buffer[..n]),
                Err(error) => {
                    seen.end = Some(error.kind());
                    return seen;
                }
            }
            seen.reads += 1;
            seen.lasted = begin.elapsed();
            if seen.bytes.len() == answer_after {
                let answer = "HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok";
                stream.write_all(answer.as_bytes()).unwrap();
            }
        }
    });
    (port, seeing)
}

fn disturbed(
    client: Http1Client,
    disturbance: Disturbance,
    body: &str,
    answer_after: usize,
) -> (Made, Seen) {
    let (port, seeing) = look(answer_after);
    let url = format!("http://127.0.0.1:{port}/");
    let mut request = Request::new("POST", lt_scenario::Url::parse(&url).unwrap()).unwrap();
    request.body = body.as_bytes().to_vec();
    request.headers = vec![("Host".to_owned(), "h".to_owned())];
    let made = runtime().block_on(async {
        let mut user = User::new(&speaking(client), &[request]);
        user.requests[0].disturbance = Some(disturbance);
        user.make(0).await
    });
    (made, seeing.join().unwrap())
}

const HEAD_OF_10: &str = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n";
const HEAD_OF_0: &str = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";

#[test]
fn a_request_with_a_body_is_broken_off_in_its_middle() {
    for client in CLIENTS {
        let (made, seen) = disturbed(client, Disturbance::Abort, "0123456789", usize::MAX);
        let half = format!("{HEAD_OF_10}01234").into_bytes();
        assert_eq!(seen.bytes, half);
        assert_eq!(seen.end, Some(ErrorKind::ConnectionReset));
        let known = (&made.outcome, made.error, made.exchange.sent, made.is_kept);
        let phrase = Some("broken off on purpose");
        assert_eq!(known, (&Outcome::FaultInjected, phrase, 5, false));
        assert_eq!(made.exchange.status, None);
    }
}

#[test]
fn a_request_without_a_body_is_broken_off_at_the_first_byte_of_the_answer() {
    for client in CLIENTS {
        let (made, seen) = disturbed(client, Disturbance::Abort, "", HEAD_OF_0.len());
        assert_eq!(seen.bytes, HEAD_OF_0.as_bytes());
        assert_eq!(seen.end, Some(ErrorKind::ConnectionReset));
        assert_eq!(made.outcome, Outcome::FaultInjected);
        assert!(made.exchange.first_byte.is_some() && made.exchange.end.is_none());
    }
}

#[test]
fn a_slow_body_or_head_comes_in_drips_and_is_answered() {
    for (client, body, head) in [
        (CLIENTS[0], "0123456789", HEAD_OF_10),
        (CLIENTS[1], "", HEAD_OF_0),
    ] {
        let whole = format!("{head}{body}").into_bytes();
        let (made, seen) = disturbed(client, Disturbance::Drip, body, whole.len());
        assert_eq!(seen.bytes, whole);
        assert!(seen.reads >= 5, "{seen:?}");
        assert!(seen.lasted >= Duration::from_millis(850), "{seen:?}");
        let known = (&made.outcome, made.exchange.status, made.exchange.received);
        assert_eq!(known, (&Outcome::Ok, Some(200), 2), "{made:?}");
        assert!(!made.is_kept);
    }
}

/// What a server of HTTP/2 gets of one request's body, how many pieces, and whether it came to its end.
async fn receive(listener: tokio::net::TcpListener) -> (Vec<u8>, usize, bool) {
    let (stream, _) = listener.accept().await.unwrap();
    let mut connection = h2::server::handshake(stream).await.unwrap();
    let (request, mut respond) = connection.accept().await.unwrap().unwrap();
    tokio::task::spawn_local(async move { while connection.accept().await.is_some() {} });
    let mut body = request.into_body();
    let (mut bytes, mut pieces) = (Vec::new(), 0);
    while let Some(data) = body.data().await {
        let Ok(data) = data else {
            return (bytes, pieces, false);
        };
        pieces += 1;
        bytes.extend_from_slice(&data);
    }
    respond
        .send_response(http::Response::new(()), true)
        .unwrap();
    (bytes, pieces, true)
}

#[test]
fn over_http_2_bodies_are_broken_off_and_drip_too() {
    let disturb = |disturbance| {
        runtime().block_on(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let url = format!("http://{}/", listener.local_addr().unwrap());
            let received = tokio::task::spawn_local(receive(listener));
            let mut request = Request::new("POST", lt_scenario::Url::parse(&url).unwrap()).unwrap();
            request.body = b"0123456789".to_vec();
            let http = Http {
                version: lt_scenario::http::HttpVersion::Http2,
                ..Http::default()
            };
            let mut user = User::new(&http, &[request]);
            user.requests[0].disturbance = Some(disturbance);
            (user.make(0).await, received.await.unwrap())
        })
    };
    let (made, received) = disturb(Disturbance::Abort);
    assert_eq!(made.outcome, Outcome::FaultInjected);
    assert_eq!(received, (b"01234".to_vec(), 1, false));
    let (made, received) = disturb(Disturbance::Drip);
    let known = (&made.outcome, made.exchange.status, made.exchange.sent);
    assert_eq!(known, (&Outcome::Ok, Some(200), 10));
    assert_eq!(received, (b"0123456789".to_vec(), 10, true));
}
