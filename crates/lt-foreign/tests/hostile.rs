//! What no tool wrote: torn, broken and hostile results.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::io::{self, ErrorKind, Read};

use lt_foreign::{BadLine, Flaw, Format, Options, Translated, sniff};
use lt_sample::{Ledger, MAX_LINE, OnBadLine, ReadError, Record, read_records};
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

const FORMATS: [Format; 7] = [
    Format::K6,
    Format::VegetaJson,
    Format::VegetaCsv,
    Format::Oha,
    Format::Hey,
    Format::Jmeter,
    Format::Locust,
];

const HEADER: &str =
    "timestamp,request_type,name,response_time_ms,response_length,status_code,exception\n";
const ROW: &str = "1795260069.25,GET,/,7.82,31,200,\n";

const SKIPPING: Options = Options {
    skip_bad_lines: true,
    keep_paths: false,
};

fn translate(format: Format, bytes: &[u8], options: Options) -> (String, io::Result<()>, u64) {
    let mut text = Vec::new();
    let mut translated = Translated::new(format, bytes, "run.csv".to_owned(), options);
    let end = translated.read_to_end(&mut text).map(drop);
    (String::from_utf8(text).unwrap(), end, translated.skipped())
}

#[track_caller]
fn check_refused(format: Format, text: &str, expected: &str) -> String {
    let (read, end, _) = translate(format, text.as_bytes(), Options::default());
    let error = end.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    let bad = error.into_inner().unwrap().downcast::<BadLine>().unwrap();
    assert_eq!(bad.to_string(), expected);
    assert_eq!(bad.is_unusable_input(), bad.line == 1);
    read
}

#[test]
fn a_bad_line_is_told_with_its_number_behind_what_was_read() {
    let text = format!("{HEADER}{ROW}1795260069.25,GET,/,soon,31,200,\n{ROW}");
    let read = check_refused(
        Format::Locust,
        &text,
        "run.csv:3: not a line of Locust's request log (`response_time_ms` is `soon`, not a number); use --skip-bad-lines to leave such lines out",
    );
    assert_eq!(read.lines().count(), 2);
    let (read, end, skipped) = translate(Format::Locust, text.as_bytes(), SKIPPING);
    end.unwrap();
    assert_eq!((read.lines().count(), skipped), (4, 1));
}

#[test]
fn a_first_line_that_is_none_says_what_to_give() {
    check_refused(
        Format::Hey,
        "Summary:\n  Total: 3 secs\n",
        "run.csv:1: not a line of hey CSV (the header has no column `response-time`); give what `hey -o csv` wrote",
    );
    check_refused(
        Format::K6,
        "{\"type\":\"run\",\"metric\":\"\",\"data\":1}\n",
        "run.csv:1: not a line of k6 JSON (`type` is `run`, not `Metric` or `Point`); give what `k6 run --out json=FILE` wrote",
    );
    check_refused(
        Format::VegetaCsv,
        "1,2,3\n",
        "run.csv:1: not a line of vegeta CSV (3 cells instead of 12); give what `vegeta encode` wrote, as JSON or with `--to csv`",
    );
}

#[test]
fn a_header_that_is_none_cannot_be_skipped() {
    let (_, end, _) = translate(Format::Oha, b"a,b\n1,2\n", SKIPPING);
    assert_eq!(end.unwrap_err().kind(), ErrorKind::InvalidData);
}

#[test]
fn a_torn_last_line_cuts_the_run_off() {
    for torn in [
        "1795260069.25,GET,/,7.82,31,200,half of its wor",
        "1795260069.25,GET,/,7.8",
        "1795260069.25,GET,/,7.82,31,200,\"no\nend",
    ] {
        let text = format!("{HEADER}{ROW}{torn}");
        let (read, end, _) = translate(Format::Locust, text.as_bytes(), Options::default());
        assert_eq!(end.unwrap_err().kind(), ErrorKind::UnexpectedEof);
        assert_eq!(read.lines().count(), 2);
    }
}

#[test]
fn an_object_that_ends_without_a_line_break_is_whole() {
    let whole = r#"{"code":200,"timestamp":"2026-02-16T12:00:00Z","latency":9}"#;
    let two = format!("{whole}\n{whole}");
    let (read, end, _) = translate(Format::VegetaJson, two.as_bytes(), Options::default());
    end.unwrap();
    assert_eq!(read.lines().count(), 4);
    let torn = &two[..two.len() - 1];
    let (read, end, _) = translate(Format::VegetaJson, torn.as_bytes(), Options::default());
    assert_eq!(end.unwrap_err().kind(), ErrorKind::UnexpectedEof);
    assert_eq!(read.lines().count(), 2);
}

#[test]
fn what_is_held_is_given_out_before_an_error() {
    let point = r#"{"type":"Point","metric":"http_req_duration","data":{"time":"2026-02-16T12:00:00Z","value":1,"tags":{"status":"200"}}}"#;
    let (read, end, _) = translate(
        Format::K6,
        format!("{point}\nx\n").as_bytes(),
        Options::default(),
    );
    assert_eq!(end.unwrap_err().kind(), ErrorKind::InvalidData);
    assert_eq!(read.lines().count(), 2);
}

