//! The generator: a plan goes in, a stream of samples comes out.
//!
//! The data's way: [`CommandLine`] → [`Args`] → legs, each a job (plan and prepared requests) → conductor → engine threads
//! (users and arrivals that obey the plan, each request through a transport) → outboxes (lines, batched) → writer. No
//! engine ever waits for the writer.

mod announce;
mod args;
mod ask;
mod check;
mod clock;
mod command_line;
mod conductor;
mod control;
mod counters;
mod engine;
mod health;
mod hooks;
mod legs;
mod locust;
mod machine;
mod notes;
mod outbox;
mod progress;
mod resolve;
mod sources;
mod start;
mod stop;
mod timer;
mod transport;
mod verbose;
mod writer;

use std::io::Write;
use std::sync::Arc;

use anyhow::Context;
pub use args::Args;
pub use command_line::CommandLine;
use lt_cli::{Exit, message};

/// The name that begins every message.
const TOOL: &str = "lt-gen";

/// Runs the tool: makes the plan, then the load, while samples go to `out` or to the file of `-o`.
///
/// # Errors
/// The arguments or the scenario file make no plan, or the samples cannot be written.
pub fn run(mut args: Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    if args.ask {
        ask::ask(&mut args)?;
    }
    let legs = resolve::resolve(&args)?;
    let job = legs.first().context("a test has a leg")?;
    if args.is_verbose() {
        verbose::say_what_was_decided(&args, job);
    }
    if args.check {
        announce::say_what_is_odd(&job.plan);
        check::print(&legs, out)?;
        return Ok(Exit::Done);
    }
    if args.plan {
        print_plan(job, out)?;
        return Ok(Exit::Done);
    }
    if job.plan.assumed_run_time {
        message::note(TOOL, "no -t and no -n: making load for 10 s");
    }
    if job.plan.loads.iter().any(|load| !load.limit.is_set()) {
        message::note(
            TOOL,
            "the load has no end: it goes on until `{\"command\":\"stop\"}` on stdin, or Ctrl-C",
        );
    }
    let mut sink = writer::Sink::open(args.output.as_deref(), out)?;
    let stop = Arc::new(stop::Stop::default());
    let (outbox, buffers) = outbox::Outbox::new(job.emit);
    let (written, ran) = std::thread::scope(|scope| {
        let (writing, all_written) = tokio::sync::oneshot::channel();
        let running = scope.spawn(|| legs::run(&legs, outbox, &stop, all_written));
        let written = writer::write_all(buffers, &mut sink, &stop);
        drop(writing);
        let ran = running
            .join()
            .expect("a panic of the conductor is a bug and was printed");
        (written, ran)
    });
    // What was written stands, also where the rest could not be made.
    let written = written.and_then(|()| sink.commit());
    ran.and_then(|exit| written.map(|()| exit))
}

/// `--plan`: what is planned for our share, a line each, the earliest first.
fn print_plan(job: &resolve::Job, out: &mut dyn Write) -> std::io::Result<()> {
    let mut line = Vec::new();
    for operation in job.plan.operations(&job.share) {
        line.clear();
        operation.write_line(&job.plan, &mut line);
        out.write_all(&line)?;
    }
    Ok(())
}
