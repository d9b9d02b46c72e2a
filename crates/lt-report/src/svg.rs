//! Every chart as a file of its own.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context, anyhow};
use lt_cli::{OutputFile, usage};
use lt_stats::Summary;

use crate::chart::{Tone, escaped, width_of};
use crate::figure::{Figure, Figures, Key, Shape};

/// The folder that the charts go into.
pub(crate) struct Folder {
    name: PathBuf,
}

impl Folder {
    /// Makes the folder where it is missing, and tries whether it can be written to: it must cost no run.
    pub(crate) fn create(name: &Path) -> anyhow::Result<Self> {
        let place = || {
            format!(
                "cannot make the folder `{}`; choose one that can be written to",
                name.display()
            )
        };
        let made = fs::create_dir_all(name).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => anyhow!("it is a file"),
            _ => error.into(),
        });
        made.with_context(place).map_err(usage)?;
        // Dropped without being committed, the file leaves nothing behind.
        drop(OutputFile::create(&name.join("requests.svg"))?);
        Ok(Self {
            name: name.to_owned(),
        })
    }

    /// Writes `NAME.svg` of every figure that has a picture, each whole or not at all.
    pub(crate) fn write(self, summary: &Summary) -> anyhow::Result<()> {
        for figure in Figures::of(summary)?.into_all() {
            let Some(picture) = alone(&figure) else {
                continue;
            };
            let name = self.name.join(format!("{}.svg", figure.name));
            let mut file = OutputFile::create(&name)?;
            file.write_all(picture.as_bytes())
                .with_context(|| format!("cannot write `{}`", name.display()))?;
            file.commit()?;
        }
        Ok(())
    }
}

const MARGIN: f64 = 24.0;
/// Where the rows of the legend are.
const LEGEND: f64 = 62.0;
const ROW: f64 = 20.0;
const CAPTION_ROW: f64 = 18.0;

/// The figure with all that stands around it in a page: title, legend and caption. `None` without a picture.
fn alone(figure: &Figure) -> Option<String> {
    let svg = figure.svg.as_deref()?;
    let (width, height) = size(svg)?;
    let picture = svg.strip_prefix("<svg ")?;
    let room = width.max(480.0);
    let (legend, rows) = legend(&figure.legend, room);
    let top = LEGEND - 12.0 + ROW * f64::from(rows);
    let (caption, lines) = caption(&figure.caption, room, top + height + 20.0);
    let all = (
        room + 2.0 * MARGIN,
        top + height + 16.0 + CAPTION_ROW * f64::from(lines),
    );
    let title = escaped(&figure.title);
    let (light, dark) = Tone::sheets();
    Some(format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">
<title>{title}</title>
<style>
svg{{{light}}}
@media (prefers-color-scheme:dark){{svg{{{dark}}}}}
text{{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}}
.title{{font-size:16px;font-weight:650;fill:var(--ink)}}
.soft{{fill:var(--soft)}}
</style>
<rect width="{0}" height="{1}" style="fill:var(--card)"/>
<text class="title" x="{MARGIN}" y="34">{title}</text>
{legend}<svg x="{MARGIN}" y="{top}" width="{width}" height="{height}" {picture}{caption}</svg>
"#,
        all.0, all.1
    ))
}

/// The keys in rows, and how many rows they take.
fn legend(keys: &[Key], width: f64) -> (String, u32) {
    let mut svg = String::new();
    let (mut x, mut rows) = (0.0, u32::from(!keys.is_empty()));
    for key in keys {
        let length = 22.0 + width_of(&key.text);
        if x > 0.0 && x + length > width {
            (x, rows) = (0.0, rows + 1);
        }
        let y = LEGEND + ROW * f64::from(rows - 1);
        let (left, tone, text) = (MARGIN + x, key.tone, escaped(&key.text));
        let swatch = match key.shape {
            // Faint ones would not be seen without a border.
            Shape::Area => format!(
                "y=\"{}\" height=\"10\" rx=\"2\" stroke-width=\".5\" style=\"fill:var(--{tone});stroke:var(--zero)\"",
                y - 9.0
            ),
            Shape::Line => format!(
                "y=\"{}\" height=\"4\" rx=\"2\" style=\"fill:var(--{tone})\"",
                y - 6.0
            ),
        };
        let _ = writeln!(
            svg,
            "<rect x=\"{left}\" width=\"14\" {swatch}/><text class=\"soft\" x=\"{}\" y=\"{y}\">{text}</text>",
            left + 20.0
        );
        x += length + 16.0;
    }
    (svg, rows)
}

/// The caption in lines of words, and how many.
fn caption(text: &str, width: f64, top: f64) -> (String, u32) {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width_of(line) + width_of(word) + 5.0 <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    let mut svg = String::new();
    let mut y = top;
    let mut n = 0;
    for line in lines {
        let line = escaped(&line);
        let _ = writeln!(
            svg,
            "<text class=\"soft\" x=\"{MARGIN}\" y=\"{y}\">{line}</text>"
        );
        y += CAPTION_ROW;
        n += 1;
    }
    (svg, n)
}

/// The size that a picture says it has.
fn size(svg: &str) -> Option<(f64, f64)> {
    let (_, rest) = svg.split_once("viewBox=\"0 0 ")?;
    let (size, _) = rest.split_once('"')?;
    let (width, height) = size.split_once(' ')?;
    Some((width.parse().ok()?, height.parse().ok()?))
}

#[cfg(test)]
mod tests;
