//! Our tables beside those that Locust itself printed of the same requests.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on shall say where"
)]

use std::collections::BTreeMap;

use clap::Parser;
use lt_report::Args;
use lt_sample::{Micros, Outcome, Record, RunId, Sample, UnixMicros};

const CONSOLE: &str = include_str!("fixtures/locust/console.txt");
const REQUESTS: &str = include_str!("fixtures/locust/console-requests.ndjson");

/// A request as Locust's event listener saw it.
struct Seen {
    method: String,
    name: String,
    at: UnixMicros,
    time: Micros,
    status: u16,
    failed: bool,
}

fn seen() -> Vec<Seen> {
    let read = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let micros = |key: &str, unit: f64| {
            let text = format!("{:.0}", value[key].as_f64().unwrap() * unit);
            text.parse().unwrap()
        };
        Seen {
            method: value["method"].as_str().unwrap().to_owned(),
            name: value["name"].as_str().unwrap().to_owned(),
            at: UnixMicros(micros("start_s", 1e6)),
            time: Micros(micros("response_ms", 1e3)),
            status: u16::try_from(value["status"].as_u64().unwrap()).unwrap(),
            failed: !value["exception"].is_null(),
        }
    };
    REQUESTS.lines().map(read).collect()
}

fn our_text(seen: &[Seen]) -> String {
    let mut stream = Vec::new();
    for request in seen {
        let run = RunId::parse("10cust00").unwrap();
        let outcome = if request.failed {
            Outcome::HttpError
        } else {
            Outcome::Ok
        };
        let mut sample = Sample::new(run, request.at, &request.method, &request.name, outcome);
        sample.status = Some(request.status);
        (sample.delay_us, sample.service_us) = (Some(Micros(0)), Some(request.time));
        Record::Sample(sample).write(&mut stream);
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("locust.ndjson");
    std::fs::write(&file, stream).unwrap();
    let mut out = Vec::new();
    let args = Args::parse_from(["lt-report", file.to_str().unwrap()]);
    lt_report::run(args, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The lines from the one that begins like this up to an empty one.
fn table<'a>(text: &'a str, begin: &str) -> Vec<&'a str> {
    let lines = text.lines().skip_while(|line| !line.starts_with(begin));
    lines.take_while(|line| !line.is_empty()).collect()
}

/// The words of a row, its last `n` ones being figures.
fn figures(row: &str, n: usize) -> Vec<&str> {
    let cells: Vec<&str> = row
        .split([' ', '|'])
        .filter(|cell| !cell.is_empty())
        .collect();
    cells[cells.len() - n..].to_vec()
}

#[test]
fn requests_stand_in_locusts_columns_with_locusts_figures() {
    let text = our_text(&seen());
    let (ours, theirs) = (table(&text, "Type "), table(CONSOLE, "Type "));
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(&theirs) {
        if !theirs.ends_with(|c: char| c.is_ascii_digit()) {
            assert_eq!(ours, theirs, "header and rules");
            continue;
        }
        // Up to the maximum everything is exact; Locust rounds the median, and counts its seconds from its own start.
        let exact = theirs.find('|').unwrap() + " Avg     Min     Max    ".len();
        assert_eq!(ours[..exact], theirs[..exact]);
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in figures(ours, 2).iter().zip(figures(theirs, 2)) {
            let (ours, theirs): (f64, f64) = (ours.parse().unwrap(), theirs.parse().unwrap());
            assert!(
                (ours - theirs).abs() <= theirs * 0.002 + 0.005,
                "{ours} {theirs}"
            );
        }
    }
}

#[test]
fn percentiles_stand_in_locusts_columns_within_its_rounding() {
    let seen = seen();
    let text = our_text(&seen);
    let begin = "Response time percentiles";
    let (ours, theirs) = (table(&text, begin), table(CONSOLE, begin));
    assert_eq!(ours.len(), theirs.len());
    let mut times: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for request in &seen {
        times.entry(&request.name).or_default().push(request.time.0);
        times.entry("Aggregated").or_default().push(request.time.0);
    }
    for (ours, theirs) in ours.iter().zip(&theirs) {
        if !theirs.ends_with(|c: char| c.is_ascii_digit()) {
            assert_eq!(ours, theirs, "header and rules");
            continue;
        }
        assert_eq!(ours[..90], theirs[..90]);
        assert_eq!(ours.len(), theirs.len());
        let name = ours[..90].split_whitespace().last().unwrap();
        let sorted = times.get_mut(name).unwrap();
        sorted.sort_unstable();
        check_cells(sorted, &figures(ours, 12), &figures(theirs, 12));
    }
}

/// Ours is the true value to the nearest ms; Locust's is one at most a rank higher, rounded to two digits.
fn check_cells(sorted: &[u64], ours: &[&str], theirs: &[&str]) {
    const PER_10_000: [usize; 11] = [
        5000, 6600, 7500, 8000, 9000, 9500, 9800, 9900, 9990, 9999, 10_000,
    ];
    assert_eq!(ours[11], theirs[11]);
    for (place, share) in PER_10_000.into_iter().enumerate() {
        let rank = (sorted.len() * share).div_ceil(10_000);
        let (exact, next) = (sorted[rank - 1], sorted[rank.min(sorted.len() - 1)]);
        let our_us: u64 = ours[place].parse::<u64>().unwrap() * 1000;
        let nearest = |us: u64| (us + 500) / 1000 * 1000;
        let within = nearest(exact - exact / 2000)..=nearest(exact + exact / 2000);
        assert!(within.contains(&our_us), "{our_us} for {exact}");
        let theirs: f64 = theirs[place].parse().unwrap();
        let rounded = [exact, next].map(|us| {
            let ms = us as f64 / 1000.0;
            let unit = if ms < 100.0 { 1.0 } else { 10.0 };
            (ms / unit).round() * unit
        });
        assert!(rounded.contains(&theirs), "{theirs} for {rounded:?}");
    }
}
