//! What was made of late and may be asked for again.

use std::sync::{Mutex, PoisonError};

/// The last few things that were made, each under a key; the one that nobody asked for the longest makes room.
#[derive(Debug)]
pub(super) struct Recent<K, V> {
    most: usize,
    /// The latest comes last.
    kept: Mutex<Vec<(K, V)>>,
}

impl<K: PartialEq, V: Clone> Recent<K, V> {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            kept: Mutex::default(),
        }
    }

    pub(super) fn find(&self, key: &K) -> Option<V> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|(known, _)| known == key)?;
        kept[place..].rotate_left(1);
        kept.last().map(|(_, value)| value.clone())
    }

    pub(super) fn keep(&self, key: K, value: V) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(known, _)| *known != key);
        if kept.len() >= self.most {
            kept.remove(0);
        }
        kept.push((key, value));
    }

    /// Forgets what a condition picks.
    pub(super) fn forget(&self, condition: impl Fn(&K) -> bool) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(key, _)| !condition(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_asked_for_the_longest_makes_room() {
        let recent = Recent::new(2);
        recent.keep("a", 1);
        recent.keep("b", 2);
        assert_eq!(recent.find(&"a"), Some(1));
        recent.keep("c", 3);
        assert_eq!(recent.find(&"b"), None);
        assert_eq!((recent.find(&"a"), recent.find(&"c")), (Some(1), Some(3)));
        recent.keep("a", 4);
        assert_eq!(recent.find(&"a"), Some(4));
        recent.forget(|key| *key == "a");
        assert_eq!(recent.find(&"a"), None);
    }
}
