//! What tests in a real browser need.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A script of `tests/browser`, for Node.js.
///
/// # Panics
/// Node.js, Chromium or one of these modules is not there: says what to type.
pub fn browser_script(name: &str, modules: &[&str]) -> Command {
    let node = Command::new("node").arg("--version").output();
    let has_node = node.is_ok_and(|output| output.status.success());
    assert!(
        has_node,
        "Node.js is missing; type: apt-get install -y nodejs npm (or LT_WITHOUT=browser)"
    );
    for module in ["playwright-core"].iter().chain(modules) {
        let folder = browser_folder().join("node_modules").join(module);
        assert!(
            folder.is_dir(),
            "{module} is missing; type: npm --prefix tests/browser ci (or LT_WITHOUT=browser)"
        );
    }
    let mut chromium = Command::new("node");
    let chromium = chromium
        .arg(browser_folder().join("chromium.mjs"))
        .output()
        .unwrap();
    assert!(
        chromium.status.success(),
        "Chromium is missing; type: apt-get install -y chromium, or set LT_CHROMIUM (or LT_WITHOUT=browser)"
    );
    let mut script = Command::new("node");
    script.arg(browser_folder().join(name));
    script
}

/// Where the scripts lie.
pub fn browser_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("browser")
}
