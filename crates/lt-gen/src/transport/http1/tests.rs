//! Against servers that say exactly what a test wants, byte for byte, on loopback.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::time::Duration;

use lt_sample::Outcome;
use lt_scenario::{Request, Url};

use super::*;
use crate::transport::{Ending, exchange_in_time};

/// What the server does with one connection after it has read one request's head.
enum Behaviour {
    /// Sends this and waits for the next request.
    Send(&'static str),
    /// Sends this and closes.
    SendAndClose(&'static str),
    /// Closes with a reset.
    Reset,
    /// Reads and stays silent until the client gives up.
    Silence,
}

use Behaviour::{Reset, Send, SendAndClose, Silence};

/// Makes one exchange after the other on one slot; the server behaves by turns, on whichever connection the request came.
fn exchanges(method: &str, behaviours: Vec<Behaviour>) -> Vec<(Ending, Exchange)> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let n = behaviours.len();
    let server = std::thread::spawn(move || serve(&listener, behaviours));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build_local(Default::default())
        .unwrap();
    let results = runtime.block_on(async {
        let url = Url::parse(&format!("http://127.0.0.1:{port}/x?y=1")).unwrap();
        let request = Request::new(method, url).unwrap();
        let (requests, origins) = Prepared::all(&[request], Duration::from_millis(500)).unwrap();
        let transport = Http1::new(Clock::start(), origins);
        let (mut slot, mut results) = (None, Vec::new());
        for _ in 0..n {
            let mut exchange = Exchange::default();
            let ending = exchange_in_time(&transport, &mut slot, &requests[0], &mut exchange).await;
            results.push((ending, exchange));
        }
        results
    });
    drop(runtime);
    server.join().unwrap();
    results
}

fn serve(listener: &TcpListener, behaviours: Vec<Behaviour>) {
    let mut open: Option<TcpStream> = None;
    for behaviour in behaviours {
        let mut stream = match open.take().and_then(next_request) {
            Some(stream) => stream,
            None => {
                let (mut stream, _) = listener.accept().unwrap();
                read_head(&mut stream);
                stream
            }
        };
        match behaviour {
            Send(text) => {
                stream.write_all(text.as_bytes()).unwrap();
                open = Some(stream);
            }
            SendAndClose(text) => {
                stream.write_all(text.as_bytes()).unwrap();
                stream.shutdown(Shutdown::Both).unwrap();
            }
            Reset => drop(rustix::net::sockopt::set_socket_linger(
                &stream,
                Some(Duration::ZERO),
            )),
            Silence => drop(stream.read(&mut [0; 1])),
        }
    }
}

/// The stream, if another request comes on it.
fn next_request(mut stream: TcpStream) -> Option<TcpStream> {
    read_head(&mut stream).then_some(stream)
}

/// Reads up to the blank line; `false` where the client closed.
fn read_head(stream: &mut TcpStream) -> bool {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return false,
        }
    }
    assert!(
        head.starts_with(b"GET /x?y=1 HTTP/1.1\r\n")
            || head.starts_with(b"HEAD /x?y=1 HTTP/1.1\r\n")
    );
    true
}

fn check(
    method: &str,
    behaviour: Behaviour,
    outcome: Outcome<'static>,
    status: Option<u16>,
    received: u64,
) {
    let (ending, exchange) = exchanges(method, vec![behaviour]).remove(0);
    assert_eq!(
        (ending.outcome, exchange.status, exchange.received),
        (outcome, status, received)
    );
}

#[test]
fn every_way_in_which_an_answer_can_end_is_understood() {
    let ok = |text, received| check("GET", Send(text), Outcome::Ok, Some(200), received);
    ok("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 5);
    ok(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\nX-Trailer: 1\r\n\r\n",
        5,
    );
    ok(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        0,
    );
    check(
        "GET",
        SendAndClose("HTTP/1.1 200 OK\r\n\r\nuntil the end"),
        Outcome::Ok,
        Some(200),
        13,
    );
    check(
        "GET",
        Send("HTTP/1.1 204 No Content\r\n\r\n"),
        Outcome::Ok,
        Some(204),
        0,
    );
    check(
        "GET",
        Send("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"),
        Outcome::Ok,
        Some(304),
        0,
    );
    check(
        "HEAD",
        Send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
        Outcome::Ok,
        Some(200),
        0,
    );
    let not_found = "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno";
    check("GET", Send(not_found), Outcome::HttpError, Some(404), 2);
}

#[test]
fn a_broken_answer_is_a_protocol_error_that_says_how() {
    let check = |behaviour, status, phrase| {
        let (ending, exchange) = exchanges("GET", vec![behaviour]).remove(0);
        assert_eq!(
            (ending.outcome, ending.error, exchange.status),
            (Outcome::ProtocolError, Some(phrase), status)
        );
    };
    check(
        SendAndClose("garbage\r\n\r\n"),
        None,
        "answer is not HTTP/1.1",
    );
    check(
        SendAndClose(""),
        None,
        "connection closed before the answer was complete",
    );
    check(Reset, None, "connection reset");
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf";
    check(
        SendAndClose(cut),
        Some(200),
        "connection closed before the answer was complete",
    );
}

#[test]
fn silence_is_a_timeout_that_says_what_was_missing_and_the_next_request_has_a_fresh_connection() {
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf";
    let results = exchanges("GET", vec![Silence, Send(answer)]);
    assert_eq!(
        results[0].0.error,
        Some("timed out while waiting for the answer")
    );
    assert_eq!(
        (&results[1].0.outcome, results[1].1.connect.is_some()),
        (&Outcome::Ok, true)
    );
    let results = exchanges("GET", vec![Send(half), Send(answer)]);
    assert_eq!(
        results[0].0.error,
        Some("timed out while reading the answer")
    );
    assert_eq!((results[0].1.status, results[0].1.received), (Some(200), 4));
}

#[test]
fn a_connection_is_kept_unless_the_server_closes_it() {
    let keep = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    let close = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
    let results = exchanges(
        "GET",
        vec![Send(keep), Send(keep), SendAndClose(close), Send(keep)],
    );
    let connected: Vec<bool> = results
        .iter()
        .map(|(_, exchange)| exchange.connect.is_some())
        .collect();
    assert_eq!(connected, [true, false, false, true]);
    assert!(
        results
            .iter()
            .all(|(ending, _)| ending.outcome == Outcome::Ok)
    );
}

#[test]
fn nobody_listening_is_a_connect_error() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build_local(Default::default())
        .unwrap();
    let ending = runtime.block_on(async {
        let url = Url::parse(&format!("http://127.0.0.1:{port}/")).unwrap();
        let requests = [Request::new("GET", url).unwrap()];
        let (requests, origins) = Prepared::all(&requests, Duration::from_secs(5)).unwrap();
        let transport = Http1::new(Clock::start(), origins);
        exchange_in_time(
            &transport,
            &mut None,
            &requests[0],
            &mut Exchange::default(),
        )
        .await
    });
    assert_eq!(
        (ending.outcome, ending.error),
        (Outcome::ConnectError, Some("connection refused"))
    );
}
