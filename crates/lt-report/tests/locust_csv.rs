//! Our CSV files and JSON beside those that a Locust wrote of the same requests, column by column.
//!
//! Exact are header, rows, counts and sizes. Where the figures differ, a rule says by how much they may: Locust knows
//! microseconds that we round, rounds response times to two digits, counts a request when it has ended and not when it was
//! due, and starts its clock before the first request.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on shall say where"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::Parser;
use lt_report::Args;
use lt_sample::{Gauge, Micros, Outcome, Record, RunId, Sample, UnixMicros};
use serde_json::Value;

const REQUESTS: &str = include_str!("fixtures/locust/requests.ndjson");
const STATS: &str = include_str!("fixtures/locust/run_stats.csv");
const HISTORY: &str = include_str!("fixtures/locust/run_stats_history.csv");
const FAILURES: &str = include_str!("fixtures/locust/run_failures.csv");
const EXCEPTIONS: &str = include_str!("fixtures/locust/run_exceptions.csv");
const JSON: &str = include_str!("fixtures/locust/run.json");
/// As many users as there were, so many requests may be under way.
const USERS: f64 = 20.0;
/// Locust's last look at its figures was before the run ended.
const IN_CSV: usize = 1107;

type Table = Vec<BTreeMap<String, String>>;

fn table(text: &str) -> (Vec<String>, Table) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let rows = reader.deserialize().map(|row| row.unwrap()).collect();
    (header, rows)
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column]
        .parse()
        .unwrap_or_else(|_| panic!("{column}: `{}`", row[column]))
}

fn micros(value: &Value, key: &str, unit: f64) -> u64 {
    format!("{:.0}", value[key].as_f64().unwrap() * unit)
        .parse()
        .unwrap()
}

/// The first requests that Locust counted, as samples, and how many users it had in each second.
fn stream(n: usize) -> Vec<u8> {
    let run = RunId::parse("10cust00").unwrap();
    let mut stream = Vec::new();
    for line in REQUESTS.lines().take(n) {
        let value: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| value[key].as_str().unwrap_or_default();
        // What a listener sees of an exception is its text: that of `HTTPError` begins with the status.
        let (outcome, error) = match text("exception") {
            "" => (Outcome::Ok, None),
            error if error.contains(" Error: ") => (Outcome::HttpError, None),
            error => (Outcome::CheckFailed, Some(error.into())),
        };
        let sample = Sample {
            status: value["status"]
                .as_u64()
                .and_then(|status| u16::try_from(status).ok()),
            delay_us: Some(Micros(0)),
            service_us: Some(Micros(micros(&value, "response_ms", 1e3))),
            received: value["length"].as_u64().unwrap(),
            error,
            ..Sample::new(
                run,
                UnixMicros(micros(&value, "start_s", 1e6)),
                text("method"),
                text("name"),
                outcome,
            )
        };
        Record::Sample(sample).write(&mut stream);
    }
    for row in table(HISTORY)
        .1
        .iter()
        .filter(|row| row["Name"] == "Aggregated")
    {
        let at_us = UnixMicros::from_second(row["Timestamp"].parse().unwrap());
        let gauge = Gauge {
            run,
            at_us,
            source: "lt-gen".to_owned(),
            name: "users".to_owned(),
            value: number(row, "User Count"),
            unit: String::new(),
            labels: BTreeMap::new(),
        };
        Record::Gauge(gauge).write(&mut stream);
    }
    stream
}

/// What the report of some requests printed, and the text of each file that it left at the prefix `run`.
fn report(n: usize, args: &[&str]) -> (String, BTreeMap<String, String>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.ndjson");
    fs::write(&file, stream(n)).unwrap();
    let prefix = folder.path().join("new/folder/run");
    let prefix = format!("--csv={}", prefix.display());
    let typed = ["lt-report", file.to_str().unwrap(), &prefix];
    let args = Args::parse_from(typed.iter().chain(args));
    let mut out = Vec::new();
    lt_report::run(args, &mut out).unwrap();
    let written = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        (name, fs::read_to_string(entry.path()).unwrap())
    };
    let entries = fs::read_dir(folder.path().join("new/folder")).unwrap();
    let files = entries.map(|entry| written(entry.unwrap())).collect();
    (String::from_utf8(out).unwrap(), files)
}

