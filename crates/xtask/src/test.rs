//! Everything that CI checks, in the order in which it is quickest to fail.

use anyhow::bail;

use crate::shell::{Shell, say};

/// Checks format, lints, documentation and tests.
///
/// # Errors
/// The first check that fails.
pub(crate) fn run() -> anyhow::Result<()> {
    let shell = Shell::new()?;
    for tool in ["fmt", "clippy"] {
        let found = shell.command("cargo", &[tool, "--version"]).output();
        if !found.is_ok_and(|output| output.status.success()) {
            bail!("cargo {tool} is missing; type: rustup component add rustfmt clippy");
        }
    }
    shell.must_run(shell.command("cargo", &["fmt", "--all", "--check"]))?;
    let clippy = [
        "clippy",
        "--locked",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    shell.must_run(shell.command("cargo", &clippy))?;
    let mut doc = shell.command(
        "cargo",
        &[
            "doc",
            "--locked",
            "--workspace",
            "--no-deps",
            "--document-private-items",
        ],
    );
    doc.env("RUSTDOCFLAGS", "-D warnings");
    shell.must_run(doc)?;
    // Snapshots are compared, never rewritten.
    let mut tests = shell.command("cargo", &["test", "--locked", "--workspace"]);
    tests.env("INSTA_UPDATE", "no");
    shell.must_run(tests)?;
    say("\nEverything holds: format, lints, documentation, tests.");
    Ok(())
}
