//! Keeping account of what a test should hold and what was read of it.
//!
//! A test is complete when all its legs are there, and of each every shard 0..of exactly once, each with an `end` whose
//! counts are those that were read. Everything else is a [`Finding`], to be said aloud.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use crate::{End, EndReason, Outcome, Record, Run, RunId, Shard};

/// What was read of each run.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Place of each run's account, in the order of the runs' names.
    runs: BTreeMap<RunId, usize>,
    accounts: Vec<(RunId, Account)>,
    /// Where the account is that was asked for last: lines of one run follow each other.
    latest: usize,
}

/// What was read of one run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// Its `run` line.
    pub run: Option<Run>,
    /// Its `end` line.
    pub end: Option<End>,
    run_lines: u64,
    end_lines: u64,
    requests: u64,
    dropped: u64,
    cancelled: u64,
}

/// Something that makes a test incomplete or doubtful.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// Nothing of some legs was read: the test stopped early.
    MissingLegs {
        /// The test.
        test: String,
        /// The first and last of each row of missing legs, counted from 0, in ascending order.
        legs: Vec<(u32, u32)>,
        /// How many legs the test should have.
        of: u32,
    },
    /// Nothing of a shard was read.
    MissingShard {
        /// The test.
        test: String,
        /// Labels of the leg, where the test has several.
        leg: BTreeMap<String, String>,
        /// The shard.
        shard: Shard,
    },
    /// A shard is there more than once.
    DoubleShard {
        /// The test.
        test: String,
        /// Labels of the leg, where the test has several.
        leg: BTreeMap<String, String>,
        /// The shard.
        shard: Shard,
        /// The runs that say they are it.
        runs: Vec<RunId>,
    },
    /// A run has no `end` line.
    CutOff {
        /// The run.
        run: RunId,
        /// Its shard, where its `run` line was read.
        shard: Option<Shard>,
    },
    /// A run joined late and left out what was due before.
    JoinedLate {
        /// The run.
        run: RunId,
        /// Its shard.
        shard: Shard,
        /// How many planned requests it left out.
        skipped: u64,
    },
    /// A run could not go on and says so.
    Aborted {
        /// The run.
        run: RunId,
    },
    /// A run has no `run` line.
    NoRunLine {
        /// The run.
        run: RunId,
    },
    /// The same run was read more than once.
    RunTwice {
        /// The run.
        run: RunId,
    },
    /// Other counts were read than the `end` line tells.
    CountsDiffer {
        /// The run.
        run: RunId,
        /// Requests, dropped and cancelled ones by its `end` line.
        told: [u64; 3],
        /// The same as they were read.
        read: [u64; 3],
    },
}

impl Ledger {
    /// Missing and double shards beyond this many are not named: a hostile `of` tells of four billion.
    const MOST_SHARDS: usize = 1000;

    /// Takes note of a record.
    pub fn add(&mut self, record: &Record<'_>) {
        match record {
            Record::Run(run) => self.add_run(run),
            Record::Sample(sample) => self.count(sample.run, &sample.outcome, 1),
            Record::Frame(frame) => self.count(frame.key.run, &frame.key.outcome, frame.tally.n),
            Record::End(end) => self.add_end(end),
            Record::Journey(_) | Record::Gauge(_) | Record::Event(_) | Record::Unknown => {}
        }
    }

    /// Takes in what another ledger noted.
    pub fn merge(&mut self, other: &Self) {
        for (run, theirs) in &other.accounts {
            let ours = self.account_of(*run);
            // Which of two differing lines is kept must not depend on the order of merging.
            ours.run = greater(ours.run.take(), theirs.run.clone());
            ours.end = greater(ours.end.take(), theirs.end.clone());
            for (ours, theirs) in [
                (&mut ours.run_lines, theirs.run_lines),
                (&mut ours.end_lines, theirs.end_lines),
                (&mut ours.requests, theirs.requests),
                (&mut ours.dropped, theirs.dropped),
                (&mut ours.cancelled, theirs.cancelled),
            ] {
                *ours = ours.saturating_add(theirs);
            }
        }
    }

    /// The runs that were read, in the order of their names.
    pub fn runs(&self) -> impl Iterator<Item = (RunId, &Account)> {
        let accounts = self.runs.values().map(|place| &self.accounts[*place]);
        accounts.map(|(run, account)| (*run, account))
    }

    /// The names of the tests whose runs were read, in ascending order.
    pub fn tests(&self) -> BTreeSet<&str> {
        let runs = self.runs().filter_map(|(_, account)| account.run.as_ref());
        runs.map(|run| run.test.as_str()).collect()
    }

    /// What was read of one run; `None` where nothing was.
    pub fn account(&self, run: RunId) -> Option<&Account> {
        Some(&self.accounts[*self.runs.get(&run)?].1)
    }

