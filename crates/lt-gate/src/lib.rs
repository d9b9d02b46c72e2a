//! Decides whether a run is good enough, and whether it is worse than before.
//!
//! The data goes one way: typed text → [`threshold::Threshold`] and [`config::Config`], streams → [`reading::Reading`], both →
//! [`judge::Check`] and [`comparing::Compared`] → [`Verdict`] → text, JSON, Markdown, JUnit. After the verdict nothing is computed.
//!
//! In a job of GitHub Actions [`command::ci`] goes the same way, and [`command::comment`] brings its result to the pull request:
//! a result may come from a stranger, so it is judged again by its numbers.

use std::io::Write;

use lt_cli::Exit;

mod args;
pub mod command;
pub mod comparing;
pub mod config;
pub mod format;
mod github;
pub mod judge;
#[cfg(unix)]
pub mod pair;
pub mod reading;
pub mod serve;
pub mod sla;
mod sources;
pub mod store;
pub mod threshold;
mod tls;
pub mod verdict;

pub use args::{Args, Command};
pub use verdict::{Answer, Verdict};

/// Does what was asked, and tells it on `out`.
pub fn run(args: Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    match args.command {
        Command::Check(args) => command::check::run(&args, out),
        Command::Ci(args) => command::ci::run(&args, out),
        Command::Comment(args) => command::comment::run(&args, out),
        Command::Compare(args) => command::compare::run(&args, out),
        Command::Baseline(command) => command::baseline::run(&command, out),
        Command::Calibrate(args) => command::calibrate::run(&args, out),
        Command::Trend(args) => command::trend::run(&args, out),
        Command::Pair(args) => command::pair::run(&args, out),
        Command::Sla(command) => command::sla::run(&command, out),
        Command::Explain(args) => command::explain::run(&args, out),
        Command::Schema(args) => command::schema::run(&args, out),
        Command::Serve(args) => command::serve::run(&args, out),
    }
}
