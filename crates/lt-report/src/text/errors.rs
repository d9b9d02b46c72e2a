//! Locust's error report: how often what went wrong.

use lt_stats::Summary;

use super::Look;
use crate::words;

const COUNT_WIDTH: usize = 18;
const RULE_WIDTH: usize = 141;
/// Rows beyond this many are only counted: each endpoint can fail in a hundred ways.
const MOST: usize = 200;

/// Left out where nothing failed.
pub(super) fn write(out: &mut String, summary: &Summary, look: Look) {
    let failures = summary.failures();
    if failures.is_empty() {
        return;
    }
    let rule = format!("{}|{}\n", "-".repeat(COUNT_WIDTH), "-".repeat(RULE_WIDTH));
    out.push_str("Error report\n");
    out.push_str(&format!("{:<COUNT_WIDTH$} Error\n", "# occurrences"));
    out.push_str(&rule);
    for failure in failures.iter().take(MOST) {
        let endpoint = &failure.endpoint;
        let text = format!(
            "{} {}: {}",
            words::cut(&endpoint.method, 20),
            words::cut(&words::name(endpoint), 200),
            words::cause(failure)
        );
        let line = format!("{:<COUNT_WIDTH$} {}", failure.n, words::cut(&text, 400));
        out.push_str(&look.red(&line));
        out.push('\n');
    }
    if let Some(more) = failures.len().checked_sub(MOST).filter(|more| *more > 0) {
        let n: u64 = failures[MOST..].iter().map(|failure| failure.n).sum();
        out.push_str(&format!("{n:<COUNT_WIDTH$} in {more} more ways\n"));
    }
    out.push_str(&rule);
    out.push('\n');
}
