//! `lt-target` is something harmless to put load on: an HTTP service whose delays and faults are known.

use std::process::ExitCode;

fn main() -> ExitCode {
    lt_cli::run::<lt_target::Args>("lt-target", lt_target::run)
}
