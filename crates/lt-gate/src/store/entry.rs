//! What a list of baselines tells.

use lt_sample::UnixMicros;
use lt_stats::baseline::{Baseline, Environment, Load};
use serde::{Deserialize, Serialize};

/// What a list of baselines tells of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When its run ended.
    pub created_us: UnixMicros,
    /// Its commit.
    #[serde(default)]
    pub sha: Option<String>,
    /// Its load level, or its users.
    #[serde(default)]
    pub level: Option<String>,
    /// The machine, in a few words.
    #[serde(default)]
    pub environment: Option<String>,
    /// What the gate said of it.
    #[serde(default)]
    pub verdict: Option<String>,
    /// Whether `prune` must leave it alone.
    #[serde(default)]
    pub pinned: bool,
    /// Size of its file.
    #[serde(default)]
    pub bytes: u64,
}

/// What is in a store.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// The baselines, newest first.
    #[serde(rename = "baselines")]
    pub entries: Vec<Entry>,
    /// Files that have the name of a baseline and are none.
    #[serde(default)]
    pub damaged: Vec<Flaw>,
    /// What lies there and has nothing to do with us.
    #[serde(default)]
    pub skipped: Vec<Flaw>,
}

/// A file that cannot be used, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flaw {
    /// Its path in the store.
    pub path: String,
    /// Why it cannot be used.
    pub reason: String,
}

impl Entry {
    /// What there is to tell of a baseline.
    pub fn of(baseline: &Baseline, bytes: u64, pinned: bool) -> Self {
        Self {
            id: baseline.id.clone(),
            name: baseline.name.clone(),
            created_us: baseline.created_us,
            sha: baseline.source.sha.clone(),
            level: level(&baseline.load),
            environment: machine(&baseline.environment),
            verdict: baseline.verdict.clone(),
            pinned,
            bytes,
        }
    }
}

impl Listing {
    /// Newest first; of two with the same id the pinned one stands for both.
    pub(super) fn in_order(mut self) -> Self {
        self.entries.sort_by(|a, b| {
            let newest_first = b.created_us.cmp(&a.created_us);
            newest_first.then_with(|| (&a.id, b.pinned).cmp(&(&b.id, a.pinned)))
        });
        self.entries.dedup_by(|later, kept| later.id == kept.id);
        let by_path = |a: &Flaw, b: &Flaw| a.path.cmp(&b.path);
        self.damaged.sort_by(by_path);
        self.skipped.sort_by(by_path);
        self
    }
}

fn level(load: &Load) -> Option<String> {
    let users = || load.users.map(|users| format!("{users} users"));
    let rate = || load.rate.map(|rate| format!("{rate}/s"));
    load.level.clone().or_else(users).or_else(rate)
}

fn machine(environment: &Environment) -> Option<String> {
    let cores = environment.cores.map(|cores| format!("{cores} cores"));
    let words: Vec<String> = [environment.cpu.clone(), cores, environment.os.clone()]
        .into_iter()
        .flatten()
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_begins_with_the_newest_and_tells_a_pinned_one_once() {
        let entry = |id: &str, created: u64, pinned: bool| Entry {
            id: id.to_owned(),
            name: "main".to_owned(),
            created_us: UnixMicros(created),
            sha: None,
            level: None,
            environment: None,
            verdict: None,
            pinned,
            bytes: 1,
        };
        let listing = Listing {
            entries: vec![
                entry("a", 1, false),
                entry("b", 2, false),
                entry("b", 2, true),
            ],
            ..Listing::default()
        };
        let told: Vec<(String, bool)> = listing
            .in_order()
            .entries
            .into_iter()
            .map(|entry| (entry.id, entry.pinned))
            .collect();
        assert_eq!(told, [("b".to_owned(), true), ("a".to_owned(), false)]);
    }

    #[test]
    fn users_stand_where_no_level_was_named() {
        let mut load = Load {
            users: Some(50),
            ..Load::default()
        };
        assert_eq!(level(&load).as_deref(), Some("50 users"));
        load.level = Some("medium".to_owned());
        assert_eq!(level(&load).as_deref(), Some("medium"));
        assert_eq!(level(&Load::default()), None);
    }
}
