//! The least that a client can be: one blocking socket, one request at a time, two readings of the clock.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::bench::Bench;
use crate::bench::cores::Side;

/// Makes `n` requests, numbered from 0 in `x-lt-id`, each due `every` after the one before: their service times in
/// microseconds.
///
/// # Errors
/// The server does not answer with a 200, or Ctrl-C came.
pub(super) fn measure(
    bench: &Bench,
    server: SocketAddr,
    n: u64,
    every: Duration,
) -> anyhow::Result<Vec<f64>> {
    thread::scope(|scope| {
        let client = scope.spawn(|| {
            // A thread of its own: this one stays on the server's core.
            if let Some(cores) = bench.cores {
                cores.pin_this_thread(Side::Client)?;
            }
            converse(bench, server, n, every)
        });
        client
            .join()
            .map_err(|_panic| anyhow::anyhow!("the bare client gave up"))?
    })
}

fn converse(
    bench: &Bench,
    server: SocketAddr,
    n: u64,
    every: Duration,
) -> anyhow::Result<Vec<f64>> {
    let mut stream = TcpStream::connect(server)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let begin = Instant::now();
    let mut times = Vec::new();
    let mut due = Duration::ZERO;
    for id in 0..n {
        if bench.shell.is_stopped() {
            bail!("stopped");
        }
        let request = format!("GET / HTTP/1.1\r\nhost: {server}\r\nx-lt-id: {id}\r\n\r\n");
        thread::sleep(due.saturating_sub(begin.elapsed()));
        let start = Instant::now();
        stream.write_all(request.as_bytes())?;
        read_answer(&mut stream)?;
        times.push(start.elapsed().as_secs_f64() * 1e6);
        due += every;
    }
    Ok(times)
}

/// Reads one answer to its last byte; it has a length, as all of lt-target's have.
fn read_answer(stream: &mut impl Read) -> anyhow::Result<()> {
    let mut buffer = [0; 4096];
    let mut filled = 0;
    loop {
        let n = stream.read(buffer.get_mut(filled..).unwrap_or_default())?;
        if n == 0 {
            bail!("the server closed the connection");
        }
        filled += n;
        if length(&buffer[..filled])? == Some(filled) {
            return Ok(());
        }
    }
}

/// How long the whole answer is; `None` while its head is not there.
fn length(answer: &[u8]) -> anyhow::Result<Option<usize>> {
    let answer = String::from_utf8_lossy(answer);
    let Some((head, _)) = answer.split_once("\r\n\r\n") else {
        return Ok(None);
    };
    if !head.starts_with("HTTP/1.1 200 ") {
        bail!(
            "the server answered with `{}`",
            head.lines().next().unwrap_or_default()
        );
    }
    let body = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    });
    let body: usize = body.context("the answer has no length")?;
    Ok(Some(head.len() + 4 + body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_where_its_head_says() {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n";
        assert_eq!(length(head.as_bytes()).unwrap(), Some(head.len() + 3));
        assert_eq!(length(b"HTTP/1.1 200 OK\r\n").unwrap(), None);
        assert!(length(b"HTTP/1.1 500 Oh\r\n\r\n").is_err());
        assert!(length(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
        let mut whole = [head.as_bytes(), b"abc"].concat();
        assert!(read_answer(&mut whole.as_slice()).is_ok());
        whole.pop();
        assert!(read_answer(&mut whole.as_slice()).is_err());
    }
}
