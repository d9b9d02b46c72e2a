//! `action.yml`, its page, the README and the code know the same inputs and outputs, and the same defaults.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use lt_gate::command::ci::inputs::{HANDED_OVER, INPUTS, Reader};
use lt_gate::command::ci::outputs::{OUTPUTS, Writer};

/// A name, and its default where it has one.
type Row = (String, String);

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(path)).unwrap()
}

/// The names of a section of `action.yml` with their defaults, as they are written there.
fn of_action(section: &str) -> Vec<Row> {
    let text = read("action.yml");
    let head = format!("{section}:");
    let lines = text.lines().skip_while(|line| *line != head).skip(1);
    let mut rows: Vec<Row> = Vec::new();
    for line in lines.take_while(|line| line.is_empty() || line.starts_with(' ')) {
        let name = line
            .strip_prefix("  ")
            .and_then(|line| line.strip_suffix(':'));
        if let Some(name) = name.filter(|name| !name.starts_with(' ')) {
            rows.push((name.to_owned(), String::new()));
        } else if let Some(default) = line.strip_prefix("    default: ") {
            rows.last_mut().unwrap().1 = default.trim_matches('\'').to_owned();
        }
    }
    rows
}

/// The rows of the table below a heading of the action's page: the first cell, and the second.
fn of_page(heading: &str) -> Vec<Row> {
    rows_below("docs/github-action.md", heading, "## ")
}

/// Those of the README below the head of a table: the most used ones.
fn of_readme(head: &str) -> Vec<Row> {
    rows_below("README.md", head, "\n")
}

/// The rows of tables between two lines: the first cell, and the second.
fn rows_below(path: &str, first: &str, end: &str) -> Vec<Row> {
    let text = read(path);
    let lines = text.lines().skip_while(|line| *line != first).skip(1);
    let lines = lines.take_while(|line| !format!("{line}\n").starts_with(end));
    let rows = lines.filter(|line| line.starts_with("| `"));
    let cell = |line: &str, n: usize| {
        let cell = line.split('|').nth(n).unwrap();
        cell.trim().trim_matches('`').to_owned()
    };
    rows.map(|line| (cell(line, 1), cell(line, 2))).collect()
}

fn names(rows: Vec<Row>) -> Vec<String> {
    rows.into_iter().map(|(name, _)| name).collect()
}

#[test]
fn the_action_its_page_and_the_code_agree_on_inputs_and_their_defaults() {
    let known = INPUTS.iter();
    let known = known.map(|input| (input.name.to_owned(), input.default.to_owned()));
    let known: Vec<Row> = known.collect();
    assert_eq!(of_action("inputs"), known);
    assert_eq!(of_page("## Inputs"), known);
}

#[test]
fn the_action_its_page_and_the_code_agree_on_outputs() {
    let known: Vec<&str> = OUTPUTS.iter().map(|output| output.name).collect();
    assert_eq!(names(of_action("outputs")), known);
    assert_eq!(names(of_page("## Outputs")), known);
}

#[test]
fn the_readme_tells_inputs_and_outputs_as_they_are() {
    let inputs = of_readme("| input | default | meaning |");
    assert!(inputs.len() > 5, "{inputs:?}");
    for (name, default) in inputs {
        let known = INPUTS.iter().find(|input| input.name == name);
        assert_eq!(known.map(|input| input.default), Some(&*default), "{name}");
    }
    let outputs = of_readme("| output | meaning |");
    let outputs: Vec<&str> = outputs
        .iter()
        .flat_map(|(names, _)| names.split("`, `"))
        .collect();
    assert!(outputs.len() > 5, "{outputs:?}");
    for name in outputs {
        assert!(OUTPUTS.iter().any(|output| output.name == name), "{name}");
    }
}

#[test]
fn each_command_is_handed_the_inputs_that_it_reads_and_nothing_that_nobody_knows() {
    let text = read("action.yml");
    let step = |id: &str| {
        let start = text.find(&format!("- id: {id}\n")).unwrap();
        let step = &text[start..];
        step.split_once("\n    - ").map_or(step, |(step, _)| step)
    };
    let handed = |id: &str| -> BTreeSet<String> {
        let lines = step(id).lines().map(str::trim);
        let names = lines.filter_map(|line| line.strip_prefix("INPUT_")?.split(':').next());
        names
            .map(|name| name.replace('_', "-").to_lowercase())
            .collect()
    };
    let read_by = |reader: Reader| -> BTreeSet<String> {
        let all = INPUTS.iter().chain(HANDED_OVER);
        let read = all.filter(|input| [reader, Reader::Both].contains(&input.reader));
        read.map(|input| input.name.to_owned()).collect()
    };
    assert_eq!(handed("gate"), read_by(Reader::Ci));
    assert_eq!(handed("comment"), read_by(Reader::Comment));
}

#[test]
fn each_output_comes_from_the_step_whose_command_sets_it() {
    let text = read("action.yml");
    for output in OUTPUTS {
        let step = match output.writer {
            Writer::Ci => "gate",
            Writer::Comment => "comment",
            Writer::Action => continue,
        };
        let name = output.name;
        let value = format!("${{{{ steps.{step}.outputs.{name} }}}}");
        assert!(text.contains(&value), "{value}");
    }
}
