//! The files and the lines through which a step talks to GitHub's runner.
//!
//! The runner makes the files, and reads them when the step has ended: they are added to, never made and never emptied.

mod fitting;
mod quoted;

use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::{Context, bail};

use crate::format::command::{message, property};

pub(crate) use self::quoted::Quoted;

/// Bytes of a step's summary; where it is larger the runner shows nothing of it.
const SUMMARY: usize = 1 << 20;

/// Adds to the summary of the step; what is there stays. What does not fit is left out from the end of a line on, and a
/// sentence tells so.
///
/// # Errors
/// The file is not there, or cannot be written.
pub(crate) fn add_to_summary(file: &Path, markdown: &str) -> anyhow::Result<()> {
    let adding = Adding::open(file)?;
    let room = SUMMARY.saturating_sub(adding.length);
    let room = room.saturating_sub(adding.gap().len());
    adding.write(&fitting::cut(markdown, room))
}

/// Sets outputs of the step.
///
/// # Errors
/// The file is not there, or cannot be written; or a name is none.
pub(crate) fn set_outputs(file: &Path, outputs: &[(&str, String)]) -> anyhow::Result<()> {
    let mut text = String::new();
    for (name, value) in outputs {
        if !is_name(name) {
            bail!("an output cannot be called `{name}`");
        }
        let delimiter = delimiter_of(value);
        text += &format!("{name}<<{delimiter}\n{value}\n{delimiter}\n");
    }
    Adding::open(file)?.write(&text)
}

/// A line for stdout that GitHub shows as a notice.
pub(crate) fn notice(title: &str, text: &str) -> String {
    command("notice", title, text)
}

/// A line for stdout that GitHub shows as a warning.
pub(crate) fn warning(title: &str, text: &str) -> String {
    command("warning", title, text)
}

/// A line for stdout that GitHub shows as an error; the step does not fail by it.
pub(crate) fn error(title: &str, text: &str) -> String {
    command("error", title, text)
}

fn command(level: &str, title: &str, text: &str) -> String {
    format!("::{level} title={}::{}\n", property(title), message(text))
}

/// A file that is added to.
struct Adding<'p> {
    path: &'p Path,
    file: File,
    /// Bytes that are there; none where it is no file.
    length: usize,
    /// Whether the last line that is there has no end.
    is_open: bool,
}

impl<'p> Adding<'p> {
    fn open(path: &'p Path) -> anyhow::Result<Self> {
        let place = || {
            format!(
                "cannot add to `{}`, which GitHub's runner makes",
                path.display()
            )
        };
        let mut options = OpenOptions::new();
        let mut file = options.append(true).open(path).with_context(place)?;
        let data = file.metadata().with_context(place)?;
        let (mut length, mut last) = (0, [b'\n']);
        if data.is_file() && data.len() > 0 {
            length = usize::try_from(data.len()).unwrap_or(usize::MAX);
            file = options.read(true).open(path).with_context(place)?;
            file.seek(SeekFrom::End(-1)).with_context(place)?;
            file.read_exact(&mut last).with_context(place)?;
        }
        Ok(Self {
            path,
            file,
            length,
            is_open: last != *b"\n",
        })
    }

    /// What ends the line that others left open.
    fn gap(&self) -> &'static str {
        if self.is_open { "\n" } else { "" }
    }

    fn write(mut self, text: &str) -> anyhow::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let text = format!("{}{text}", self.gap());
        let written: io::Result<()> = self.file.write_all(text.as_bytes());
        written.with_context(|| format!("cannot add to `{}`", self.path.display()))
    }
}

/// The runner takes any name; ours can be written in an expression.
fn is_name(name: &str) -> bool {
    let rest = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(rest)
}

/// A line that the value does not have.
fn delimiter_of(value: &str) -> String {
    loop {
        let delimiter = unguessable();
        if !value.contains(&delimiter) {
            return delimiter;
        }
    }
}

/// A word that nobody can know before: the keys of a fresh [`RandomState`] come from the system.
fn unguessable() -> String {
    let [high, low] = [0, 1].map(|_| RandomState::new().build_hasher().finish());
    format!("lt_{high:016x}{low:016x}")
}

#[cfg(test)]
mod tests;
