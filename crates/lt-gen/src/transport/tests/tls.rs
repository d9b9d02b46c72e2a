//! TLS: whom we believe, what we say when we don't, and which version of HTTP comes of it.

mod certificates;

use std::path::PathBuf;
use std::sync::Mutex;

use lt_scenario::Url;
use lt_scenario::http::{Connections, HttpVersion};
use rustls::{HandshakeKind, ServerConfig};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use self::certificates::{Authority, Issued};
use super::http2::answer_hello;
use super::*;

use Act::{Close, Reset};

/// What a TLS server does, and what it saw.
#[derive(Clone)]
struct TlsServer {
    config: Arc<ServerConfig>,
    handshakes: Arc<Mutex<Vec<HandshakeKind>>>,
}

impl TlsServer {
    fn new(certificate: &Issued, protocols: &[&str]) -> Self {
        Self::of(certificate.server(None), protocols)
    }

    fn of(mut config: ServerConfig, protocols: &[&str]) -> Self {
        config.alpn_protocols = protocols
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect();
        Self {
            config: Arc::new(config),
            handshakes: Arc::default(),
        }
    }

    async fn serve(self, listener: TcpListener) {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let acceptor = TlsAcceptor::from(Arc::clone(&self.config));
            let handshakes = Arc::clone(&self.handshakes);
            tokio::task::spawn_local(async move {
                // A client that does not believe us goes away.
                if let Ok(stream) = acceptor.accept(stream).await {
                    let (_, tls) = stream.get_ref();
                    handshakes
                        .lock()
                        .unwrap()
                        .push(tls.handshake_kind().unwrap());
                    let is_2 = tls.alpn_protocol() == Some(b"h2");
                    answer_hello(stream, is_2).await;
                }
            });
        }
    }

    /// So many exchanges with this server under a host name.
    fn exchanges(&self, http: &Http, host: &str, n: usize) -> Vec<Made> {
        runtime().block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let port = listener.local_addr().unwrap().port();
            let http = Http {
                resolve: vec![lt_scenario::http::Resolve {
                    host: host.to_owned(),
                    port,
                    address: [127, 0, 0, 1].into(),
                }],
                ..http.clone()
            };
            tokio::task::spawn_local(self.clone().serve(listener));
            let url = Url::parse(&format!("https://{host}:{port}/x")).unwrap();
            let mut user = User::new(&http, &[Request::new("GET", url).unwrap()]);
            let mut made = Vec::new();
            for _ in 0..n {
                made.push(user.make(0).await);
            }
            made
        })
    }

    #[track_caller]
    fn check(&self, http: &Http, host: &str, becomes: Result<Option<&str>, &str>) {
        let made = self.exchanges(http, host, 1).remove(0);
        let (outcome, version, error) = match becomes {
            Ok(version) => (Outcome::Ok, version, None),
            Err(phrase) => (Outcome::TlsError, made.exchange.http, Some(phrase)),
        };
        let really = (&made.outcome, made.exchange.http, made.error);
        assert_eq!(really, (&outcome, version, error), "{made:?}");
    }
}

const BOTH: [&str; 2] = ["h2", "http/1.1"];

fn trusting(ca: PathBuf) -> Http {
    Http {
        ca: Some(ca),
        ..Http::default()
    }
}

fn insecure() -> Http {
    Http {
        insecure: true,
        ..Http::default()
    }
}

#[test]
fn a_server_whose_authority_is_trusted_is_believed_and_the_handshake_is_timed() {
    let authority = Authority::new();
    let server = TlsServer::new(&authority.issue("shop.test"), &BOTH);
    for client in CLIENTS {
        let http = Http {
            client,
            ..trusting(authority.file())
        };
        let made = server.exchanges(&http, "shop.test", 2);
        for (made, is_new) in made.iter().zip([true, false]) {
            let Exchange {
                status,
                received,
                connect,
                tls,
                ..
            } = made.exchange;
            assert_eq!(
                (&made.outcome, status, received),
                (&Outcome::Ok, Some(200), 5),
                "{made:?}"
            );
            assert_eq!(
                (connect.is_some(), tls.is_some(), made.is_kept),
                (is_new, is_new, true)
            );
        }
    }
}

#[test]
fn versions_are_agreed_on_as_both_sides_want() {
    let authority = Authority::new();
    let certificate = authority.issue("shop.test");
    let wanting = |version| Http {
        version,
        ..trusting(authority.file())
    };
    let disagree = Err("target does not agree on the version of HTTP");
    for (protocols, version, becomes) in [
        (&BOTH[..], HttpVersion::Auto, Ok(Some("2"))),
        (&BOTH[1..], HttpVersion::Auto, Ok(None)),
        (&[][..], HttpVersion::Auto, Ok(None)),
        (&BOTH[..], HttpVersion::Http1, Ok(None)),
        (&BOTH[..], HttpVersion::Http2, Ok(Some("2"))),
        (&BOTH[1..], HttpVersion::Http2, disagree),
        (&[][..], HttpVersion::Http2, disagree),
        (&BOTH[..1], HttpVersion::Http1, disagree),
    ] {
        TlsServer::new(&certificate, protocols).check(&wanting(version), "shop.test", becomes);
    }
}

