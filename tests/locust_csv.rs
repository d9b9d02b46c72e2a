//! Our CSV files and JSON against those that a real Locust writes, while it tells us of every request.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lt_tests::{PythonPackage, Target, is_left_out, say_aloud, stderr, stdout, tool};

/// The version whose files are the model; this folder's `locust` is none.
const LOCUST: PythonPackage = PythonPackage {
    name: "locust",
    requirement: "locust==2.47.0",
    check: "import importlib.metadata as metadata, locust.stats; \
        version = tuple(map(int, metadata.version('locust').split('.')[:2])); \
        exit(not (2, 44) <= version < (3, 0))",
};
const USERS: &str = "6";

#[test]
fn a_real_locust_and_we_say_the_same_of_the_same_requests() {
    if is_left_out("locust") {
        return;
    }
    let python = match LOCUST.python(Path::new(env!("CARGO_TARGET_TMPDIR"))) {
        Ok(python) => python,
        Err(why) => return say_aloud("locust_csv", &format!("left out: {why}")),
    };
    let folder = tempfile::tempdir().unwrap();
    run_locust(&python, folder.path());
    let (samples, users) = (read(folder.path(), "samples"), read(folder.path(), "users"));
    // Locust looked at its figures for the last time before the run ended; the JSON is of the end.
    let stats = fs::read_to_string(folder.path().join("theirs_stats.csv")).unwrap();
    let total = stats.lines().last().unwrap().split(',').nth(2).unwrap();
    let total: usize = total.parse().unwrap();
    assert!(total > 50, "Locust counted {total} requests");
    let in_csv: String = samples.split_inclusive('\n').take(total).collect();
    report(
        folder.path(),
        "in-csv.ndjson",
        &(in_csv + &users),
        &["--csv-full-history", "--csv", "ours"],
    );
    report(
        folder.path(),
        "all.ndjson",
        &samples,
        &["--format", "locust-json", "-o", "ours.json"],
    );
    let compare = here().join("compare.py");
    let mut command = Command::new(&python);
    command
        .arg(compare)
        .args(["ours", "theirs", "in-csv.ndjson", USERS])
        .current_dir(&folder);
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    say_aloud("locust_csv", stdout(&output).trim_end());
}

fn run_locust(python: &Path, folder: &Path) {
    let target = Target::start(&["--profile", "shop"]);
    let mut locust = Command::new(python);
    locust.args([
        "-m",
        "locust",
        "--headless",
        "--only-summary",
        "--run-time",
        "5s",
        "--stop-timeout",
        "2",
    ]);
    locust.args([
        "--users",
        USERS,
        "--spawn-rate",
        "3",
        "--exit-code-on-error",
        "0",
    ]);
    locust.args([
        "--csv",
        "theirs",
        "--csv-full-history",
        "--json-file",
        "theirs",
    ]);
    locust
        .arg("--host")
        .arg(target.url(""))
        .arg("-f")
        .arg(here().join("locustfile.py"));
    locust
        .env("LT_SAMPLES", "samples.ndjson")
        .env("LT_USERS", "users.ndjson");
    // No cache beside the sources.
    locust.env("PYTHONDONTWRITEBYTECODE", "1");
    let output = locust.current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

fn report(folder: &Path, name: &str, stream: &str, args: &[&str]) {
    fs::write(folder.join(name), stream).unwrap();
    let mut command = tool("lt-report");
    command.arg(name).args(args).current_dir(folder);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name).with_extension("ndjson")).unwrap()
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("locust")
}
