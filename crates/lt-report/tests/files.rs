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
    let place = |name: &str| folder.path().join(name).display().to_string();
    let stream = folder.path().join("run_stats.csv");
    fs::copy(SMALL, &stream).unwrap();
    let [page, dotted, run] = ["page.html", "./page.html", "run"].map(place);
    let (charts, chart) = (place("."), place("users.svg"));
    let json = place("performance_report_20251121_094000.json");
    let stream_name = stream.display().to_string();
    for outputs in [
        ["--html", &stream_name, "--format", "json"],
        ["--csv", &run, "--format", "json"],
        ["--html", &page, "--output", &page],
        ["--html", &page, "--output", &dotted],
        ["--csv-samples", &page, "--markdown", &page],
        ["--svg", &charts, "--html", &chart],
        ["--json", &charts, "--output", &json],
    ] {
        let outputs = outputs.map(Path::new);
        let args: Vec<&Path> = [stream.as_path()].into_iter().chain(outputs).collect();
        let error = report(&args).unwrap_err();
        assert!(error.is::<Usage>(), "{outputs:?}: {error:#}");
        assert!(format!("{error:#}").contains("given twice"), "{error:#}");
    }
    assert_eq!(names(folder.path()), ["run_stats.csv"]);
    assert_eq!(fs::read(&stream).unwrap(), fs::read(SMALL).unwrap());
}

#[test]
fn a_report_that_cannot_be_written_costs_no_other_one() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let (template, page, json) = (place("bad.html"), place("page.html"), place("r.json"));
    // Begins well, and fails only when it is filled.
    fs::write(&template, "{% for x in 5 %}{% endfor %}").unwrap();
    let output = place("report.txt");
    let [html, filled, as_json, to] = ["--html", "--template", "--json", "-o"].map(Path::new);
    let args = [
        Path::new(SMALL),
        html,
        &page,
        filled,
        &template,
        as_json,
        &json,
        to,
        &output,
    ];
    let error = format!("{:#}", report(&args).unwrap_err());
    assert!(error.contains("bad.html"), "{error}");
    assert_eq!(names(folder.path()), ["bad.html", "r.json", "report.txt"]);
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
