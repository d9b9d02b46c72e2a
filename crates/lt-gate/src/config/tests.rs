use std::path::Path;

use lt_stats::Endpoint;
use lt_stats::compare::{Correction, Measure, Mode, Question, Tolerance};

use super::*;

fn document(text: &str) -> Document {
    Document {
        name: "lt-gate.toml".to_owned(),
        text: text.to_owned(),
    }
}

fn read_text(text: &str) -> Config {
    let document = document(text);
    parse(&document, Path::new("ci")).unwrap_or_else(|wrong| {
        panic!(
            "{}",
            document.picture(&wrong.span, &wrong.problem.to_string())
        )
    })
}

/// Thresholds with what stands beside them, and their line.
fn shown(config: &Config) -> Vec<String> {
    let thresholds = config.thresholds.iter();
    thresholds
        .map(|threshold| {
            let line = threshold
                .origin
                .place
                .as_ref()
                .map_or(0, |place| place.line);
            let row = threshold.origin.row.as_deref().unwrap_or("-");
            let severity = threshold.severity.as_str();
            format!("{line} {row}: {threshold} {severity} {}", threshold.allow)
        })
        .collect()
}

#[test]
fn an_empty_file_changes_nothing() {
    assert_eq!(read_text(""), Config::default());
    assert_eq!(
        read_text("schema = 'lt.gate/1'\n[thresholds]\n[sla]\n[compare]"),
        Config::default()
    );
}

#[test]
fn the_example_of_the_language_is_a_file() {
    let text = include_str!("../../../../docs/thresholds.md");
    let block = text.split("```toml\n").nth(1).unwrap();
    let config = read_text(block.split("```").next().unwrap());
    assert!(config.thresholds.len() >= 5);
}

#[test]
fn every_example_of_the_documentation_is_a_file() {
    let page = include_str!("../../../../docs/gate.md").replace('\r', "");
    let examples = page.split("```toml\n").skip(1);
    let read = examples.map(|rest| read_text(rest.split("```").next().unwrap()));
    assert!(read.count() >= 6);
}

#[test]
fn a_rule_is_a_text_or_a_table_alone_or_in_a_list() {
    let config = read_text(
        "[thresholds]
response_time = ['p(95)<2s', { expr = 'max<5s', severity = 'warn', allow = 3 }]
errors = { threshold = 'rate<1%', abortOnFail = true, delayAbortEval = '1m30s' }
requests = 'rate>10/s'
",
    );
    assert_eq!(
        shown(&config),
        [
            "2 -: response_time p(95)<2s fail 0",
            "2 -: response_time max<5s warn 3",
            "3 -: errors rate<1% fail 0",
            "4 -: requests rate>10/s fail 0",
        ]
    );
    assert_eq!(
        config.thresholds[2].abort.unwrap().delay,
        Micros(90_000_000)
    );
}

