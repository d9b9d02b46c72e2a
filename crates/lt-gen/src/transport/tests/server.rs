//! A server that says exactly what a test wants, byte for byte, on loopback.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use lt_scenario::Url;

/// What the server does in answer to a request.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    /// Sends this.
    Say(&'static str),
    /// Sends this one byte at a time.
    Trickle(&'static str),
    /// Sends this over and over until the client gives up.
    Repeat(&'static str),
    /// Reads until the client closes.
    Drain,
    /// Closes.
    Close,
    /// Closes with a reset.
    Reset,
    /// Stays silent until the client gives up.
    Silence,
}

/// Answers requests by turns, on whichever connection each one comes.
pub(super) struct Server {
    port: u16,
    heads: Receiver<String>,
    finish: Sender<()>,
    thread: JoinHandle<()>,
}

impl Server {
    pub(super) fn start(turns: Vec<Vec<Act>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (told, heads) = channel();
        let (finish, finished) = channel();
        let thread = std::thread::spawn(move || {
            let mut open: Option<TcpStream> = None;
            for acts in turns {
                let (stream, head) = next_request(open.take(), &listener);
                open = acts.into_iter().try_fold(stream, perform);
                // Nobody may want to know.
                drop(told.send(head));
            }
            // Whether a connection is kept must not depend on how soon the server is gone.
            let (Ok(()) | Err(_)) = finished.recv();
        });
        Self { port, heads, finish, thread }
    }

    pub(super) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://127.0.0.1:{}{path}", self.port)).unwrap()
    }

    /// Waits for the end of the next turn; the head of its request.
    pub(super) fn next_head(&self) -> String {
        self.heads.recv().unwrap()
    }

    /// Waits until every turn was taken; nobody listens on the port any more.
    pub(super) fn join(self) {
        drop(self.finish);
        self.thread.join().unwrap();
    }
}

/// The stream on which the next request comes, and the request's head.
fn next_request(open: Option<TcpStream>, listener: &TcpListener) -> (TcpStream, String) {
    if let Some(mut stream) = open
        && let Some(head) = read_head(&mut stream)
    {
        return (stream, head);
    }
    let (mut stream, _) = listener.accept().unwrap();
    stream.set_nodelay(true).unwrap();
    let head = read_head(&mut stream).unwrap();
    (stream, head)
}

/// The stream, unless it ended.
pub(super) fn perform(mut stream: TcpStream, act: Act) -> Option<TcpStream> {
    let is_said = match act {
        Act::Say(text) => stream.write_all(text.as_bytes()).is_ok(),
        Act::Trickle(text) => text.bytes().all(|byte| stream.write_all(&[byte]).is_ok()),
        Act::Repeat(text) => {
            let many = text.repeat(4096 / text.len() + 1);
            while stream.write_all(many.as_bytes()).is_ok() {}
            false
        }
        Act::Drain => {
            while stream.read(&mut [0; 65536]).is_ok_and(|n| n > 0) {}
            false
        }
        Act::Close => false,
        Act::Reset => {
            rustix::net::sockopt::set_socket_linger(&stream, Some(Duration::ZERO)).unwrap();
            false
        }
        Act::Silence => {
            drop(stream.read(&mut [0; 1]));
            false
        }
    };
    is_said.then_some(stream)
}

/// Reads up to the blank line; nothing where the client closed.
fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return None,
        }
    }
    Some(String::from_utf8(head).unwrap())
}
