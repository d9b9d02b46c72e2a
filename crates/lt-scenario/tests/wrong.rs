//! Wrong files, each with the message it gets beside it: `UPDATE_MESSAGES=1` writes them anew.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::io;
use std::path::{Path, PathBuf};

use lt_scenario::scenario::{Sources, System, load_from};

/// The file system, and an environment that is the same everywhere.
struct Fixed;

impl Sources for Fixed {
    fn read(&self, path: &Path) -> io::Result<String> {
        System.read(path)
    }

    fn env(&self, name: &str) -> Option<String> {
        (name == "SECRET").then(|| "hunter2".to_owned())
    }
}

fn wrong_files() -> Vec<PathBuf> {
    let folder = std::fs::read_dir("tests/wrong").unwrap();
    let mut files: Vec<PathBuf> = folder
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && path.extension().is_some_and(|ending| ending != "txt"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_wrong_file_is_told_what_is_wrong_and_where() {
    let files = wrong_files();
    assert!(files.len() >= 30, "{}", files.len());
    let mut differences = Vec::new();
    for path in files {
        let name = path.to_str().unwrap().replace('\\', "/");
        let text = std::fs::read_to_string(&path).unwrap();
        let message = match load_from(&text, &name, &Fixed) {
            Ok(_) => "it is loaded\n".to_owned(),
            // As Linux says it.
            Err(error) => format!("{error}\n")
                .replace(
                    "The system cannot find the file specified.",
                    "No such file or directory",
                )
                .replace("tests\\wrong\\included\\", "tests/wrong/included/"),
        };
        // `a.yaml` and `a.json` may stand beside each other.
        let beside = PathBuf::from(format!("{name}.txt"));
        if std::env::var_os("UPDATE_MESSAGES").is_some() {
            std::fs::write(&beside, &message).unwrap();
        }
        let expected = std::fs::read_to_string(&beside).unwrap_or_default();
        if message != expected.replace('\r', "") {
            differences.push(format!("{name}:\n{message}expected:\n{expected}"));
        }
        for line in message.lines() {
            assert!(
                line.chars().count() <= 200 || !line.contains(" | "),
                "{line}"
            );
            assert!(!line.chars().any(char::is_control), "{line:?}");
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn colors_only_add_to_the_message() {
    let error = load_from("requests:\n  a: {gett: /}\n", "a.yaml", &Fixed).unwrap_err();
    let mut plain = String::new();
    let colored = error.to_colored();
    let mut parts = colored.split('\u{1b}');
    plain.push_str(parts.next().unwrap());
    for part in parts {
        plain.push_str(part.split_once('m').unwrap().1);
    }
    assert_eq!(plain, error.to_string());
    assert_ne!(colored, plain);
}