fn full() -> BTreeMap<String, String> {
    report(IN_CSV, &["--csv-full-history"]).1
}

/// Response times by endpoint, in ascending microseconds.
fn times() -> BTreeMap<String, Vec<u64>> {
    let mut times: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for line in REQUESTS.lines().take(IN_CSV) {
        let value: Value = serde_json::from_str(line).unwrap();
        let us = micros(&value, "response_ms", 1e3);
        for name in [value["name"].as_str().unwrap(), "Aggregated"] {
            times.entry(name.to_owned()).or_default().push(us);
        }
    }
    times.values_mut().for_each(|times| times.sort_unstable());
    times
}

#[test]
fn the_files_are_those_of_locust_with_its_line_ends() {
    let files = full();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "run_exceptions.csv",
            "run_failures.csv",
            "run_stats.csv",
            "run_stats_history.csv"
        ]
    );
    for (name, text) in &files {
        let lines = text.split_inclusive('\n');
        assert!(
            lines.into_iter().all(|line| line.ends_with("\r\n")),
            "{name}"
        );
    }
    let headers = [STATS, HISTORY, FAILURES, EXCEPTIONS].map(|text| text.lines().next().unwrap());
    let ours = ["stats", "stats_history", "failures", "exceptions"];
    for (ours, theirs) in ours.into_iter().zip(headers) {
        assert_eq!(
            files[&format!("run_{ours}.csv")].lines().next().unwrap(),
            theirs
        );
    }
    assert_eq!(
        files["run_exceptions.csv"],
        EXCEPTIONS.replace('\n', "\r\n").replace("\r\r", "\r")
    );
}

#[test]
fn stats_are_those_of_locust() {
    let files = full();
    let ((header, ours), (_, theirs)) = (table(&files["run_stats.csv"]), table(STATS));
    assert_eq!(ours.len(), theirs.len());
    let times = times();
    for (ours, theirs) in ours.iter().zip(&theirs) {
        for column in [
            "Type",
            "Name",
            "Request Count",
            "Failure Count",
            "Average Content Size",
        ] {
            assert_eq!(ours[column], theirs[column], "{column}");
        }
        for column in ["Average", "Min", "Max"].map(|what| format!("{what} Response Time")) {
            let (ours, theirs) = (number(ours, &column), number(theirs, &column));
            assert!((ours - theirs).abs() <= 0.0005, "{column}: {ours} {theirs}");
        }
        // Locust divides by its time since it began to spawn users.
        for column in ["Requests/s", "Failures/s"] {
            let (ours, theirs) = (number(ours, column), number(theirs, column));
            assert!(
                (ours - theirs).abs() <= theirs * 0.01,
                "{column}: {ours} {theirs}"
            );
        }
        let sorted = &times[&ours["Name"]];
        assert_eq!(ours["Median Response Time"], ours["50%"]);
        for column in header.iter().filter(|column| column.ends_with('%')) {
            check_percentile(sorted, column, number(ours, column), number(theirs, column));
        }
    }
}

/// Ours is the true value to whole milliseconds; Locust's is one at most a rank higher, rounded to two digits.
fn check_percentile(sorted: &[u64], column: &str, ours: f64, theirs: f64) {
    let percent: f64 = column.trim_end_matches('%').parse().unwrap();
    let rank: usize = format!(
        "{:.0}",
        (sorted.len() as f64 * percent / 100.0 - 1e-6).ceil()
    )
    .parse()
    .unwrap();
    let (exact, next) = (sorted[rank - 1], sorted[rank.min(sorted.len() - 1)]);
    let off = (ours - exact as f64 / 1000.0).abs();
    assert!(
        off <= 0.5 + exact as f64 / 1000.0 * 0.0005,
        "{column}: {ours} for {exact} us"
    );
    let rounded = [exact, next].map(|us| {
        let ms = us as f64 / 1000.0;
        let unit = if ms < 100.0 { 1.0 } else { 10.0 };
        (ms / unit).round_ties_even() * unit
    });
    assert!(
        rounded.iter().any(|ms| (ms - theirs).abs() < 0.1),
        "{column}: {theirs} for {rounded:?}"
    );
}

