//! `lt-gate baseline prune`: remove runs that nobody needs any more.

use std::io::Write;

use lt_cli::Exit;
use lt_sample::Micros;

use super::{Place, table};
use crate::store::{Entry, Keep};

/// What `lt-gate baseline prune` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,

    /// Keep this many runs of each name, the newest [default: 50, where `--keep-days` is not given either]
    #[arg(long, value_name = "N")]
    keep: Option<usize>,

    /// Keep the runs of each name that are at most this much older than its newest [default: 90, where `--keep` is not
    /// given either]
    #[arg(long, value_name = "DAYS")]
    keep_days: Option<u32>,

    /// Tell what would be removed, and remove nothing
    #[arg(long)]
    dry_run: bool,
}

impl Args {
    fn keep(&self) -> Keep {
        let (newest, days) = match (self.keep, self.keep_days) {
            (None, None) => (50, 90),
            (newest, days) => (newest.unwrap_or(0), days.unwrap_or(0)),
        };
        Keep {
            newest,
            within: Micros(u64::from(days) * 86_400_000_000),
        }
    }
}

/// Removes what neither rule keeps, and tells what that is.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let store = args.place.open()?;
    let entries = store.list()?;
    let to_go: Vec<Entry> = args.keep().to_go(&entries).into_iter().cloned().collect();
    if !args.dry_run {
        store.forget(&to_go)?;
    }
    let done = if args.dry_run {
        "would remove"
    } else {
        "removed"
    };
    for entry in &to_go {
        let (id, name) = (table::shown(&entry.id), table::shown(&entry.name));
        writeln!(
            out,
            "{done} {id} {name}, ended {}",
            table::moment(entry.created_us)
        )?;
    }
    let n_pinned = entries.iter().filter(|entry| entry.pinned).count();
    let (n, of) = (to_go.len(), entries.len());
    writeln!(out, "{done} {n} of {of}; {n_pinned} pinned")?;
    Ok(Exit::Done)
}
