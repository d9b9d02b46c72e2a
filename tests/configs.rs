//! The files of `configs/`: each is right, and runs against the practice target that stands for its system.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use serde_json::Value;
use sha2::{Digest, Sha256};

use lt_tests::{Target, stderr, stdout, tool};

/// How many runs of a folder go on at the same time.
const SIDE_BY_SIDE: usize = 4;

/// Files that others include and that are no scenario themselves.
const PARTS: [&str; 2] = [
    "ai-load-balancer/actions.yaml",
    "ai-load-balancer/quick_test_config.json",
];

const AI_LOAD_BALANCER: &[Run] = &[
    users("ai-load-balancer/quick_test.yaml", "Read-Heavy Traffic"),
    users("ai-load-balancer/validation.yaml", "Reading"),
    users("ai-load-balancer/validation.yaml", "Buying"),
    users(
        "ai-load-balancer/default_benchmark.yaml",
        "Read-Heavy Traffic",
    ),
    users(
        "ai-load-balancer/default_benchmark.yaml",
        "Order-Heavy Traffic",
    ),
    users("ai-load-balancer/comprehensive_rl_training.yaml", "steady"),
    shaped(
        "ai-load-balancer/comprehensive_rl_training.yaml",
        "gradual_ramp",
    ),
    shaped(
        "ai-load-balancer/comprehensive_rl_training.yaml",
        "flash_sale",
    ),
    shaped(
        "ai-load-balancer/comprehensive_rl_training.yaml",
        "daily_wave",
    ),
    shaped(
        "ai-load-balancer/comprehensive_rl_training.yaml",
        "staircase",
    ),
    shaped(
        "ai-load-balancer/comprehensive_rl_training.yaml",
        "checkout_rush",
    ),
    shaped("ai-load-balancer/comprehensive_rl_training.yaml", "bursts"),
    users(
        "ai-load-balancer/comprehensive_rl_training.yaml",
        "crawlers",
    ),
    shaped(
        "ai-load-balancer/comprehensive_rl_training.yaml",
        "comprehensive_rl_training",
    ),
    users("ai-load-balancer/error_injection.yaml", "rough_weather"),
];

const LLM_CHATBOT: &[Run] = &[
    users("llm-chatbot/chat.yaml", "light"),
    users("llm-chatbot/chat.yaml", "moderate"),
    users("llm-chatbot/chat.yaml", "heavy"),
    users("llm-chatbot/chat.yaml", "stress"),
];

const AGENT_CONNECTOR: &[Run] = &[
    users("agent-connector/agents.yaml", "mixed"),
    users("agent-connector/health.toml", "health"),
    users("agent-connector/query.yaml", "query"),
    users("agent-connector/performance_test.yaml", "performance test"),
];

const AURAX: &[Run] = &[
    users("aurax/aurax.yaml", "basic"),
    users("aurax/ramp.yaml", "ramp"),
    users("aurax/spike.json5", "spike"),
    users("aurax/endurance.yaml", "endurance"),
];

const RESOURCE_AGENT: &[Run] = &[
    users("resource-agent/resource.yaml", "quick start"),
    users("resource-agent/smoke.yaml", "smoke"),
    users("resource-agent/light.yaml", "light"),
    users("resource-agent/medium.yaml", "medium"),
    users("resource-agent/heavy.yaml", "heavy"),
    users("resource-agent/stress.yaml", "stress"),
];

/// One scenario of one file.
struct Run {
    file: &'static str,
    scenario: &'static str,
    users: &'static [&'static str],
}

/// A scenario with a number of users, of which a few are enough here.
const fn users(file: &'static str, scenario: &'static str) -> Run {
    Run {
        file,
        scenario,
        users: &["-u", "4"],
    }
}

/// A scenario whose load no option can change; it begins small.
const fn shaped(file: &'static str, scenario: &'static str) -> Run {
    Run {
        file,
        scenario,
        users: &[],
    }
}

