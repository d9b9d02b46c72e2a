//! A run in a browser: started by a form, watched while it lasts, changed, stopped, and kept.
//!
//! The data's way: a wish of the form → arguments of `lt-gen`, a child process → its stream, which fills a summary and a
//! file → a snapshot a second → every browser that looks. Whatever is written down of a run that is kept
//! comes from `lt-report` and `lt-gate`, which are child processes, too. Nothing here makes load.

mod archive;
mod args;
mod current;
mod locust;
mod offer;
mod ratios;
mod server;
mod snapshot;
mod tools;

use std::io::Write;

pub use args::Args;
use lt_cli::Exit;
pub use server::{Limits, Service, Token};

/// The name that begins every message.
const TOOL: &str = "lt-web";

/// Serves the page until Ctrl-C or SIGTERM.
///
/// # Errors
/// The address cannot be listened on, a file that was named cannot be read, or the token is none.
pub fn run(args: Args, _out: &mut dyn Write) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let served = runtime.block_on(server::run(&args));
    // Whoever still reads a file for somebody is not waited for.
    runtime.shutdown_background();
    served.map(|()| Exit::Done)
}
