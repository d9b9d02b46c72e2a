//! `lt-gate baseline list`: what is kept.

use std::io::Write;

use clap::ValueEnum;
use lt_cli::Exit;
use serde::Serialize;

use super::{Place, table};
use crate::store::Listing;

/// What `lt-gate baseline list` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,

    /// List only those of this name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// How to list them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How to list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table, for people
    Text,
    /// `lt.baselines/1`, for programs
    Json,
}

/// Lists what is kept, and names what lies there and cannot be used.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut listing = args.place.open()?.listing()?;
    if let Some(name) = &args.name {
        listing.entries.retain(|entry| entry.name == *name);
    }
    match args.format {
        Format::Json => write_json(&listing, out)?,
        Format::Text => write_text(args, &listing, out)?,
    }
    Ok(Exit::Done)
}

fn write_json(listing: &Listing, out: &mut dyn Write) -> anyhow::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        format: &'static str,
        #[serde(flatten)]
        listing: &'a Listing,
    }
    let format = "lt.baselines/1";
    serde_json::to_writer_pretty(&mut *out, &Document { format, listing })?;
    Ok(writeln!(out)?)
}

fn write_text(args: &Args, listing: &Listing, out: &mut dyn Write) -> anyhow::Result<()> {
    if listing.entries.is_empty() {
        let called = args
            .name
            .as_ref()
            .map(|name| format!(" called {}", table::shown(name)));
        let name = args.name.as_deref().unwrap_or("NAME");
        writeln!(
            out,
            "there is no baseline{} in {} yet; `lt-gate baseline save {} run.ndjson{}` keeps one",
            called.unwrap_or_default(),
            table::shown(&args.place.meant()),
            table::shown(name),
            table::shown(&args.place.again()),
        )?;
    } else {
        let entries: Vec<_> = listing.entries.iter().collect();
        write!(out, "{}", table::render(&entries))?;
    }
    for (word, flaws) in [("damaged", &listing.damaged), ("skipped", &listing.skipped)] {
        for flaw in flaws {
            let (path, reason) = (table::shown(&flaw.path), table::shown(&flaw.reason));
            writeln!(out, "{word} {path}: {reason}")?;
        }
    }
    Ok(())
}
