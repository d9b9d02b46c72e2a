//! `lt-report` says what happened: one summary of a stream, as text, JSON or a page.

use std::process::ExitCode;

fn main() -> ExitCode {
    lt_cli::run::<lt_report::Args>("lt-report", lt_report::run)
}