    /// What is missing, double or contradictory, in a fixed order. Empty when every test is complete.
    ///
    /// The `run` lines tell how many shards there should be; `expected` is how many the caller knows of at least.
    pub fn findings(&self, expected: Option<u32>) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self
            .runs()
            .flat_map(|(run, account)| account.findings(run))
            .collect();
        findings.extend(self.leg_findings());
        findings.extend(self.shard_findings(expected));
        findings.sort();
        findings
    }

    fn add_run(&mut self, run: &Run) {
        let account = self.account_of(run.run);
        account.run_lines += 1;
        account.run = greater(account.run.take(), Some(run.clone()));
    }

    fn add_end(&mut self, end: &End) {
        let account = self.account_of(end.run);
        account.end_lines += 1;
        account.end = greater(account.end.take(), Some(end.clone()));
    }

    fn count(&mut self, run: RunId, outcome: &Outcome<'_>, n: u64) {
        let account = self.account_of(run);
        account.requests = account.requests.saturating_add(n);
        match outcome {
            Outcome::Dropped => account.dropped = account.dropped.saturating_add(n),
            Outcome::Cancelled => account.cancelled = account.cancelled.saturating_add(n),
            _ => {}
        }
    }

    #[inline]
    fn account_of(&mut self, run: RunId) -> &mut Account {
        let is_latest = |(latest, _): &(RunId, Account)| *latest == run;
        if !self.accounts.get(self.latest).is_some_and(is_latest) {
            self.latest = *self.runs.entry(run).or_insert_with(|| {
                self.accounts.push((run, Account::default()));
                self.accounts.len() - 1
            });
        }
        &mut self.accounts[self.latest].1
    }

    fn leg_findings(&self) -> Vec<Finding> {
        let mut tests: BTreeMap<_, BTreeSet<u32>> = BTreeMap::new();
        let runs = self.runs().filter_map(|(_, account)| account.run.as_ref());
        for run in runs {
            if let Some(leg) = run.leg {
                let legs = tests.entry((&run.test, leg.of)).or_default();
                legs.insert(leg.index);
            }
        }
        let missing = tests.into_iter().filter_map(|((test, of), read)| {
            let legs = gaps(&read, of);
            (!legs.is_empty()).then(|| Finding::MissingLegs {
                test: test.clone(),
                legs,
                of,
            })
        });
        missing.collect()
    }

    fn shard_findings(&self, expected: Option<u32>) -> Vec<Finding> {
        let mut legs: BTreeMap<_, BTreeMap<u32, Vec<RunId>>> = BTreeMap::new();
        for (id, account) in self.runs() {
            let Some(run) = &account.run else { continue };
            let of = run.shard.of().max(expected.unwrap_or(0));
            let turn = run.leg.map(|leg| leg.index);
            let leg = legs.entry((&run.test, &run.labels, of, turn)).or_default();
            for index in run.shard.indices() {
                leg.entry(index).or_default().push(id);
            }
        }
        let mut labels: BTreeMap<&String, BTreeSet<_>> = BTreeMap::new();
        for (test, leg, ..) in legs.keys() {
            labels.entry(*test).or_default().insert(*leg);
        }
        let told = |test: &String, leg: &BTreeMap<String, String>| match labels[test].len() {
            1 => BTreeMap::new(),
            _ => leg.clone(),
        };
        let missing = legs.iter().flat_map(|((test, leg, of, _), shards)| {
            let missing = (0..*of).filter(|index| !shards.contains_key(index));
            missing.map(|index| Finding::MissingShard {
                test: (*test).clone(),
                leg: told(test, leg),
                shard: Shard::single(index, *of),
            })
        });
        let double = legs.iter().flat_map(|((test, leg, of, _), shards)| {
            let double = shards.iter().filter(|(_, runs)| runs.len() > 1);
            double.map(|(index, runs)| Finding::DoubleShard {
                test: (*test).clone(),
                leg: told(test, leg),
                shard: Shard::single(*index, *of),
                runs: runs.clone(),
            })
        });
        let mut findings: Vec<Finding> = missing.take(Self::MOST_SHARDS).collect();
        findings.extend(double.take(Self::MOST_SHARDS));
        findings
    }
}

impl PartialEq for Ledger {
    /// Whether both noted the same of the same runs, in whatever order.
    fn eq(&self, other: &Self) -> bool {
        self.runs().eq(other.runs())
    }
}

/// The first and last of each row of numbers below `of` that are not there.
fn gaps(there: &BTreeSet<u32>, of: u32) -> Vec<(u32, u32)> {
    let mut gaps = Vec::new();
    let mut next = 0;
    for &index in there.iter().chain([&of]) {
        if next < index {
            gaps.push((next, index - 1));
        }
        next = index.saturating_add(1);
    }
    gaps
}

