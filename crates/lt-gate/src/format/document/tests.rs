mod schema;

use super::*;
use crate::format::samples;

fn verdicts() -> [Verdict; 5] {
    [
        samples::everything(),
        samples::regression(),
        samples::without_baseline(),
        samples::hostile(samples::HOSTILE),
        Verdict::new(Vec::new(), Vec::new(), None),
    ]
}

#[test]
fn what_is_written_is_read_again() {
    for verdict in verdicts() {
        let document = Document::of(&verdict);
        let written = document.to_json();
        let read = Document::read(written.as_bytes()).unwrap();
        assert_eq!(read, document);
        assert_eq!(read.to_json(), written);
    }
}

#[test]
fn numbers_without_end_are_null() {
    let json = Document::of(&samples::everything()).to_json();
    assert!(json.contains("\"high\": null,"));
}

#[test]
fn a_key_of_a_later_version_is_passed_over() {
    let written = Document::of(&samples::green()).to_json();
    let later = written.replacen("{\n", "{\n  \"mood\": \"good\",\n", 1);
    let read = Document::read(later.as_bytes()).unwrap();
    assert_eq!(read, Document::of(&samples::green()));
}

#[test]
fn what_is_no_result_is_refused_in_a_sentence() {
    let check = |text: &str, expected: &str| {
        let error = Document::read(text.as_bytes()).unwrap_err();
        let error = format!("{:#}", anyhow::Error::from(error));
        assert!(error.starts_with(expected), "{error}");
    };
    check("", "not a result of `lt-gate check --format json`: EOF");
    check("[1]", "not a result: it has no");
    check(
        "{}",
        "not a result: it has no `\"format\": \"lt.result/1\"`",
    );
    check(
        r#"{"format":"lt.report/1"}"#,
        "not a result: it has no `\"format\": \"lt.result/1\"`",
    );
    check(
        r#"{"format":"lt.result/2"}"#,
        "`lt.result/2` is not a format that this lt-gate reads (`lt.result/1`)",
    );
    check(
        r#"{"format":"lt.result/1","verdict":"fine"}"#,
        "not a result of `lt-gate check --format json`: `fine` is none of invalid, fail, ",
    );
    check(&"[".repeat(100_000), "not a result of");
    check(&" ".repeat(17 << 20), "longer than 16 MiB");
    let infinite = Document::of(&samples::regression()).to_json();
    check(&infinite.replace("18600", "1e999"), "not a result of");
}

#[test]
fn a_cut_or_bent_result_never_panics() {
    let written = Document::of(&samples::hostile(samples::HOSTILE))
        .to_json()
        .into_bytes();
    for end in (0..written.len()).step_by(997) {
        assert!(Document::read(&written[..end]).is_err());
    }
    for at in (0..written.len()).step_by(499) {
        let mut bent = written.clone();
        bent[at] ^= 0x15;
        drop(Document::read(bent.as_slice()));
    }
}
