//! Services, played by a small one that answers as `docs/baselines.md` says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::crypto::aws_lc_rs;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

use crate::support::{Desk, fail, succeed, text};

/// What was asked: the first line, the token, the body.
type Asked = (String, Option<String>, Vec<u8>);
type Answer = (u16, String);
type Asking = Arc<Mutex<Vec<Asked>>>;

/// Answers every request as it is told to, and notes what was asked.
struct Fake {
    port: u16,
    asked: Asking,
}

impl Fake {
    fn new(answer: impl Fn(&Asked) -> Answer + Send + 'static) -> Self {
        Self::listening(answer, |stream, one| one(&mut { stream }))
    }

    fn listening(
        answer: impl Fn(&Asked) -> Answer + Send + 'static,
        wrap: impl Fn(TcpStream, &mut dyn FnMut(&mut dyn ReadWrite)) + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Asking::default();
        let notes = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming() {
                wrap(stream.unwrap(), &mut |stream| {
                    let Some(asked) = read(stream) else { return };
                    let (status, body) = answer(&asked);
                    notes.lock().unwrap().push(asked);
                    let head = format!(
                        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n",
                        body.len()
                    );
                    // Whoever has heard enough goes away.
                    stream.write_all(head.as_bytes()).ok();
                    stream.write_all(body.as_bytes()).ok();
                    stream.flush().ok();
                });
            }
        });
        Self { port, asked }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn last(&self) -> Asked {
        self.asked.lock().unwrap().last().unwrap().clone()
    }
}

trait ReadWrite: Read + Write {}
impl<T: Read + Write> ReadWrite for T {}

fn read(stream: &mut dyn ReadWrite) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let (mut token, mut length) = (None, 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end().split_once(": ") {
            None => break,
            Some((name, value)) if name.eq_ignore_ascii_case("authorization") => {
                token = Some(value.to_owned());
            }
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().unwrap();
            }
            Some(_) => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((
        first.trim_end().trim_end_matches(" HTTP/1.1").to_owned(),
        token,
        body,
    ))
}

/// A service with a memory, whose pages have one row.
fn keeper() -> impl Fn(&Asked) -> Answer + Send + 'static {
    let kept: Mutex<Vec<(Value, bool)>> = Mutex::default();
    move |(line, _, body)| {
        let mut kept = kept.lock().unwrap();
        let row = |(baseline, pinned): &(Value, bool)| json!({"id": baseline["id"], "name": baseline["name"], "created_us": 1, "pinned": pinned, "bytes": 9});
        let (method, path) = line.split_once(' ').unwrap();
        match (method, path.strip_prefix("/api/load-test/baselines")) {
            ("POST", None) => {
                let body: Value = serde_json::from_slice(body).unwrap();
                assert_eq!(body["baseline_name"], body["baseline"]["name"]);
                let one = (body["baseline"].clone(), false);
                let answer = row(&one).to_string();
                kept.push(one);
                (201, answer)
            }
            ("GET", Some(query)) if query.starts_with('?') => {
                assert!(query.starts_with("?limit=200"));
                let at: usize = query
                    .split_once("after=p")
                    .map_or(0, |(_, at)| at.parse().unwrap());
                let page: Vec<Value> = kept.iter().skip(at).take(1).map(row).collect();
                let next = (at + 1 < kept.len()).then(|| format!("p{}", at + 1));
                (200, json!({"baselines": page, "next": next}).to_string())
            }
            ("POST", Some(path)) => {
                assert!(path.ends_with("/promote"));
                let body: Value = serde_json::from_slice(body).unwrap();
                let mut promoted = kept[0].0.clone();
                promoted["name"] = body["baseline_name"].clone();
                (201, row(&(promoted, true)).to_string())
            }
            (method, Some(path)) => {
                let which = path.trim_start_matches('/');
                let at = kept
                    .iter()
                    .position(|(one, _)| one["id"] == which || one["name"] == which);
                match (method, at) {
                    (_, None) => (404, json!({"title": "no such baseline"}).to_string()),
                    ("DELETE", Some(at)) => {
                        kept.remove(at);
                        (204, String::new())
                    }
                    (_, Some(at)) => (200, kept[at].0.to_string()),
                }
            }
            _ => (405, String::new()),
        }
    }
}

