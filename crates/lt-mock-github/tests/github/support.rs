//! An imitation with two pull requests, and a client that hides nothing of HTTP.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on shall say where"
)]

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use lt_mock_github::{Comment, Fault, MockGitHub, Pull, WRITE_TOKEN, What};
use serde_json::{Value, json};

/// The path of comments on pull request 7.
pub(crate) const COMMENTS: &str = "/repos/acme/shop/issues/7/comments";

/// An imitation with pull requests 7, of the repository itself, and 9, of a fork.
pub(crate) fn github() -> MockGitHub {
    let github = MockGitHub::start();
    github.state().pulls = vec![
        pull(7, "acme/shop", "faster"),
        pull(9, "visitor/shop", "fix/typo"),
    ];
    github
}

pub(crate) fn pull(number: u64, repository: &str, branch: &str) -> Pull {
    Pull {
        number,
        head_repository: repository.to_owned(),
        head_branch: branch.to_owned(),
        head_sha: format!("{number:x}").repeat(40),
        base_branch: "main".to_owned(),
        is_open: true,
    }
}

pub(crate) fn comment(id: u64, login: &str, body: &str) -> Comment {
    Comment {
        id,
        pull: 7,
        login: login.to_owned(),
        body: body.to_owned(),
    }
}

/// A fault for the next request, whatever it is.
pub(crate) fn next(what: What) -> Fault {
    Fault {
        method: String::new(),
        path: String::new(),
        times: 1,
        what,
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut values = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        values.next().map(|(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The addresses of the `Link` header, each behind its relation.
    pub(crate) fn links(&self) -> Vec<(&str, &str)> {
        let links = self.header("link").unwrap_or_default().split(", ");
        let parts = links.filter_map(|link| link.split_once(">; "));
        parts
            .map(|(url, rel)| {
                let rel = rel.strip_prefix("rel=\"").unwrap();
                (rel.trim_end_matches('"'), &url[1..])
            })
            .collect()
    }

    /// The address of a page, where there is a link to it.
    pub(crate) fn link(&self, rel: &str) -> Option<&str> {
        let links = self.links();
        links.iter().find(|link| link.0 == rel).map(|link| link.1)
    }
}

/// Asks with the token that may do everything.
pub(crate) fn get(github: &MockGitHub, path: &str) -> Reply {
    send(github, "GET", path, Some(WRITE_TOKEN), "").unwrap()
}

/// Does something with the token that may do everything.
pub(crate) fn act(github: &MockGitHub, method: &str, path: &str, body: &Value) -> Reply {
    send(github, method, path, Some(WRITE_TOKEN), &body.to_string()).unwrap()
}

/// Sends a request on a connection of its own.
pub(crate) fn send(
    github: &MockGitHub,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: &str,
) -> io::Result<Reply> {
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n"));
    let headers = format!("user-agent: test\r\n{}", token.unwrap_or_default());
    exchange(&mut connect(github), method, path, &headers, body)
}

/// Sends a comment and waits until it has come, not until it is answered.
pub(crate) fn begin(github: &MockGitHub) -> TcpStream {
    let mut stream = connect(github);
    let body = json!({"body": "x"}).to_string();
    let request = format!(
        "POST {COMMENTS} HTTP/1.1\r\nhost: mock\r\nuser-agent: test\r\nauthorization: Bearer {WRITE_TOKEN}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len(),
    );
    stream.write_all(request.as_bytes()).unwrap();
    while github.state().seen.is_empty() {
        std::thread::yield_now();
    }
    stream
}

pub(crate) fn connect(github: &MockGitHub) -> TcpStream {
    let url = github.url();
    let stream = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    // A hung test shall fail, not hang.
    let patience = Some(Duration::from_secs(30));
    stream.set_read_timeout(patience).unwrap();
    stream
}

/// Writes a request with these header lines, and reads until the connection ends.
pub(crate) fn exchange(
    stream: &mut TcpStream,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> io::Result<Reply> {
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: mock\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        return Err(io::ErrorKind::UnexpectedEof.into());
    };
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Ok(Reply {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}
