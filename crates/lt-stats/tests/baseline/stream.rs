//! A small run of two shards, always the same.

use lt_sample::{Micros, Outcome, Record, RunId, Sample, UnixMicros};
use lt_stats::baseline::{About, Baseline, Source};
use lt_stats::{Include, Summary};

/// 2025-11-21T09:40:00Z.
const START: u64 = 1_763_718_000_000_000;
const RUNS: [&str; 2] = ["aaaaaaaa", "bbbbbbbb"];
const SECONDS: u64 = 16;

/// Every record of both shards, those of the first one first.
pub(crate) fn records() -> Vec<Record<'static>> {
    (0..2).flat_map(shard).collect()
}

/// What the stream is kept as.
pub(crate) fn baseline() -> Baseline {
    let mut summary = Summary::new(Include::Measured).with_history();
    records().iter().for_each(|record| summary.add(record));
    Baseline::of(&summary, about()).unwrap()
}

pub(crate) fn about() -> About {
    About {
        name: "production_baseline_v1".to_owned(),
        source: Source {
            repo: Some("acme/shop".to_owned()),
            sha: Some("9f2c1ab7d0e4".to_owned()),
            ..Source::default()
        },
        labels: [("session".to_owned(), "night".to_owned())].into(),
        verdict: Some("pass".to_owned()),
        notes: vec!["kept by hand".to_owned()],
    }
}

fn shard(index: usize) -> Vec<Record<'static>> {
    let run = RUNS[index];
    let mut records = vec![parse(&format!(
        r#"{{"type":"run","format":1,"run":"{run}","test":"checkout-17","shard":{{"index":{index},"of":2}},"tool":"lt-gen","version":"0.3.0","started_us":{START},"scenario_sha256":"{}","model":"closed","plan":[{{"name":"Browse","start_us":0,"length_us":17000000,"users":20}},{{"name":"Spike","start_us":5000000,"length_us":4000000,"users":5,"stages":[{{"length_us":4000000,"users":30}}]}},{{"name":"Late","start_us":9000000,"length_us":8000000,"users":25}}],"warmup_us":1000000,"labels":{{"level":"medium"}},"machine":{{"cpu":"AMD EPYC 9V74","cores":4,"memory_bytes":17179869184,"os":"Linux 6.8","boot":"0f3c"}},"target":"http://127.0.0.1:8080"}}"#,
        "ab".repeat(32)
    ))];
    let (mut samples, mut dropped) = (0, 0);
    let mut state = 17 + index as u64;
    let mut draw = || {
        // Knuth's MMIX constants; the high bits are the good ones.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >> 40
    };
    for n in 0..SECONDS * 12 {
        let at = UnixMicros(START + 1_000_000 + n * 83_333);
        let sample = request(RunId::parse(run).unwrap(), at, n, draw());
        samples += 1;
        dropped += u64::from(sample.outcome == Outcome::Dropped);
        records.push(Record::Sample(sample));
    }
    let end = START + 18_000_000 + index as u64;
    records.push(parse(&format!(
        r#"{{"type":"end","run":"{run}","at_us":{end},"test":"checkout-17","shard":{{"index":{index},"of":2}},"reason":"completed","samples":{samples},"dropped":{dropped}}}"#
    )));
    records
}

fn request(run: RunId, at: UnixMicros, n: u64, draw: u64) -> Sample<'static> {
    let (method, name, host) = match n % 3 {
        0 => ("GET", "/api/health", None),
        1 => ("POST", "/api/orders", None),
        _ => ("GET", "/api/items", Some("items:8080".into())),
    };
    let mut sample = Sample::new(run, at, method, name, Outcome::Ok);
    sample.host = host;
    sample.phase = (n < 3).then(|| "warmup".into());
    (sample.sent, sample.received) = (17, 256);
    (sample.status, sample.delay_us) = (Some(200), Some(Micros(draw % 50)));
    (sample.service_us, sample.ttfb_us) = (
        Some(Micros(900 + draw % 60_000)),
        Some(Micros(800 + draw % 700)),
    );
    match n {
        40 | 121 => (sample.outcome, sample.status) = (Outcome::HttpError, Some(503)),
        64 => (sample.outcome, sample.status, sample.ttfb_us) = (Outcome::Timeout, None, None),
        91 => {
            sample = Sample::new(run, at, "POST", "/api/orders", Outcome::Dropped);
        }
        _ => {}
    }
    sample
}

fn parse(line: &str) -> Record<'static> {
    match Record::parse(line.as_bytes()).unwrap() {
        Record::Run(run) => Record::Run(run),
        Record::End(end) => Record::End(end),
        other => panic!("{other:?}"),
    }
}
