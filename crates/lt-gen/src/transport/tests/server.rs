//! A server that says exactly what a test wants, byte for byte, on loopback.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
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
    /// Sends this over and over until the client has had enough.
    Repeat(&'static str),
    /// Sends this over and over until the client's time is out.
    Forever(&'static str),
    /// Reads until the client closes.
    Drain,
    /// Waits until the test says so.
    Await,
    /// Closes.
    Close,
    /// Closes with a reset.
    Reset,
    /// Reads until the client's time is out.
    Silence,
}

/// How long a client waits for such answers: where the test is about its patience, not long.
pub(super) fn patience(turns: &[Vec<Act>]) -> Duration {
    let is_tried = |act: &Act| matches!(act, Act::Silence | Act::Forever(_));
    if turns.iter().flatten().any(is_tried) {
        Duration::from_millis(400)
    } else {
        Duration::from_secs(20)
    }
}

/// Answers requests by turns, on whichever connection each one comes.
pub(super) struct Server {
    port: u16,
    heads: Receiver<String>,
    go_on: SyncSender<()>,
    thread: JoinHandle<()>,
}

impl Server {
    pub(super) fn start(turns: Vec<Vec<Act>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (told, heads) = sync_channel(100);
        let (go_on, signal) = sync_channel(1);
        let thread = std::thread::spawn(move || {
            let mut open: Option<TcpStream> = None;
            for acts in turns {
                let (stream, head) = next_request(open.take(), &listener);
                open = acts.into_iter().try_fold(stream, |stream, act| match act {
                    Act::Await => signal.recv().map(|()| stream).ok(),
                    act => perform(stream, act),
                });
                // Nobody may want to know.
                drop(told.send(head));
            }
            // Whether a connection is kept must not depend on how soon the server is gone.
            let (Ok(()) | Err(_)) = signal.recv();
        });
        Self {
            port,
            heads,
            go_on,
            thread,
        }
    }

    pub(super) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://127.0.0.1:{}{path}", self.port)).unwrap()
    }

    /// Ends a wait.
    pub(super) fn go_on(&self) {
        self.go_on.send(()).unwrap();
    }

    /// Waits for the end of the next turn; the head of its request.
    pub(super) fn next_head(&self) -> String {
        self.heads.recv().unwrap()
    }

    /// Waits until every turn was taken; nobody listens on the port any more.
    pub(super) fn join(self) {
        drop(self.go_on);
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
        Act::Repeat(text) | Act::Forever(text) => {
            let many = text.repeat(4096 / text.len() + 1);
            while stream.write_all(many.as_bytes()).is_ok() {}
            false
        }
        Act::Await => true,
        Act::Drain | Act::Silence => {
            while stream.read(&mut [0; 65536]).is_ok_and(|n| n > 0) {}
            false
        }
        Act::Close => false,
        Act::Reset => {
            rustix::net::sockopt::set_socket_linger(&stream, Some(Duration::ZERO)).unwrap();
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
