//! What tools wrote, translated, against what they said of it themselves.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use lt_foreign::{Format, Options, Translated, sniff};
use lt_sample::{Finding, Ledger, OnBadLine, Outcome, ReadError, Record, StreamEnd, read_records};

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name);
    let bytes = fs::read(&path).unwrap();
    if !name.ends_with(".gz") {
        return bytes;
    }
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(&*bytes)
        .read_to_end(&mut plain)
        .unwrap();
    plain
}

fn translate(format: Format, bytes: &[u8], options: Options) -> String {
    let mut text = String::new();
    Translated::new(format, bytes, "run".to_owned(), options)
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// The stream of a fixture, whose format must be recognized; nothing must be missing in it.
fn stream_of(name: &str, format: Format) -> String {
    let bytes = fixture(name);
    assert_eq!(sniff(&bytes), Some(format), "{name}");
    let text = translate(format, &bytes, Options::default());
    let (end, findings) = findings_of(&text);
    assert_eq!(
        (end, findings),
        (StreamEnd::default(), Vec::new()),
        "{name}"
    );
    text
}

fn findings_of(text: &str) -> (StreamEnd, Vec<Finding>) {
    let mut ledger = Ledger::default();
    let end = read_records(text.as_bytes(), "run", OnBadLine::Stop, |line| {
        assert!(line.record != Record::Unknown);
        ledger.add(&line.record);
        Ok::<(), ReadError>(())
    });
    (end.unwrap(), ledger.findings(None))
}

/// The samples of a stream, as records.
fn samples(text: &str) -> Vec<lt_sample::Sample<'_>> {
    let records = text
        .lines()
        .map(|line| Record::parse(line.as_bytes()).unwrap());
    records
        .filter_map(|record| match record {
            Record::Sample(sample) => Some(sample),
            _ => None,
        })
        .collect()
}

fn lines_with<'t>(text: &'t str, part: &str) -> Vec<&'t str> {
    text.lines().filter(|line| line.contains(part)).collect()
}

#[track_caller]
fn assert_near(found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within,
        "{found} instead of {expected}"
    );
}

