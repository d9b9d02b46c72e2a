//! Streams in, summaries out: of everything, of each run, and of each part of the test that a threshold is about.
//!
//! Each record is parsed once and handed to every summary that wants it. Nothing here depends on the order of lines, but
//! for what ends a run early, and for the length of a warm-up, which needs to know when its run began.

mod brought;
mod collector;
mod most;
mod part;
mod runs;
mod streams;
mod table;
mod tee;
mod wanted;
mod warmup;
mod watch;

use lt_sample::{Finding, Run};
use lt_stats::Summary;

pub(crate) use brought::has_rules;
pub(crate) use runs::kept;
pub use runs::read_runs;
pub(crate) use streams::read;
pub(crate) use tee::Tee;
pub(crate) use wanted::Wanted;

use crate::threshold::Scope;
use table::Tables;

/// What was read.
#[derive(Debug)]
pub struct Reading {
    whole: Summary,
    tables: Tables,
    stopped: Option<String>,
}

impl Reading {
    /// A reading of one summary, without parts.
    pub fn of(whole: Summary) -> Self {
        Self {
            whole,
            tables: Tables::default(),
            stopped: None,
        }
    }

    /// Everything.
    pub fn whole(&self) -> &Summary {
        &self.whole
    }

    /// What is in a scope that was asked for before reading; `None` where no run has it.
    pub fn scoped(&self, scope: &Scope) -> Option<&Summary> {
        match scope.is_everything() {
            true => Some(&self.whole),
            false => self.tables.scoped(scope),
        }
    }

    /// Each leg (same test and labels) for itself, with its history, in order of time; empty where runs were not asked
    /// for. A leg without a single request is none.
    pub fn runs(&self) -> Vec<Summary> {
        self.tables.legs()
    }

    /// Which threshold ended the run, and when; `None` where the streams were read to their ends.
    pub fn stopped(&self) -> Option<&str> {
        self.stopped.as_deref()
    }

    /// The `run` lines that were read.
    pub(crate) fn run_lines(&self) -> impl Iterator<Item = &Run> {
        let runs = self.whole.ledger().runs();
        runs.filter_map(|(_, account)| account.run.as_ref())
    }

    /// Why the figures must not be judged. What is missing because reading was ended is no reason.
    pub fn doubts(&self) -> Vec<String> {
        let mut doubts = self.whole.doubts();
        if self.stopped.is_some() {
            let findings = self.whole.findings().into_iter();
            let follows = findings.filter(|finding| {
                matches!(
                    finding,
                    Finding::CutOff { .. }
                        | Finding::MissingShard { .. }
                        | Finding::MissingLegs { .. }
                )
            });
            let follows: Vec<String> = follows.map(|finding| finding.to_string()).collect();
            doubts.retain(|doubt| !follows.contains(doubt));
        }
        doubts
    }
}

#[cfg(test)]
mod tests;
