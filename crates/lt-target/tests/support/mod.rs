//! A target on a free port, and a client that hides nothing of HTTP.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on shall say where"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use lt_target::{Faults, Profile, Target};
use tokio::sync::oneshot;

/// Serves until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(profile: Profile, faults: Faults) -> Self {
        Self::start_recording(profile, faults, 0)
    }

    pub(crate) fn start_recording(profile: Profile, faults: Faults, n_times: usize) -> Self {
        let (end, ended) = oneshot::channel::<()>();
        let (tell, told) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                let listener = lt_target::listen(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let target = Target::new(profile, faults, 1).recording(n_times);
                lt_target::serve(listener, target, async { drop(ended.await) }).await;
            });
        });
        Self {
            address: told.blocking_recv().unwrap(),
            end: Some(end),
            thread: Some(thread),
        }
    }

    pub(crate) fn connect(&self) -> Client {
        let stream = TcpStream::connect(self.address).unwrap();
        // A hung test shall fail, not hang.
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        Client(BufReader::new(stream))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

/// One connection.
pub(crate) struct Client(BufReader<TcpStream>);

impl Client {
    pub(crate) fn ask(&mut self, method: &str, path: &str) -> Reply {
        self.send(&format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n"
        ))
    }

    pub(crate) fn post(&mut self, path: &str, body: &str) -> Reply {
        let length = body.len();
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
    }

    /// A request with one more header line and no body.
    pub(crate) fn ask_with(&mut self, method: &str, path: &str, header: &str) -> Reply {
        self.send(&format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\n{header}\r\ncontent-length: 0\r\n\r\n"
        ))
    }

    pub(crate) fn send(&mut self, request: &str) -> Reply {
        self.0.get_mut().write_all(request.as_bytes()).unwrap();
        let status_line = self.line();
        let status = status_line.split(' ').nth(1).unwrap().parse().unwrap();
        let mut reply = Reply {
            status,
            headers: Vec::new(),
            body: String::new(),
        };
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(": ") else {
                break;
            };
            reply.headers.push((name.to_owned(), value.to_owned()));
        }
        // A 204 tells no length.
        let length = reply.header("content-length").unwrap_or("0");
        let mut body = vec![0; length.parse().unwrap()];
        self.0.read_exact(&mut body).unwrap();
        reply.body = String::from_utf8_lossy(&body).into_owned();
        reply
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(known, _)| known == name)?;
        Some(value)
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}
