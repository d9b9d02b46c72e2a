//! What lt-gate can be told to do: a file each, with what is typed and the steps that it takes.

use std::path::{Path, PathBuf};

pub mod baseline;
pub mod calibrate;
pub mod check;
pub mod ci;
pub mod comment;
pub mod compare;
pub mod explain;
pub(crate) mod judging;
pub(crate) mod output;
pub mod pair;
pub mod schema;
pub mod serve;
pub mod sla;
pub mod trend;

/// Whether stdin is among the inputs.
fn reads_stdin(files: &[PathBuf]) -> bool {
    files.is_empty() || files.iter().any(|path| path == Path::new("-"))
}
