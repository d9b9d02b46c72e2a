//! When connections are made, kept, noticed to be closed, and dropped.

use std::net::{IpAddr, Ipv4Addr};
use std::os::unix::net::UnixListener;
use std::time::Duration;

use lt_scenario::Url;
use lt_scenario::http::{Connections, Resolve};

use super::*;

use Act::{Await, Close, Drain};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

fn connected(made: &[Made]) -> Vec<bool> {
    made.iter()
        .map(|made| made.exchange.connect.is_some())
        .collect()
}

#[test]
fn a_connection_is_kept_unless_the_server_closes_it() {
    let keep = vec![Say(OK)];
    let close = vec![
        Say("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"),
        Close,
    ];
    for client in CLIENTS {
        let turns = vec![keep.clone(), keep.clone(), close.clone(), keep.clone()];
        let made = exchanges(client, "GET", turns);
        assert_eq!(connected(&made), [true, false, false, true]);
        assert!(made.iter().all(|made| made.outcome == Outcome::Ok));
    }
}

#[test]
fn an_idle_connection_that_was_closed_costs_a_retry_on_a_fresh_one() {
    for client in CLIENTS {
        for last in [Close, Say("HTTP/1.1 408 Request Timeout\r\n\r\n")] {
            let server = Server::start(vec![vec![Say(OK), Await, last], vec![Say(OK)]]);
            let request = Request::new("GET", server.url("/")).unwrap();
            runtime().block_on(async {
                let mut user = User::new(&speaking(client), &[request]);
                assert_eq!(user.make(0).await.outcome, Outcome::Ok);
                server.go_on();
                server.next_head();
                // Closing is known on loopback as soon as it is done; the reactor has to look.
                tokio::task::yield_now().await;
                tokio::task::yield_now().await;
                let made = user.make(0).await;
                let Exchange {
                    retries, connect, ..
                } = made.exchange;
                let known = (&made.outcome, retries, connect.is_some());
                assert_eq!(known, (&Outcome::Ok, 1, true), "{client:?}: {made:?}");
            });
            server.join();
        }
    }
}

#[test]
fn a_request_that_the_server_may_have_seen_is_not_sent_again() {
    for client in CLIENTS {
        let made = exchanges(
            client,
            "GET",
            vec![vec![Say(OK)], vec![Close], vec![Say(OK)]],
        );
        let cut_off = Some("connection closed before the answer was complete");
        let second = (&made[1].outcome, made[1].error, made[1].exchange.retries);
        assert_eq!(second, (&Outcome::ProtocolError, cut_off, 0));
        assert_eq!(connected(&made), [true, false, true]);
    }
}

#[test]
fn one_connection_a_request_is_said_to_the_server_and_kept_to() {
    for client in CLIENTS {
        let server = Server::start(vec![vec![Say(OK), Drain], vec![Say(OK), Drain]]);
        let http = Http {
            connections: Connections::PerRequest,
            ..speaking(client)
        };
        let made = make(&http, Request::new("GET", server.url("/")).unwrap(), 2);
        assert_eq!(connected(&made), [true, true]);
        for _ in 0..2 {
            let head = server.next_head().to_lowercase();
            assert!(head.contains("\r\nconnection: close\r\n"), "{head}");
        }
        server.join();
    }
}

#[test]
fn a_request_is_sent_as_it_was_typed() {
    for (method, body, told) in [
        ("GET", "", ""),
        ("POST", "", "Content-Length: 0\r\n"),
        ("DELETE", "x", "Content-Length: 1\r\n"),
    ] {
        let server = Server::start(vec![vec![Say(OK)]]);
        let url = server.url("/a?b");
        let host = url.authority().to_owned();
        let mut request = Request::new(method, url).unwrap();
        request.add_header("X-Id", "1").unwrap();
        request.add_header("x-id", "2").unwrap();
        request.body = body.into();
        make(&Http::default(), request, 1);
        let head =
            format!("{method} /a?b HTTP/1.1\r\nHost: {host}\r\nX-Id: 1\r\nx-id: 2\r\n{told}\r\n");
        assert_eq!(server.next_head(), head);
        server.join();
    }
}

#[test]
fn an_exchange_that_is_dropped_midway_closes_its_connection() {
    for client in CLIENTS {
        let half = Say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
        let server = Server::start(vec![vec![half, Drain]]);
        let settings = Settings::prepare(&speaking(client)).unwrap();
        let request = Request::new("GET", server.url("/")).unwrap();
        let (requests, origins) =
            Prepared::all(&[request], Duration::from_secs(60), &settings).unwrap();
        runtime().block_on(async {
            let client = Client::new(Clock::begins_in(Duration::ZERO), origins, settings);
            let (mut slot, mut exchange) = (None, Exchange::default());
            let sending = client.exchange(&mut slot, &requests[0], None, &mut exchange);
            let cut_off = tokio::time::timeout(Duration::from_secs(1), sending).await;
            assert!(cut_off.is_err() && slot.is_none());
            let Exchange {
                status,
                received,
                end,
                ..
            } = exchange;
            assert_eq!((status, received, end), (Some(200), 4, None));
            // hyper's task ends when the runtime looks at it next.
            tokio::task::yield_now().await;
        });
        // The server reads until the connection is closed.
        server.next_head();
        server.join();
    }
}

