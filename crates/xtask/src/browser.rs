//! What the test of reports in a browser needs: Node.js, the packages of `tests/browser`, and Chromium.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::SystemTime;

use anyhow::bail;

use crate::shell::Shell;

const FOLDER: &str = "tests/browser";

/// Installs what is missing, where that is possible.
///
/// # Errors
/// It is not: says what to type.
pub(crate) fn prepare(shell: &Shell) -> anyhow::Result<()> {
    for tool in ["node", "npm"] {
        if !is_there(shell, tool, "--version") {
            bail!(
                "{tool} is missing; type: apt-get install -y nodejs npm\nor leave the test out: --without browser"
            );
        }
    }
    if is_stale(&shell.folder().join(FOLDER)) {
        let install = ["--prefix", FOLDER, "ci", "--no-audit", "--no-fund"];
        shell.must_run(shell.command("npm", &install))?;
    }
    if is_there(shell, "node", "tests/browser/chromium.mjs") {
        return Ok(());
    }
    let is_root = rustix::process::geteuid().is_root();
    if !is_root || !is_there(shell, "apt-get", "--version") {
        bail!(
            "Chromium is missing; type: sudo apt-get install -y chromium\nor set LT_CHROMIUM to its path, or leave the test out: --without browser"
        );
    }
    shell.must_run(shell.command("apt-get", &["install", "-y", "chromium"]))
}

fn is_there(shell: &Shell, program: &str, argument: &str) -> bool {
    let mut command = shell.command(program, &[argument]);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Whether the packages are not those of the lock file: npm writes a file of its own beside them when it is done.
fn is_stale(folder: &Path) -> bool {
    let changed =
        |name: &str| -> io::Result<SystemTime> { fs::metadata(folder.join(name))?.modified() };
    match (
        changed("node_modules/.package-lock.json"),
        changed("package-lock.json"),
    ) {
        (Ok(installed), Ok(locked)) => installed < locked,
        _ => true,
    }
}
