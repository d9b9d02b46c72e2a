//! `lt-gate baseline promote`: keep a run under another name, too, and for ever.

use std::io::Write;

use lt_cli::Exit;

use super::{Place, table};

/// What `lt-gate baseline promote` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Its id, or its name (then the newest of it)
    #[arg(value_name = "ID|NAME")]
    which: String,

    /// The name of the pinned copy; may be the same
    new_name: String,

    #[command(flatten)]
    place: Place,
}

/// Pins it.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let promoted = args.place.open()?.promote(&args.which, &args.new_name)?;
    let Some(entry) = promoted else {
        return Ok(args.place.lacks(&args.which));
    };
    let (id, name) = (table::shown(&entry.id), table::shown(&entry.name));
    writeln!(out, "pinned {id} as {name}")?;
    Ok(Exit::Done)
}
