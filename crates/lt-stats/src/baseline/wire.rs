//! `lt.baseline/1`: the form in which baselines are kept.

mod bounded;
mod checks;
mod guard;
mod histogram;
mod reading;
mod writing;

use std::io::{BufReader, Read};

use super::id::is_id;
use super::{Baseline, BaselineError};

pub(super) use bounded::texts;
pub(super) use writing::{Form, write};

const SCHEMA: &str = "lt.baseline/1";

impl Baseline {
    /// Reads what [`Baseline::to_json`] wrote, uncompressed; reads no more than the largest baseline there can be.
    ///
    /// Keys that this version does not know are passed over, and are not part of what the id is made of.
    ///
    /// # Errors
    /// See [`BaselineError`].
    pub fn read(source: impl Read) -> Result<Self, BaselineError> {
        let baseline = parse(source)?;
        match baseline.content_id() == baseline.id {
            true => Ok(baseline),
            false => Err(BaselineError::Changed(baseline.id)),
        }
    }

    /// The canonical form: keys in a fixed order, one line, a line break at its end. The same run gives the same bytes.
    ///
    /// The id is written as it is; whoever changed the baseline gives it a new one with [`Baseline::sealed`] before.
    pub fn to_json(&self) -> String {
        let mut json = Vec::new();
        write(self, Form::Kept, &mut json).expect("memory takes everything");
        json.push(b'\n');
        String::from_utf8(json).expect("JSON is UTF-8")
    }
}

/// Reads a baseline that may be true, whether or not its id is that of its contents.
fn parse(source: impl Read) -> Result<Baseline, BaselineError> {
    let mut guard = guard::Guard::new(source);
    let read = serde_json::from_reader(BufReader::with_capacity(1 << 16, &mut guard));
    let line: reading::Line = match read {
        Ok(line) => line,
        Err(error) => return Err(guard.explain(error)),
    };
    if line.schema != SCHEMA {
        return Err(BaselineError::Schema(guard::harmless(&line.schema)));
    }
    let baseline = Baseline::from(line);
    if !is_id(&baseline.id) {
        return Err(BaselineError::Contradiction("its id is none"));
    }
    checks::check(&baseline).map_err(BaselineError::Contradiction)?;
    Ok(baseline)
}

#[cfg(test)]
mod tests;
