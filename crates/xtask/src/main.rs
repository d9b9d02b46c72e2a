//! Tasks of the workspace: `cargo xtask demo`, `cargo xtask test` and `cargo xtask bench`.

mod bench;
mod browser;
mod demo;
mod shell;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tasks of the lt workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build the tools, make 15 s of load on the practice target, report it and judge it.
    Demo,
    Test(test::Args),
    Bench(bench::Args),
}

fn main() -> ExitCode {
    let result = match Args::parse().task {
        Task::Demo => demo::run(),
        Task::Test(args) => test::run(&args),
        Task::Bench(args) => bench::run(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            shell::say(format_args!("xtask: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
