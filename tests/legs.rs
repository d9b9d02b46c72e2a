//! What is done around the load: readiness, hooks, commands, the timeline, variants and rounds.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::fs;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use lt_tests::{Target, stderr, stdout, tool};

/// Runs lt-gen with a scenario file of this text, in a folder of its own.
fn generate(target: &Target, text: &str, args: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.yaml");
    fs::write(&file, format!("base_url: {}\n{text}", target.url(""))).unwrap();
    let mut command: Command = tool("lt-gen");
    command.arg(&file).args(args).current_dir(&folder);
    command.output().unwrap()
}

/// The lines of one type.
fn of_type(output: &Output, kind: &str) -> Vec<Value> {
    let lines = stdout(output);
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    lines.filter(|line: &Value| line["type"] == kind).collect()
}

const LOAD: &str = "
requests: {browse: {get: /api/products}}
scenarios: [{name: steady, users: 2, requests: 4}]
";

#[test]
fn every_variant_is_a_leg_with_its_own_run_in_an_order_that_balances() {
    let target = Target::start(&["--profile", "balancer"]);
    let variant = |name: &str| {
        format!(
            "  - name: {name}\n    before: [{{post: /admin/algorithm, json: {{name: {name}}}}}, {{post: /admin/metrics/reset}}]\n    \
             after: [{{get: /admin/metrics, save_as: balancer}}]\n"
        )
    };
    let names = ["rl", "round-robin", "least-connections"];
    let variants: String = names.map(variant).concat();
    let text = format!("{LOAD}variants:\n{variants}");
    let output = generate(&target, &text, &["--rounds", "2", "--seed", "7"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let runs = of_type(&output, "run");
    let label = |run: &Value, key: &str| run["labels"][key].as_str().unwrap().to_owned();
    let order: Vec<String> = runs.iter().map(|run| label(run, "variant")).collect();
    let mut backwards = order[..3].to_vec();
    backwards.reverse();
    assert_eq!(
        order[3..],
        backwards,
        "the second round is the first backwards"
    );
    assert!(
        runs.iter()
            .all(|run| run["test"] == runs[0]["test"] && run["seed"] == 7)
    );
    assert_eq!(of_type(&output, "end").len(), 6);
    assert_eq!(of_type(&output, "sample").len(), 24);
    for run in &runs {
        let is_ours = |line: &&Value| line["run"] == run["run"];
        let events = of_type(&output, "event");
        let events: Vec<&Value> = events.iter().filter(is_ours).collect();
        let names: Vec<&str> = events.iter().map(|e| e["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["before", "before", "variant", "after"]);
        assert!(
            events[3]["text"]
                .as_str()
                .unwrap()
                .contains(&label(run, "variant"))
        );
        let gauges = of_type(&output, "gauge");
        let mut gauges = gauges.iter().filter(is_ours);
        let counted = gauges.find(|g| g["source"] == "balancer" && g["name"] == "requests");
        assert_eq!(
            counted.unwrap()["value"].as_f64(),
            Some(4.0),
            "reset before each leg"
        );
    }
}

#[test]
fn rounds_need_no_variants_and_a_variant_can_be_chosen() {
    let target = Target::start(&["--profile", "shop"]);
    let output = generate(&target, LOAD, &["--rounds", "3"]);
    let rounds: Vec<Value> = of_type(&output, "run")
        .iter()
        .map(|run| run["labels"]["round"].clone())
        .collect();
    assert_eq!(rounds, ["1", "2", "3"]);
    let text = format!("{LOAD}variants: [{{name: a}}, {{name: b, labels: {{build: new}}}}]\n");
    let output = generate(&target, &text, &["--variant", "b"]);
    let runs = of_type(&output, "run");
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0]["labels"]["variant"], "b");
    assert_eq!(runs[0]["labels"]["build"], "new");
    let output = generate(&target, &text, &["--shard", "0/2"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("without --shard"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_target_that_is_not_ready_in_time_gets_no_load() {
    let target = Target::start(&["--profile", "shop"]);
    let text = format!("{LOAD}ready: {{get: /nowhere, within: 0.3s, every: 0.1s}}\n");
    let output = generate(&target, &text, &[]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(
        said.contains("the target was not ready within 0.3 s: GET "),
        "{said}"
    );
    assert!(said.contains("answered with status 404"), "{said}");
    assert_eq!(of_type(&output, "sample").len(), 0);
    assert_eq!(of_type(&output, "end")[0]["reason"], "aborted");
    let text = format!("{LOAD}ready: {{get: /health, within: 10s}}\n");
    let output = generate(&target, &text, &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(of_type(&output, "event")[0]["name"], "ready");
}

#[test]
fn a_hook_that_fails_before_keeps_the_load_away_and_what_comes_after_is_done_all_the_same() {
    let target = Target::start(&["--profile", "shop"]);
    let text = format!("{LOAD}before: [{{get: /nowhere}}]\nafter: [{{get: /health}}]\n");
    let output = generate(&target, &text, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("before: "), "{}", stderr(&output));
    assert_eq!(of_type(&output, "sample").len(), 0);
    assert_eq!(
        target.stats()["answered"]["GET /health"]["200"].as_u64(),
        Some(1)
    );
    let text = format!("{LOAD}after: [{{get: /nowhere}}, {{get: /health}}]\n");
    let output = generate(&target, &text, &[]);
    assert!(
        output.status.success(),
        "what fails afterwards is a warning"
    );
    assert!(
        stderr(&output).contains("warning: after: "),
        "{}",
        stderr(&output)
    );
    assert_eq!(
        target.stats()["answered"]["GET /health"]["200"].as_u64(),
        Some(2)
    );
}

#[test]
fn commands_run_only_where_they_are_allowed_and_what_they_print_is_kept() {
    let target = Target::start(&["--profile", "shop"]);
    let text = format!("{LOAD}before: [{{run: 'echo {{\\\"pods\\\": 3}}', save_as: cluster}}]\n");
    let refused = generate(&target, &text, &[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        stderr(&refused).contains("--allow-commands"),
        "{}",
        stderr(&refused)
    );
    let output = generate(&target, &text, &["--allow-commands"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let gauges = of_type(&output, "gauge");
    let pods = gauges
        .iter()
        .find(|gauge| gauge["source"] == "cluster")
        .unwrap();
    assert_eq!(
        (&pods["name"], pods["value"].as_f64()),
        (&Value::from("pods"), Some(3.0))
    );
}

#[test]
fn the_timeline_is_done_while_load_is_made() {
    let target = Target::start(&["--profile", "shop"]);
    let text = "
requests: {browse: {get: /api/products}}
scenarios: [{name: steady, users: 1, duration: 1s}]
timeline: [{at: 0.3s, get: /health, name: kill it}, {at: 30s, get: /never}]
";
    let output = generate(&target, text, &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let events = of_type(&output, "event");
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0]["name"], "timeline");
    let since = events[0]["at_us"].as_u64().unwrap()
        - of_type(&output, "run")[0]["started_us"].as_u64().unwrap();
    assert!((300_000..1_000_000).contains(&since), "{since}");
    assert_eq!(target.stats()["answered"].get("GET /never"), None);
    let said = stderr(&output);
    assert!(
        said.contains("never done: the run ends before 30 s"),
        "{said}"
    );
}

/// Runs lt-gen and sends it a signal as soon as a file of this name is there, in a folder of its own.
fn interrupt(target: &Target, text: &str, args: &[&str], at: &str) -> (Output, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.yaml");
    fs::write(&file, format!("base_url: {}\n{text}", target.url(""))).unwrap();
    let mut command: Command = tool("lt-gen");
    command.arg(&file).args(args).arg("--allow-commands");
    let child = command
        .current_dir(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = child.spawn().unwrap();
    while !folder.path().join(at).exists() {
        assert_eq!(child.try_wait().unwrap(), None, "it ended before `{at}`");
        std::thread::sleep(Duration::from_millis(5));
    }
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    (child.wait_with_output().unwrap(), folder)
}

#[test]
fn what_comes_after_is_done_also_where_somebody_stops_what_comes_before() {
    let target = Target::start(&["--profile", "shop"]);
    let text = format!(
        "{LOAD}before: [{{run: 'touch before; sleep 60'}}]\nafter: [{{run: touch after}}]\n"
    );
    let (output, folder) = interrupt(&target, &text, &[], "before");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(folder.path().join("after").exists());
    assert_eq!(of_type(&output, "end")[0]["reason"], "interrupted");
    assert_eq!(of_type(&output, "sample").len(), 0);
    let end = of_type(&output, "end")[0]["at_us"].as_u64();
    assert!(end >= of_type(&output, "run")[0]["started_us"].as_u64());
}

#[test]
fn a_stop_between_two_legs_ends_the_test_and_says_so() {
    let target = Target::start(&["--profile", "shop"]);
    let text = format!(
        "{LOAD}variants: [{{name: a, after: [{{run: 'touch over; sleep 1'}}]}}, {{name: b, after: [{{run: 'touch over; sleep 1'}}]}}]\nafter: [{{run: touch after}}]\n"
    );
    let (output, folder) = interrupt(&target, &text, &["--rounds", "2"], "over");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("stopped in leg 1 of 4"),
        "{}",
        stderr(&output)
    );
    assert!(folder.path().join("after").exists());
    let runs = of_type(&output, "run");
    assert_eq!(runs.len(), 1);
    assert_eq!(
        (&runs[0]["leg"]["index"], &runs[0]["leg"]["of"]),
        (&Value::from(0), &Value::from(4))
    );
}

#[test]
fn the_legs_before_a_hook_that_fails_are_kept() {
    let target = Target::start(&["--profile", "shop"]);
    let text = format!(
        "{LOAD}before: [{{run: 'test ! -e second'}}]\nvariants:\n  - {{name: a, before: [{{run: 'mkdir once 2>/dev/null || exit 3'}}], after: [{{run: touch undone}}]}}\n"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.yaml");
    fs::write(&file, format!("base_url: {}\n{text}", target.url(""))).unwrap();
    let mut command: Command = tool("lt-gen");
    command
        .arg(&file)
        .args(["--rounds", "2", "--allow-commands", "-o", "legs.ndjson"]);
    let output = command.current_dir(&folder).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("before: mkdir once"),
        "{}",
        stderr(&output)
    );
    let kept = fs::read_to_string(folder.path().join("legs.ndjson")).unwrap();
    let lines: Vec<Value> = kept
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let reasons = lines
        .iter()
        .filter(|line| line["type"] == "end")
        .map(|end| end["reason"].as_str().unwrap());
    assert_eq!(reasons.collect::<Vec<_>>(), ["completed", "aborted"]);
    let failed = lines.iter().rfind(|line| line["name"] == "before").unwrap();
    assert!(
        failed["text"].as_str().unwrap().contains("exit status: 3"),
        "{failed}"
    );
    assert!(folder.path().join("undone").exists());
}

#[test]
fn a_hook_underway_is_cut_off_by_the_first_stop() {
    let target = Target::start(&["--profile", "shop"]);
    let text = "
requests: {browse: {get: /api/products}}
scenarios: [{users: 1, duration: 60s}]
timeline: [{at: 0s, run: 'touch underway; sleep 60', name: lose a pod}]
after: [{run: touch after}]
";
    let (output, folder) = interrupt(&target, text, &["-s", "1s"], "underway");
    assert!(output.status.success(), "{}", stderr(&output));
    let events = of_type(&output, "event");
    let texts: Vec<&str> = events
        .iter()
        .map(|event| event["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts[0], "lose a pod: cut off");
    assert!(folder.path().join("after").exists());
    assert_eq!(of_type(&output, "end")[0]["reason"], "interrupted");
}
