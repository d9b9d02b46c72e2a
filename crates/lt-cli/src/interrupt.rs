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
