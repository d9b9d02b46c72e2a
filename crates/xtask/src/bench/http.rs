//! One question to a server on this machine, over a connection of its own.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, bail};

/// The body of the answer to `GET path`.
///
/// # Errors
/// There is no answer within ten seconds, or one that is not 200.
pub(super) fn get(server: SocketAddr, path: &str) -> anyhow::Result<String> {
    ask("GET", server, path, "")
}

/// The body of the answer to `POST path`.
///
/// # Errors
/// There is no answer within ten seconds, or one that is not 200.
pub(super) fn post(server: SocketAddr, path: &str) -> anyhow::Result<String> {
    ask("POST", server, path, "")
}

/// The body of the answer to `POST path` with JSON.
///
/// # Errors
/// There is no answer within ten seconds, or one that is not 200.
pub(super) fn post_json(server: SocketAddr, path: &str, json: &str) -> anyhow::Result<String> {
    ask("POST", server, path, json)
}

fn ask(method: &str, server: SocketAddr, path: &str, json: &str) -> anyhow::Result<String> {
    let answer = exchange(method, server, path, json);
    let answer = answer.with_context(|| format!("the server at `{server}` gave no answer"))?;
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        bail!("the server at `{server}` gave no whole answer to `{path}`");
    };
    // `HTTP/1.0 200 OK` or `HTTP/1.1 200 OK`.
    if head.split(' ').nth(1) != Some("200") {
        let status = head.lines().next().unwrap_or_default();
        bail!("`{path}` was answered with `{status}`");
    }
    Ok(body.to_owned())
}

fn exchange(method: &str, server: SocketAddr, path: &str, json: &str) -> anyhow::Result<String> {
    let timeout = Duration::from_secs(10);
    let mut stream = TcpStream::connect_timeout(&server, timeout)?;
    stream.set_read_timeout(Some(timeout))?;
    // HTTP/1.0 asks for an answer in one piece that ends with the connection.
    write!(
        stream,
        "{method} {path} HTTP/1.0\r\nhost: {server}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{json}",
        json.len()
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