#[test]
fn the_history_keeps_up_with_locust_second_by_second() {
    let files = full();
    let ((_, ours), (_, theirs)) = (table(&files["run_stats_history.csv"]), table(HISTORY));
    let key = |row: &BTreeMap<String, String>| {
        ["Timestamp", "Type", "Name"].map(|column| row[column].clone())
    };
    let by_key: BTreeMap<_, _> = ours.iter().map(|row| (key(row), row)).collect();
    assert_eq!(by_key.len(), ours.len());
    let start = number(&theirs[0], "Timestamp");
    for theirs in &theirs {
        let ours = by_key[&key(theirs)];
        assert_eq!(ours["User Count"], theirs["User Count"]);
        // When a second is over, at least that is due which Locust had counted somewhen in that second.
        let before = number(theirs, "Timestamp") - 1.0;
        let before = by_key.get(&[
            format!("{before}"),
            theirs["Type"].clone(),
            theirs["Name"].clone(),
        ]);
        for column in ["Total Request Count", "Total Failure Count"] {
            let (ours, theirs) = (number(ours, column), number(theirs, column));
            let at_least = before.map_or(0.0, |before| number(before, column)) - USERS;
            assert!(
                (at_least..=ours).contains(&theirs),
                "{column}: {ours} {theirs}"
            );
        }
        let seconds = (number(theirs, "Timestamp") - 2.0 - start).clamp(0.0, 10.0);
        for column in ["Requests/s", "Failures/s"] {
            assert_eq!(ours[column].split_once('.').unwrap().1.len(), 6);
            let off = (number(ours, column) - number(theirs, column)).abs() * seconds;
            assert!(
                off <= USERS,
                "{column} at {}: {} {}",
                theirs["Timestamp"],
                ours[column],
                theirs[column]
            );
        }
    }
}

#[test]
fn the_last_row_of_the_history_says_what_the_stats_say() {
    let files = full();
    let ((_, stats), (_, history)) = (
        table(&files["run_stats.csv"]),
        table(&files["run_stats_history.csv"]),
    );
    let last = &history[history.len() - stats.len()..];
    for (stats, history) in stats.iter().zip(last) {
        assert_eq!(stats["Name"], history["Name"]);
        for column in [
            "Request Count",
            "Failure Count",
            "Average Content Size",
            "Average Response Time",
            "Min Response Time",
            "Max Response Time",
        ] {
            assert_eq!(
                stats[column],
                history[&format!("Total {column}")],
                "{column}"
            );
        }
        let (whole, until) = (
            number(stats, "Median Response Time"),
            number(history, "Total Median Response Time"),
        );
        assert!((whole - until).abs() <= 1.0 + whole * 0.004);
    }
}

#[test]
fn without_full_history_there_is_a_row_a_second_with_percentiles_since_the_start() {
    let (_, files) = report(IN_CSV, &[]);
    let (header, history) = table(&files["run_stats_history.csv"]);
    assert!(
        history
            .iter()
            .all(|row| row["Name"] == "Aggregated" && row["Type"].is_empty())
    );
    assert_eq!(history.len(), 12);
    let (_, stats) = table(&files["run_stats.csv"]);
    for column in header.iter().filter(|column| column.ends_with('%')) {
        let (whole, until) = (
            number(stats.last().unwrap(), column),
            number(&history[11], column),
        );
        assert!((whole - until).abs() <= 1.0 + whole * 0.004, "{column}");
    }
}

