//! What people should hear at the end of a run about its walks.

use std::collections::BTreeMap;

use lt_cli::message;

use crate::TOOL;

/// What one thread noted; notes of several threads add up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    /// By data set: how many users ended, and how many arrivals were not made, because no row was left.
    used_up: BTreeMap<String, (u64, u64)>,
    /// Walks that a step other than a request ended.
    broken_walks: u64,
    /// Why the first of them did.
    first_cause: Option<String>,
}

impl Notes {
    /// A user ends, or an arrival is not made, because a data set has no row left.
    pub(crate) fn used_up(&mut self, set: String, is_arrival: bool) {
        let (users, arrivals) = self.used_up.entry(set).or_default();
        *(if is_arrival { arrivals } else { users }) += 1;
    }

    /// A walk ends because a step could not be evaluated.
    pub(crate) fn broken_walk(&mut self, cause: String) {
        self.broken_walks += 1;
        self.first_cause.get_or_insert(cause);
    }

    /// Adds another thread's notes.
    pub(crate) fn add(&mut self, other: Self) {
        for (set, (users, arrivals)) in other.used_up {
            let sum = self.used_up.entry(set).or_default();
            *sum = (sum.0 + users, sum.1 + arrivals);
        }
        self.broken_walks += other.broken_walks;
        self.first_cause = self.first_cause.take().or(other.first_cause);
    }

    /// Says on stderr what there is to say; so many journeys have no record because the reader was slow.
    pub(crate) fn say(&self, journeys_left_out: u64) {
        self.sentences()
            .for_each(|sentence| message::warn(TOOL, sentence));
        if journeys_left_out > 0 {
            let journeys = counted(journeys_left_out, "journey", "journeys");
            let why = "the reader of the stream was slow; their requests were all counted";
            message::warn(TOOL, format_args!("{journeys} were left out: {why}"));
        }
    }

    fn sentences(&self) -> impl Iterator<Item = String> {
        let used_up = self.used_up.iter().flat_map(|(set, (users, arrivals))| {
            let ended = (*users > 0).then(|| {
                let users = counted(*users, "user", "users");
                format!("{users} ended early: no row was left in `{set}`")
            });
            let not_made = (*arrivals > 0).then(|| {
                let arrivals = counted(*arrivals, "arrival", "arrivals");
                format!("{arrivals} found no row left in `{set}`")
            });
            ended.into_iter().chain(not_made)
        });
        let cause = self.first_cause.iter().map(|cause| {
            let walks = counted(self.broken_walks, "walk", "walks");
            format!("{walks} ended in a step that could not be evaluated: {cause}")
        });
        used_up.chain(cause)
    }
}

fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_of_threads_add_up_to_sentences() {
        let mut sum = Notes::default();
        assert_eq!(sum.sentences().count(), 0);
        for _ in 0..2 {
            let mut notes = Notes::default();
            notes.used_up("accounts".to_owned(), true);
            notes.used_up("accounts".to_owned(), false);
            notes.used_up("words".to_owned(), true);
            notes.broken_walk("first".to_owned());
            notes.broken_walk("second".to_owned());
            sum.add(notes);
        }
        assert_eq!(
            sum.sentences().collect::<Vec<_>>(),
            [
                "2 users ended early: no row was left in `accounts`",
                "2 arrivals found no row left in `accounts`",
                "2 arrivals found no row left in `words`",
                "4 walks ended in a step that could not be evaluated: first",
            ]
        );
    }
}
