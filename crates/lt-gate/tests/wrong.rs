//! Wrong configurations, each with the message it gets beside it: `UPDATE_MESSAGES=1` writes them anew.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on shall say where"
)]

use std::path::{Path, PathBuf};

use lt_gate::config;

fn wrong_files() -> Vec<PathBuf> {
    let folder = std::fs::read_dir("tests/wrong").unwrap();
    let mut files: Vec<PathBuf> = folder
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_wrong_configuration_is_told_what_is_wrong_and_where() {
    let files = wrong_files();
    assert!(files.len() >= 30, "{}", files.len());
    let mut differences = Vec::new();
    for path in files {
        let name = path.to_str().unwrap().replace('\\', "/");
        let message = match config::read(Path::new(&name)) {
            Ok(_) => "it is read\n".to_owned(),
            Err(error) => format!("{error}\n"),
        };
        let beside = format!("{name}.txt");
        if std::env::var_os("UPDATE_MESSAGES").is_some() {
            std::fs::write(&beside, &message).unwrap();
        }
        let expected = std::fs::read_to_string(&beside).unwrap_or_default();
        if message != expected.replace('\r', "") {
            differences.push(format!("{name}:\n{message}expected:\n{expected}"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
