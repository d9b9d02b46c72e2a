//! The generator: a plan goes in, a stream of samples comes out.
//!
//! The data's way: [`Args`] → plan (lt-scenario) → engine (users and arrivals that obey the plan, each request through a
//! transport) → outbox (lines, batched) → writer. The engine runs on its own thread and never waits for the writer.

mod announce;
mod args;
mod check;
mod clock;
mod counters;
mod engine;
mod health;
mod machine;
mod outbox;
mod progress;
mod resolve;
mod stop;
mod timer;
mod transport;
mod writer;

use std::io::Write;
use std::sync::Arc;

pub use args::Args;
use lt_cli::{Exit, message};

/// The name that begins every message.
const TOOL: &str = "lt-gen";

/// Runs the tool: makes the plan, then the load, while samples go to `out` or to the file of `-o`.
///
/// # Errors
/// The arguments or the scenario file make no plan, or the samples cannot be written.
pub fn run(args: Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let job = resolve::resolve(&args)?;
    if args.check {
        check::print(&job, out)?;
        return Ok(Exit::Done);
    }
    if job.plan.assumed_run_time {
        message::note(TOOL, "no -t and no -n: making load for 10 s");
    }
    let mut sink = writer::Sink::open(args.output.as_deref(), out)?;
    let stop = Arc::new(stop::Stop::default());
    let (outbox, buffers) = outbox::Outbox::new();
    std::thread::scope(|scope| {
        let engine = scope.spawn(|| engine::run(&job, outbox, &stop));
        let written = writer::write_all(buffers, &mut sink, &stop);
        let ran = engine
            .join()
            .expect("a panic of the engine is a bug and was printed");
        written.and(ran)
    })?;
    sink.commit()?;
    Ok(Exit::Done)
}
