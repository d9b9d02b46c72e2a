//! The report as one page: no network, no JavaScript, light and dark.
//!
//! The page is filled from plain values; the template escapes all of them but the style sheet and the pictures, which
//! hold nothing from a stream. Beyond escaping, [`words::cut`](crate::words::cut) takes out what could turn the reading
//! direction, and bounds the length of names.

mod compared;
mod facts;
mod generators;
mod happened;
mod page;
mod prose;
mod rows;

use anyhow::Context;
use lt_stats::Summary;
use minijinja::Environment;
use minijinja::value::Serde;

use page::Page;

/// What the page is filled into.
pub(crate) struct Template;

impl Template {
    /// The user's own, or else ours.
    pub(crate) fn open(_name: Option<&std::path::Path>) -> anyhow::Result<Self> {
        Ok(Self)
    }

    /// The whole page.
    pub(crate) fn fill(&self, summary: &Summary) -> anyhow::Result<String> {
        render(summary)
    }
}

/// The whole page.
pub(crate) fn render(summary: &Summary) -> anyhow::Result<String> {
    let page = Page::of(summary).context("cannot draw the page's charts")?;
    // The name's ending turns escaping on.
    let mut environment = Environment::new();
    environment.add_template("report.html", include_str!("report.html"))?;
    let template = environment.get_template("report.html")?;
    // The template's own last line break is left out by the engine.
    Ok(template.render(Serde(&page))? + "\n")
}

#[cfg(test)]
mod tests;
