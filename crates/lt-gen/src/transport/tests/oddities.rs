//! Every oddity that HTTP/1.1 allows or a server commits, one table for each client alike.

use super::*;

use Act::{Close, Drain, Forever, Repeat, Reset, Trickle};

const NOT_HTTP: &str = "answer is not HTTP/1.1";
const CUT_OFF: &str = "connection closed before the answer was complete";
const MALFORMED: &str = "chunks of the answer are malformed";
const TOO_LARGE: &str = "head of the answer is too large";

/// What becomes of an answer.
#[derive(Clone, Copy)]
enum Becomes {
    /// So many bytes are received, and the connection is kept.
    Kept(u64),
    /// So many bytes are received, and the connection is closed.
    Closed(u64),
    /// A protocol error with this phrase.
    Broken(&'static str),
    /// A protocol error, with our own phrase and hyper's.
    BrokenInTwoWays(&'static str, &'static str),
    /// A time-out.
    Endless,
}

use Becomes::{Broken, BrokenInTwoWays, Closed, Endless, Kept};

fn check(name: &str, method: &str, acts: &[Act], status: Option<u16>, becomes: Becomes) {
    for client in CLIENTS {
        let made = exchanges(client, method, vec![acts.to_vec()]).remove(0);
        let is_lean = client == Http1Client::Lean;
        let (outcome, received, error, is_kept) = match becomes {
            Kept(received) => (Outcome::Ok, received, None, true),
            Closed(received) => (Outcome::Ok, received, None, false),
            Broken(phrase) => (Outcome::ProtocolError, 0, Some(phrase), false),
            BrokenInTwoWays(ours, _) if is_lean => (Outcome::ProtocolError, 0, Some(ours), false),
            BrokenInTwoWays(_, theirs) => (Outcome::ProtocolError, 0, Some(theirs), false),
            Endless => (Outcome::Timeout, 0, made.error, false),
        };
        let received = match outcome {
            Outcome::Ok => received,
            _ => made.exchange.received,
        };
        assert_eq!(
            (
                &made.outcome,
                made.exchange.received,
                made.error,
                made.is_kept
            ),
            (&outcome, received, error, is_kept),
            "{name}, {client:?}: {made:?}"
        );
        assert_eq!(made.exchange.status, status, "{name}, {client:?}");
        assert_eq!(
            made.exchange.end.is_some(),
            outcome == Outcome::Ok,
            "{name}, {client:?}"
        );
    }
}

/// An answer of status 200 in one piece, after which the server waits.
fn ok(name: &str, answer: &'static str, becomes: Becomes) {
    check(name, "GET", &[Say(answer)], Some(200), becomes);
}

#[test]
fn a_length_is_told_once_or_several_times_alike() {
    ok(
        "plain",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        Kept(5),
    );
    ok(
        "empty",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        Kept(0),
    );
    ok(
        "twice",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncontent-length: 2\r\n\r\nok",
        Kept(2),
    );
    ok(
        "in one line",
        "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok",
        Kept(2),
    );
    ok(
        "bare line feeds",
        "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
        Kept(2),
    );
    ok(
        "empty lines first",
        "\r\n\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        Kept(2),
    );
    ok(
        "no reason",
        "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok",
        Kept(2),
    );
    for (name, lengths) in [
        ("differing", "Content-Length: 2\r\nContent-Length: 3"),
        ("differing in one line", "Content-Length: 2, 3"),
        ("right and wrong", "Content-Length: 2\r\nContent-Length: x"),
        ("negative", "Content-Length: -1"),
        ("signed", "Content-Length: +2"),
        ("empty", "Content-Length: "),
        ("a word", "Content-Length: two"),
        ("hexadecimal", "Content-Length: 0x2"),
        ("the largest number", "Content-Length: 18446744073709551615"),
        (
            "beyond the largest number",
            "Content-Length: 18446744073709551616",
        ),
        ("not ASCII", "Content-Length: \u{662}"),
    ] {
        let answer = format!("HTTP/1.1 200 OK\r\n{lengths}\r\n\r\nok").leak();
        check(name, "GET", &[Say(answer)], None, Broken(NOT_HTTP));
    }
}

#[test]
fn chunks_are_read_with_extensions_and_trailers() {
    let chunked = |name, head: &str, chunks: &str, becomes| {
        let answer = format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n{chunks}").leak();
        ok(name, answer, becomes);
    };
    let te = "Transfer-Encoding: chunked";
    chunked("two", te, "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", Kept(5));
    chunked("none", te, "0\r\n\r\n", Kept(0));
    chunked("zeros", te, "0003\r\nhel\r\n000\r\n\r\n", Kept(3));
    chunked(
        "hexadecimal",
        te,
        "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n",
        Kept(20),
    );
    chunked(
        "extensions",
        te,
        "3;a=b;c=\"d\"\r\nhel\r\n0 ;x\r\n\r\n",
        Kept(3),
    );
    chunked(
        "trailers",
        te,
        "3\r\nhel\r\n0\r\nA: 1\r\nB: 2\r\n\r\n",
        Kept(3),
    );
    chunked(
        "in capitals",
        "TRANSFER-ENCODING: Gzip, Chunked",
        "1\r\nx\r\n0\r\n\r\n",
        Kept(1),
    );
    chunked(
        "with a length",
        "Transfer-Encoding: chunked\r\nContent-Length: 1",
        "2\r\nok\r\n0\r\n\r\n",
        Kept(2),
    );
    chunked(
        "with lengths that differ",
        "Content-Length: 1, 2\r\nTransfer-Encoding: chunked",
        "0\r\n\r\n",
        Kept(0),
    );
    chunked(
        "two fields",
        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
        "0\r\n\r\n",
        Kept(0),
    );
    for (name, chunks) in [
        ("no size", "\r\nhel\r\n0\r\n\r\n"),
        ("no digit", "x\r\n"),
        ("negative", "-1\r\n"),
        ("a size beyond the largest number", "FFFFFFFFFFFFFFFFF\r\n"),
        ("longer than told", "3\r\nhello\r\n0\r\n\r\n"),
        ("bare line feeds", "3\nhel\n0\n\n"),
        ("line feed in an extension", "3;a\nhel\r\n"),
        ("digits after a space", "3 3\r\nhel"),
        ("a trailer that is none", "0\r\nno colon\r\n\r\n"),
    ] {
        chunked(name, te, chunks, Broken(MALFORMED));
    }
    let huge = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nsome";
    check(
        "huge",
        "GET",
        &[Say(huge), Close],
        Some(200),
        Broken(CUT_OFF),
    );
    let old = "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    check("in HTTP/1.0", "GET", &[Say(old)], None, Broken(NOT_HTTP));
}

#[test]
fn bodies_end_with_the_connection_where_nothing_else_ends_them() {
    let close = |name, answer, received| {
        check(
            name,
            "GET",
            &[Say(answer), Close],
            Some(200),
            Closed(received),
        );
    };
    close("no length", "HTTP/1.1 200 OK\r\n\r\nuntil the end", 13);
    close(
        "no length, keep-alive",
        "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\nx",
        1,
    );
    close(
        "another encoding last",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        5,
    );
    close("nothing", "HTTP/1.0 200 OK\r\n\r\n", 0);
}

#[test]
fn some_answers_have_no_body_whatever_their_fields_say() {
    let check_kept = |name, method, answer, status| {
        check(name, method, &[Say(answer)], Some(status), Kept(0));
    };
    check_kept("204", "GET", "HTTP/1.1 204 No Content\r\n\r\n", 204);
    check_kept(
        "204 with a length",
        "GET",
        "HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n",
        204,
    );
    check_kept(
        "304",
        "GET",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
        304,
    );
    check_kept(
        "HEAD",
        "HEAD",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
        200,
    );
    check_kept(
        "HEAD, chunked",
        "HEAD",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        200,
    );
    check_kept("HEAD, no length", "HEAD", "HTTP/1.1 200 OK\r\n\r\n", 200);
}

#[test]
fn interim_answers_are_skipped() {
    let answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    ok("in one piece", answer, Kept(2));
    check(
        "byte by byte",
        "GET",
        &[Trickle(answer)],
        Some(200),
        Kept(2),
    );
    let switch = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n";
    check(
        "101",
        "GET",
        &[Say(switch)],
        None,
        Broken("answer switches protocols unasked"),
    );
    let endless = [Forever("HTTP/1.1 100 Continue\r\n\r\n")];
    check("without end", "GET", &endless, None, Endless);
}

#[test]
fn a_connection_is_kept_as_version_and_fields_say() {
    let with = |line: &str, fields: &str, becomes| {
        let answer = format!("{line} 200 OK\r\n{fields}Content-Length: 2\r\n\r\nok").leak();
        ok(&format!("{line} {fields}"), answer, becomes);
    };
    with("HTTP/1.1", "Connection: keep-alive\r\n", Kept(2));
    with("HTTP/1.1", "Connection: close\r\n", Closed(2));
    with("HTTP/1.1", "connection: x, Close\r\n", Closed(2));
    with(
        "HTTP/1.1",
        "Connection: close\r\nConnection: keep-alive\r\n",
        Closed(2),
    );
    with("HTTP/1.1", "Connection: closed\r\n", Kept(2));
    with("HTTP/1.0", "", Closed(2));
    with("HTTP/1.0", "Connection: Keep-Alive\r\n", Kept(2));
    with(
        "HTTP/1.0",
        "Connection: keep-alive\r\nConnection: close\r\n",
        Closed(2),
    );
}

#[test]
fn what_comes_after_the_end_closes_the_connection_and_the_answer_stands() {
    let twice = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    ok("an answer too many", twice, Closed(2));
    ok(
        "garbage",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok\0\0",
        Closed(2),
    );
    ok(
        "a chunk too many",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n1\r\nx\r\n",
        Closed(0),
    );
    let body = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    check(
        "a body for HEAD",
        "HEAD",
        &[Say(body)],
        Some(200),
        Closed(0),
    );
}

#[test]
fn what_is_no_answer_is_a_protocol_error() {
    for (name, answer) in [
        ("garbage", "garbage\r\n\r\n"),
        ("binary", "\0\u{1}\u{2}\u{3}\r\n\r\n"),
        ("a request", "GET / HTTP/1.1\r\n\r\n"),
        ("HTTP/2", "HTTP/2 200 OK\r\n\r\n"),
        ("HTTP/1.2", "HTTP/1.2 200 OK\r\n\r\n"),
        ("a short status", "HTTP/1.1 20 OK\r\n\r\n"),
        ("a long status", "HTTP/1.1 2000 OK\r\n\r\n"),
        ("a status below 100", "HTTP/1.1 099 OK\r\n\r\n"),
        ("a folded line", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n"),
        (
            "a space before the colon",
            "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        ),
        ("no name", "HTTP/1.1 200 OK\r\n: b\r\n\r\n"),
        ("no colon", "HTTP/1.1 200 OK\r\nA\r\n\r\n"),
        ("a zero in a value", "HTTP/1.1 200 OK\r\nA: \0\r\n\r\n"),
    ] {
        check(name, "GET", &[Say(answer)], None, Broken(NOT_HTTP));
    }
}

#[test]
fn a_connection_that_ends_early_is_a_protocol_error() {
    check("at once", "GET", &[Close], None, Broken(CUT_OFF));
    check(
        "in the head",
        "GET",
        &[Say("HTTP/1.1 200 OK\r\nA"), Close],
        None,
        Broken(CUT_OFF),
    );
    let half = Say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    check(
        "in the body",
        "GET",
        &[half, Close],
        Some(200),
        Broken(CUT_OFF),
    );
    let chunk = Say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf");
    check(
        "in a chunk",
        "GET",
        &[chunk, Close],
        Some(200),
        Broken(CUT_OFF),
    );
    let size = Say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9");
    check(
        "in a size",
        "GET",
        &[size, Close],
        Some(200),
        Broken(CUT_OFF),
    );
    check(
        "by a reset",
        "GET",
        &[Reset],
        None,
        Broken("connection reset"),
    );
}

#[test]
fn a_server_that_trickles_is_waited_for() {
    let plain = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: slow\r\n\r\nhello";
    check("a length", "GET", &[Trickle(plain)], Some(200), Kept(5));
    let chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nA: 1\r\n\r\n";
    check("chunks", "GET", &[Trickle(chunks)], Some(200), Kept(5));
}

#[test]
fn nothing_without_end_is_read_without_end() {
    let begin = Say("HTTP/1.1 200 OK\r\nA: b\r\n");
    let fields = [begin, Repeat("A-Name: and its value\r\n")];
    check(
        "fields",
        "GET",
        &fields,
        None,
        BrokenInTwoWays(TOO_LARGE, NOT_HTTP),
    );
    let value = [begin, Say("B: "), Repeat("value")];
    check(
        "a value",
        "GET",
        &value,
        None,
        BrokenInTwoWays(TOO_LARGE, NOT_HTTP),
    );
    let chunked = Say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    check(
        "an extension",
        "GET",
        &[chunked, Say("1;"), Repeat("x")],
        Some(200),
        Broken(MALFORMED),
    );
    check(
        "trailers",
        "GET",
        &[chunked, Say("0\r\n"), Repeat("A: b\r\n")],
        Some(200),
        Broken(MALFORMED),
    );
    check(
        "a trailer",
        "GET",
        &[chunked, Say("0\r\n"), Repeat("A")],
        Some(200),
        Broken(MALFORMED),
    );
    check(
        "a size",
        "GET",
        &[chunked, Forever("0")],
        Some(200),
        Endless,
    );
    check(
        "a body",
        "GET",
        &[Say("HTTP/1.1 200 OK\r\n\r\n"), Forever("x")],
        Some(200),
        Endless,
    );
    check(
        "chunks",
        "GET",
        &[chunked, Forever("1\r\nx\r\n")],
        Some(200),
        Endless,
    );
}

#[test]
fn as_many_fields_are_taken_as_hyper_takes() {
    let fields = |n: usize| {
        let fields: String = (1..n).map(|i| format!("A{i}: b\r\n")).collect();
        Say(format!("HTTP/1.1 200 OK\r\n{fields}Content-Length: 0\r\n\r\n").leak())
    };
    check("a hundred", "GET", &[fields(100)], Some(200), Kept(0));
    check(
        "one more",
        "GET",
        &[fields(101)],
        None,
        BrokenInTwoWays(TOO_LARGE, NOT_HTTP),
    );
    let long = format!(
        "HTTP/1.1 200 OK\r\nA: {}\r\nContent-Length: 0\r\n\r\n",
        "b".repeat(300_000)
    );
    check("a long one", "GET", &[Say(long.leak())], Some(200), Kept(0));
}

#[test]
fn an_answer_that_comes_before_the_request_is_sent_stands() {
    for client in CLIENTS {
        let early = Say("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno");
        let server = Server::start(vec![vec![early, Drain]]);
        let mut request = Request::new("POST", server.url("/")).unwrap();
        request.body = vec![b'x'; 16 << 20];
        let made = make(&speaking(client), request, 1).remove(0);
        let Exchange {
            status, received, ..
        } = made.exchange;
        assert_eq!(
            (&made.outcome, status, received),
            (&Outcome::HttpError, Some(413), 2)
        );
        server.join();
    }
}
