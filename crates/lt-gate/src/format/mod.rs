//! The verdict for people and for programs.
//!
//! Every form is made of one document, which is `lt.result/1` itself: what is shown is what is kept, and a result that was
//! kept can be shown again.

mod annotations;
pub(crate) mod command;
pub(crate) mod comment;
pub(crate) mod document;
pub(crate) mod figure;
mod junit;
pub(crate) mod markdown;
pub(crate) mod sentence;
pub(crate) mod standing;
pub(crate) mod table;
mod text;

use std::io::{self, Write};

use clap::ValueEnum;

use crate::Verdict;
use document::Document;

pub(crate) use lt_cli::message::harmless as shown;
pub(crate) use text::Paint;

/// How to tell the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A line for each threshold and each comparison, for people
    Text,
    /// `lt.result/1`, for programs
    Json,
    /// For the summary of a CI job
    Markdown,
    /// JUnit XML: each threshold and each comparison a test
    Junit,
    /// Workflow commands of GitHub Actions: what is broken, beside the line that demands it
    Annotations,
}

/// Bytes that GitHub shows of a step's summary (1 MiB), with room for what else a step writes.
const SUMMARY: usize = 1_000_000;

/// Writes the verdict in the form that was asked for; only text knows colors.
pub(crate) fn write(
    verdict: &Verdict,
    format: Format,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let document = Document::of(verdict);
    let text = match format {
        Format::Text => text::render(&document, paint),
        Format::Json => document.to_json(),
        Format::Markdown => summary(&document),
        Format::Junit => junit::render(&document),
        Format::Annotations => annotations::render(&document),
    };
    out.write_all(text.as_bytes())
}

/// The verdict as the summary of a step.
pub(crate) fn summary(document: &Document) -> String {
    markdown::render(document, &markdown::Frame::default(), SUMMARY)
}

/// At most so many characters, the last one `…` where some are missing.
pub(crate) fn cut(text: &str, width: usize) -> String {
    match text.char_indices().nth(width) {
        None => text.to_owned(),
        Some(_) => {
            let kept: String = text.chars().take(width.saturating_sub(1)).collect();
            kept + "…"
        }
    }
}

/// `1 run`, `3 runs`.
pub(crate) fn counted(n: u64, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        n => format!("{} {noun}s", figure::grouped(n)),
    }
}

#[cfg(test)]
#[path = "../../../lt-cli/src/markdown/tests/gfm.rs"]
mod gfm;
#[cfg(test)]
pub(crate) mod samples;