/// Which of two differing lines of one run is kept must not depend on the order of reading: the one greater as text.
fn greater<T: Serialize>(one: Option<T>, two: Option<T>) -> Option<T> {
    let lines = [one, two].into_iter().flatten();
    lines.max_by_key(|line| serde_json::to_string(line).ok())
}

impl Account {
    fn findings(&self, run: RunId) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.run.is_none() {
            findings.push(Finding::NoRunLine { run });
        }
        if self.run_lines > 1 || self.end_lines > 1 {
            findings.push(Finding::RunTwice { run });
        }
        let Some(end) = &self.end else {
            let shard = self.run.as_ref().map(|run| run.shard.clone());
            findings.push(Finding::CutOff { run, shard });
            return findings;
        };
        if end.skipped_late > 0 {
            findings.push(Finding::JoinedLate {
                run,
                shard: end.shard.clone(),
                skipped: end.skipped_late,
            });
        }
        if end.reason == EndReason::Aborted {
            findings.push(Finding::Aborted { run });
        }
        let told = [
            end.samples.saturating_add(end.framed),
            end.dropped,
            end.cancelled,
        ];
        let read = [self.requests, self.dropped, self.cancelled];
        if told != read && self.end_lines == 1 && self.run_lines < 2 {
            findings.push(Finding::CountsDiffer { run, told, read });
        }
        findings
    }
}

/// `leg 3 of 4`, `legs 3 and 4 of 4`, `legs 2, 5 and 7 to 40 of 40`, as people count; of many rows only the first.
fn counted_legs(rows: &[(u32, u32)], of: u32) -> String {
    const MOST: usize = 8;
    let mut parts = Vec::new();
    for &(first, last) in rows.iter().take(MOST) {
        // Whatever is counted from 0 lies below a `u32`.
        let (first, last) = (first + 1, last + 1);
        match last - first {
            0 => parts.push(first.to_string()),
            1 => parts.extend([first.to_string(), last.to_string()]),
            _ => parts.push(format!("{first} to {last}")),
        }
    }
    if rows.len() > MOST {
        parts.push("others".to_owned());
    }
    let last = parts.pop().unwrap_or_default();
    match (parts.is_empty(), rows) {
        (true, &[(first, end)]) if first == end => format!("leg {last} of {of}"),
        (true, _) => format!("legs {last} of {of}"),
        (false, _) => format!("legs {} and {last} of {of}", parts.join(", ")),
    }
}

/// ` (shard 0,1/4)`; nothing where the test is not divided.
fn part(shard: Option<&Shard>) -> String {
    shard
        .filter(|shard| shard.of() > 1)
        .map_or_else(String::new, |shard| format!(" (shard {shard})"))
}

/// ` (round=1, variant=rl)`; nothing where the test has one leg.
fn labels_of(leg: &BTreeMap<String, String>) -> String {
    let labels: Vec<String> = leg
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    match labels.is_empty() {
        true => String::new(),
        false => format!(" ({})", labels.join(", ")),
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingLegs { test, legs, of } => {
                let verb = match legs[..] {
                    [(first, last)] if first == last => "is",
                    _ => "are",
                };
                let legs = counted_legs(legs, *of);
                write!(f, "{legs} of test `{test}` {verb} missing")
            }
            Self::MissingShard { test, leg, shard } => {
                let leg = labels_of(leg);
                write!(f, "shard {shard} of test `{test}`{leg} is missing")
            }
            Self::DoubleShard {
                test,
                leg,
                shard,
                runs,
            } => {
                let leg = labels_of(leg);
                let runs: Vec<String> = runs.iter().map(ToString::to_string).collect();
                write!(
                    f,
                    "shard {shard} of test `{test}`{leg} is there {} times (runs {})",
                    runs.len(),
                    runs.join(", ")
                )
            }
            Self::CutOff { run, shard } => {
                let part = part(shard.as_ref());
                write!(f, "run {run}{part} was cut off: it has no end line")
            }
            Self::JoinedLate {
                run,
                shard,
                skipped,
            } => {
                let part = part(Some(shard));
                write!(
                    f,
                    "run {run}{part} joined late: {skipped} planned requests were skipped"
                )
            }
            Self::Aborted { run } => write!(f, "run {run} was aborted"),
            Self::NoRunLine { run } => write!(
                f,
                "run {run} has no run line: the stream does not hold its beginning"
            ),
            Self::RunTwice { run } => write!(
                f,
                "run {run} was given twice: its requests are counted twice"
            ),
            Self::CountsDiffer { run, told, read } => write!(
                f,
                "run {run} wrote {} requests ({} dropped, {} cancelled), but {} ({} dropped, {} cancelled) were read",
                told[0], told[1], told[2], read[0], read[1], read[2]
            ),
        }
    }
}

#[cfg(test)]
mod tests;
