//! A verdict as the comment on a pull request: the page of the summary, within the size of a comment, and where it comes from.

use super::document::Document;
use super::markdown::escape::code;
use super::markdown::{self, Frame};

/// What the comment says beside the verdict.
#[derive(Clone, Debug, Default)]
pub(crate) struct About<'a> {
    /// The job, where several comment on one pull request.
    pub(crate) title: Option<&'a str>,
    /// Commit that was measured.
    pub(crate) sha: Option<&'a str>,
    /// Where the workflow's run is to be read.
    pub(crate) run_url: Option<&'a str>,
    /// Where the report is.
    pub(crate) report_url: Option<&'a str>,
    /// What readers must know first, in sentences: that figures come from a fork, that a verdict was recomputed.
    pub(crate) notices: &'a [String],
}

/// The comment in at most `budget` bytes; empty where not even its last line fits.
///
/// The same document and words give the same bytes.
pub(crate) fn render(document: &Document, about: &About<'_>, budget: usize) -> String {
    let frame = Frame {
        is_comment: true,
        title: about.title,
        notices: about.notices,
        foot: foot(about),
    };
    markdown::render(document, &frame, budget)
}

fn foot(about: &About<'_>) -> String {
    let commit = about.sha.filter(|sha| is_commit(sha));
    let commit = commit.map(|sha| format!("Commit {}", code(&sha[..7], 7)));
    let link = |words: &str, url: Option<&str>| Some(format!("[{words}]({})", address(url?)?));
    let parts = [
        commit,
        link("run", about.run_url),
        link("full report", about.report_url),
        Some(format!("lt-gate {}", env!("CARGO_PKG_VERSION"))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("\n<sub>{}</sub>\n", parts.join(" · "))
}

fn is_commit(sha: &str) -> bool {
    (7..=64).contains(&sha.len()) && sha.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// An address that a link may lead to, fit to stand in one; nothing where it is something else, or tells a password.
fn address(url: &str) -> Option<String> {
    const LONGEST: usize = 2000;
    let rest = ["https://", "http://"].iter();
    let rest = rest
        .into_iter()
        .find_map(|scheme| url.strip_prefix(scheme))?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    if url.len() > LONGEST || host.is_empty() || !host.bytes().all(is_host) {
        return None;
    }
    let escaped = url.chars().map(|c| match c {
        '&' => Some("&amp;".to_owned()),
        '(' => Some("%28".to_owned()),
        ')' => Some("%29".to_owned()),
        '[' => Some("%5B".to_owned()),
        ']' => Some("%5D".to_owned()),
        c if c.is_ascii_alphanumeric() || "-._~:/?#@!$'*+,;=%".contains(c) => Some(c.to_string()),
        _ => None,
    });
    escaped.collect()
}

#[cfg(test)]
mod tests;
