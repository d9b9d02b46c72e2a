//! Text from outside, made fit to stand in Markdown, as wide as a report has room for.

use lt_cli::markdown;
pub(super) use lt_cli::markdown::code;

/// A sentence of ours, in which names stand between backticks and single words may come from outside.
pub(super) fn prose(sentence: &str) -> String {
    const WIDEST: usize = 200;
    markdown::prose(sentence, WIDEST)
}