#[test]
fn failures_are_those_of_locust() {
    let files = full();
    let ((_, ours), (_, theirs)) = (table(&files["run_failures.csv"]), table(FAILURES));
    assert_eq!(ours.len(), theirs.len());
    let second = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_second();
    for theirs in &theirs {
        let same = |row: &&BTreeMap<String, String>| row["Name"] == theirs["Name"];
        let ours = ours.iter().find(same).unwrap();
        assert_eq!(
            (&ours["Method"], &ours["Occurrences"]),
            (&theirs["Method"], &theirs["Occurrences"])
        );
        // The server of these files says `X` for a reason; a sample has none.
        let reason = ours["Error"]
            .replace("Not Found", "X")
            .replace("Internal Server Error", "X");
        assert_eq!(reason, theirs["Error"]);
        // Locust looks at the clock when a request has ended.
        let first = second(&theirs["First Seen"]) - second(&ours["First Seen"]);
        let last = second(&theirs["Last Seen"]) - second(&ours["Last Seen"]);
        assert!(
            (0..=1).contains(&first) && (0..=1).contains(&last),
            "{first} {last}"
        );
        assert!(ours["First Seen"].ends_with('Z'));
    }
    let (_, files) = report(IN_CSV, &["--locust-csv=legacy"]);
    let (header, legacy) = table(&files["run_failures.csv"]);
    assert_eq!(header, ["Method", "Name", "Error", "Occurrences"]);
    assert_eq!(legacy.len(), theirs.len());
}

#[test]
fn json_has_the_keys_and_counts_of_locust() {
    let (text, files) = report(usize::MAX, &["--format=locust-json"]);
    let (ours, theirs): (Vec<Value>, Vec<Value>) = (
        serde_json::from_str(&text).unwrap(),
        serde_json::from_str(JSON).unwrap(),
    );
    assert!(text.starts_with("[\n    {\n        \"name\""));
    assert_eq!(ours.len(), theirs.len());
    for theirs in &theirs {
        let ours = ours
            .iter()
            .find(|row| row["name"] == theirs["name"])
            .unwrap();
        let keys = |row: &Value| row.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(ours), keys(theirs));
        for key in [
            "method",
            "num_requests",
            "num_none_requests",
            "num_failures",
            "total_content_length",
        ] {
            assert_eq!(ours[key], theirs[key], "{key}");
        }
        let n = theirs["num_requests"].as_f64().unwrap();
        let off = |key: &str| (ours[key].as_f64().unwrap() - theirs[key].as_f64().unwrap()).abs();
        assert!(
            off("total_response_time") <= n * 0.0005
                && off("max_response_time") <= 0.0005
                && off("min_response_time") <= 0.0005
        );
        assert!(off("start_time") < 1.0 && off("last_request_timestamp") < 0.1);
        check_response_times(ours, theirs, n);
        for key in ["num_reqs_per_sec", "num_fail_per_sec"] {
            let sum = |row: &Value| {
                row[key]
                    .as_object()
                    .unwrap()
                    .values()
                    .map(|n| n.as_u64().unwrap())
                    .sum::<u64>()
            };
            assert_eq!(sum(ours), sum(theirs), "{key}");
        }
    }
    // The format asks for the history of endpoints; the files were not to have it.
    let (_, history) = table(&files["run_stats_history.csv"]);
    assert!(history.iter().all(|row| row["Name"] == "Aggregated"));
}

/// A time beside the middle between two whole milliseconds may be counted on the other side: a histogram has three digits.
fn check_response_times(ours: &Value, theirs: &Value, n: f64) {
    let counts = |row: &Value| -> BTreeMap<String, f64> {
        let times = row["response_times"].as_object().unwrap();
        times
            .iter()
            .map(|(ms, n)| (ms.clone(), n.as_f64().unwrap()))
            .collect()
    };
    let (ours, theirs) = (counts(ours), counts(theirs));
    assert!((ours.values().sum::<f64>() - n).abs() < 0.5);
    let both = ours
        .keys()
        .chain(theirs.keys().filter(|ms| !ours.contains_key(*ms)));
    let count =
        |counts: &BTreeMap<String, f64>, ms: &String| counts.get(ms).copied().unwrap_or_default();
    let off: f64 = both
        .map(|ms| (count(&ours, ms) - count(&theirs, ms)).abs())
        .sum();
    assert!(off <= 0.05 * n, "{off} of {n}");
}

#[test]
fn a_prefix_may_not_lead_into_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.ndjson");
    fs::write(&file, stream(1)).unwrap();
    let prefix = file.join("run");
    let args = [Path::new("lt-report"), &file, Path::new("--csv"), &prefix];
    let error = lt_report::run(Args::parse_from(args), &mut Vec::new()).unwrap_err();
    assert!(error.is::<lt_cli::Usage>());
    assert!(format!("{error:#}").starts_with("cannot make the folder"));
}
