//! Learned noise and change points, from a store of runs to the words about them.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use lt_gate::store::Store;
use lt_sample::{Micros, UnixMicros};
use lt_stats::Endpoint;
use lt_stats::baseline::{Baseline, Environment, Load, Series, Source};
use lt_stats::compare::LearnedNoise;

const DAY: u64 = 86_400_000_000;
/// 2026-09-01.
const BEGIN: u64 = 1_788_220_800_000_000;

/// Percent by which runs stray, by no rule that anybody sees.
const STRAY: [i64; 12] = [3, -8, 5, 11, -4, -10, 7, 1, -6, 9, -2, -7];

/// A run of 400 requests to `/cart` whose times are spread evenly around `micros`, and of 40 to `/rare` that never changes.
fn run(nth: u64, micros: u64, errors: u64) -> Baseline {
    let baseline = Baseline {
        id: String::new(),
        name: "main".to_owned(),
        created_us: UnixMicros(BEGIN + nth * DAY),
        source: Source {
            sha: Some(format!("{nth:02}c0ffee5eed")),
            ..Source::default()
        },
        load: Load {
            model: Some("open".to_owned()),
            rate: Some(44.0),
            ..Load::default()
        },
        environment: Environment {
            cpu: Some("EPYC 7763".to_owned()),
            cores: Some(4),
            session: Some(format!("night-{}", nth / 3)),
            ..Environment::default()
        },
        labels: BTreeMap::new(),
        span_us: Micros(10_000_000),
        interval_us: Micros(1_000_000),
        series: vec![
            series("/cart", 400, micros, errors),
            series("/rare", 40, 5000, 0),
        ],
        doubts: Vec::new(),
        verdict: None,
        notes: Vec::new(),
    };
    baseline.sealed()
}

fn series(name: &str, requests: u64, micros: u64, errors: u64) -> Series {
    let mut series = Series {
        endpoint: Endpoint {
            name: name.to_owned(),
            method: "GET".to_owned(),
            host: None,
        },
        requests,
        errors,
        ..Series::default()
    };
    for place in 0..requests {
        series
            .response
            .record(micros / 2 + micros * place / requests);
    }
    let outcomes = [("ok", requests - errors), ("timeout", errors)];
    let outcomes = outcomes.into_iter().filter(|(_, n)| *n > 0);
    series.outcomes = outcomes.map(|(word, n)| (word.to_owned(), n)).collect();
    series
}

/// Microseconds around a middle, a tenth of a percent for each step that runs stray.
fn micros(nth: u64, middle: i64) -> u64 {
    astray(middle, STRAY[place(nth)])
}

/// The same where sessions stray as well, twice as far.
fn micros_in_sessions(nth: u64, middle: i64) -> u64 {
    astray(middle, STRAY[place(nth)] + 2 * STRAY[place(nth / 3 * 5)])
}

fn astray(middle: i64, steps: i64) -> u64 {
    u64::try_from(middle + middle * steps / 1000).unwrap()
}

fn place(nth: u64) -> usize {
    usize::try_from(nth % 12).unwrap()
}

fn keep(folder: &Path, runs: impl IntoIterator<Item = Baseline>) {
    let store = Store::open(&format!("dir:{}", folder.display())).unwrap();
    for run in runs {
        store.save(&run).unwrap();
    }
}

/// What `lt-gate` says in a folder, with its exit code.
fn lt_gate(folder: &Path, args: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lt-gate"));
    let told = command.args(args).current_dir(folder).output().unwrap();
    let text = [told.stdout, told.stderr].concat();
    (
        told.status.code().unwrap(),
        String::from_utf8(text).unwrap(),
    )
}

/// Runs of one commit, of four sessions.
fn same_commit() -> Vec<Baseline> {
    let of_one = |nth| {
        let mut run = run(nth, micros_in_sessions(nth, 20_000), 4 + nth % 3);
        run.source.sha = Some("1a2b3c4d5e6f".to_owned());
        run.sealed()
    };
    (0..12).map(of_one).collect()
}