#[test]
fn k6_says_the_same_of_its_own_run() {
    let text = stream_of("k6/run.ndjson.gz", Format::K6);
    let summary: serde_json::Value =
        serde_json::from_slice(&fixture("k6/summary-export.json")).unwrap();
    let metric = |name: &str, value: &str| {
        let metrics = summary["results"]["metrics"].as_array().unwrap();
        let metric = metrics
            .iter()
            .find(|metric| metric["name"] == name)
            .unwrap();
        metric["values"][value].as_f64().unwrap()
    };
    let samples = samples(&text);
    assert_near(samples.len() as f64, metric("http_reqs", "count"), 0.0);
    let failed = samples
        .iter()
        .filter(|sample| sample.outcome.is_error())
        .count();
    assert_near(failed as f64, metric("http_req_failed", "matches"), 0.0);
    let durations = |name: &str| {
        let of_name = samples
            .iter()
            .filter(|sample| name.is_empty() || sample.name == name);
        let mut durations: Vec<f64> = of_name
            .map(|sample| sample.metrics[0].1.as_slice()[0] as f64 / 1000.0)
            .collect();
        durations.sort_by(f64::total_cmp);
        durations
    };
    for (name, of) in [
        ("", "http_req_duration"),
        ("/health", "http_req_duration{name:/health}"),
    ] {
        let durations = durations(name);
        let mean = durations.iter().sum::<f64>() / durations.len() as f64;
        assert_near(mean, metric(of, "avg"), 0.001);
        assert_near(durations[0], metric(of, "min"), 0.001);
        assert_near(*durations.last().unwrap(), metric(of, "max"), 0.001);
        // k6 interpolates between neighbors; ours is one of them.
        let rank = durations.len() * 95 / 100;
        assert!(
            durations[rank - 1] <= metric(of, "p95") && metric(of, "p95") <= durations[rank + 1]
        );
    }
    assert_eq!(lines_with(&text, r#""name":"users""#).len(), 8);
    let failed_checks = lines_with(&text, r#""name":"checks_failed""#);
    assert_eq!(failed_checks.len(), 12);
    assert!(failed_checks[11].ends_with(r#""value":12.0,"labels":{"check":"is 200"}}"#));
}

#[test]
fn parts_of_a_request_of_k6_lie_inside_its_service_time() {
    let text = stream_of("k6/run.ndjson.gz", Format::K6);
    for sample in samples(&text) {
        assert!(sample.ttfb_us <= sample.service_us && sample.connect_us <= sample.ttfb_us);
        assert!(sample.metrics[0].1.as_slice()[0] <= sample.service_us.unwrap().0);
        assert_eq!(sample.delay_us, None);
    }
    let first = text.lines().nth(1).unwrap();
    // k6 dates it 11:21:29.718731 and says 6.970066 ms, and 0.215833 ms before that.
    let expected = r#","at_us":1795260089711545,"method":"GET","name":"/health","status":200,"outcome":"ok","ttfb_us":6383,"service_us":7186,"scenario":"c","connect_us":133,"metrics":{"http_req_duration_us":6970}}"#;
    assert!(first.ends_with(expected), "{first}");
}

#[test]
fn locust_says_the_same_of_its_own_run() {
    let text = stream_of("locust/requests.csv", Format::Locust);
    let mut found: BTreeMap<String, (u64, u64, f64)> = BTreeMap::new();
    for sample in samples(&text) {
        let row = found
            .entry(format!("{},{}", sample.method, sample.name))
            .or_default();
        row.0 += 1;
        row.1 += u64::from(sample.outcome.is_error());
        row.2 += sample.service_us.unwrap().0 as f64 / 1000.0;
    }
    let told: serde_json::Value = serde_json::from_slice(&fixture("locust/run.json")).unwrap();
    let told = told.as_array().unwrap();
    assert_eq!(told.len(), found.len());
    for row in told {
        let text = |key: &str| row[key].as_str().unwrap();
        let (n, failures, sum) = found[&format!("{},{}", text("method"), text("name"))];
        assert_eq!(
            (&row["num_requests"], &row["num_failures"]),
            (&n.into(), &failures.into())
        );
        // The log rounds each time to 0.01 ms.
        assert_near(
            sum,
            row["total_response_time"].as_f64().unwrap(),
            n as f64 * 0.005,
        );
    }
    let by_outcome = |outcome| {
        samples(&text)
            .iter()
            .filter(|sample| sample.outcome == outcome)
            .count()
    };
    assert_eq!(by_outcome(Outcome::HttpError), 111);
}

#[test]
fn every_row_of_hey_and_of_oha_is_a_sample() {
    let text = stream_of("hey/run.csv", Format::Hey);
    let found = samples(&text);
    assert_eq!(
        found.len(),
        fixture("hey/run.csv").split(|byte| *byte == b'\n').count() - 2
    );
    let first = text.lines().nth(1).unwrap();
    let expected = r#""at_us":55000,"method":"","name":"all requests","status":200,"outcome":"ok","ttfb_us":5800,"service_us":5900,"connect_us":700}"#;
    assert!(first.ends_with(expected), "{first}");

    let text = stream_of("oha/run.csv", Format::Oha);
    let found = samples(&text);
    assert_eq!(
        found.len(),
        fixture("oha/run.csv").split(|byte| *byte == b'\n').count() - 2
    );
    let first = text.lines().nth(1).unwrap();
    let expected = r#""at_us":1419,"method":"","name":"all requests","status":200,"outcome":"ok","ttfb_us":6161,"service_us":6161,"received":31,"dns_us":27,"connect_us":116}"#;
    assert!(first.ends_with(expected), "{first}");
}

#[test]
fn vegeta_tells_the_same_in_json_and_in_csv() {
    let anonymous = |text: String| -> Vec<String> {
        let lines = text
            .lines()
            .filter(|line| line.contains(r#""type":"sample""#));
        lines
            .map(|line| line.split_once(r#","at_us""#).unwrap().1.to_owned())
            .collect()
    };
    let json = anonymous(stream_of("vegeta/run.json", Format::VegetaJson));
    assert_eq!(
        json,
        anonymous(stream_of("vegeta/run.csv", Format::VegetaCsv))
    );
    let expected = [
        r#":1771243200123456,"method":"GET","name":"/products/{id}","status":200,"outcome":"ok","service_us":2371,"received":6067,"user":0}"#,
        r#":1771243200143456,"method":"POST","name":"/orders","status":404,"outcome":"http_error","service_us":1371,"sent":12,"received":19,"user":1}"#,
        r#":1771243200163456,"method":"GET","name":"/products/{id}","outcome":"connect_error","service_us":420,"user":2,"error":"connection refused"}"#,
        r#":1771243200183456,"method":"GET","name":"/","outcome":"timeout","service_us":30000512,"user":3,"host":"pay.test"}"#,
        r#":1771243200203456,"method":"GET","name":"/","status":302,"outcome":"ok","service_us":900,"user":4}"#,
    ];
    assert_eq!(json, expected);
}

#[test]
fn jmeter_is_read_by_the_names_of_its_columns() {
    let text = stream_of("jmeter/run.jtl", Format::Jmeter);
    let found = samples(&text);
    let told = |place: usize| {
        (
            found[place].status,
            found[place].outcome.as_str().to_owned(),
        )
    };
    assert_eq!(told(0), (Some(200), "ok".to_owned()));
    assert_eq!(told(1), (Some(200), "check_failed".to_owned()));
    assert_eq!(
        found[1].failed,
        ["Test failed: text expected to contain \"tea\" but was empty"]
    );
    assert_eq!(told(2), (Some(503), "http_error".to_owned()));
    assert_eq!(told(3), (None, "connect_error".to_owned()));
    // A label is meant as it is, whatever the host.
    assert_eq!((&*found[3].name, found[3].host.as_deref()), ("Pay", None));
    assert_eq!(told(4), (None, "timeout".to_owned()));
    assert_eq!(found.len(), 5);
    let journeys = lines_with(&text, r#""type":"journey""#);
    assert!(journeys[0].ends_with(
        r#""name":"Visit","duration_us":49000,"think_us":0,"outcome":"check_failed","n":2}"#
    ));
    assert_eq!(lines_with(&text, r#""name":"users""#).len(), 2);

    let text = stream_of("jmeter/old.jtl", Format::Jmeter);
    let names: Vec<String> = samples(&text)
        .iter()
        .map(|sample| sample.name.to_string())
        .collect();
    assert_eq!(names, ["HTTP Request", "/item/{id}"]);
}

#[test]
fn paths_are_kept_where_that_is_asked_for() {
    let options = Options {
        keep_paths: true,
        ..Options::default()
    };
    let text = translate(Format::VegetaJson, &fixture("vegeta/run.json"), options);
    assert!(text.contains(r#""name":"/products/4711","#));
}

#[test]
fn a_run_is_named_after_its_beginning_and_by_nothing_else() {
    let bytes = fixture("vegeta/run.json");
    let name = |bytes: &[u8]| {
        let text = translate(Format::VegetaJson, bytes, Options::default());
        samples(&text)[0].run
    };
    assert_eq!(name(&bytes), name(&bytes));
    let second = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    assert_ne!(name(&bytes), name(&bytes[second..]));
}

#[test]
fn a_byte_at_a_time_gives_the_same_stream() {
    struct Slow<'b>(&'b [u8]);
    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let end = buffer.len().min(1);
            self.0.read(&mut buffer[..end])
        }
    }
    let bytes = fixture("jmeter/run.jtl");
    let mut text = String::new();
    Translated::new(
        Format::Jmeter,
        Slow(&bytes),
        String::new(),
        Options::default(),
    )
    .read_to_string(&mut text)
    .unwrap();
    assert_eq!(text, translate(Format::Jmeter, &bytes, Options::default()));
}
