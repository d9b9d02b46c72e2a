//! The report as one page: no network, nothing needed beside it, complete without JavaScript, light and dark.
//!
//! The page is filled from plain values, which a template of the user's gets as well; `docs/report-html.md` lists them.
//! The template escapes all of them but the style sheet, the script and the pictures, in which what comes from a stream
//! is escaped already. Beyond escaping, [`words::cut`](crate::words::cut) takes out what could turn the reading
//! direction, and bounds the length of names.

mod answers;
mod charts;
mod compared;
mod endpoints;
mod facts;
mod failures;
mod generators;
mod happened;
mod header;
mod notes;
mod page;
mod prose;
mod script;
mod template;
mod tiles;

pub(crate) use template::Template;

/// What stands where nothing is known.
const UNKNOWN: &str = "\u{2013}";

/// Our own page.
#[cfg(test)]
pub(crate) fn render(summary: &lt_stats::Summary) -> anyhow::Result<String> {
    Template::open(None)?.fill(summary)
}

#[cfg(test)]
mod tests;
