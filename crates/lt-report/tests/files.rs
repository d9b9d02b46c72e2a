//! What is left in a folder.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on shall say where"
)]

use std::fs;
use std::path::Path;

use clap::Parser;
use lt_cli::Usage;
use lt_report::Args;

const SMALL: &str = "tests/fixtures/small.ndjson";

fn report(args: &[&Path]) -> anyhow::Result<String> {
    let tool = [Path::new("lt-report")];
    let args = Args::try_parse_from(tool.iter().chain(args))?;
    let mut out = Vec::new();
    lt_report::run(args, &mut out)?;
    Ok(String::from_utf8(out)?)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn page_and_report_are_written_whole_and_stdout_stays_empty() {
    let folder = tempfile::tempdir().unwrap();
    let (page, file) = (
        folder.path().join("report.html"),
        folder.path().join("report.json"),
    );
    let [html, json, output] = ["--html", "--format=json", "--output"].map(Path::new);
    let out = report(&[Path::new(SMALL), html, &page, json, output, &file]).unwrap();
    assert_eq!(out, "");
    assert_eq!(names(folder.path()), ["report.html", "report.json"]);
    assert!(fs::read_to_string(page).unwrap().ends_with("</html>\n"));
    assert!(fs::read_to_string(file).unwrap().ends_with("\n}\n"));
}

#[test]
fn the_page_comes_in_addition_to_the_text() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("report.html");
    let small = Path::new(SMALL);
    let with = report(&[small, Path::new("--html"), &page]).unwrap();
    assert_eq!(with, report(&[small]).unwrap());
}

#[test]
fn garbage_midway_leaves_nothing_at_the_final_names() {
    let folder = tempfile::tempdir().unwrap();
    let stream = folder.path().join("broken.ndjson");
    let small = fs::read_to_string(SMALL).unwrap();
    fs::write(&stream, small + "garbage\n").unwrap();
    let (page, file) = (
        folder.path().join("report.html"),
        folder.path().join("report.txt"),
    );
    let [html, output] = ["--html", "--output"].map(Path::new);
    let error = report(&[&stream, html, &page, output, &file]).unwrap_err();
    assert!(!error.is::<Usage>());
    assert_eq!(names(folder.path()), ["broken.ndjson"]);
}

#[test]
fn no_output_is_put_over_an_input_or_another_output() {
    let folder = tempfile::tempdir().unwrap();
    let stream = folder.path().join("run.ndjson");
    fs::copy(SMALL, &stream).unwrap();
    let page = folder.path().join("report.html");
    let [html, output] = ["--html", "--output"].map(Path::new);
    assert!(report(&[&stream, html, &stream]).unwrap_err().is::<Usage>());
    assert!(
        report(&[&stream, html, &page, output, &page])
            .unwrap_err()
            .is::<Usage>()
    );
    assert_eq!(names(folder.path()), ["run.ndjson"]);
    assert_eq!(fs::read(&stream).unwrap(), fs::read(SMALL).unwrap());
}

#[test]
fn two_halves_are_one_report() {
    let folder = tempfile::tempdir().unwrap();
    let small = fs::read_to_string(SMALL).unwrap();
    let middle = small.lines().take(6).map(|line| line.len() + 1).sum();
    let halves = [
        folder.path().join("a.ndjson"),
        folder.path().join("b.ndjson"),
    ];
    fs::write(&halves[0], &small[..middle]).unwrap();
    fs::write(&halves[1], &small[middle..]).unwrap();
    let json = Path::new("--format=json");
    let whole = report(&[Path::new(SMALL), json]).unwrap();
    assert_eq!(report(&[&halves[1], &halves[0], json]).unwrap(), whole);
}
