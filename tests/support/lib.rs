//! Real binaries in real pipes: what the pipeline tests stand on.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "only tests use this, and a panic is how they fail"
)]

mod browser;
mod left_out;
mod python;
mod target;
mod tool;
mod web;

use std::process::{Command, Output, Stdio};

pub use browser::{browser_folder, browser_script};
pub use left_out::is_left_out;
pub use python::{PythonPackage, say_aloud};
pub use target::Target;
pub use tool::tool;
pub use web::Web;

/// Runs commands as a shell's pipeline, with nothing on the first one's stdin: what the last one printed.
///
/// # Panics
/// A command before the last one fails: its words are shown.
pub fn pipe<const N: usize>(mut commands: [Command; N]) -> Output {
    let mut stdin = Stdio::null();
    let mut before = Vec::new();
    for command in &mut commands[..N - 1] {
        let mut child = command.stdin(stdin).stdout(Stdio::piped()).spawn().unwrap();
        stdin = Stdio::from(child.stdout.take().unwrap());
        before.push(child);
    }
    let last = commands[N - 1]
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let output = last.wait_with_output().unwrap();
    for mut child in before {
        assert!(child.wait().unwrap().success());
    }
    output
}

/// What a command printed on stdout, as text.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What a command printed on stderr, as text.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// What a command printed on stdout, as JSON.
///
/// # Panics
/// It is no JSON.
pub fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", stdout(output)))
}