#[test]
fn the_load_balancer_s_scenarios_run_without_a_failure() {
    check("balancer", AI_LOAD_BALANCER);
}

#[test]
fn the_chatbot_s_scenarios_run_without_a_failure() {
    check("chat", LLM_CHATBOT);
}

#[test]
fn the_agent_connector_s_scenarios_run_without_a_failure() {
    check("agents", AGENT_CONNECTOR);
}

#[test]
fn aurax_s_scenarios_run_without_a_failure() {
    check("aurax", AURAX);
}

#[test]
fn the_resource_agent_s_scenarios_run_without_a_failure() {
    check("resource", RESOURCE_AGENT);
}

#[test]
fn every_scenario_file_is_right_and_is_run_here() {
    let runs = [
        AI_LOAD_BALANCER,
        LLM_CHATBOT,
        AGENT_CONNECTOR,
        AURAX,
        RESOURCE_AGENT,
    ];
    let run: BTreeSet<&str> = runs
        .iter()
        .flat_map(|runs| runs.iter().map(|run| run.file))
        .collect();
    let parts = BTreeSet::from(PARTS);
    let files = scenario_files();
    let known: BTreeSet<&str> = run.union(&parts).copied().collect();
    assert_eq!(
        files.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        known
    );
    for file in run {
        let checked = lt_gen(file, &["--check"]).output().unwrap();
        assert!(checked.status.success(), "{file}: {}", stderr(&checked));
    }
    let alone = ["--check", "-H", "http://127.0.0.1:8080", "-t", "1s"];
    let checked = lt_gen("ai-load-balancer/actions.yaml", &alone)
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", stderr(&checked));
}

#[test]
fn every_command_of_the_guides_is_understood() {
    let mut n = 0;
    for folder in folders() {
        let guide = fs::read_to_string(folder.join("README.md")).unwrap();
        for words in commands_of(&guide) {
            let checked = tool("lt-gen")
                .args(&words)
                .arg("--check")
                .current_dir(&folder)
                .output()
                .unwrap();
            assert!(
                checked.status.success(),
                "{}: {words:?}: {}",
                folder.display(),
                stderr(&checked)
            );
            n += 1;
        }
    }
    assert!(n >= 50, "{n}");
}

#[test]
fn every_file_names_its_schema_first() {
    for file in scenario_files() {
        let text = fs::read_to_string(configs().join(&file)).unwrap();
        let first = match file.rsplit_once('.') {
            Some((_, "yaml")) => "# yaml-language-server: $schema=../scenario.schema.json\n",
            Some((_, "toml")) => "#:schema ../scenario.schema.json\n",
            _ => continue,
        };
        assert!(text.starts_with(first), "{file}");
    }
}

#[test]
fn the_example_of_the_load_balancer_s_guide_is_kept_to_the_byte() {
    const OF_THE_GUIDE: &str = "ed0442c76474b6e512e19fd7d14b47c4a323fa361ac2f7cb7a507d7ec471f0ef";
    let example = fs::read(configs().join("ai-load-balancer/quick_test_config.json")).unwrap();
    let mut sum = String::new();
    for byte in Sha256::digest(&example) {
        write!(sum, "{byte:02x}").unwrap();
    }
    assert_eq!(sum, OF_THE_GUIDE);
}

#[test]
fn the_benchmark_has_a_leg_for_each_algorithm() {
    let target = Target::start(&["--profile", "balancer"]);
    let scenario = ["--scenario", "Read-Heavy Traffic", "-u", "4"];
    let lines = stream(
        "ai-load-balancer/default_benchmark.yaml",
        &target,
        &scenario,
    );
    let runs = lines.iter().filter(|line| line["type"] == "run");
    let variants: BTreeSet<&str> = runs
        .filter_map(|run| run["labels"]["variant"].as_str())
        .collect();
    assert_eq!(
        variants,
        BTreeSet::from(["least-connections", "rl", "round-robin"])
    );
    let saved = lines
        .iter()
        .filter(|line| line["type"] == "gauge" && line["source"] == "balancer");
    let counted = saved.filter(|gauge| gauge["name"] == "requests");
    assert_eq!(counted.count(), 3);
}

