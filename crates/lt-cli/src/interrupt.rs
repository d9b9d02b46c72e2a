//! Ctrl-C in a pipeline.
//!
//! The terminal sends Ctrl-C to every process of a pipeline at once. The generator then ends its run in good order;
//! a tool that reads from it must outlive that, or the report of an interrupted run would be lost.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Lets a reader of a pipe go on until its writer is done: Ctrl-C is left to the writer.
///
/// Does nothing where stdin is a terminal or not among the inputs: there Ctrl-C ends the tool as always.
pub fn leave_to_the_writer(reads_stdin: bool) -> io::Result<()> {
    if reads_stdin && !io::stdin().is_terminal() {
        signal_hook::flag::register(
            signal_hook::consts::SIGINT,
            Arc::new(AtomicBool::new(false)),
        )?;
    }
    Ok(())
}

/// Notes Ctrl-C, SIGTERM and SIGHUP instead of dying of them, for a tool that has processes of its own to end first.
///
/// The flag becomes `true` at the first of them, and whoever asked must look at it soon: nothing else ends the tool.
pub fn noted() -> io::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in ENDING {
        signal_hook::flag::register(*signal, Arc::clone(&flag))?;
    }
    Ok(flag)
}

#[cfg(unix)]
const ENDING: &[i32] = &[
    signal_hook::consts::SIGINT,
    signal_hook::consts::SIGTERM,
    signal_hook::consts::SIGHUP,
];
#[cfg(not(unix))]
const ENDING: &[i32] = &[signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM];
