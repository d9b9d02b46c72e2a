//! `lt-gate schema`: the forms of our files.

use std::io::Write;

use clap::ValueEnum;
use lt_cli::Exit;

const CONFIG: &str = include_str!("../../../../docs/lt-gate.schema.json");
const RESULT: &str = include_str!("../../../../docs/result.schema.json");

/// What `lt-gate schema` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of which file
    #[arg(value_enum, default_value_t = Of::Config)]
    pub of: Of,
}

/// A file that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Of {
    /// The configuration, `lt.gate/1`: lt-gate.toml
    Config,
    /// The verdict for programs, `lt.result/1`: what `lt-gate check --format json` writes
    Result,
}

/// Prints a JSON Schema, draft 2020-12.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let schema = match args.of {
        Of::Config => CONFIG,
        Of::Result => RESULT,
    };
    out.write_all(schema.as_bytes())?;
    Ok(Exit::Done)
}
