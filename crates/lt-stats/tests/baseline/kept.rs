//! A baseline that was written on 2026-11-22. It is never written again: whoever cannot read it has broken the format.

use std::collections::BTreeMap;
use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::serialization::Deserializer;
use lt_sample::{Micros, UnixMicros};
use lt_stats::baseline::{Baseline, Environment, Grades, Load, differences, report};
use lt_stats::{Endpoint, Percentile, percentile};

use crate::stream;

fn kept() -> (String, Baseline) {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/baseline-1.json"
    );
    let text = fs::read_to_string(path).unwrap();
    let baseline = Baseline::read(text.as_bytes()).unwrap();
    (text, baseline)
}

#[test]
fn a_baseline_says_for_ever_what_it_said_when_it_was_kept() {
    let (_, baseline) = kept();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(baseline.name, "production_baseline_v1");
    assert_eq!(baseline.created_us, UnixMicros(1_763_718_018_000_001));
    assert_eq!(
        (
            baseline.source.repo.as_deref(),
            baseline.source.sha.as_deref()
        ),
        (Some("acme/shop"), Some("9f2c1ab7d0e4"))
    );
    assert_eq!(baseline.source.tool.as_deref(), Some("lt-gen 0.3.0"));
    let load = Load {
        model: text("closed"),
        users: Some(50),
        rate: None,
        duration_us: Some(Micros(16_000_000)),
        warmup_us: Some(Micros(1_000_000)),
        level: text("medium"),
        intended_starts: Some(true),
        scenarios: ["Browse", "Spike", "Late"].map(ToOwned::to_owned).into(),
        scenario_sha256: Some("ab".repeat(32)),
        target: text("http://127.0.0.1:8080"),
    };
    assert_eq!(baseline.load, load);
    let environment = Environment {
        cpu: text("AMD EPYC 9V74"),
        cores: Some(4),
        memory_bytes: Some(16 << 30),
        os: text("Linux 6.8"),
        session: text("night"),
    };
    assert_eq!(baseline.environment, environment);
    let labels = [("level", "medium"), ("session", "night")];
    let labels = labels.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(baseline.labels, BTreeMap::from(labels));
    assert_eq!(baseline.interval_us, Micros(1_000_000));
    assert_eq!(baseline.verdict.as_deref(), Some("pass"));
    assert_eq!(baseline.notes, ["kept by hand"]);
    assert!(baseline.doubts.is_empty(), "{:?}", baseline.doubts);
    let total = baseline.total();
    assert_eq!((total.requests, total.errors, total.dropped), (376, 6, 2));
    assert_eq!((total.sent, total.received), (376 * 17, 376 * 256));
    let [_, orders, _] = &baseline.series[..] else {
        panic!("three endpoints")
    };
    let endpoint = Endpoint {
        name: "/api/items".to_owned(),
        method: "GET".to_owned(),
        host: text("items:8080"),
    };
    assert_eq!(orders.endpoint.name, "/api/items");
    assert_eq!(orders.endpoint, endpoint);
    let times = [Percentile::P50, Percentile::P95, Percentile::P99];
    let times = times.map(|p| percentile(&total.response, p).unwrap());
    assert_eq!(times, FIGURES.0.map(Micros));
    assert_eq!((total.response.sum(), total.ttfb.count()), FIGURES.1);
    assert_eq!(total.intervals.len(), 16);
    let (number, moment) = &total.intervals[7];
    assert_eq!((*number, moment.requests, moment.errors), (7, 22, 0));
    assert_eq!(
        moment.response.percentile(Percentile::P50),
        Some(Micros(FIGURES.2))
    );
}

const FIGURES: ([u64; 3], (u128, u64), u64) = ([30_824, 57_616, 59_856], (12_034_280, 374), 35_456);

#[test]
fn the_same_stream_kept_today_may_be_compared_with_it() {
    let (_, kept) = kept();
    let today = stream::baseline();
    assert_eq!(differences(&today, &kept), []);
    assert_eq!(today.series, kept.series);
    assert_eq!(
        report(&today, &Grades::default()),
        report(&kept, &Grades::default())
    );
}

#[test]
fn every_distribution_is_read_by_hdrhistogram() {
    let (text, baseline) = kept();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let read = |hist: &serde_json::Value| {
        let bytes = STANDARD.decode(hist.as_str().unwrap()).unwrap();
        let mut deserializer = Deserializer::new();
        deserializer.deserialize::<u64, _>(&mut &bytes[..]).unwrap()
    };
    for (series, line) in baseline
        .series
        .iter()
        .zip(json["series"].as_array().unwrap())
    {
        let whole = read(&line["response_us"]["hist"]);
        assert_eq!(whole.len(), series.response.count());
        let intervals = line["intervals"].as_array().unwrap();
        for ((_, moment), line) in series.intervals.iter().zip(intervals) {
            let theirs = read(&line["response_us"]["hist"]);
            assert_eq!(theirs.len(), moment.response.count());
            let ours = moment.response.percentile(Percentile::P50).unwrap().0;
            let theirs = theirs.value_at_quantile(0.5);
            assert!(theirs.abs_diff(ours) <= ours / 100, "{theirs} for {ours}");
        }
    }
}

#[test]
fn a_copy_that_was_indented_is_the_same_baseline() {
    let (text, baseline) = kept();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let indented = serde_json::to_string_pretty(&json).unwrap();
    assert_eq!(Baseline::read(indented.as_bytes()).unwrap(), baseline);
}

#[test]
fn keys_of_a_newer_version_are_passed_over() {
    let (text, baseline) = kept();
    let newer = text
        .replacen("\"labels\"", "\"gauges\":[{\"cpu\":0.5}],\"labels\"", 1)
        .replacen("\"intervals\"", "\"connect_us\":null,\"intervals\"", 1);
    assert_ne!(newer, text);
    assert_eq!(Baseline::read(newer.as_bytes()).unwrap(), baseline);
}

#[test]
fn the_example_of_the_documentation_is_a_baseline() {
    let page = include_str!("../../../../docs/baseline.md");
    let example = page
        .lines()
        .find(|line| line.starts_with("{\"schema\""))
        .unwrap();
    let baseline = Baseline::read(example.as_bytes()).unwrap();
    assert_eq!((baseline.total().requests, baseline.doubts.len()), (4, 2));
}
