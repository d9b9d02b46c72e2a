//! `lt-gate` answers one question: did this run keep its promises?

use std::process::ExitCode;

fn main() -> ExitCode {
    lt_cli::run::<lt_gate::Args>("lt-gate", lt_gate::run)
}
