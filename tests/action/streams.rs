//! Streams to judge: of real runs against the practice target, and written ones where a case is about GitHub only.

use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use lt_tests::{Target, tool};
use serde_json::json;
use tempfile::TempDir;

/// Runs of a service that answers after 20 ms: those that are compared with, and others like them.
pub(crate) fn quick() -> [Vec<PathBuf>; 2] {
    static RUNS: OnceLock<Vec<PathBuf>> = OnceLock::new();
    let runs = RUNS.get_or_init(|| measured("quick", "20ms", 6));
    [runs[..3].to_vec(), runs[3..].to_vec()]
}

/// Runs of a service that answers after 160 ms, for which no busy machine is needed.
pub(crate) fn slow() -> Vec<PathBuf> {
    static RUNS: OnceLock<Vec<PathBuf>> = OnceLock::new();
    RUNS.get_or_init(|| measured("slow", "160ms", 3)).clone()
}

/// Runs that are written, with 20 ms a request: what others are compared with.
pub(crate) fn base() -> Vec<PathBuf> {
    written(20, 0..3)
}

/// Other runs of the same service.
pub(crate) fn alike() -> Vec<PathBuf> {
    written(20, 3..6)
}

/// Runs of a service that takes twice as long.
pub(crate) fn doubled() -> Vec<PathBuf> {
    written(40, 3..6)
}

/// Runs of 40 s with so many milliseconds a request; the same at every call.
fn written(milliseconds: u64, runs: Range<u64>) -> Vec<PathBuf> {
    let runs = runs.map(|nth| {
        let name = format!("written-{milliseconds}-{nth}.ndjson");
        made(&name, |file| {
            fs::write(file, stream(milliseconds, nth)).unwrap();
        })
    });
    runs.collect()
}

/// A target of the scenario that is run for real.
pub(crate) fn target(delay: &str) -> Target {
    Target::start(&["--delay", delay])
}

fn measured(name: &str, delay: &str, runs: u32) -> Vec<PathBuf> {
    let target = target(delay);
    let runs = (0..runs).map(|nth| {
        made(&format!("{name}-{nth}.ndjson"), |file| {
            // A run in which the generator was disturbed is none to judge by: on a busy machine it is made again.
            let is_fine = (0..5).any(|_again| {
                load(&target.url("/"), file);
                !fs::read_to_string(file)
                    .unwrap()
                    .contains(r#""saturated":true"#)
            });
            assert!(
                is_fine,
                "this machine is too busy to make a load of 8 users"
            );
        })
    });
    runs.collect()
}

fn load(url: &str, path: &Path) {
    let output = tool("lt-gen")
        .args([url, "--users", "8", "--run-time", "1s", "--output"])
        .arg(path)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A file that gets its name when it is whole: another process may make the same one.
fn made(name: &str, write: impl FnOnce(&Path)) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("streams");
    fs::create_dir_all(&folder).unwrap();
    let draft = TempDir::new_in(&folder).unwrap();
    let draft = draft.path().join(name);
    write(&draft);
    let path = folder.join(name);
    fs::rename(&draft, &path).unwrap();
    path
}

/// What differs from run to run differs by less than a percent.
fn stream(milliseconds: u64, nth: u64) -> String {
    const START: u64 = 1_763_718_000_000_000;
    let run = format!("k3x9a{nth:03}");
    let shard = json!({"index": 0, "of": 1});
    let start = START + nth * 60_000_000;
    let mut lines = json!({
        "type": "run", "format": 1, "run": run, "test": run, "shard": shard, "tool": "lt-gen", "version": "0.1.0",
        "started_us": start, "model": "closed",
    })
    .to_string();
    for sample in 0..400_u64 {
        let (method, name) = [("GET", "/orders/{id}"), ("POST", "/orders")][(sample % 2) as usize];
        let service = milliseconds * (950 + (sample * 7919 + nth * 31) % 101) * (1 + sample % 2);
        let sample = json!({
            "type": "sample", "run": run, "at_us": start + sample * 100_000, "method": method, "name": name,
            "status": 200, "outcome": "ok", "delay_us": 5, "service_us": service,
        });
        write!(lines, "\n{sample}").unwrap();
    }
    let end = json!({
        "type": "end", "run": run, "at_us": start + 40_000_000, "test": run, "shard": shard, "reason": "completed",
        "samples": 400, "framed": 0, "dropped": 0, "cancelled": 0,
    });
    format!("{lines}\n{end}\n")
}
