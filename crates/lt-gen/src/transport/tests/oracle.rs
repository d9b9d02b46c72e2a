//! hyper as the oracle of our own client: the same bytes of a server, in the same pieces, become the same.
//!
//! Where the two differ on purpose:
//! - hyper waits for an answer's end before it says that bytes came after it, we say so with the answer: what is compared
//!   is whether the connection can be used once all bytes have come.
//! - empty lines in front of a head: hyper takes them for the end of one and looks again at what came, we skip them, so
//!   that it sooner finds out about garbage behind them, and we never read the same line twice. No test here sends any.
//! - phrases: hyper does not tell a head that is too large from one that is no HTTP.

use std::time::Duration;

use bytes::Bytes;
use lt_scenario::Url;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::*;
use crate::transport::lean::{Answer, Asked, Memory, Progress};
use crate::transport::prepared::{Message, Parts};

/// What a server sends, and how.
#[derive(Clone)]
struct Sent {
    pieces: Vec<Vec<u8>>,
    is_head: bool,
    /// Whether it closes after the last piece.
    closes: bool,
}

impl std::fmt::Debug for Sent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let pieces = self
            .pieces
            .iter()
            .map(|piece| piece.escape_ascii().to_string());
        let Self {
            is_head, closes, ..
        } = self;
        write!(
            f,
            "{:?}, is_head {is_head}, closes {closes}",
            pieces.collect::<Vec<_>>()
        )
    }
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
struct Became {
    class: Class,
    status: Option<u16>,
    received: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Complete; whether the connection can be used again, where the server did not close it.
    Answered { is_reusable: bool },
    /// A failure, with its phrase.
    Broken(&'static str),
    /// More has to come.
    Waiting,
}

fn ours(sent: &Sent, memory: &mut Memory) -> Became {
    let mut answer = Answer::new(asked(sent.is_head));
    let mut received = 0;
    let mut class = Class::Waiting;
    let mut pieces = sent.pieces.iter();
    for piece in pieces.by_ref() {
        class = match answer.take(piece, memory, &mut received) {
            Ok(Progress::Complete { reusable }) => Class::Answered {
                is_reusable: reusable,
            },
            Ok(_) => continue,
            Err(failure) => Class::Broken(failure.phrase),
        };
        break;
    }
    if let Class::Answered { is_reusable } = &mut class {
        *is_reusable &= pieces.next().is_none() && !sent.closes;
    }
    if class == Class::Waiting && sent.closes {
        class = match answer.close() {
            Ok(()) => Class::Answered { is_reusable: false },
            Err(failure) => Class::Broken(failure.phrase),
        };
    }
    Became {
        class,
        status: answer.status(),
        received,
    }
}

fn asked(is_head: bool) -> Asked {
    Asked {
        number: 0,
        is_head,
        follows: false,
        wants: Wants::default(),
    }
}

fn hypers(sent: &Sent) -> Became {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build_local(Default::default())
        .unwrap();
    runtime.block_on(async {
        let (near, far) = tokio::io::duplex(1 << 20);
        let server = tokio::task::spawn_local(serve(far, sent.clone()));
        let mut connection = http1::Connection::new(near).await.unwrap();
        let (message, asked) = (message(sent.is_head), asked(sent.is_head));
        let clock = Clock::begins_in(Duration::ZERO);
        let mut exchange = Exchange::default();
        // On a stopped clock, time is out as soon as nobody has anything left to do.
        let wait = Duration::from_secs(1);
        let sending = connection.exchange(&clock, &message, asked, &mut exchange);
        let class = match tokio::time::timeout(wait, sending).await {
            Err(_) => Class::Waiting,
            Ok(Err(broken)) => Class::Broken(broken.into_failure().phrase),
            Ok(Ok(answered)) => {
                let far = server.await.unwrap();
                let mut again = Exchange::default();
                let sending = connection.exchange(&clock, &message, asked, &mut again);
                let is_open = tokio::time::timeout(wait, sending).await.is_err();
                drop(far);
                Class::Answered {
                    is_reusable: answered.reusable && is_open,
                }
            }
        };
        Became {
            class,
            status: exchange.status,
            received: exchange.received,
        }
    })
}

/// Sends the pieces one by one, each when the one before was read; the stream, unless it is closed.
async fn serve(mut stream: DuplexStream, sent: Sent) -> Option<DuplexStream> {
    // What comes before the request is no answer to it.
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        stream.read_buf(&mut request).await.unwrap();
    }
    for piece in &sent.pieces {
        if stream.write_all(piece).await.is_err() {
            break;
        }
        for _ in 0..8 {
            tokio::task::yield_now().await;
        }
    }
    (!sent.closes).then_some(stream)
}

