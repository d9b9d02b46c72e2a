use std::io::{self, Read};

use super::*;
use crate::MAX_LINE;

const GAUGE: &str =
    r#"{"type":"gauge","run":"k3x9a2bc","at_us":1,"source":"lt-gen","name":"users","value":1.0}"#;

/// A source that gives its bytes in pieces of one length, and then an error or the end.
struct Pieces<'a>(&'a [u8], usize, Option<io::ErrorKind>);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.1.min(self.0.len()).min(buffer.len());
        if n == 0 {
            return self.2.map_or(Ok(0), |kind| Err(kind.into()));
        }
        buffer[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

fn read(
    text: &[u8],
    piece: usize,
    on_bad_line: OnBadLine,
) -> Result<(Vec<String>, StreamEnd), ReadError> {
    let mut lines = Vec::new();
    let end = read_records(Pieces(text, piece, None), "a.ndjson", on_bad_line, |line| {
        lines.push(String::from_utf8(line.bytes.to_vec()).unwrap());
        Ok::<(), ReadError>(())
    })?;
    Ok((lines, end))
}

#[test]
fn lines_are_whole_however_the_bytes_arrive() {
    let text = format!("{GAUGE}\n\n  \n{GAUGE}\r\n{GAUGE}");
    for piece in [1, 7, 100, 100_000] {
        let (lines, end) = read(text.as_bytes(), piece, OnBadLine::Stop).unwrap();
        assert_eq!(lines, [GAUGE, &format!("{GAUGE}\r"), GAUGE]);
        assert_eq!(end, StreamEnd::default());
    }
}

#[test]
fn a_torn_last_line_is_a_cut_off_run_and_no_error() {
    let text = format!("{GAUGE}\n{}", &GAUGE[..40]);
    let (lines, end) = read(text.as_bytes(), 1000, OnBadLine::Stop).unwrap();
    assert_eq!(lines, [GAUGE]);
    assert!(end.cut_off);
}

#[test]
fn a_compressed_stream_that_ends_too_early_is_cut_off() {
    let text = format!("{GAUGE}\n");
    let source = Pieces(text.as_bytes(), 1000, Some(io::ErrorKind::UnexpectedEof));
    let end = read_records(source, "a", OnBadLine::Stop, |_| Ok::<(), ReadError>(())).unwrap();
    assert!(end.cut_off);
}

#[test]
fn a_bad_line_is_named_with_its_place_and_the_way_out() {
    let check = |text: &str, expected: &str, unusable: bool| {
        let error = read(text.as_bytes(), 1000, OnBadLine::Stop).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert_eq!(error.is_unusable_input(), unusable);
    };
    check(
        "",
        "a.ndjson: the stream is empty; did the tool that should write it say why?",
        true,
    );
    check(
        "\u{1}\u{2}garbage",
        "a.ndjson:1: not a line of an lt stream (it is no JSON object); give a stream that lt-gen or lt-merge wrote",
        true,
    );
    check(
        &format!("{GAUGE}\nnonsense\n{GAUGE}\n"),
        "a.ndjson:2: not a line of an lt stream (it is no JSON object); use --skip-bad-lines to leave such lines out",
        false,
    );
    check(
        "{\"type\":\"run\",\"format\":7}\n",
        "a.ndjson:1: format version 7 is newer than this version of lt reads (1); update lt",
        true,
    );
    check(
        "{\"type\":\"run\",\"format\":7}",
        "a.ndjson:1: format version 7 is newer than this version of lt reads (1); update lt",
        true,
    );
}

#[test]
fn bad_lines_are_counted_when_they_are_skipped() {
    let long = format!(
        "{{\"type\":\"gauge\",\"name\":\"{}\"}}",
        "x".repeat(MAX_LINE * 3)
    );
    let text = format!("{GAUGE}\nnonsense\n{long}\n{GAUGE}\n");
    for piece in [1000, 1 << 20, 1 << 23] {
        let (lines, end) = read(text.as_bytes(), piece, OnBadLine::Skip).unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!(end.skipped, 2);
        let error = read(
            format!("{GAUGE}\n{long}\n").as_bytes(),
            piece,
            OnBadLine::Stop,
        )
        .unwrap_err();
        assert!(
            error.to_string().contains(
                "a.ndjson:2: not a line of an lt stream (it is longer than 1048576 bytes)"
            )
        );
    }
}
