//! `lt-gate baseline export`: a run that is kept becomes a file.

use std::io::Write;
use std::path::PathBuf;

use lt_cli::{Exit, OutputFile};

use super::Place;

/// What `lt-gate baseline export` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Its id, or its name (then the newest of it)
    #[arg(value_name = "ID|NAME")]
    which: String,

    #[command(flatten)]
    place: Place,

    /// File to write, compressed where it ends in `.zst` or `.gz`; stdout without it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Writes it.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let Some(baseline) = args.place.open()?.load(&args.which)? else {
        return Ok(args.place.lacks(&args.which));
    };
    match &args.output {
        None => out.write_all(baseline.to_json().as_bytes())?,
        Some(path) => {
            let mut file = OutputFile::create(path)?;
            file.write_all(baseline.to_json().as_bytes())?;
            file.commit()?;
        }
    }
    Ok(Exit::Done)
}
