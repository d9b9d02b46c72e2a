//! What pruning leaves alone.

use std::collections::HashMap;

use lt_sample::{Micros, UnixMicros};

use super::Entry;

/// What pruning leaves alone, beside all that is pinned. What either rule keeps is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// The newest ones of each name; 0 for none.
    pub newest: usize,
    /// Those of each name that ended at most this long before the newest of it; 0 for none.
    ///
    /// Counted from a run, not from today: a project that rests for a year keeps what it had.
    pub within: Micros,
}

impl Keep {
    /// Which of these, newest first, are to go.
    pub fn to_go<'e>(&self, entries: &'e [Entry]) -> Vec<&'e Entry> {
        let mut seen: HashMap<&str, (usize, UnixMicros)> = HashMap::new();
        let unpinned = entries.iter().filter(|entry| !entry.pinned);
        unpinned
            .filter(|entry| {
                let first = (0, entry.created_us);
                let (rank, newest) = seen.entry(&entry.name).or_insert(first);
                *rank += 1;
                let young = self.within.0 > 0 && newest.since(entry.created_us) <= self.within;
                *rank > self.newest && !young
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: u64, name: &str, pinned: bool) -> Entry {
        Entry {
            id: id.to_string(),
            name: name.to_owned(),
            created_us: UnixMicros(id * 1_000_000),
            sha: None,
            level: None,
            environment: None,
            verdict: None,
            pinned,
            bytes: 0,
        }
    }

    #[test]
    fn what_one_rule_keeps_stays_and_what_is_pinned_is_not_even_counted() {
        let entries = [
            entry(10, "main", true),
            entry(9, "main", false),
            entry(8, "main", false),
            entry(5, "other", false),
            entry(4, "main", false),
            entry(1, "main", true),
        ];
        let gone = |newest, seconds: u64| {
            let within = Micros(seconds * 1_000_000);
            let gone = Keep { newest, within };
            let gone = gone.to_go(&entries).into_iter();
            gone.map(|entry| entry.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(gone(1, 0), ["8", "4"]);
        assert_eq!(gone(1, 1), ["4"]);
        assert_eq!(gone(2, 5), [""; 0]);
        assert_eq!(gone(0, 0), ["9", "8", "5", "4"]);
    }
}