#[test]
fn a_source_that_breaks_off_gives_what_came_before() {
    struct Broken(ErrorKind);
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
    }
    for kind in [ErrorKind::UnexpectedEof, ErrorKind::ConnectionReset] {
        let text = format!("{HEADER}{ROW}");
        let source = text.as_bytes().chain(Broken(kind));
        let mut translated =
            Translated::new(Format::Locust, source, String::new(), Options::default());
        let mut read = String::new();
        assert_eq!(
            translated.read_to_string(&mut read).unwrap_err().kind(),
            kind
        );
        assert_eq!(read.lines().count(), 2);
        assert_eq!(translated.read(&mut [0; 9]).unwrap(), 0);
    }
}

#[test]
fn a_header_alone_is_a_run_without_requests_and_nothing_at_all_is_none() {
    let (read, end, _) = translate(Format::Locust, HEADER.as_bytes(), Options::default());
    end.unwrap();
    assert_eq!(read.lines().count(), 2);
    let (read, end, _) = translate(Format::Locust, b"\n\n", Options::default());
    end.unwrap();
    assert_eq!(read, "");
}

#[test]
fn a_line_beyond_a_mebibyte_is_refused_and_the_next_one_read() {
    let long = format!(
        "{HEADER}1795260069.25,GET,{},7.82,31,200,\n{ROW}",
        "x".repeat(MAX_LINE)
    );
    let (_, end, _) = translate(Format::Locust, long.as_bytes(), Options::default());
    let bad = end
        .unwrap_err()
        .into_inner()
        .unwrap()
        .downcast::<BadLine>()
        .unwrap();
    assert!(matches!(
        *bad,
        BadLine {
            line: 2,
            flaw: Flaw::TooLong,
            ..
        }
    ));
    let (read, end, skipped) = translate(Format::Locust, long.as_bytes(), SKIPPING);
    end.unwrap();
    assert_eq!((read.lines().count(), skipped), (3, 1));
}

/// Pieces of which files are made, whole lines among them.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let texts = prop_oneof![
        Just(
            "response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset\n"
        ),
        Just("0.1,0.2,0.0,0.0,0.0,9,200,0.5\n"),
        Just("request-start,DNS,DNS+dialup,Response-delay,request-duration,bytes,status\n"),
        Just("0.1,0,0,1e3,0.1,5,0\n"),
        Just("timeStamp,elapsed,label,responseCode,success,allThreads,URL\n"),
        Just("1,2,\u{202e}\"\u{1b},200,true,3,http://\u{1b}]0;x/7\n"),
        Just(HEADER),
        Just(ROW),
        Just("1771243200123456789,0,420133,0,0,EOF,,a,3,GET,http://h/x,\n"),
        Just(
            "{\"code\":0,\"timestamp\":\"2026-02-16T12:00:00Z\",\"latency\":9,\"error\":\"x 10.0.0.1:80\\u0000\"}\n"
        ),
        Just(
            "{\"type\":\"Point\",\"metric\":\"http_req_duration\",\"data\":{\"time\":\"2026-02-16T12:00:00Z\",\"value\":1,\"tags\":{\"status\":\"0\",\"a\":\"b\"}}}\n"
        ),
        Just(
            "{\"type\":\"Point\",\"metric\":\"dropped_iterations\",\"data\":{\"time\":\"2026-02-16T12:00:00Z\",\"value\":1e15,\"tags\":null}}\n"
        ),
        Just(
            "{\"type\":\"Point\",\"metric\":\"vus\",\"data\":{\"time\":\"2026-02-16T12:00:00Z\",\"value\":-1e300}}\n"
        ),
        Just(
            "{\"type\":\"Point\",\"metric\":\"checks\",\"data\":{\"time\":\"2026-02-16T12:00:00Z\",\"value\":0,\"metadata\":{\"vu\":\"1\"}}}\n"
        ),
        Just("\""),
        Just(","),
        Just("\n"),
        Just("{"),
        Just("NaN,-1,1e999,18446744073709551616"),
    ];
    prop_oneof![
        9 => texts.prop_map(|text| text.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..40),
    ]
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic_or_write_what_is_no_record(pieces in proptest::collection::vec(piece(), 0..30)) {
        let bytes = pieces.concat();
        let _ = sniff(&bytes);
        for format in FORMATS {
            drop(translate(format, &bytes, Options::default()));
            let (text, end, _) = translate(format, &bytes, SKIPPING);
            for line in text.lines() {
                let record = Record::parse(line.as_bytes());
                prop_assert!(!matches!(record, Ok(Record::Unknown) | Err(_)), "{line}");
            }
            if end.is_ok() && !text.is_empty() {
                let mut ledger = Ledger::default();
                let end = read_records(text.as_bytes(), "x", OnBadLine::Stop, |line| {
                    ledger.add(&line.record);
                    Ok::<(), ReadError>(())
                });
                prop_assert!(end.is_ok());
                prop_assert_eq!(ledger.findings(None), []);
            }
        }
    }

    #[test]
    fn equal_bytes_give_equal_streams_however_they_come(pieces in proptest::collection::vec(piece(), 0..20), step in 1..200_usize) {
        struct Steps<'b>(&'b [u8], usize);
        impl Read for Steps<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let end = buffer.len().min(self.1);
                self.0.read(&mut buffer[..end])
            }
        }
        let bytes = pieces.concat();
        for format in FORMATS {
            let mut text = Vec::new();
            let mut slow = Translated::new(format, Steps(&bytes, step), String::new(), SKIPPING);
            let end = slow.read_to_end(&mut text).is_ok();
            let (expected, expected_end, _) = translate(format, &bytes, SKIPPING);
            prop_assert_eq!(String::from_utf8_lossy(&text), expected);
            prop_assert_eq!(end, expected_end.is_ok());
        }
    }
}