#[test]
fn rows_of_endpoints_become_thresholds() {
    let config = read_text(
        "[sla]
endpoints = [
  { endpoint = '/health/', p50 = '10ms', p95 = '<= 20ms', 'p99.9' = '1 s', max = { lt = '100ms', severity = 'warn', allow = 3 } },
  { endpoint = '/a\\b \"{id}\"', method = 'GET', avg = '5ms', min = '1ms', max_error_rate = '1%', min_rps = 1.5 },
]
",
    );
    let quoted = r#"{endpoint:"/a\\b \"{id}\"",method:GET}"#;
    assert_eq!(
        shown(&config),
        [
            "3 /health/: response_time{endpoint:/health/} p(50)<10ms fail 0".to_owned(),
            "3 /health/: response_time{endpoint:/health/} p(95)<=20ms fail 0".to_owned(),
            "3 /health/: response_time{endpoint:/health/} p(99.9)<1s fail 0".to_owned(),
            "3 /health/: response_time{endpoint:/health/} max<100ms warn 3".to_owned(),
            format!(r#"4 /a\b "{{id}}": response_time{quoted} avg<5ms fail 0"#),
            format!(r#"4 /a\b "{{id}}": response_time{quoted} min<1ms fail 0"#),
            format!(r#"4 /a\b "{{id}}": errors{quoted} rate<=1% fail 0"#),
            format!(r#"4 /a\b "{{id}}": requests{quoted} rate>=1.5/s fail 0"#),
        ]
    );
}

#[test]
fn rows_of_levels_become_thresholds_of_those_runs() {
    let config = read_text(
        "[[sla.levels]]
name = 'Light'
users = 10
min_rps = 10
max_error_rate = '0.1%'
[[sla.levels]]
name = 'very heavy'
max_error_rate = '< 5%'
p95 = '1s'
[sla]
require_levels = true
",
    );
    assert!(config.require_levels);
    assert_eq!(
        shown(&config),
        [
            "4 Light: requests{level:Light} rate>=10/s fail 0",
            "5 Light: errors{level:Light} rate<=0.1% fail 0",
            "8 very heavy: errors{level:\"very heavy\"} rate<5% fail 0",
            "9 very heavy: response_time{level:\"very heavy\"} p(95)<1s fail 0",
        ]
    );
    let level = |i: usize| config.thresholds[i].selector.scope.level.clone().unwrap();
    assert_eq!(level(1).users, Some(10));
    assert_eq!(level(3).users, None);
}

#[test]
fn the_other_sections_are_read() {
    let config = read_text(
        "warmup = '10s'
[compare]
mode = 'paired'
gate = ['p50', 'p99.9', 'throughput']
tolerance = { rel = '5%' }
error_tolerance = '0.2%'
alpha = 0.01
correction = 'bh'
window = 8
max_age = '7d'
require_sessions = 2
on_inconclusive = 'fail'
on_missing_baseline = 'pass'
on_missing_series = 'warn'
[[compare.override]]
match = 'response_time{endpoint:/analysis/}'
tolerance = { rel = '20%', abs = '20ms' }
severity = 'warn'
[[compare.override]]
match = 'errors'
tolerance = { abs = '1%' }
[[accept]]
match = 'response_time{endpoint:GET /orders}'
metric = 'p95'
up_to = '+25%'
until = 2026-12-31
reason = 'adds fraud check, #812'
[noise]
file = 'lt-noise.json'
[grades]
response_time = ['50ms', '100ms', '200ms']
error_rate = ['0.1%', '1%', '5%']
rps = [100, 50.5, 10]
",
    );
    let compare = &config.compare;
    assert_eq!(config.warmup, Some(Micros(10_000_000)));
    assert_eq!(compare.mode, Some(Mode::Paired));
    let gate: Vec<String> = compare.gate.iter().map(Measure::to_string).collect();
    assert_eq!(gate, ["p50", "p99.9", "throughput"]);
    assert_eq!(
        (compare.tolerance.relative, compare.tolerance.absolute),
        (0.05, 2000.0)
    );
    assert_eq!((compare.error_tolerance, compare.alpha), (0.002, 0.01));
    assert_eq!(compare.correction, Correction::BenjaminiHochberg);
    assert_eq!((compare.window, compare.require_sessions), (8, 2));
    assert_eq!(compare.max_age, Some(Micros(7 * 86_400_000_000)));
    let doubts = (
        compare.on_inconclusive,
        compare.on_missing_baseline,
        compare.on_missing_series,
    );
    assert_eq!(doubts, (OnDoubt::Fail, OnDoubt::Pass, OnDoubt::Warn));
    let tolerances: Vec<_> = compare
        .overrides
        .iter()
        .map(|other| other.tolerance)
        .collect();
    let tolerance = |relative, absolute| Some(Tolerance { relative, absolute });
    assert_eq!(tolerances, [tolerance(0.2, 20_000.0), tolerance(0.0, 0.01)]);
    let accept = &config.accept[0];
    assert_eq!(accept.up_to.to_string(), "0.25");
    assert_eq!(accept.until.unwrap().0, 1_798_761_600_000_000 - 1);
    assert_eq!(accept.reason, "adds fraud check, #812");
    assert_eq!(config.noise, Some(PathBuf::from("ci/lt-noise.json")));
    let rates = config.grades.rate.map(|rate| rate.to_string());
    assert_eq!(rates, ["100", "50.5", "10"]);
}

#[test]
fn what_is_accepted_or_otherwise_is_about_figures_of_its_metric_only() {
    let question = |name: Option<&str>, measure| Question {
        endpoint: name.map(|name| Endpoint {
            name: name.to_owned(),
            method: "GET".to_owned(),
            ..Endpoint::default()
        }),
        measure,
        tolerance: Tolerance {
            relative: 0.1,
            absolute: 0.0,
        },
        gated: true,
    };
    let config = read_text(
        "[[accept]]\nmatch = 'response_time{endpoint:/a}'\nup_to = '+5%'\nreason = 'x'
[[accept]]\nmatch = 'errors'\nmetric = 'error_rate'\nup_to = '1%'\nreason = 'y'",
    );
    let p95 = Measure::parse("p95").unwrap();
    let covers = |i: usize, name, measure| config.accept[i].covers(&question(name, measure));
    assert!(covers(0, Some("/a"), p95));
    assert!(!covers(0, Some("/a"), Measure::ErrorRate));
    assert!(!covers(0, Some("/b"), p95));
    assert!(!covers(0, None, p95));
    assert!(covers(1, Some("/b"), Measure::ErrorRate));
    assert!(covers(1, None, Measure::ErrorRate));
    assert!(!covers(1, None, p95));
}

#[test]
fn a_large_or_foreign_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.toml");
    std::fs::write(&path, [0xff, 0xfe]).unwrap();
    let said = |path: &Path| read(path).unwrap_err().to_string();
    assert!(
        said(&path).ends_with("is no text; save it as UTF-8"),
        "{}",
        said(&path)
    );
    std::fs::write(&path, vec![b'#'; (4 << 20) + 1]).unwrap();
    assert!(said(&path).ends_with("is larger than 4 MiB; give a smaller file"));
}
