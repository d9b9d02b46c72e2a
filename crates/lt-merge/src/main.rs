//! `lt-merge` makes one stream of many, so that what many machines measured is read as one test.

use std::process::ExitCode;

fn main() -> ExitCode {
    lt_cli::run::<lt_merge::Args>("lt-merge", lt_merge::run)
}
