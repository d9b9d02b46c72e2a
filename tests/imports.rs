//! Who may import whom: the borders of the crates, held against `cargo metadata`.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::collections::BTreeMap;
use std::process::Command;

/// The crates of ours that each may import. Tools never import tools; they meet in the stream.
const MAY_IMPORT: [(&str, &[&str]); 14] = [
    ("lt-sample", &[]),
    ("lt-cli", &[]),
    ("lt-foreign", &["lt-sample"]),
    ("lt-stats", &["lt-sample"]),
    ("lt-scenario", &["lt-sample"]),
    ("lt-gen", &["lt-sample", "lt-scenario", "lt-cli"]),
    ("lt-merge", &["lt-sample", "lt-foreign", "lt-cli"]),
    ("lt-report", &["lt-sample", "lt-stats", "lt-cli"]),
    ("lt-gate", &["lt-sample", "lt-stats", "lt-cli"]),
    (
        "lt-web",
        &["lt-sample", "lt-stats", "lt-scenario", "lt-cli"],
    ),
    ("lt-target", &["lt-cli"]),
    ("lt-mock-github", &[]),
    ("xtask", &["lt-stats", "lt-mock-github"]),
    ("lt-tests", &[]),
];

#[test]
fn crates_import_only_what_the_design_allows() {
    let allowed = BTreeMap::from(MAY_IMPORT);
    for (package, imports) in imports() {
        let may = allowed.get(package.as_str());
        let may = may.unwrap_or_else(|| panic!("{package} is not in the table of imports"));
        for import in imports {
            assert!(
                may.contains(&import.as_str()),
                "{package} must not import {import}"
            );
        }
    }
}

/// The normal and build dependencies of each crate of the workspace on others of it.
fn imports() -> BTreeMap<String, Vec<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--locked"])
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let name = |value: &serde_json::Value| value["name"].as_str().unwrap().to_owned();
    let ours: Vec<String> = packages.iter().map(name).collect();
    assert!(ours.len() >= MAY_IMPORT.len());
    let imports_of = |package: &serde_json::Value| {
        let dependencies = package["dependencies"].as_array().unwrap().iter();
        let for_tests_only = |dependency: &&serde_json::Value| dependency["kind"] == "dev";
        dependencies
            .filter(|dependency| !for_tests_only(dependency))
            .map(name)
            .filter(|name| ours.contains(name))
            .collect()
    };
    packages
        .iter()
        .map(|package| (name(package), imports_of(package)))
        .collect()
}