#[test]
fn noise_is_learned_from_a_store_and_told_in_a_table() {
    let folder = tempfile::tempdir().unwrap();
    keep(&folder.path().join("kept"), same_commit());
    let args = [
        "calibrate",
        "--store",
        "kept",
        "--name",
        "main",
        "-o",
        "lt-noise.json",
    ];
    let (code, told) = lt_gate(folder.path(), &args);
    assert_eq!((code, told.as_str()), (0, CALIBRATED));
    let file = std::fs::read(folder.path().join("lt-noise.json")).unwrap();
    let learned = LearnedNoise::read(&*file).unwrap();
    assert_eq!(learned.to_json().as_bytes(), file);
    assert_eq!(learned.origin.baselines.len(), 12);
    let again = [
        "calibrate",
        "--store",
        "kept",
        "--name",
        "main",
        "--format",
        "json",
    ];
    let (code, told) = lt_gate(folder.path(), &again);
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!((code, &told["schema"]), (0, &"lt.calibration/1".into()));
    assert_eq!(
        told["noise"]["spreads"].as_array().unwrap().len(),
        learned.noise.spreads.len()
    );
    assert_eq!(told["replay"]["false_alarms"], 0);
}

#[test]
fn runs_that_teach_nothing_are_refused_with_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    keep(
        &folder.path().join("kept"),
        (0..12).map(|nth| run(nth, 20_000, 0)),
    );
    let calibrate = |rest: &[&str]| {
        let args = [&["calibrate", "--store", "kept", "--name"], rest].concat();
        lt_gate(folder.path(), &args)
    };
    for (rest, code, expected) in [
        (
            &["main"][..],
            2,
            "lt-gate: it takes at least 10 runs of one commit; here are 1\n",
        ),
        (
            &["next"],
            6,
            "lt-gate: there is no baseline `next` in `kept`; `lt-gate baseline list --store kept` tells which there are\n",
        ),
        (
            &["main", "--sha", "ffff"],
            6,
            "lt-gate: none of the 12 baselines `main` is of the commit `ffff`\n",
        ),
    ] {
        assert_eq!(calibrate(rest), (code, expected.to_owned()));
    }
    let files = same_commit().into_iter().chain([run(12, 20_000, 0)]);
    let names = files.map(|run| {
        let name = format!("{}.json", run.id);
        std::fs::write(folder.path().join(&name), run.to_json()).unwrap();
        name
    });
    let names: Vec<String> = names.collect();
    let args: Vec<&str> = names.iter().map(String::as_str).collect();
    let (code, told) = lt_gate(folder.path(), &[&["calibrate"], &*args].concat());
    assert_eq!(code, 2);
    assert!(
        told.contains("several commits, `1a2b3c4d5e6f` and `12c0ffee5eed` among them"),
        "{told}"
    );
    let (code, _) = lt_gate(folder.path(), &[&["calibrate"], &args[..12]].concat());
    assert_eq!(code, 0);
}

const CALIBRATED: &str = "\
Noise of 1a2b3c4d5e6f: 12 runs in 4 sessions on EPYC 7763, 4 cores

endpoint      measure     run sd  session sd  median change  runs
(everything)  error_rate  0.23pp      0.00pp         0.23pp    12
(everything)  mean         0.81%       1.69%          1.90%    12
(everything)  p50          0.83%       1.76%          1.98%    12
(everything)  p95          0.82%       1.74%          1.96%    12
(everything)  throughput   0.00%       0.00%          0.00%    12
GET /cart     error_rate  0.25pp      0.00pp         0.25pp    12
GET /cart     mean         0.83%       1.73%          1.95%    12
GET /cart     p50          0.83%       1.73%          1.96%    12
GET /cart     p95          0.83%       1.73%          1.93%    12
GET /cart     throughput   0.00%       0.00%          0.00%    12
GET /rare     error_rate  0.00pp      0.00pp         0.00pp    12
GET /rare     mean         0.00%       0.00%          0.00%    12
GET /rare     p50          0.00%       0.00%          0.00%    12
GET /rare     throughput   0.00%       0.00%          0.00%    12

In 2 of 14 figures sessions differ by no more than their runs explain (the estimate is negative): 0 is taken for them.
False alarms: 0 of 60 answers = at most 4.9%, in 0 of 12 runs = at most 22.1% (95% confidence); 12 answers undecided.
Each run was compared with the others as if it were a new build (mode `history`), by the noise that those others teach.

