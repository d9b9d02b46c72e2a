//! Decides whether a run is good enough: thresholds and a stream in, a verdict and an exit code out.
//!
//! The data goes one way: typed text → [`threshold::Threshold`], stream → `Summary`, both → [`Verdict`] → text or JSON.
//! After the verdict nothing is computed.

use std::io::{self, Write};

use lt_cli::{Exit, interrupt, message, open_inputs, usage};
use lt_stats::Summary;

mod args;
mod check;
mod format;
mod judge;
mod sources;
pub mod threshold;
mod verdict;

pub use args::{Args, CheckArgs, Command, Format};
pub use check::{Check, Status};
pub use judge::judge;
pub use verdict::{Answer, Verdict};

/// Decides what was asked, and tells it on `out`.
pub fn run(args: Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    match args.command {
        Command::Check(args) => check(&args, out),
    }
}

fn check(args: &CheckArgs, out: &mut dyn Write) -> anyhow::Result<Exit> {
    interrupt::leave_to_the_writer(args.reads_stdin())?;
    let typed = sources::load(args.config.as_deref(), &args.thresholds).map_err(usage)?;
    let summary = summarize(args)?;
    let thresholds = sources::with_those_of_the_run(typed, &summary).map_err(usage)?;
    let verdict = judge(&thresholds, &summary);
    let told = format::write(&verdict, args.format, out);
    match told {
        // Whoever stopped listening still gets the answer by the exit code.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        told => told?,
    }
    Ok(verdict.exit())
}

fn summarize(args: &CheckArgs) -> anyhow::Result<Summary> {
    let mut summary = Summary::new(args.include());
    for input in open_inputs(&args.files)? {
        let before = summary.skipped();
        let on_bad_line = args.on_bad_line();
        let read = summary.read_in_parallel(input.reader, &input.name, on_bad_line, input.threads);
        read.map_err(|error| match error.is_unusable_input() {
            true => usage(error),
            false => error.into(),
        })?;
        tell_skipped(&input.name, summary.skipped() - before);
    }
    if summary.is_foreign() {
        return Err(usage(anyhow::anyhow!(
            "no line is of a type that lt knows; `lt-merge` makes a stream of what other tools write"
        )));
    }
    Ok(summary)
}

fn tell_skipped(name: &str, lines: u64) {
    let what = match lines {
        0 => return,
        1 => "1 line that is no record".to_owned(),
        n => format!("{n} lines that are no records"),
    };
    message::warn("lt-gate", format!("{name}: left out {what}"));
}