#[test]
fn a_server_that_cannot_be_believed_is_a_tls_error_unless_anyone_is_believed() {
    let authority = Authority::new();
    let ours = trusting(authority.file());
    let stranger = Authority::new();
    for (certificate, host, phrase) in [
        (
            stranger.issue("shop.test"),
            "shop.test",
            "certificate not trusted",
        ),
        (
            authority.issue("shop.test"),
            "other.test",
            "certificate is for another name",
        ),
        (
            authority.issue("shop.test"),
            "127.0.0.1",
            "certificate is for another name",
        ),
        (
            authority.issue_until("shop.test", 2001),
            "shop.test",
            "certificate expired",
        ),
        (
            authority.issue_from("shop.test", 2999),
            "shop.test",
            "certificate not valid yet",
        ),
    ] {
        let server = TlsServer::new(&certificate, &BOTH);
        server.check(&ours, host, Err(phrase));
        server.check(&insecure(), host, Ok(Some("2")));
    }
    let server = TlsServer::new(&authority.issue("shop.test"), &BOTH);
    server.check(
        &Http::default(),
        "shop.test",
        Err("certificate not trusted"),
    );
}

#[test]
fn a_server_that_asks_who_we_are_is_told() {
    let authority = Authority::new();
    let certificate = authority.issue("shop.test");
    let config = certificate.server(Some(&authority));
    let ours = authority.issue("client.test");
    let known = Http {
        cert: Some(ours.certificate_file()),
        key: Some(ours.key_file()),
        ..trusting(authority.file())
    };
    for protocols in [&BOTH[..1], &BOTH[1..]] {
        let server = TlsServer::of(config.clone(), protocols);
        let version = (protocols == &BOTH[..1]).then_some("2");
        server.check(&known, "shop.test", Ok(version));
        let unknown = trusting(authority.file());
        server.check(
            &unknown,
            "shop.test",
            Err("target wants a client certificate"),
        );
    }
}

#[test]
fn every_connection_pays_for_a_full_handshake() {
    let authority = Authority::new();
    let server = TlsServer::new(&authority.issue("shop.test"), &BOTH[1..]);
    let http = Http {
        connections: Connections::PerRequest,
        ..trusting(authority.file())
    };
    let made = server.exchanges(&http, "shop.test", 3);
    assert!(
        made.iter()
            .all(|made| made.exchange.tls.is_some() && !made.is_kept)
    );
    let kinds = server.handshakes.lock().unwrap();
    assert_eq!(*kinds, [HandshakeKind::Full; 3]);
}

#[test]
fn what_does_not_speak_tls_is_a_tls_error() {
    let says = |acts: Vec<Act>| {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}/", listener.local_addr().unwrap());
        let patience = patience(std::slice::from_ref(&acts));
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            // A hello is longer than that; what is not read would be answered with a reset.
            drop(std::io::Read::read(&mut stream, &mut [0; 65536]));
            acts.into_iter().try_fold(stream, server::perform)
        });
        let mut request = Request::new("GET", Url::parse(&url).unwrap()).unwrap();
        request.timeout = Some(patience);
        let made = make(&Http::default(), request, 1).remove(0);
        drop(thread.join());
        (made.outcome, made.error.unwrap())
    };
    let no_tls = says(vec![Say("HTTP/1.1 400 Bad Request\r\n\r\n")]);
    assert_eq!(no_tls, (Outcome::TlsError, "target does not speak TLS"));
    let closed = "connection closed during the TLS handshake";
    assert_eq!(says(vec![Close]), (Outcome::TlsError, closed));
    let reset = "connection reset during the TLS handshake";
    assert_eq!(says(vec![Reset]), (Outcome::TlsError, reset));
    let silence = says(vec![Silence]);
    assert_eq!(silence, (Outcome::Timeout, "timed out while connecting"));
}

#[test]
fn files_that_cannot_be_used_are_named_before_any_load() {
    let authority = Authority::new();
    let (one, other) = (authority.issue("a.test"), authority.issue("b.test"));
    let check = |http: Http, words: &str| {
        let error = format!("{:#}", Settings::prepare(&http).unwrap_err());
        assert!(error.contains(words), "{error}");
    };
    check(
        trusting("no/such.pem".into()),
        "cannot read `no/such.pem`: No such file",
    );
    check(
        trusting(one.key_file()),
        "holds no certificate; it must begin with `-----BEGIN",
    );
    let with = |cert: PathBuf, key: PathBuf| Http {
        cert: Some(cert),
        key: Some(key),
        ..Http::default()
    };
    check(
        with(one.certificate_file(), "no/key.pem".into()),
        "cannot read `no/key.pem`",
    );
    check(
        with(one.certificate_file(), one.certificate_file()),
        "holds no private key",
    );
    check(
        with(one.certificate_file(), other.key_file()),
        "do not go together",
    );
}