#[test]
fn tags_choose_what_the_chatbot_is_asked() {
    let target = Target::start(&["--profile", "chat"]);
    let light = ["--scenario", "light", "-u", "8"];
    let chat = stream(
        "llm-chatbot/chat.yaml",
        &target,
        &[&light[..], &["--tags", "chat"]].concat(),
    );
    assert_eq!(names(&chat), BTreeSet::from(["/chat"]));
    let rest = ["--exclude", "chat,metrics"];
    let rest = stream(
        "llm-chatbot/chat.yaml",
        &target,
        &[&light[..], &rest].concat(),
    );
    assert!(names(&rest).is_subset(&BTreeSet::from(["/health", "/stats"])));
}

#[test]
fn tags_profiles_and_locust_s_own_file_choose_what_aurax_is_asked() {
    let target = Target::start(&["--profile", "aurax"]);
    let conf = configs().join("aurax/conf/locust.conf");
    let conf = ["--config", conf.to_str().unwrap(), "-u", "8"];
    let health = stream(
        "aurax/aurax.yaml",
        &target,
        &[&conf[..], &["--tags", "health"]].concat(),
    );
    assert_eq!(names(&health), BTreeSet::from(["/health"]));
    let burst = stream(
        "aurax/aurax.yaml",
        &target,
        &["-u", "8", "-r", "8", "--profile", "burst"],
    );
    assert_eq!(
        names(&burst),
        BTreeSet::from(["/generate", "/health", "/route"])
    );
}

