//! `lt-gate sla`: tables of promises become thresholds.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use lt_cli::{Exit, OutputFile, message, usage};

use crate::config::document::Document;
use crate::sla::{Form, Imported, import};

/// Nobody writes a longer document by hand.
const MOST_BYTES: u64 = 16 << 20;

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make the `[sla]` part of lt-gate.toml of the tables in a document
    ///
    /// The document is read as it stands: Markdown with tables among other text, or CSV (`.csv`). Tables are known by the
    /// words over their columns: an endpoint (Endpoint, Path, URL) or a load level (Load Level, Users) in a row, with P50, P95, Median,
    /// Avg, Max, Min RPS, Throughput, Max Error Rate and the like; or a figure (Metric) with its Target. In cells stand limits such as `< 10ms`,
    /// `0.1%`, `10`, and `-` where nothing is promised. Other tables are passed over.
    ///
    /// `lt-gate check` reads only what this prints, never the document: `lt-gate sla import SLA.md -o lt-gate.toml`, then
    /// `lt-gate check -c lt-gate.toml`.
    Import(Args),
}

/// What `lt-gate sla import` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The document with the tables: Markdown, or CSV where it ends in `.csv`
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Write to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Does it.
pub(crate) fn run(command: &Command, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let Command::Import(args) = command;
    let imported = read(&args.file).map_err(usage)?;
    for (line, text) in &imported.left_out {
        let file = args.file.display();
        message::warn(
            "lt-gate",
            format!("{file}:{line}: `{text}` is no figure of a run, and left out"),
        );
    }
    match &args.output {
        Some(path) => {
            let mut file = OutputFile::create(path)?;
            file.write_all(imported.toml.as_bytes())?;
            file.commit()?;
        }
        None => out.write_all(imported.toml.as_bytes())?,
    }
    Ok(Exit::Done)
}

fn read(path: &Path) -> anyhow::Result<Imported> {
    let document = Document::open(path, MOST_BYTES)?;
    let imported = import(&document, Form::of(path))
        .map_err(|wrong| document.picture(&wrong.span, &wrong.problem.to_string()))?;
    imported.ok_or_else(|| {
        anyhow!(
            "`{}` has no table of promises; one has a column Endpoint, Load Level or Metric, and others such as P95, Min RPS or Target",
            document.name
        )
    })
}
