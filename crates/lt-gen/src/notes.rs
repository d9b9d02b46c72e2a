//! What people should hear at the end of a run about its requests and walks.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use lt_cli::message;
use lt_sample::{Event, RunId, UnixMicros};

use crate::TOOL;
use crate::engine::{MOST_TAGS, OTHER_TAGS};

/// What one thread noted; notes of several threads add up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    /// By data set: whom it had no row left for.
    used_up: BTreeMap<String, UsedUp>,
    /// Steps other than requests that could not be evaluated, and why the first of them could not.
    broken_steps: (u64, Option<String>),
    /// Users and arrivals whose variables could not be worked out, and why the first could not.
    unbegun: (u64, Option<String>),
    /// By method and name: requests that could not be made, and why the first could not.
    unmade: BTreeMap<String, (u64, String)>,
    /// Tags with more values than are told apart.
    many_tags: BTreeSet<String>,
}

/// Whom a data set had no row left for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct UsedUp {
    /// How many users ended.
    users: u64,
    /// How many arrivals were not made.
    arrivals: u64,
    /// When that happened first.
    first: UnixMicros,
}

impl UsedUp {
    fn add(&mut self, other: &Self) {
        self.users += other.users;
        self.arrivals += other.arrivals;
        self.first = self.first.min(other.first);
    }
}

impl Notes {
    /// A user ends, or an arrival is not made, because a data set has no row left.
    pub(crate) fn used_up(&mut self, set: String, is_arrival: bool, at: UnixMicros) {
        let one = UsedUp {
            users: u64::from(!is_arrival),
            arrivals: u64::from(is_arrival),
            first: at,
        };
        self.add_used_up(set, one);
    }

    /// A step of a journey, or of none, could not be evaluated.
    pub(crate) fn broken_step(&mut self, journey: Option<&str>, cause: &impl Display) {
        let (count, first) = &mut self.broken_steps;
        *count += 1;
        first.get_or_insert_with(|| match journey {
            Some(journey) => format!(", in journey `{journey}`: {cause}"),
            None => format!(": {cause}"),
        });
    }

    /// A user or an arrival could not begin.
    pub(crate) fn unbegun(&mut self, cause: &impl Display) {
        let (count, first) = &mut self.unbegun;
        *count += 1;
        first.get_or_insert_with(|| cause.to_string());
    }

    /// A request, called by its method and name, could not be made.
    pub(crate) fn unmade(&mut self, request: String, cause: &impl Display) {
        let of_request = self.unmade.entry(request);
        of_request.or_insert_with(|| (0, cause.to_string())).0 += 1;
    }

    /// A tag has more values than are told apart.
    pub(crate) fn many_tags(&mut self, name: &str) {
        if !self.many_tags.contains(name) {
            self.many_tags.insert(name.to_owned());
        }
    }

    /// Adds another thread's notes.
    pub(crate) fn add(&mut self, other: Self) {
        for (set, used_up) in other.used_up {
            self.add_used_up(set, used_up);
        }
        let add = |sum: &mut (u64, Option<String>), (count, first)| {
            sum.0 += count;
            sum.1 = sum.1.take().or(first);
        };
        add(&mut self.broken_steps, other.broken_steps);
        add(&mut self.unbegun, other.unbegun);
        for (request, (count, first)) in other.unmade {
            self.unmade.entry(request).or_insert((0, first)).0 += count;
        }
        self.many_tags.extend(other.many_tags);
    }

    fn add_used_up(&mut self, set: String, more: UsedUp) {
        match self.used_up.entry(set) {
            Entry::Occupied(mut known) => known.get_mut().add(&more),
            Entry::Vacant(place) => {
                place.insert(more);
            }
        }
    }