fn message(is_head: bool) -> Message {
    let url = Url::parse("http://h/").unwrap();
    let parts = Parts {
        method: if is_head { "HEAD" } else { "GET" }.to_owned(),
        headers: Vec::new(),
        body: Bytes::new(),
        url: url.clone(),
    };
    let http = speaking(Http1Client::Hyper);
    Message::new(Arc::new(parts), Arc::new(Origin::of(&url)), &http, None).unwrap()
}

fn status_lines() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => Just("HTTP/1.1 200 OK".to_owned()),
        1 => Just("HTTP/1.0 200 OK".to_owned()),
        3 => select(&[
            "HTTP/1.1 204 No Content",
            "HTTP/1.1 304 Not Modified",
            "HTTP/1.1 404",
            "HTTP/1.1 101 Switching Protocols",
            "HTTP/1.1 302 Found",
            "HTTP/1.1 999 ",
            "HTTP/2 200 OK",
            "HTTP/1.1 099 x",
            "HTTP/1.1 500 caf\u{e9}",
        ]).prop_map(str::to_owned),
    ]
}

fn fields() -> impl Strategy<Value = String> {
    let known = select(&[
        "Content-Length: 5",
        "Content-Length: 5",
        "Content-Length: 5",
        "content-length: 5, 5",
        "Content-Length: 0",
        "Content-Length: 5,",
        "Content-Length: -5",
        "Content-Length: 05",
        "Content-Length:\t5 ",
        "Content-Length: 18446744073709551613",
        "Content-Length: 18446744073709551614",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: Chunked ",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: ",
        "Connection: close",
        "Connection: keep-alive",
        "Connection: x , CLOSE",
        "Connection: keep-alive, close",
        "Connection: clos\u{e9}",
        "Server: nginx",
        "Date: Sat, 21 Nov 2026 15:23:17 GMT",
        "X: a\u{e9}\tb",
        "X:",
        "Trailer: A",
        "X : a",
        " folded",
        "Upgrade: h2c",
    ])
    .prop_map(str::to_owned);
    prop_oneof![12 => known, 1 => "[A-Za-z-]{1,9}: [ -~]{0,9}"]
}

fn bodies() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(&["", "hello", "hell", "hello!", "0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"])
            .prop_map(str::to_owned),
        4 => (vec(chunks(), 0..4), last_chunks()).prop_map(|(chunks, last)| chunks.concat() + last),
    ]
}

fn chunks() -> impl Strategy<Value = String> {
    let extension = select(&["", "", "", ";x", " ;a=\"b\"", "\t", "; x", ";"]);
    (extension, "[ -~]{1,20}")
        .prop_map(|(extension, data)| format!("{:x}{extension}\r\n{data}\r\n", data.len()))
}

fn last_chunks() -> impl Strategy<Value = &'static str> {
    select(&[
        "0\r\n\r\n",
        "0\r\n\r\n",
        "0\r\n\r\n",
        "000;x\r\n\r\n",
        "0\r\nA: b\r\n\r\n",
        "0\r\nA: b\r\nC: d\r\n\r\n",
        "0\r\nA\r\n\r\n",
        "0\r\nA: b\n\r\n\r\n",
        "0\r\n: b\r\n\r\n",
        "0\n\n",
        "",
        "fffffffffffffffff\r\n",
        "7fffffffffffffff\r\nx",
    ])
}

