//! `lt-gate baseline import`: files that `export` wrote are kept.

use std::io::Write;
use std::path::PathBuf;

use lt_cli::Exit;

use super::show::read_file;
use super::{Place, table};

/// What `lt-gate baseline import` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Baselines, compressed (.zst, .gz) or not
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    #[command(flatten)]
    place: Place,
}

/// Keeps all of them, or none where one is no baseline.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let store = args.place.open()?;
    for path in &args.files {
        // Only to see that it can be read: all of them at once may be more than fits into memory.
        read_file(path)?;
    }
    for path in &args.files {
        let kept = store.save(&read_file(path)?)?;
        let (id, name) = (table::shown(&kept.id), table::shown(&kept.name));
        writeln!(
            out,
            "kept {id} as {name} in {}",
            table::shown(store.place())
        )?;
    }
    Ok(Exit::Done)
}
