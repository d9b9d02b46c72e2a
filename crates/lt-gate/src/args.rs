//! What was typed.

use clap::{Parser, Subcommand};

use crate::command::{
    baseline, calibrate, check, ci, comment, compare, explain, pair, schema, serve, sla, trend,
};

/// Decide whether a run is good enough
#[derive(Debug, Parser)]
#[command(version, after_help = lt_cli::Exit::GATE_HELP)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge a run by thresholds, and by its baseline
    ///
    /// Thresholds come from `--threshold`, from the file of `-c`, and from the scenario file, which travels in the
    /// stream. `response_time{endpoint:"GET /x"} p(95)<200ms` is one: a metric, which requests, and what must hold.
    /// A rule without a metric is about the response time of everything.
    #[command(after_help = lt_cli::Exit::GATE_HELP)]
    Check(check::Args),
    /// Judge a run in a job of GitHub Actions
    ///
    /// It is `check` with what a job needs: a folder with the result, a summary and annotations on the page of the job, the
    /// outputs of the step, and on the default branch the run as a baseline for those to come. It never calls GitHub's API.
    #[command(after_help = lt_cli::Exit::GATE_HELP)]
    Ci(ci::Args),
    /// Bring a result to its pull request
    ///
    /// The result is judged again by its numbers, and becomes one comment, which later runs write over. The token needs
    /// `pull-requests: write`, and `checks: write` for a check run. Whatever GitHub refuses is told, and is no failure.
    #[command(after_help = lt_cli::Exit::GATE_HELP)]
    Comment(comment::Args),
    /// Set the runs of several builds side by side
    ///
    /// `lt-gate compare new*.ndjson --vs old*.ndjson` compares two builds, `--arm NAME=FILE` any number of them, and
    /// `--by variant` the legs of one stream. Runs of the same load are repetitions; of those with the same label `pair`, or
    /// with --by of the same `round`, each is compared with its counterpart. The answer is 0 unless --fail-on says otherwise.
    #[command(after_help = lt_cli::Exit::GATE_HELP)]
    Compare(compare::Args),
    /// Keep runs to compare others with
    #[command(subcommand)]
    Baseline(baseline::Command),
    /// Learn from runs of one commit how much they differ though nothing changed
    Calibrate(calibrate::Args),
    /// Find where the figures of kept runs changed for good
    Trend(trend::Args),
    /// Measure two builds by turns, and compare them
    Pair(pair::Args),
    /// Make thresholds of tables that people wrote
    #[command(subcommand)]
    Sla(sla::Command),
    /// Tell the numbers behind one line of a result
    Explain(explain::Args),
    /// Print the JSON Schema of `lt-gate.toml` or of `lt.result/1`
    Schema(schema::Args),
    /// Offer baselines over HTTP
    Serve(serve::Args),
}
