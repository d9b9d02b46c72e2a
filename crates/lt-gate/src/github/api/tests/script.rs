//! A server that answers what it was told, whatever it is asked.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A running server; each connection gets the next answer.
pub(super) struct Script {
    pub(super) port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

/// What a connection gets.
pub(super) enum Line {
    /// These bytes, and an end.
    Says(String),
    /// These bytes, and then nothing.
    Holds(String),
    /// The first, and then the second without end.
    Repeats(String, String),
}

impl Script {
    pub(super) fn of(lines: impl IntoIterator<Item = Line> + Send + 'static) -> Self {
        Self::listening(lines, None)
    }

    pub(super) fn encrypted(
        lines: impl IntoIterator<Item = Line> + Send + 'static,
        config: ServerConfig,
    ) -> Self {
        Self::listening(lines, Some(Arc::new(config)))
    }

    fn listening(
        lines: impl IntoIterator<Item = Line> + Send + 'static,
        config: Option<Arc<ServerConfig>>,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let heard = Arc::clone(&asked);
        std::thread::spawn(move || {
            let mut held = Vec::new();
            for line in lines {
                let (stream, _) = listener.accept().unwrap();
                held.push(stream.try_clone().unwrap());
                match &config {
                    None => play(stream, &line, &heard),
                    Some(config) => {
                        let session = ServerConnection::new(Arc::clone(config)).unwrap();
                        play(StreamOwned::new(session, stream), &line, &heard);
                    }
                }
                if !matches!(line, Line::Holds(_)) {
                    held.pop();
                }
            }
        });
        Self { port, asked }
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Every request until now, as it came.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// An answer with this status, these headers and this body.
pub(super) fn says(status: u16, headers: &str, body: &str) -> Line {
    let length = body.len();
    Line::Says(format!(
        "HTTP/1.1 {status} x\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    ))
}

/// A client that goes away is no failure of a test that wants it to.
fn play(mut stream: impl Read + Write, line: &Line, heard: &Mutex<Vec<String>>) {
    let Some(request) = read(&mut stream) else {
        return;
    };
    heard.lock().unwrap().push(request);
    match line {
        Line::Says(bytes) | Line::Holds(bytes) => {
            drop(stream.write_all(bytes.as_bytes()));
            drop(stream.flush());
        }
        Line::Repeats(first, more) => {
            drop(stream.write_all(first.as_bytes()));
            while stream.write_all(more.as_bytes()).is_ok() {}
        }
    }
}

/// Head and body of a request; `None` where the client left.
fn read(stream: &mut impl Read) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut some = [0; 4096];
        let n = stream.read(&mut some).ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&some[..n]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
            return Some(text);
        }
    }
}
