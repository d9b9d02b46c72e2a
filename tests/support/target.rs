//! The practice target as a child process.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use crate::tool;

/// A running lt-target on a free port; ends when dropped.
#[derive(Debug)]
pub struct Target {
    child: Child,
    address: String,
}

impl Target {
    /// Starts it and waits until it says where it listens.
    ///
    /// # Panics
    /// It does not.
    pub fn start(args: &[&str]) -> Self {
        let mut command = tool("lt-target");
        command.args(["--listen", "127.0.0.1:0"]).args(args);
        let mut child = command
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().strip_prefix("listening on http://");
        let address = address
            .unwrap_or_else(|| panic!("lt-target said: {line}"))
            .to_owned();
        Self { child, address }
    }

    /// A URL on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it counted: `{"received":N,"answered":{"GET /":{"200":N}}}`.
    ///
    /// # Panics
    /// It does not tell.
    pub fn stats(&self) -> serde_json::Value {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request = "GET /__lt/stats HTTP/1.1\r\nHost: target\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        // One that has ended already is no error.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
