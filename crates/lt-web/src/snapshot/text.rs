//! Text from outside, short and harmless: a browser shows it as text, but a line may be a MiB long.

use lt_cli::message::harmless;

/// The first characters of a text.
pub(super) fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => harmless(&text[..end]) + "…",
        None => harmless(text),
    }
}
