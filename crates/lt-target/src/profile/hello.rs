//! The same 100 bytes for every request, at once: what remains is the cost of the load generator and of HTTP.

use super::{Pace, Reply, Route, Via};
use crate::answer::Answer;

const BODY: &str = "Hello from lt-target. This body is always the same and exactly one hundred bytes long, newline too.\n";

pub(super) fn route(path: &str) -> Route<'_> {
    Route {
        path,
        pace: Pace::AtOnce,
        via: Via::Itself,
        reply: Reply::Make(|_| Answer::text(BODY)),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_body_keeps_its_word() {
        assert_eq!(super::BODY.len(), 100);
    }
}
