//! A server of one's own on a free port, and a client that says exactly what it is told to.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use clap::Parser;
use lt_web::{Args, Limits, Service, Token};
use tempfile::TempDir;
use tokio::sync::watch;

/// No test waits longer for an answer: then it fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that ends with the test.
pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    end: watch::Sender<u32>,
    thread: Option<JoinHandle<()>>,
    _folder: TempDir,
}

impl Site {
    /// Without a token and with the patience that people get.
    pub(crate) fn open() -> Self {
        Self::start(&[], None, Limits::default())
    }

    pub(crate) fn start(args: &[&str], token: Option<&str>, limits: Limits) -> Self {
        let folder = TempDir::new().unwrap();
        let runs = folder.path().join("runs");
        let named = ["lt-web", "--runs", runs.to_str().unwrap()];
        let args = Args::parse_from(named.iter().chain(args));
        let token = token.map(|token| Token::of(token).unwrap());
        let (end, told) = watch::channel(0);
        let (tell, address) = std::sync::mpsc::sync_channel(1);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                let address = listener.local_addr().unwrap();
                let service = Service::open(&args, token, limits, address).unwrap();
                tell.send(address).unwrap();
                service.serve(listener, told).await;
            });
        });
        Self {
            address: address.recv().unwrap(),
            end,
            thread: Some(thread),
            _folder: folder,
        }
    }

    /// Tells it to end, and waits until it has.
    pub(crate) fn end(&mut self) {
        self.end.send_replace(1);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Asks by the name `localhost`, and takes the whole answer.
    pub(crate) fn ask(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let host = format!("localhost:{}", self.address.port());
        self.ask_as(&host, line, headers, body)
    }

    pub(crate) fn ask_as(
        &self,
        host: &str,
        line: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request = format!("{line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() {
            request += &format!("content-length: {}\r\n", body.len());
        }
        request += "\r\n";
        request += body;
        self.say(&request)
    }

    /// Says these bytes, and takes the answer until the connection ends.
    pub(crate) fn say(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        // A server that refuses need not take all of it: its answer counts.
        drop(stream.write_all(request.as_bytes()));
        Answer::read(&mut stream)
    }

    /// Where a page of this server comes from.
    pub(crate) fn origin(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.end();
        }
    }
}

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        // Where the server closes before it took everything, what it said came first.
        let read = stream.read_to_end(&mut bytes);
        assert!(read.is_ok() || !bytes.is_empty(), "{read:?}");
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self {
            status,
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).first().copied()
    }

    pub(crate) fn headers(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().skip(1);
        let fields = lines.filter_map(|line| line.split_once(": "));
        fields
            .filter(|(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect()
    }

    /// Its sentence, where it is a problem document with all that belongs to one.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        let document: serde_json::Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(document["status"], self.status);
        assert_eq!(document["type"], "about:blank");
        assert!(!document["title"].as_str().unwrap().is_empty());
        document["detail"].as_str().unwrap().to_owned()
    }
}
