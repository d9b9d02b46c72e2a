//! Text from outside, made fit to be shown.

use lt_cli::message::harmless;
use lt_stats::{Endpoint, Failure};

/// At most `width` characters that cannot disturb a terminal; what is longer ends in `…`.
pub(crate) fn cut(text: &str, width: usize) -> String {
    let mut chars = text.chars();
    let head: String = chars.by_ref().take(width).collect();
    if chars.next().is_none() {
        return harmless(&head);
    }
    let mut shown: String = head.chars().take(width.saturating_sub(1)).collect();
    shown.push('…');
    harmless(&shown)
}

/// What an endpoint is called in tables, beside its method.
pub(crate) fn name(endpoint: &Endpoint) -> String {
    match &endpoint.host {
        Some(host) => format!("{host}{}", endpoint.name),
        None => endpoint.name.clone(),
    }
}

/// What went wrong, and how that is called in the stream: `connection refused (connect_error)`.
pub(crate) fn cause(failure: &Failure) -> String {
    let outcome = failure.outcome.as_str();
    match (failure.status, &failure.error) {
        (Some(status), Some(error)) => format!("status {status}, {error} ({outcome})"),
        (Some(status), None) => format!("status {status} ({outcome})"),
        (None, Some(error)) => format!("{error} ({outcome})"),
        (None, None) => outcome.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn what_is_too_long_ends_in_an_ellipsis() {
        assert_eq!(cut("abcd", 4), "abcd");
        assert_eq!(cut("abcde", 4), "abc…");
        assert_eq!(cut("", 4), "");
        assert_eq!(cut("a\n\u{202e}b", 9), "a\u{fffd}\u{fffd}b");
        assert_eq!(cut(&"ä".repeat(10_000), 3), "ää…");
    }
}