#[test]
fn a_service_keeps_lists_shows_promotes_and_removes() {
    let desk = Desk::new();
    let fake = Fake::new(keeper());
    let url = fake.url();
    for n in 0..3 {
        succeed(&mut desk.save("", &url, n));
    }
    assert_eq!(desk.list("", &url), ["main"; 3]);
    let shown = succeed(&mut desk.gate("", &["export", "main", "--store", &url]));
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    let id = shown["id"].as_str().unwrap();
    let said = succeed(&mut desk.gate("", &["promote", id, "v1", "--store", &url]));
    assert!(text(&said.stdout).ends_with(" as v1\n"));
    assert_eq!(
        fake.last().0,
        format!("POST /api/load-test/baselines/{id}/promote")
    );
    succeed(&mut desk.gate("", &["remove", id, "--store", &url]));
    fail(
        &mut desk.gate("", &["remove", id, "--store", &url]),
        6,
        "there is no baseline",
    );
    fail(
        &mut desk.gate("", &["show", "nobody", "--store", &url]),
        6,
        "there is no baseline",
    );
    succeed(&mut desk.gate("", &["prune", "--keep", "1", "--store", &url]));
    assert_eq!(desk.list("", &url), ["main"]);
}

#[test]
fn the_token_comes_from_the_environment_and_a_refusal_names_it() {
    let desk = Desk::new();
    let fake = Fake::new(|(_, token, _)| match token.as_deref() {
        Some("Bearer s3cret") => (200, json!({"baselines": []}).to_string()),
        _ => (401, String::new()),
    });
    let list = ["list", "--store", &fake.url()];
    fail(
        &mut desk.gate("", &list),
        1,
        "set LT_STORE_TOKEN to a token that it accepts",
    );
    succeed(desk.gate("", &list).env("LT_STORE_TOKEN", "s3cret"));
    fail(
        desk.gate("", &list).env("LT_STORE_TOKEN", "a\nb"),
        2,
        "no header can carry",
    );
}

#[test]
fn strange_answers_are_refused_in_a_sentence() {
    let desk = Desk::new();
    for (status, body, said) in [
        (
            200,
            "<html>".to_owned(),
            "not what `lt-gate serve` would say",
        ),
        (500, "\x1b[31mboom".to_owned(), "answers 500"),
        (302, String::new(), "answers 302"),
        (
            422,
            json!({"title": "a", "detail": "b\x1b[31m"}).to_string(),
            "answers 422 Unprocessable Entity: b\u{fffd}[31m",
        ),
        (
            200,
            json!({"baselines": [], "next": "again"}).to_string(),
            "never ends its list",
        ),
        (200, " ".repeat(65 << 20), "length limit exceeded"),
    ] {
        let fake = Fake::new(move |_| (status, body.clone()));
        fail(
            &mut desk.gate("", &["list", "--store", &fake.url()]),
            1,
            said,
        );
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    fail(
        &mut desk.gate("", &["list", "--store", &closed]),
        1,
        "cannot list",
    );
}

#[test]
fn an_answer_with_another_run_or_a_changed_one_is_refused() {
    let desk = Desk::new();
    succeed(&mut desk.save("", "kept", 1));
    let whole = text(&succeed(&mut desk.gate("", &["export", "main", "--store", "kept"])).stdout);
    for (body, said) in [
        (
            whole.replace("\"requests\":10", "\"requests\":11"),
            "the service's answer",
        ),
        (whole.clone(), "answers with another one"),
    ] {
        let fake = Fake::new(move |_| (200, body.clone()));
        fail(
            &mut desk.gate("", &["show", "other", "--store", &fake.url()]),
            1,
            said,
        );
    }
}

#[test]
fn what_is_kept_does_not_travel_in_the_clear() {
    let desk = Desk::new();
    fail(
        &mut desk.gate("", &["list", "--store", "http://192.0.2.1:1"]),
        2,
        "is not encrypted and on another machine",
    );
    fail(
        &mut desk.gate("", &["list", "--store", "http://user:word@127.0.0.1:1"]),
        2,
        "belongs into LT_STORE_TOKEN",
    );
    fail(
        &mut desk.gate("", &["list", "--store", "http://"]),
        2,
        "http://",
    );
}

#[test]
fn https_asks_only_whom_the_system_trusts() {
    let desk = Desk::new();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![made.cert.der().clone()],
            made.signing_key.serialize_der().try_into().unwrap(),
        )
        .unwrap();
    let config = Arc::new(config);
    let fake = Fake::listening(
        |_| (200, json!({"baselines": []}).to_string()),
        move |stream, one| {
            let session = ServerConnection::new(Arc::clone(&config)).unwrap();
            one(&mut StreamOwned::new(session, stream));
        },
    );
    std::fs::write(desk.path("trusted.pem"), made.cert.pem()).unwrap();
    let url = format!("https://localhost:{}", fake.port);
    let list = ["list", "--store", &url];
    succeed(
        desk.gate("", &list)
            .env("SSL_CERT_FILE", desk.path("trusted.pem")),
    );
    fail(&mut desk.gate("", &list), 1, "the TLS handshake failed");
}
