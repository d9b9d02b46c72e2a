//! `lt-gate.toml`: what a team promises, how runs are compared, and what was agreed on.

mod accept;
mod amount;
mod collected;
mod column;
mod compare;
pub(crate) mod document;
mod figure;
mod grades;
mod noise;
mod overrides;
mod sla;
pub(crate) mod terms;
mod thresholds;
mod value;
pub(crate) mod wrong;

use std::path::{Path, PathBuf};

use lt_sample::Micros;
use lt_stats::baseline::Grades;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::threshold::Threshold;

pub use accept::Accept;
pub(crate) use compare::CORRECTIONS;
pub use compare::{ComparePolicy, OnDoubt};
pub use overrides::Override;

use collected::Collected;
use document::Document;
use value::{Fields, Value, text};
use wrong::{Problem, Wrong};

/// What a configuration says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// Time from the start of each run that is left out as well.
    pub warmup: Option<Micros>,
    /// The thresholds, those of SLA tables too, in the order of the file.
    pub thresholds: Vec<Threshold>,
    /// Whether a level of the SLA table that did not run fails.
    pub require_levels: bool,
    /// How runs are compared.
    pub compare: ComparePolicy,
    /// Changes that were agreed on.
    pub accept: Vec<Accept>,
    /// The file with the noise; a relative one stands in the configuration's folder, which is part of the path here.
    pub noise: Option<PathBuf>,
    /// Where bands of ratings end.
    pub grades: Grades,
}

const SCHEMA: &str = "lt.gate/1";

/// The sections and keys of a file.
const KEYS: &[&str] = &[
    "schema",
    "warmup",
    "thresholds",
    "sla",
    "compare",
    "accept",
    "noise",
    "grades",
];

/// Nobody writes that much by hand.
const MOST_BYTES: u64 = 4 << 20;

/// Reads a configuration.
///
/// # Errors
/// The file cannot be read, or something in it is wrong: then the error is a [`lt_cli::Page`] that shows where.
pub fn read(path: &Path) -> anyhow::Result<Config> {
    let document = Document::open(path, MOST_BYTES)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let config = parse(&document, folder);
    Ok(config.map_err(|wrong| document.picture(&wrong.span, &wrong.problem.to_string()))?)
}

/// Reads the text of a configuration that stands in a folder.
pub(crate) fn parse(document: &Document, folder: &Path) -> Result<Config, Wrong> {
    let root = DeTable::parse(&document.text).map_err(|error| {
        let message = error.message().replace('\n', ", ");
        Wrong::at(error.span().unwrap_or(0..0), Problem::Syntax(message))
    })?;
    let root = Spanned::new(root.span(), DeValue::Table(root.into_inner()));
    let fields = Fields::of(&root, "a table", KEYS)?;
    fields.read("schema", check_schema)?;
    let mut config = Config {
        warmup: fields.read("warmup", amount::length)?,
        noise: fields.read("noise", |value| noise::read(value, folder))?,
        accept: fields
            .read("accept", |value| accept::read(value, document))?
            .unwrap_or_default(),
        compare: fields
            .read("compare", |value| compare::read(value, document))?
            .unwrap_or_default(),
        grades: fields.read("grades", grades::read)?.unwrap_or_default(),
        ..Config::default()
    };
    let mut thresholds = Collected::new(document, fields.get("compare").is_some());
    for (name, section) in fields.in_order() {
        match name {
            "thresholds" => thresholds::read(section, &mut thresholds)?,
            "sla" => config.require_levels = sla::read(section, &mut thresholds)?,
            _ => {}
        }
    }
    config.thresholds = thresholds.finish();
    Ok(config)
}

fn check_schema(value: &Value<'_>) -> Result<(), Wrong> {
    match text(value, "a text as in `\"lt.gate/1\"`")? {
        SCHEMA => Ok(()),
        other => Err(Wrong::at(value.span(), Problem::Schema(other.to_owned()))),
    }
}

#[cfg(test)]
mod schema_tests;
#[cfg(test)]
mod tests;
