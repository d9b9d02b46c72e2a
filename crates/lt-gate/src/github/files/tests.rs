use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

/// A file with this in it, and its folder.
fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, text).unwrap();
    (folder, path)
}

/// Reads outputs as the runner does.
fn outputs(text: &str) -> BTreeMap<String, String> {
    let mut outputs = BTreeMap::new();
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\n') {
        if let Some((name, value)) = line.split_once('=') {
            outputs.insert(name.to_owned(), value.to_owned());
            rest = after;
            continue;
        }
        let (name, delimiter) = line.split_once("<<").unwrap();
        let end = format!("\n{delimiter}\n");
        let at = after.find(&end).unwrap();
        outputs.insert(name.to_owned(), after[..at].to_owned());
        rest = &after[at + end.len()..];
    }
    assert_eq!(rest, "");
    outputs
}

#[test]
fn what_is_in_a_summary_stays() {
    for (before, after) in [
        ("", "# ours\n"),
        ("theirs\n", "theirs\n# ours\n"),
        ("theirs", "theirs\n# ours\n"),
    ] {
        let (_folder, path) = file(before);
        add_to_summary(&path, "# ours").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), after);
    }
}

#[test]
fn a_summary_never_grows_beyond_what_the_runner_takes() {
    let theirs = "x".repeat(SUMMARY - 1000);
    let (_folder, path) = file(&theirs);
    let ours = "a line of ours\n".repeat(100);
    for _ in 0..5 {
        add_to_summary(&path, &ours).unwrap();
    }
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.len() <= SUMMARY && text.starts_with(&theirs));
    assert!(
        text.contains("\na line of ours\n\n*The rest is left out"),
        "{}",
        &text[theirs.len()..]
    );
}

#[test]
fn a_full_summary_is_left_alone() {
    for over in [0, 10] {
        let (_folder, path) = file(&"x".repeat(SUMMARY + over));
        add_to_summary(&path, "more").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().len(), (SUMMARY + over) as u64);
    }
}

#[test]
fn a_file_that_is_not_there_is_not_made() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("none");
    let error = add_to_summary(&path, "x").unwrap_err().to_string();
    assert!(error.contains("which GitHub's runner makes"), "{error}");
    set_outputs(&path, &[("verdict", "pass".to_owned())]).unwrap_err();
    assert!(!path.exists());
}

#[cfg(unix)]
#[test]
fn a_link_is_followed() {
    let (folder, path) = file("theirs\n");
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    add_to_summary(&link, "ours").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "theirs\nours\n");
}

#[test]
fn outputs_are_read_as_they_were_set() {
    let (_folder, path) = file("theirs=1");
    let set = [
        ("verdict", "fail".to_owned()),
        ("result-json", "a\nb<<EOF\nverdict=pass\n".to_owned()),
        ("baseline-id", String::new()),
    ];
    set_outputs(&path, &set).unwrap();
    let read = outputs(&fs::read_to_string(&path).unwrap());
    assert_eq!(read.len(), 4);
    assert_eq!(read["theirs"], "1");
    for (name, value) in set {
        assert_eq!(read[name], value);
    }
}

#[test]
fn a_name_that_could_set_another_output_is_refused() {
    for name in ["", "a b", "a=b", "a<<b", "a\nb", "-a", "1", "é"] {
        let (_folder, path) = file("");
        let outputs = [("verdict", String::new()), (name, String::new())];
        set_outputs(&path, &outputs).unwrap_err();
        assert_eq!(fs::read_to_string(&path).unwrap(), "");
    }
}

#[test]
fn a_delimiter_is_another_one_each_time() {
    let [one, other] = [0, 1].map(|_| delimiter_of(""));
    assert_ne!(one, other);
    assert_eq!(one.len(), "lt_".len() + 32);
}

#[test]
fn commands_say_what_they_are_about() {
    assert_eq!(
        warning("no comment: 403", "GitHub said\n::error::no, 100%"),
        "::warning title=no comment%3A 403::GitHub said\u{fffd}::error::no, 100%25\n"
    );
    assert_eq!(notice("a", "b"), "::notice title=a::b\n");
    assert_eq!(error("a", "b"), "::error title=a::b\n");
}

proptest! {
    #[test]
    fn any_value_is_read_as_it_was_set(value in any::<String>(), before in "(x=1\n?)?") {
        let (_folder, path) = file(&before);
        set_outputs(&path, &[("name", value.clone())]).unwrap();
        let read = outputs(&fs::read_to_string(&path).unwrap());
        prop_assert_eq!(&read["name"], &value);
    }
}