fn heads() -> impl Strategy<Value = String> {
    let line_end = prop_oneof![9 => Just("\r\n"), 1 => Just("\n")];
    (status_lines(), vec(fields(), 0..5), line_end).prop_map(|(status, fields, end)| {
        let lines: Vec<String> = [vec![status], fields].concat();
        lines.join(end) + end + end
    })
}

/// Answers whose body ends where their fields say.
fn sound() -> impl Strategy<Value = String> {
    let harmless = select(&[
        "Server: nginx",
        "Date: today",
        "X:",
        "Connection: keep-alive",
    ]);
    let sized = "[ -~]{0,30}".prop_map(|body| (format!("Content-Length: {}", body.len()), body));
    let chunked = (vec(chunks(), 0..4), prop::bool::ANY).prop_map(|(chunks, has_trailer)| {
        let last = if has_trailer {
            "0\r\nA: b\r\n\r\n"
        } else {
            "0\r\n\r\n"
        };
        (
            "transfer-encoding: chunked".to_owned(),
            chunks.concat() + last,
        )
    });
    (vec(harmless, 0..4), prop_oneof![sized, chunked]).prop_map(|(fields, (framing, body))| {
        let fields: String = fields.iter().map(|field| format!("{field}\r\n")).collect();
        format!("HTTP/1.1 200 OK\r\n{fields}{framing}\r\n\r\n{body}")
    })
}

fn answers() -> impl Strategy<Value = String> {
    let wild = (heads(), bodies()).prop_map(|(head, body)| head + &body);
    prop_oneof![sound(), wild]
}

fn interim() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        6 => Just(""),
        1 => Just("HTTP/1.1 100 Continue\r\n\r\n"),
        1 => Just("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\nContent-Length: x\r\n\r\n"),
    ]
}

/// Changes one byte, leaves it out, or puts another before it.
type Mutation = (Index, u8, u8);

fn mutate(bytes: &mut Vec<u8>, (at, kind, byte): &Mutation) {
    if bytes.is_empty() {
        return;
    }
    let at = at.index(bytes.len());
    match kind % 3 {
        0 => bytes[at] = *byte,
        1 => drop(bytes.remove(at)),
        _ => bytes.insert(at, *byte),
    }
}

fn bytes_of_http() -> impl Strategy<Value = u8> {
    prop_oneof![select(b"\r\n :;,0159afAF-\t\0".to_vec()), any::<u8>()]
}

prop_compose! {
    fn sent()(
        interim in interim(),
        answer in answers(),
        mutations in prop_oneof![
            3 => Just(Vec::new()),
            2 => vec((any::<Index>(), any::<u8>(), bytes_of_http()), 1..3),
        ],
        end in prop_oneof![6 => Just(None), 1 => any::<Index>().prop_map(Some)],
        cuts in vec(any::<Index>(), 0..4),
        is_head in prop::bool::weighted(0.1),
        closes in prop::bool::weighted(0.3),
    ) -> Sent {
        // Characters beyond ASCII become single bytes, as in Latin-1.
        let text = format!("{interim}{answer}");
        let mut bytes: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap()).collect();
        mutations.iter().for_each(|mutation| mutate(&mut bytes, mutation));
        if let Some(end) = end {
            bytes.truncate(end.index(bytes.len() + 1));
        }
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        cuts.dedup();
        let pieces = cuts.windows(2).map(|cut| bytes[cut[0]..cut[1]].to_vec()).collect();
        Sent { pieces, is_head, closes }
    }
}

fn has_empty_lines(bytes: &[u8]) -> bool {
    let stripped: Vec<u8> = bytes
        .iter()
        .copied()
        .filter(|byte| *byte != b'\r')
        .collect();
    matches!(bytes.first(), Some(b'\r' | b'\n'))
        || stripped.windows(3).any(|line| line == b"\n\n\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn what_a_server_sends_becomes_what_hyper_makes_of_it(sent in sent()) {
        if has_empty_lines(&sent.pieces.concat()) {
            return Ok(());
        }
        let mut memory = Memory::default();
        let first = ours(&sent, &mut memory);
        prop_assert_eq!(&first, &ours(&sent, &mut memory), "remembered heads change nothing");
        prop_assert_eq!(first, hypers(&sent));
    }
}
