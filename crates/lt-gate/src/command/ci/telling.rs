//! Where a verdict is told in a job: the folder of the report, the log, the page of the job, the outputs.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use lt_cli::usage;

use super::outputs;
use super::saving::Kept;
use super::voice::{say, warn};
use crate::Verdict;
use crate::command::output::{Output, Outputs, Printed};
use crate::format::document::Document;
use crate::format::{self, Format, Paint};
use crate::github::environment::Environment;
use crate::github::files::{self, Quoted};

/// The folder of the report, with its files begun.
pub(super) struct Report {
    files: Outputs,
}

impl Report {
    /// Makes the folder and begins the files, so that a place that cannot be written costs no run.
    pub(super) fn begin(folder: &Path, inputs: &[PathBuf]) -> anyhow::Result<Self> {
        let name = folder.display();
        let made =
            fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{name}`"));
        made.map_err(usage)?;
        let file = |name: &str| Some(folder.join(name));
        let output = Output {
            format: Format::Text,
            output: None,
            json: file(outputs::RESULT),
            markdown: file(outputs::SUMMARY),
            junit: file("junit.xml"),
        };
        Ok(Self {
            files: output.create(inputs)?,
        })
    }

    /// Writes the files, then the log: the text, in which nothing is a command, and the commands.
    pub(super) fn write(self, verdict: &Verdict, out: &mut dyn Write) -> anyhow::Result<()> {
        let mut text = Vec::new();
        self.files.write(
            |format, paint, out| format::write(verdict, format, paint, out),
            Printed::Stdout(&mut text),
        )?;
        let mut lines = Vec::new();
        let mut quoted = Quoted::begin(&mut lines)?;
        quoted.write_all(&text)?;
        quoted.end()?;
        format::write(verdict, Format::Annotations, Paint::Plain, &mut lines)?;
        say(&String::from_utf8_lossy(&lines), out)
    }
}

/// Adds to the page of the job, and sets the outputs. Whatever the runner does not take is told, and changes no verdict.
pub(super) fn tell_runner(
    verdict: &Verdict,
    folder: &Path,
    kept: &Kept,
    variable: Environment<'_>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    if let Some(summary) = variable("GITHUB_STEP_SUMMARY") {
        let mut markdown = Vec::new();
        format::write(verdict, Format::Markdown, Paint::Plain, &mut markdown)?;
        let markdown = String::from_utf8_lossy(&markdown);
        if let Err(error) = files::add_to_summary(Path::new(&summary), &markdown) {
            warn(&format!("{error:#}"), out)?;
        }
    }
    if let Some(outputs) = variable("GITHUB_OUTPUT") {
        let document = Document::of(verdict);
        let set = outputs::of(&document, folder, kept);
        if let Err(error) = files::set_outputs(Path::new(&outputs), &set) {
            warn(&format!("{error:#}"), out)?;
        }
    }
    Ok(())
}
