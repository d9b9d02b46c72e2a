//! `lt-web` starts, shows, changes and stops a run in a browser.

use std::process::ExitCode;

fn main() -> ExitCode {
    lt_cli::run::<lt_web::Args>("lt-web", lt_web::run)
}
