//! The verdict for people and for programs.

mod json;
mod text;

use std::io::{self, Write};

use crate::{Format, Verdict};
use text::Paint;

/// Writes the verdict in the form that was asked for.
pub(crate) fn write(verdict: &Verdict, format: Format, out: &mut dyn Write) -> io::Result<()> {
    let text = match format {
        Format::Text => text::render(verdict, Paint::of_stdout()),
        Format::Json => json::render(verdict),
    };
    out.write_all(text.as_bytes())
}
