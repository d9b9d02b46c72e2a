//! Every oddity that HTTP/1.1 allows or a server commits, byte for byte on loopback, for each client alike.

mod answers;
mod connections;
mod disturbances;
mod http2;
mod oddities;
mod oracle;
mod redirects;
mod server;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use lt_sample::Outcome;
use lt_scenario::http::Http1Client;
use lt_scenario::{Http, Request};

use self::server::{Act, Server, patience};
use super::*;
use crate::clock::Clock;

use Act::{Say, Silence};

/// Both clients of HTTP/1.1.
const CLIENTS: [Http1Client; 2] = [Http1Client::Lean, Http1Client::Hyper];

/// How one exchange ended, what became known of it, and whether its connection was kept.
#[derive(Debug)]
struct Made {
    outcome: Outcome<'static>,
    error: Option<&'static str>,
    exchange: Exchange,
    is_kept: bool,
}

/// Makes one exchange after the other on one slot; the server answers by turns, on whichever connection each comes.
fn exchanges(client: Http1Client, method: &str, turns: Vec<Vec<Act>>) -> Vec<Made> {
    let (n, patience) = (turns.len(), patience(&turns));
    let server = Server::start(turns);
    let mut request = Request::new(method, server.url("/x?y=1")).unwrap();
    request.timeout = Some(patience);
    let made = make(&speaking(client), request, n);
    server.join();
    made
}

fn speaking(client: Http1Client) -> Http {
    Http {
        client,
        ..Http::default()
    }
}

/// Makes an exchange so many times on one slot.
fn make(http: &Http, request: Request, n: usize) -> Vec<Made> {
    runtime().block_on(async {
        let mut user = User::new(http, &[request]);
        let mut made = Vec::new();
        for _ in 0..n {
            made.push(user.make(0).await);
        }
        made
    })
}

/// One who sends requests and has a slot for each origin.
struct User {
    client: Client,
    requests: Vec<Prepared>,
    slots: Vec<Option<client::Connection>>,
    jar: Jar,
    wants: Wants,
}

impl User {
    fn new(http: &Http, requests: &[Request]) -> Self {
        let settings = Settings::prepare(http).unwrap();
        let timeout = Duration::from_secs(20);
        let (requests, origins) = Prepared::all(requests, timeout, &settings).unwrap();
        Self {
            slots: origins.iter().map(|_| None).collect(),
            client: Client::new(Clock::begins_in(Duration::ZERO), origins, settings),
            requests,
            jar: Jar::default(),
            wants: Wants::default(),
        }
    }

    async fn make(&mut self, request: usize) -> Made {
        let request = &self.requests[request];
        let slot = &mut self.slots[request.origin];
        let mut exchange = Exchange {
            wants: self.wants,
            ..Exchange::default()
        };
        let made = self
            .client
            .exchange(slot, request, Some(&self.jar), &mut exchange);
        let result = tokio::time::timeout(request.timeout, made).await.ok();
        let ending = Ending::of(request, &exchange, result);
        Made {
            outcome: ending.outcome,
            error: ending.error,
            exchange,
            is_kept: slot.is_some(),
        }
    }
}

fn runtime() -> tokio::runtime::LocalRuntime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build_local(Default::default())
        .unwrap()
}

#[test]
fn silence_is_a_timeout_that_says_what_was_missing_and_the_next_request_has_a_fresh_connection() {
    let answer = vec![Say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")];
    let half = vec![
        Say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"),
        Silence,
    ];
    for client in CLIENTS {
        let made = exchanges(client, "GET", vec![vec![Silence], answer.clone()]);
        let waiting = Some("timed out while waiting for the answer");
        assert_eq!((made[0].error, made[0].is_kept), (waiting, false));
        let second = (&made[1].outcome, made[1].exchange.connect.is_some());
        assert_eq!(second, (&Outcome::Ok, true));
        let made = exchanges(client, "GET", vec![half.clone(), answer.clone()]);
        assert_eq!(made[0].error, Some("timed out while reading the answer"));
        let Exchange {
            status, received, ..
        } = made[0].exchange;
        assert_eq!((status, received), (Some(200), 4));
    }
}

#[test]
fn an_interim_answer_does_not_count_as_the_first_byte() {
    let interim = vec![
        Say("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n"),
        Silence,
    ];
    for client in CLIENTS {
        let made = exchanges(client, "GET", vec![interim.clone()]);
        let Exchange {
            status, first_byte, ..
        } = made[0].exchange;
        assert_eq!(
            (&made[0].outcome, status, first_byte),
            (&Outcome::Timeout, None, None)
        );
    }
}

#[test]
fn requests_and_settings_are_shared_by_all_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Prepared>();
    is_shared::<Settings>();
    is_shared::<Arc<Origin>>();
}
