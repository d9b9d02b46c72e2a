//! How a tool begins and ends.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use crate::{Exit, Page, message};

/// An error that the caller can mend by calling differently: exit code 2 instead of 1.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Usage(anyhow::Error);

/// Marks an error as wrong usage, wrong configuration or unreadable input.
pub fn usage(error: impl Into<anyhow::Error>) -> anyhow::Error {
    Usage(error.into()).into()
}

/// Parses the arguments, runs the tool's body with stdout, and turns the result into an exit code.
///
/// A closed pipe is a normal end: exit 0 without a word. Every other error becomes one line on stderr,
/// unless it is a [`Page`].
pub fn run<A: Parser>(tool: &str, body: fn(A, &mut dyn Write) -> anyhow::Result<Exit>) -> ExitCode {
    let args = match A::try_parse() {
        Ok(args) => args,
        Err(error) => return refuse(tool, &error),
    };
    let mut out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    let result = body(args, &mut out).and_then(|exit| match out.flush() {
        // Nobody reads the last words any more; the answer stands.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(exit),
    });
    match result {
        Ok(exit) => exit.into(),
        Err(error) if is_closed_pipe(&error) => Exit::Done.into(),
        Err(error) => {
            match page(&error) {
                Some(page) => message::page(tool, page),
                None => message::error(tool, format_args!("{error:#}")),
            }
            let exit = if error.is::<Usage>() {
                Exit::Usage
            } else {
                Exit::Failed
            };
            exit.into()
        }
    }
}

/// What is said in several lines, where the error is that.
fn page(error: &anyhow::Error) -> Option<&Page> {
    let marked = || error.downcast_ref::<Usage>()?.0.downcast_ref();
    error.downcast_ref().or_else(marked)
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Prints help and version as clap does, and any complaint as one line.
fn refuse(tool: &str, error: &clap::Error) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    ) {
        // Help goes to stdout or stderr as clap decides; a closed pipe there is fine.
        drop(error.print());
        return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Exit::Usage.code()));
    }
    message::error(tool, one_line(&error.render().to_string()));
    Exit::Usage.into()
}

/// Folds clap's paragraphs (what is wrong, tip) into one line and leaves out the usage block.
fn one_line(complaint: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for paragraph in complaint.split("\n\n") {
        let text = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() || text.starts_with("Usage:") || text.starts_with("For more information")
        {
            continue;
        }
        parts.push(
            text.trim_start_matches("error: ")
                .trim_start_matches("tip: ")
                .to_owned(),
        );
    }
    parts.push("see --help".to_owned());
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_of_clap_becomes_one_line_with_its_tip() {
        let complaint = "error: unexpected argument '--rat' found\n\n  tip: a similar argument exists: '--rate'\n\nUsage: lt-gen [OPTIONS]\n\nFor more information, try '--help'.\n";
        assert_eq!(
            one_line(complaint),
            "unexpected argument '--rat' found; a similar argument exists: '--rate'; see --help"
        );
    }

    #[test]
    fn a_closed_pipe_is_recognised_below_any_context() {
        let error =
            anyhow::Error::from(io::Error::from(io::ErrorKind::BrokenPipe)).context("cannot write");
        assert!(is_closed_pipe(&error));
        assert!(!is_closed_pipe(&anyhow::anyhow!("disk full")));
    }
}