#[test]
fn the_tables_of_a_guide_judge_a_run_of_their_level() {
    let target = Target::start(&["--profile", "resource"]);
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let (run, imported) = (place("run.ndjson"), place("lt-gate.toml"));
    let guide = configs().join("../crates/lt-gate/tests/fixtures/sla-004.md");
    let done = tool("lt-gate")
        .args(["sla", "import"])
        .arg(guide)
        .arg("-o")
        .arg(&imported)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", stderr(&done));
    // Ten users: the level Light of the table.
    let light = ["-r", "100", "-o", run.to_str().unwrap()];
    let made = run_of("resource-agent/light.yaml", &target, &light);
    assert!(made.status.success(), "{}", stderr(&made));
    let own = configs().join("resource-agent/lt-gate.toml");
    let checks = [own, imported].map(|config| {
        let judged = tool("lt-gate")
            .args(["check", "--format", "json", "-c"])
            .args([&config, &run])
            .output()
            .unwrap();
        let result: Value = serde_json::from_slice(&judged.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", stderr(&judged)));
        let checks = result["checks"].as_array().unwrap().clone();
        // Twenty of the table of response times and eight of that of levels; whether they hold depends on the machine.
        assert_eq!(checks.len(), 28);
        let skipped = checks.iter().filter(|check| check["status"] == "skipped");
        assert_eq!(skipped.count(), 6, "{result}");
        let told = |check: &Value| (check["selector"].clone(), check["rule"].clone());
        checks.iter().map(told).collect::<Vec<_>>()
    });
    assert_eq!(checks[0], checks[1]);
}

#[test]
fn the_targets_of_a_guide_judge_a_run_of_aurax() {
    let target = Target::start(&["--profile", "aurax"]);
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run.ndjson");
    let users = ["-u", "8", "-r", "100", "-o", run.to_str().unwrap()];
    let made = run_of("aurax/aurax.yaml", &target, &users);
    assert!(made.status.success(), "{}", stderr(&made));
    let judged = tool("lt-gate")
        .args(["check", "--format", "json", "-c"])
        .args([configs().join("aurax/lt-gate.toml"), run])
        .output()
        .unwrap();
    let result: Value = serde_json::from_slice(&judged.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", stderr(&judged)));
    // Five of the table, and two of the scenario file that are about one endpoint; what both demand is judged once.
    let checks = result["checks"].as_array().unwrap();
    assert_eq!(checks.len(), 7, "{result}");
}

/// Runs all, a few at a time, each against a target of its own.
fn check(profile: &str, runs: &[Run]) {
    for some in runs.chunks(SIDE_BY_SIDE) {
        thread::scope(|scope| {
            for run in some {
                scope.spawn(|| check_run(profile, run));
            }
        });
    }
}

fn check_run(profile: &str, run: &Run) {
    let target = Target::start(&["--profile", profile]);
    let place = format!("{} {}", run.file, run.scenario);
    let options = [&["--scenario", run.scenario], run.users].concat();
    let lines = stream(run.file, &target, &options);
    let requests = lines.iter().filter(|line| line["type"] == "sample");
    let mut n = 0;
    for request in requests {
        let outcome = request["outcome"].as_str().unwrap();
        assert!(
            ["ok", "fault_injected", "cancelled"].contains(&outcome),
            "{place}: {request}"
        );
        n += u64::from(outcome == "ok");
    }
    assert!(n > 0, "{place}: nothing was answered");
}

/// What a run of two seconds writes.
fn stream(file: &str, target: &Target, options: &[&str]) -> Vec<Value> {
    let made = run_of(file, target, options);
    assert!(
        made.status.success(),
        "{file} {options:?}: {}",
        stderr(&made)
    );
    let lines = stdout(&made);
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn run_of(file: &str, target: &Target, options: &[&str]) -> Output {
    lt_gen(file, &["-t", "2s", "--warmup", "0", "--seed", "7"])
        .args(["-H", &target.url("")])
        .args(options)
        .output()
        .unwrap()
}

fn lt_gen(file: &str, options: &[&str]) -> Command {
    let mut command = tool("lt-gen");
    command.arg(configs().join(file)).args(options);
    command
}

/// Under which names requests were counted.
fn names(lines: &[Value]) -> BTreeSet<&str> {
    let requests = lines.iter().filter(|line| line["type"] == "sample");
    requests
        .filter_map(|request| request["name"].as_str())
        .collect()
}

/// What follows `lt-gen` wherever a guide shows how to type it, without what needs a terminal or a file of the reader's.
fn commands_of(guide: &str) -> Vec<Vec<String>> {
    let shown = guide.split('`').chain(guide.lines().map(str::trim));
    let commands = shown.filter_map(|text| {
        let line = text.strip_prefix("mkdir -p results && ").unwrap_or(text);
        line.strip_prefix("lt-gen ")
    });
    let is_ours = |words: &Vec<String>| {
        let is_open = |word: &String| word == "FILE" || word == "…" || word.starts_with("my_");
        !words.iter().any(is_open)
    };
    let words = |command: &str| {
        let words = command.split_whitespace();
        let words = words.take_while(|word| !["|", "\\|", "&&"].contains(word));
        words
            .filter(|word| *word != "--ask")
            .map(|word| word.replace("\"$AT\"", "+1m"))
            .collect::<Vec<_>>()
    };
    commands.map(words).filter(is_ours).collect()
}

fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(configs()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.is_dir()).collect()
}

/// All scenario files and their parts, as `folder/file`.
fn scenario_files() -> BTreeSet<String> {
    let is_scenario = |name: &str| {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        ending.is_some_and(|ending| ["yaml", "toml", "json", "json5"].contains(&ending))
            && name != "lt-gate.toml"
    };
    let in_folder = |path: &Path| fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
    let files = folders().into_iter().flat_map(|folder| {
        let name = |path: PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
        let files = in_folder(&folder).map(move |entry| name(entry.path()));
        let folder_name = name(folder);
        files
            .filter(|name| is_scenario(name))
            .map(move |name| format!("{folder_name}/{name}"))
    });
    files.collect()
}

fn configs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../configs")
}
