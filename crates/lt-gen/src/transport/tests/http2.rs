//! HTTP/2, with prior knowledge; over TLS it is in `tls`.

use std::convert::Infallible;

use bytes::Bytes;
use h2::Reason;
use h2::server::SendResponse;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use lt_scenario::Url;
use lt_scenario::http::{Connections, HttpVersion};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};

use super::*;

use Act::Drain;

/// Answers every request of a connection: with `hello`, or with the body that came.
pub(super) async fn answer_hello<S>(stream: S, is_2: bool)
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let service = service_fn(|request: http::Request<Incoming>| async {
        let body = request.into_body().collect().await.unwrap().to_bytes();
        let body = if body.is_empty() {
            Bytes::from("hello")
        } else {
            body
        };
        Ok::<_, Infallible>(http::Response::new(Full::new(body)))
    });
    let stream = TokioIo::new(stream);
    // How a connection ends is the client's business.
    if is_2 {
        let builder =
            hyper::server::conn::http2::Builder::new(hyper_util::rt::TokioExecutor::new());
        drop(builder.serve_connection(stream, service).await);
    } else {
        let builder = hyper::server::conn::http1::Builder::new();
        drop(builder.serve_connection(stream, service).await);
    }
}

/// What a server that is driven by hand does with a stream.
#[derive(Clone, Copy, Debug)]
enum Step {
    Answer,
    Reset(Reason),
    /// Answers, and says that it takes no further streams.
    AnswerAndGoAway,
}

use Step::{Answer, AnswerAndGoAway};

/// Takes the steps by turns, on whichever connection each stream comes.
async fn serve(listener: TcpListener, steps: Vec<Step>) {
    let mut steps = steps.into_iter();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        serve_connection(stream, &mut steps).await;
    }
}

async fn serve_connection(stream: TcpStream, steps: &mut impl Iterator<Item = Step>) {
    let mut connection = h2::server::handshake(stream).await.unwrap();
    while let Some(Ok((_, respond))) = connection.accept().await {
        match steps.next().unwrap() {
            Answer => answer(respond),
            Step::Reset(reason) => {
                let mut respond = respond;
                respond.send_reset(reason);
            }
            AnswerAndGoAway => {
                answer(respond);
                connection.graceful_shutdown();
            }
        }
    }
}

fn answer(mut respond: SendResponse<Bytes>) {
    let mut body = respond
        .send_response(http::Response::new(()), false)
        .unwrap();
    body.send_data(Bytes::from("hello"), true).unwrap();
}

fn knowing() -> Http {
    Http {
        version: HttpVersion::Http2,
        ..Http::default()
    }
}

/// As many exchanges as there are outcomes, against a server that takes these steps.
fn exchanges(steps: &[Step], n: usize) -> Vec<Made> {
    runtime().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::task::spawn_local(serve(listener, steps.to_vec()));
        let request = Request::new("GET", Url::parse(&url).unwrap()).unwrap();
        let mut user = User::new(&knowing(), &[request]);
        let mut made = Vec::new();
        for _ in 0..n {
            made.push(user.make(0).await);
            // What the server says of the connection may come after the answer.
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
        }
        made
    })
}

#[test]
fn answers_come_one_after_the_other_on_one_connection() {
    let made = exchanges(&[Answer, Answer, Answer], 3);
    for (made, is_new) in made.iter().zip([true, false, false]) {
        let Exchange {
            status,
            received,
            http,
            connect,
            ..
        } = made.exchange;
        assert_eq!(
            (&made.outcome, status, received),
            (&Outcome::Ok, Some(200), 5),
            "{made:?}"
        );
        assert_eq!(
            (http, connect.is_some(), made.is_kept),
            (Some("2"), is_new, true)
        );
        assert!(made.exchange.first_byte <= made.exchange.end);
    }
}

#[test]
fn a_body_is_sent_and_one_connection_a_request_can_be_had() {
    runtime().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::task::spawn_local(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::task::spawn_local(answer_hello(stream, true));
            }
        });
        let mut request = Request::new("POST", Url::parse(&url).unwrap()).unwrap();
        request.body = vec![b'x'; 1 << 20];
        request.add_header("connection", "keep-alive").unwrap();
        let http = Http {
            connections: Connections::PerRequest,
            ..knowing()
        };
        let mut user = User::new(&http, &[request]);
        for _ in 0..2 {
            let made = user.make(0).await;
            assert_eq!(
                (&made.outcome, made.exchange.received),
                (&Outcome::Ok, 1 << 20),
                "{made:?}"
            );
            assert_eq!(
                (made.exchange.connect.is_some(), made.is_kept),
                (true, false)
            );
        }
    });
}

#[test]
fn a_stream_that_is_reset_is_a_protocol_error() {
    let made = exchanges(&[Step::Reset(Reason::INTERNAL_ERROR), Answer], 2);
    let first = (&made[0].outcome, made[0].error);
    assert_eq!(
        first,
        (&Outcome::ProtocolError, Some("stream reset by the target"))
    );
    assert_eq!(made[1].outcome, Outcome::Ok);
}

#[test]
fn a_stream_that_is_refused_is_tried_once_more_on_a_fresh_connection() {
    let refuse = Step::Reset(Reason::REFUSED_STREAM);
    let made = exchanges(&[Answer, refuse, Answer], 2);
    let Exchange {
        retries, connect, ..
    } = made[1].exchange;
    assert_eq!(
        (&made[1].outcome, retries, connect.is_some()),
        (&Outcome::Ok, 1, true),
        "{made:?}"
    );
    let made = exchanges(&[refuse], 1);
    let first = (&made[0].outcome, made[0].error, made[0].exchange.retries);
    assert_eq!(
        first,
        (
            &Outcome::ProtocolError,
            Some("stream refused by the target"),
            0
        )
    );
}

#[test]
fn a_server_that_goes_away_between_requests_costs_a_fresh_connection() {
    let made = exchanges(&[AnswerAndGoAway, Answer], 2);
    assert_eq!(made[0].outcome, Outcome::Ok);
    let Exchange { connect, .. } = made[1].exchange;
    assert_eq!(
        (&made[1].outcome, connect.is_some()),
        (&Outcome::Ok, true),
        "{made:?}"
    );
}

#[test]
fn what_is_no_http2_is_a_protocol_error() {
    let settings = "\0\0\0\u{4}\0\0\0\0\0";
    let go_away = "\0\0\u{8}\u{7}\0\0\0\0\0\0\0\0\0\0\0\0\0";
    let check = |acts: &[Act], outcome, phrase| {
        let turns = vec![acts.to_vec()];
        let patience = patience(&turns);
        let server = Server::start(turns);
        let mut request = Request::new("GET", server.url("/")).unwrap();
        request.timeout = Some(patience);
        let made = make(&knowing(), request, 1).remove(0);
        assert_eq!(
            (made.outcome, made.error),
            (outcome, Some(phrase)),
            "{acts:?}"
        );
        server.join();
    };
    let error = Outcome::ProtocolError;
    let old = [Say("HTTP/1.1 400 Bad Request\r\n\r\n"), Drain];
    check(&old, error.clone(), "answer is not HTTP/2");
    let away = [Say(settings), Say(go_away), Drain];
    check(&away, error, "target ends the connection");
    let waiting = "timed out while waiting for the answer";
    check(&[Say(settings), Silence], Outcome::Timeout, waiting);
}