To prove with 80% power that any judged time or throughput is worse by
  10%  is not to be proven: so much is tolerated, or no noise is known
  20%  takes 5 pairs by turns in one session (GET /cart p95), or 3 runs of each build, every one in a session of its own (GET /cart p95)

Written to lt-noise.json; in lt-gate.toml: `noise = { file = \"lt-noise.json\" }`.
";

#[test]
fn changes_are_told_with_the_commit_that_brought_them() {
    let folder = tempfile::tempdir().unwrap();
    let middle = |nth| if nth < 12 { 20_000 } else { 26_000 };
    let runs = (0..20).map(|nth| run(nth, micros(nth, middle(nth)), 4));
    keep(&folder.path().join("kept"), runs);
    let (code, told) = lt_gate(folder.path(), &["trend", "--store", "kept", "main"]);
    assert_eq!((code, told.as_str()), (0, CHANGED));
    let args = [
        "trend",
        "--store",
        "kept",
        "main",
        "--fail-on-change",
        "--format",
        "markdown",
    ];
    let (code, told) = lt_gate(folder.path(), &args);
    assert_eq!((code, told.as_str()), (4, CHANGED_IN_MARKDOWN));
    let (_, told) = lt_gate(
        folder.path(),
        &["trend", "--store", "kept", "main", "--format", "json"],
    );
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let change = &told["figures"][0]["changes"][0];
    assert_eq!(change["kind"], "regression");
    assert_eq!(change["at"]["sha"], "12c0ffee5eed");
    assert_eq!(change["at"]["created"], "2026-09-13T00:00:00Z");
    assert_eq!(change["last_before"]["sha"], "11c0ffee5eed");
}

#[test]
fn an_improvement_fails_nothing_and_neither_does_what_is_older_than_it() {
    let folder = tempfile::tempdir().unwrap();
    let middle = |nth| match nth {
        0..12 => 20_000,
        12..22 => 26_000,
        _ => 15_000,
    };
    keep(
        &folder.path().join("kept"),
        (0..32).map(|nth| run(nth, micros(nth, middle(nth)), 4)),
    );
    let args = [
        "trend",
        "--store",
        "kept",
        "main",
        "--measure",
        "p95",
        "--fail-on-change",
    ];
    let (code, told) = lt_gate(folder.path(), &args);
    assert_eq!(code, 0, "{told}");
    let (improved, regressed) = (told.find("improvement"), told.find("regression"));
    assert!(improved < regressed && improved.is_some(), "{told}");
    let (code, told) = lt_gate(folder.path(), &[&args[..], &["--last", "18"]].concat());
    assert!(
        code == 0 && told.contains("18 runs") && !told.contains("regression"),
        "{told}"
    );
}

#[test]
fn few_runs_are_no_trend_and_other_runs_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let runs = (0..12).map(|nth| {
        let mut run = run(nth, 20_000, 0);
        if nth < 4 {
            run.load.rate = Some(80.0);
        }
        if nth == 5 {
            run.doubts.push("the stream is cut off".to_owned());
        }
        run.sealed()
    });
    keep(&folder.path().join("kept"), runs);
    let (code, told) = lt_gate(folder.path(), &["trend", "--store", "kept", "main"]);
    let expected = "\
main: 7 runs, 2026-09-05 to 2026-09-12
1 run is in doubt and was left out
4 of the runs measured something else than the newest and were left out: they differ in load.rate
7 runs say nothing of a trend; it takes at least 8.
";
    assert_eq!((code, told.as_str()), (0, expected));
    let (code, told) = lt_gate(folder.path(), &["trend", "--store", "kept", "next"]);
    let expected = "lt-gate: there is no baseline `next` in `kept`; `lt-gate baseline list --store kept` tells which there are\n";
    assert_eq!((code, told.as_str()), (6, expected));
}

