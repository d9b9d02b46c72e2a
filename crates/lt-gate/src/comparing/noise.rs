//! What is known of the noise, from the file that `lt-gate calibrate` wrote.

use std::fs::File;
use std::path::Path;

use anyhow::Context;
use lt_cli::usage;
use lt_stats::compare::{LearnedNoise, Noise};

/// Reads the file of the noise.
///
/// # Errors
/// It cannot be read, or says nothing of noise.
pub(crate) fn read(path: &Path) -> anyhow::Result<Noise> {
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("cannot open `{name}`"));
    let learned = LearnedNoise::read(file.map_err(usage)?);
    let learned = learned.context(name).map_err(usage)?;
    Ok(learned.noise)
}
