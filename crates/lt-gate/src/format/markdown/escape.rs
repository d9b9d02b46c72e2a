//! Text from outside, made fit to stand in Markdown, as wide as these pages have room for.

use lt_cli::markdown;
pub(crate) use lt_cli::markdown::code;

use crate::format::cut;

/// Characters of an endpoint or a word.
pub(crate) const WIDEST: usize = 80;

/// The name of an endpoint, its method on one line with what follows.
pub(super) fn endpoint(whose: &str) -> String {
    code(whose, WIDEST).replacen(' ', "&nbsp;", 1)
}

/// A sentence of ours, in which names stand between backticks and single words may come from outside.
pub(super) fn prose(sentence: &str) -> String {
    const LONGEST: usize = 1000;
    markdown::prose(&cut(sentence.trim(), LONGEST), WIDEST)
}
