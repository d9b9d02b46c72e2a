//! How many values a tag may have.
//!
//! Tags come from answers, and what reads samples keeps a row for each combination: a server, or a tag that is an
//! identifier, must not make millions of them.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::Engine;
use crate::transport::Transport;

/// The most values of a tag that a thread tells apart in a run.
pub(crate) const MOST_TAGS: usize = 100;
/// What stands for further values.
pub(crate) const OTHER_TAGS: &str = "(other)";

/// The values of tags so far, by name.
#[derive(Debug, Default)]
pub(super) struct Tags {
    seen: RefCell<HashMap<String, HashSet<String>>>,
}

impl Tags {
    /// Whether a value may stand for itself.
    fn admits(&self, name: &str, value: &str) -> bool {
        let mut seen = self.seen.borrow_mut();
        if let Some(values) = seen.get_mut(name) {
            let is_known = values.contains(value);
            let has_room = values.len() < MOST_TAGS;
            if !is_known && has_room {
                values.insert(value.to_owned());
            }
            return is_known || has_room;
        }
        seen.insert(name.to_owned(), HashSet::from([value.to_owned()]));
        true
    }
}

impl<T: Transport> Engine<T> {
    /// Puts one value in the place of those that are too many.
    pub(super) fn bound_tags(&self, tags: &mut [(String, String)]) {
        for (name, value) in tags {
            if !self.tags.admits(name, value) {
                OTHER_TAGS.clone_into(value);
                self.notes.borrow_mut().many_tags(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_values_are_told_apart_by_name() {
        let tags = Tags::default();
        let admitted = |name: &str| {
            (0..200)
                .filter(|n| tags.admits(name, &n.to_string()))
                .count()
        };
        assert_eq!((admitted("a"), admitted("b")), (MOST_TAGS, MOST_TAGS));
        assert!(tags.admits("a", "99"));
        assert!(!tags.admits("a", "100"));
    }
}
