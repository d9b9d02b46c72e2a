//! Where the tools' binaries are.
//!
//! Cargo tells a test only of the binaries of its own package, and one found by its name in the target folder may be an
//! old one: so the tools are built here, once a process, and the paths are those that cargo reports.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

const TOOLS: [&str; 6] = [
    "lt-gen",
    "lt-merge",
    "lt-report",
    "lt-gate",
    "lt-web",
    "lt-target",
];

/// A command that runs a tool as it is built from the present source.
///
/// # Panics
/// The tools cannot be built, or there is none of that name.
pub fn tool(name: &str) -> Command {
    static PATHS: OnceLock<HashMap<String, PathBuf>> = OnceLock::new();
    let paths = PATHS.get_or_init(build);
    Command::new(
        paths
            .get(name)
            .unwrap_or_else(|| panic!("no tool is called {name}")),
    )
}

fn build() -> HashMap<String, PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--locked", "--message-format=json"]);
    command.args(TOOLS.iter().flat_map(|tool| ["--package", *tool]));
    let output = command.output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the tools do not build: {words}");
    let messages = String::from_utf8(output.stdout).unwrap();
    let artifacts = messages.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let path = message["executable"].as_str()?;
        Some((
            message["target"]["name"].as_str()?.to_owned(),
            PathBuf::from(path),
        ))
    });
    artifacts.collect()
}
