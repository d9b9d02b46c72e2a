use proptest::prelude::*;

use super::*;

const LINE: &str = "<!-- lt-gate:comment key=37a8eec1ce19687d v=1 sha=9f2c1ab run=7 attempt=2 \
                    digest=0123456789abcdef0123456789abcdef -->";

#[test]
fn a_marker_reads_as_it_is_written() {
    let marker = Marker::parse(LINE).unwrap();
    assert_eq!(
        (marker.sha.as_str(), marker.run, marker.to_string().as_str()),
        ("9f2c1ab", (7, 2), LINE)
    );
}

#[test]
fn the_key_is_the_beginning_of_the_hash_of_its_text() {
    assert_eq!(key_of("default"), "37a8eec1ce19687d");
}

#[test]
fn what_is_almost_a_marker_is_none() {
    let with = |from: &str, to: &str| LINE.replace(from, to);
    let wrong = [
        String::new(),
        format!(" {LINE}"),
        format!("> {LINE}"),
        format!("{LINE} "),
        format!("{LINE} hello"),
        with("lt-gate:comment", "lt-gate"),
        with("v=1", "v=2"),
        with("run=7", "run=07"),
        with("run=7", "run=+7"),
        with("run=7", "run=-7"),
        with("run=7", "run=18446744073709551616"),
        with("run=7", "run="),
        with("attempt=2", "attempt=2 attempt=3"),
        with("sha=9f2c1ab", "sha="),
        with("sha=9f2c1ab", "sha=9F2C1AB"),
        with("sha=9f2c1ab", "sha=9f2c1ag"),
        with("key=37a8eec1ce19687d", "key=37a8eec1ce19687"),
        with("digest=0", "digest=00"),
        with(" v=1", "  v=1"),
        with(" -->", "-->"),
    ];
    for line in wrong {
        assert_eq!(Marker::parse(&line), None, "{line}");
    }
}

#[test]
fn only_the_first_line_is_a_marker() {
    let split = |body: &str| Marker::split(body).map(|(_, words)| words.to_owned());
    assert_eq!(
        split(&format!("{LINE}\nwords\n")).as_deref(),
        Some("words\n")
    );
    assert_eq!(split(&format!("{LINE}\r\nwords")).as_deref(), Some("words"));
    assert_eq!(split(LINE).as_deref(), Some(""));
    assert_eq!(split(&format!("\n{LINE}")), None);
    assert_eq!(split(&format!("\u{feff}{LINE}\n")), None);
    assert_eq!(split(&format!("hello\n{LINE}\n")), None);
}

proptest! {
    #[test]
    fn any_marker_reads_back(key: String, sha: String, run: (u64, u64), words: String) {
        let marker = Marker::new(&key, &sha, run, &words);
        prop_assert_eq!(Marker::parse(&marker.to_string()), Some(marker));
    }

    #[test]
    fn no_text_from_outside_stands_in_a_marker(key in ".*-->.*", sha in ".*-->.*", words: String) {
        let line = Marker::new(&key, &sha, (1, 1), &words).to_string();
        let inner = line.strip_prefix("<!-- ").unwrap().strip_suffix(" -->").unwrap();
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "=:- ".contains(c);
        prop_assert!(inner.chars().all(allowed) && !inner.contains("--") && line.len() < 250);
    }

    #[test]
    fn any_text_is_a_marker_or_none(text in "(<!-- lt-gate:comment )?.*( -->)?(\n.*)?") {
        if let Some((marker, words)) = Marker::split(&text) {
            prop_assert!(text.starts_with(&marker.to_string()) && text.ends_with(words));
        }
    }

    #[test]
    fn a_marker_with_one_byte_changed_is_another_or_none(at in 0..LINE.len(), byte in 0x20_u8..0x7f) {
        let mut changed = LINE.as_bytes().to_vec();
        changed[at] = byte;
        let changed = String::from_utf8(changed).unwrap();
        let read = Marker::parse(&changed).map(|marker| marker.to_string());
        prop_assert!(read.is_none() || read == Some(changed));
    }
}