    /// What readers of the stream must know of: for each data set whose rows were used up, an event of that time.
    pub(crate) fn events(&self, run: RunId) -> impl Iterator<Item = Event> {
        self.used_up.iter().map(move |(set, used_up)| {
            let users = counted(used_up.users, "user", "users");
            let arrivals = counted(used_up.arrivals, "arrival", "arrivals");
            let text = format!("no row left in `{set}`: {users} ended early, {arrivals} not made");
            Event {
                at_us: used_up.first,
                run,
                name: "used_up".to_owned(),
                text,
                labels: BTreeMap::from([("set".to_owned(), set.clone())]),
            }
        })
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
        let used_up = self.used_up.iter().flat_map(|(set, used_up)| {
            let ended = (used_up.users > 0).then(|| {
                let users = counted(used_up.users, "user", "users");
                format!("{users} ended early: no row was left in `{set}`")
            });
            let not_made = (used_up.arrivals > 0).then(|| {
                let arrivals = counted(used_up.arrivals, "arrival", "arrivals");
                format!("{arrivals} found no row left in `{set}`")
            });
            ended.into_iter().chain(not_made)
        });
        let (count, first) = &self.unbegun;
        let unbegun = first.iter().map(|cause| {
            let users = counted(*count, "user or arrival", "users or arrivals");
            format!("{users} could not begin; first: {cause}")
        });
        let (count, first) = &self.broken_steps;
        let steps = first.iter().map(|first| {
            let steps = counted(*count, "step", "steps");
            format!("{steps} could not be evaluated; first{first}")
        });
        let unmade = self.unmade.iter().map(|(request, (count, cause))| {
            let requests = counted(*count, "request", "requests");
            format!("{request}: {requests} could not be made, first: {cause}")
        });
        let tags = self.many_tags.iter().map(|name| {
            format!(
                "tag `{name}` has more than {MOST_TAGS} values: further ones are `{OTHER_TAGS}`"
            )
        });
        used_up
            .chain(unbegun)
            .chain(steps)
            .chain(unmade)
            .chain(tags)
    }
}

fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(at: u64) -> Notes {
        let mut notes = Notes::default();
        notes.used_up("accounts".to_owned(), true, UnixMicros(at));
        notes.used_up("accounts".to_owned(), false, UnixMicros(at + 1));
        notes.used_up("words".to_owned(), true, UnixMicros(at));
        notes.broken_step(Some("tour"), &"first");
        notes.broken_step(None, &"second");
        notes.unbegun(&"`x` has no value");
        notes.unmade("GET /x".to_owned(), &"too long");
        notes.many_tags("id");
        notes
    }

    #[test]
    fn notes_of_threads_add_up_to_sentences() {
        let mut sum = Notes::default();
        assert_eq!(sum.sentences().count(), 0);
        sum.add(noted(7));
        sum.add(noted(5));
        assert_eq!(
            sum.sentences().collect::<Vec<_>>(),
            [
                "2 users ended early: no row was left in `accounts`",
                "2 arrivals found no row left in `accounts`",
                "2 arrivals found no row left in `words`",
                "2 users or arrivals could not begin; first: `x` has no value",
                "4 steps could not be evaluated; first, in journey `tour`: first",
                "GET /x: 2 requests could not be made, first: too long",
                "tag `id` has more than 100 values: further ones are `(other)`",
            ]
        );
    }

    #[test]
    fn the_stream_tells_of_each_data_set_that_was_used_up() {
        let mut sum = noted(7);
        sum.add(noted(5));
        let events: Vec<_> = sum.events(RunId::from_bits(1)).collect();
        let said: Vec<_> = events
            .iter()
            .map(|event| (event.at_us.0, &*event.name, &*event.text))
            .collect();
        assert_eq!(
            said,
            [
                (
                    5,
                    "used_up",
                    "no row left in `accounts`: 2 users ended early, 2 arrivals not made"
                ),
                (
                    5,
                    "used_up",
                    "no row left in `words`: 0 users ended early, 2 arrivals not made"
                ),
            ]
        );
        assert_eq!(events[0].labels["set"], "accounts");
    }
}