#[test]
fn nobody_listening_is_a_connect_error() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let request = Request::new("GET", Url::parse(&url).unwrap()).unwrap();
    let made = make(&Http::default(), request, 1).remove(0);
    let refused = (Outcome::ConnectError, Some("connection refused"));
    assert_eq!((made.outcome, made.error), refused);
    assert!(!made.is_kept && made.exchange.connect.is_none());
}

#[test]
fn a_name_that_nobody_knows_is_a_dns_error() {
    let request = Request::new("GET", Url::parse("http://no-such-host.invalid/").unwrap());
    let made = make(&Http::default(), request.unwrap(), 1).remove(0);
    assert_eq!(
        (made.outcome, made.error),
        (Outcome::DnsError, Some("host name not found"))
    );
}

#[test]
fn an_address_that_is_given_is_used_without_asking() {
    let server = Server::start(vec![vec![Say(OK)]]);
    let port = server.url("/").port();
    let http = Http {
        resolve: vec![Resolve {
            host: "Shop.Test".to_owned(),
            port,
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        }],
        ..Http::default()
    };
    let url = Url::parse(&format!("http://shop.test:{port}/")).unwrap();
    let made = make(&http, Request::new("GET", url).unwrap(), 1).remove(0);
    assert_eq!(
        (&made.outcome, made.exchange.dns),
        (&Outcome::Ok, None),
        "{made:?}"
    );
    assert!(
        server
            .next_head()
            .contains(&format!("\r\nHost: shop.test:{port}\r\n"))
    );
    server.join();
}

#[test]
fn all_connections_go_to_a_unix_socket_if_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let listener = UnixListener::bind(&path).unwrap();
    let server = std::thread::spawn(move || {
        use std::io::{BufRead, BufReader, Write};
        let (mut stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        for _ in 0..2 {
            let head: Vec<String> = lines
                .by_ref()
                .map_while(Result::ok)
                .take_while(|line| !line.is_empty())
                .collect();
            assert_eq!(head[1], "Host: shop.test");
            stream.write_all(OK.as_bytes()).unwrap();
        }
    });
    let http = Http {
        unix_socket: Some(path.clone()),
        ..Http::default()
    };
    let url = Url::parse("http://shop.test/").unwrap();
    let made = make(&http, Request::new("GET", url.clone()).unwrap(), 2);
    assert!(
        made.iter().all(|made| made.outcome == Outcome::Ok),
        "{made:?}"
    );
    assert_eq!(connected(&made), [true, false]);
    server.join().unwrap();
    std::fs::remove_file(path).unwrap();
    let made = make(&http, Request::new("GET", url).unwrap(), 1).remove(0);
    assert_eq!(
        (made.outcome, made.error),
        (Outcome::ConnectError, Some("no such socket"))
    );
}

#[test]
fn connections_begin_from_our_addresses_in_turn() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let mut peers = Vec::new();
        for _ in 0..3 {
            let (stream, peer) = listener.accept().unwrap();
            peers.push(peer.ip().to_string());
            server::perform(stream, Say(OK));
        }
        peers
    });
    let http = Http {
        local_addresses: vec![
            "127.0.0.2".parse().unwrap(),
            "::1".parse().unwrap(),
            "127.0.0.3".parse().unwrap(),
        ],
        connections: Connections::PerRequest,
        ..Http::default()
    };
    make(
        &http,
        Request::new("GET", Url::parse(&url).unwrap()).unwrap(),
        3,
    );
    assert_eq!(
        server.join().unwrap(),
        ["127.0.0.2", "127.0.0.3", "127.0.0.2"]
    );
}

#[test]
fn what_a_waiting_user_holds_is_small() {
    let http = Http::default();
    let settings = Settings::prepare(&http).unwrap();
    let url = Url::parse("http://127.0.0.1:1/").unwrap();
    let request = Request::new("GET", url).unwrap();
    let (requests, origins) = Prepared::all(&[request], Duration::ZERO, &settings).unwrap();
    let client = Client::new(Clock::begins_in(Duration::ZERO), origins, settings);
    let (mut slot, mut exchange) = (None, Exchange::default());
    assert!(size_of_val(&slot) <= 32);
    let sending = client.exchange(&mut slot, &requests[0], None, &mut exchange);
    let size = size_of_val(&sending);
    assert!(size <= 640, "{size}");
}
