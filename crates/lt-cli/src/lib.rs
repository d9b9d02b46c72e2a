//! The manners that all lt tools share: how a tool begins and ends, opens its inputs, writes its files and speaks.
//!
//! Nothing here knows what a sample is. A tool's `main` is one call of [`run()`]; its own code returns
//! [`Exit`] or an error, and never ends the process itself.

pub mod duration;
mod exit;
mod input;
pub mod interrupt;
pub mod markdown;
pub mod message;
mod output;
mod page;
mod run;

pub use exit::Exit;
pub use input::{Input, open_inputs};
pub use output::OutputFile;
pub use page::Page;
pub use run::{Usage, run, usage};