#[test]
fn names_from_outside_reach_neither_terminal_nor_page_raw() {
    let folder = tempfile::tempdir().unwrap();
    let runs = (0..20).map(|nth| {
        let mut run = run(nth, if nth < 10 { 20_000 } else { 30_000 }, 0);
        run.series[0].endpoint.name = "/a\u{1b}[31m|<img>@me".to_owned();
        run.source.sha = Some(format!("{nth:02}|<b>"));
        run.sealed()
    });
    keep(&folder.path().join("kept"), runs);
    for format in ["text", "markdown"] {
        let (_, told) = lt_gate(
            folder.path(),
            &["trend", "--store", "kept", "main", "--format", format],
        );
        assert!(
            told.contains("regression") && !told.contains('\u{1b}'),
            "{told}"
        );
        let raw = ["<img>", "<b>", "@me", "m|"]
            .iter()
            .any(|raw| told.contains(raw));
        assert!(format == "text" || !raw, "{told}");
    }
}

const CHANGED: &str = "\
main: 20 runs, 2026-09-01 to 2026-09-20

(everything) p50  ▁▁▁▁▁▁▁▁▁▁▁▁████████  19ms → 24.7ms
  2026-09-13  regression  18.9ms → 24.7ms  +30%  p < 0.0001  at commit 12c0ffee5e (before it 11c0ffee5e), b-20260913-dcb0b05d5d9290c3

(everything) p95  ▁▁▁▁▁▁▁▁▁▁▁▁████████  28.9ms → 37.6ms
  2026-09-13  regression  28.8ms → 37.5ms  +30%  p < 0.0001  at commit 12c0ffee5e (before it 11c0ffee5e), b-20260913-dcb0b05d5d9290c3

GET /cart p50  ▁▁▁▁▁▁▁▁▁▁▁▁████████  20ms → 26ms
  2026-09-13  regression  19.9ms → 25.9ms  +30%  p < 0.0001  at commit 12c0ffee5e (before it 11c0ffee5e), b-20260913-dcb0b05d5d9290c3

GET /cart p95  ▁▁▁▁▁▁▁▁▁▁▁▁████████  29ms → 37.7ms
  2026-09-13  regression  28.9ms → 37.7ms  +30%  p < 0.0001  at commit 12c0ffee5e (before it 11c0ffee5e), b-20260913-dcb0b05d5d9290c3

No change in 20 runs: (everything) error_rate, GET /cart error_rate, GET /rare p50, GET /rare p95, GET /rare error_rate.
";
const CHANGED_IN_MARKDOWN: &str = "\
### Trend of <code>main</code>: 20 runs, 2026-09-01 to 2026-09-20

| when | figure | change | before | after | course | at commit |
|---|---|---|---:|---:|---|---|
| 2026-09-13 | <code>(everything)</code> p50 | ❌ regression +30%, p &lt; 0.0001 | 18.9ms | 24.7ms | ▁▁▁▁▁▁▁▁▁▁▁▁████████ | <code>12c0ffee5e</code> |
| 2026-09-13 | <code>(everything)</code> p95 | ❌ regression +30%, p &lt; 0.0001 | 28.8ms | 37.5ms | ▁▁▁▁▁▁▁▁▁▁▁▁████████ | <code>12c0ffee5e</code> |
| 2026-09-13 | <code>GET /cart</code> p50 | ❌ regression +30%, p &lt; 0.0001 | 19.9ms | 25.9ms | ▁▁▁▁▁▁▁▁▁▁▁▁████████ | <code>12c0ffee5e</code> |
| 2026-09-13 | <code>GET /cart</code> p95 | ❌ regression +30%, p &lt; 0.0001 | 28.9ms | 37.7ms | ▁▁▁▁▁▁▁▁▁▁▁▁████████ | <code>12c0ffee5e</code> |

No change in 20 runs: 5 figures.
";

#[test]
fn repetitions_of_a_commit_in_one_session_count_once() {
    let folder = tempfile::tempdir().unwrap();
    let runs = (0..36).map(|nth| {
        let mut run = run(nth, micros_in_sessions(nth, 20_000), 4);
        run.source.sha = Some(format!("{:02}c0ffee5eed", nth / 3));
        run.sealed()
    });
    keep(&folder.path().join("kept"), runs);
    let (_, told) = lt_gate(
        folder.path(),
        &["trend", "--store", "kept", "main", "--measure", "p50"],
    );
    assert!(
        told.contains("No change in 36 runs: (everything) p50"),
        "{told}"
    );
    let (_, told) = lt_gate(
        folder.path(),
        &["trend", "--store", "kept", "main", "--last", "20"],
    );
    assert!(told.contains("count once, which leaves 7"), "{told}");
}
