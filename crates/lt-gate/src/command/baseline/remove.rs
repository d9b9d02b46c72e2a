//! `lt-gate baseline remove`: one run less.

use std::io::Write;

use lt_cli::Exit;

use super::{Place, table};

/// What `lt-gate baseline remove` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Its id, or the path that `list` names a damaged one by
    #[arg(value_name = "ID|PATH")]
    id: String,

    #[command(flatten)]
    place: Place,
}

/// Removes it.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    if !args.place.open()?.remove(&args.id)? {
        return Ok(args.place.lacks(&args.id));
    }
    writeln!(out, "removed {}", table::shown(&args.id))?;
    Ok(Exit::Done)
}
