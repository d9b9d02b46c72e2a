//! Bytes that are no baseline, or no longer one.

use std::io::{self, Read};

use lt_stats::baseline::{Baseline, BaselineError};

use crate::stream;

fn refused(bytes: &[u8]) -> String {
    Baseline::read(bytes).unwrap_err().to_string()
}

/// A change of the text of a good baseline, and what is said of it.
fn check(change: impl Fn(&str) -> String, said: &str) {
    let good = stream::baseline().to_json();
    let bad = change(&good);
    assert_ne!(bad, good);
    assert_eq!(refused(bad.as_bytes()), said);
}

#[test]
fn a_baseline_that_ends_too_early_is_refused_wherever_it_ends() {
    let good = stream::baseline().to_json();
    for end in (0..good.len() - 1).step_by(97).chain([good.len() - 2]) {
        let said = refused(&good.as_bytes()[..end]);
        assert!(
            said.starts_with("is no baseline: EOF while parsing"),
            "{end}: {said}"
        );
    }
}

#[test]
fn a_flipped_bit_is_refused_or_changes_nothing() {
    let good = stream::baseline();
    let json = good.to_json();
    for (n, place) in (0..json.len()).step_by(61).enumerate() {
        let mut bytes = json.clone().into_bytes();
        bytes[place] ^= 1 << (n % 8);
        if let Ok(read) = Baseline::read(&bytes[..]) {
            assert_eq!(read, good, "bit {} of byte {place}", n % 8);
        }
    }
}

#[test]
fn what_was_changed_by_hand_is_refused() {
    let id = stream::baseline().id;
    let said = format!("was changed after it was made: its contents do not give the id `{id}`");
    check(|good| good.replace("acme", "evil"), &said);
    check(|good| good.replace("\"pass\"", "\"fail\""), &said);
    check(
        |good| good.replacen("-2025", "-2024", 1),
        &said.replace("-2025", "-2024"),
    );
}

#[test]
fn what_contradicts_itself_is_refused_in_words() {
    let contradiction = |said: &str| format!("contradicts itself: {said}");
    check(
        |good| good.replacen("\"errors\":0", "\"errors\":1", 1),
        &contradiction("errors and outcomes differ"),
    );
    check(
        |good| good.replacen("\"at\":3", "\"at\":2", 1),
        &contradiction("intervals are not in order, or one is there twice"),
    );
    check(
        |good| good.replacen("\"200\":", "\"200\":9", 1),
        &contradiction("there are more statuses than requests"),
    );
    check(
        |good| good.replace("/api/orders", "/api/health"),
        &contradiction("its endpoints are not in order, or one is there twice"),
    );
    check(
        |good| good.replace("\"name\":\"prod", "\"name\":\"../prod"),
        &contradiction("its name is none"),
    );
    check(
        |good| good.replacen("\"id\":\"b-", "\"id\":\"\\u001b-", 1),
        &contradiction("its id is none"),
    );
}

#[test]
fn another_format_is_named() {
    let said = "has the format `lt.baseline/2`; this version reads `lt.baseline/1`";
    check(|good| good.replace("baseline/1", "baseline/2"), said);
    assert_eq!(
        refused(b"{\"schema\": \"lt.baseline/2\", \"runs\": []}"),
        said
    );
    let said = refused(b"{\"schema\":\"\x1b[2J\",\"id\":1}");
    assert!(!said.contains('\x1b'), "{said}");
    assert!(refused(b"").starts_with("is no baseline: EOF"));
    assert!(refused(b"[]").starts_with("is no baseline: "));
}

#[test]
fn a_source_that_breaks_is_no_wrong_baseline() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let error = Baseline::read(Broken).unwrap_err();
    assert!(matches!(error, BaselineError::Io(cause) if cause.to_string() == "the disk is gone"));
}
