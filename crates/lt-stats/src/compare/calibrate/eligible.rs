//! Which runs may teach.

use std::collections::BTreeSet;

use super::figures::sessions;
use crate::baseline::{Baseline, Weight, differences};

/// Fewer runs tell too little of how much runs vary.
pub(super) const LEAST_RUNS: usize = 10;
/// Fewer sessions tell nothing of how much sessions vary.
pub(super) const LEAST_SESSIONS: usize = 3;
/// More runs teach hardly more.
pub(super) const MOST_RUNS: usize = 200;

/// Why runs teach nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCalibrated {
    /// Too few runs.
    #[error("it takes at least 10 runs of one commit; here are {0}")]
    TooFewRuns(usize),
    /// Too many to look at.
    #[error("no more than 200 runs are looked at, here are {0}; give the newest")]
    TooManyRuns(usize),
    /// Too few sessions.
    #[error("it takes runs of at least 3 sessions; here are {0}")]
    TooFewSessions(usize),
    /// No session has two runs.
    #[error(
        "every run is of a session of its own, so nothing tells how runs of one session differ; make at least two runs \
         in one, and say so with the label `session` where the machine does not tell"
    )]
    NoRepetition,
    /// The same run more than once.
    #[error("the run `{0}` is given twice; give each once")]
    Twice(String),
    /// Nobody said of which commit.
    #[error(
        "of the run `{0}` no commit is known; save runs with their commit, or tell that of streams with `--sha`"
    )]
    NoCommit(String),
    /// Several commits.
    #[error(
        "the runs are of several commits, `{0}` and `{1}` among them; only runs of one tell noise from change"
    )]
    Mixed(String, String),
    /// Changes that no commit has.
    #[error("the run `{0}` was made from a tree with changes that are in no commit")]
    Dirty(String),
    /// A run that cannot be judged.
    #[error("the run `{0}` is in doubt: {1}; leave it out")]
    Doubtful(String, String),
    /// Not the same test.
    #[error(
        "the runs `{first}` and `{other}` are not of the same test: `{field}` is {before} in one and {after} in the other"
    )]
    Different {
        /// The first run.
        first: String,
        /// One that is otherwise.
        other: String,
        /// In which field of `lt.baseline/1`.
        field: &'static str,
        /// What the first says.
        before: String,
        /// What the other says.
        after: String,
    },
}

/// The commit of the runs, where they may teach.
pub(super) fn check(runs: &[Baseline]) -> Result<String, NotCalibrated> {
    match runs.len() {
        n if n < LEAST_RUNS => return Err(NotCalibrated::TooFewRuns(n)),
        n if n > MOST_RUNS => return Err(NotCalibrated::TooManyRuns(n)),
        _ => {}
    }
    let sha = one_commit(runs)?;
    let mut ids = BTreeSet::new();
    for run in runs {
        if !ids.insert(&run.id) {
            return Err(NotCalibrated::Twice(run.id.clone()));
        }
        if let Some(doubt) = run.doubts.first() {
            return Err(NotCalibrated::Doubtful(run.id.clone(), doubt.clone()));
        }
        same_test(&runs[0], run)?;
    }
    let all = sessions(&runs.iter().collect::<Vec<_>>());
    match all.iter().collect::<BTreeSet<_>>().len() {
        n if n < LEAST_SESSIONS => Err(NotCalibrated::TooFewSessions(n)),
        n if n == runs.len() => Err(NotCalibrated::NoRepetition),
        _ => Ok(sha),
    }
}

fn one_commit(runs: &[Baseline]) -> Result<String, NotCalibrated> {
    let mut first: Option<&String> = None;
    for run in runs {
        let Some(sha) = &run.source.sha else {
            return Err(NotCalibrated::NoCommit(run.id.clone()));
        };
        if run.source.dirty {
            return Err(NotCalibrated::Dirty(run.id.clone()));
        }
        match first {
            Some(first) if first != sha => {
                return Err(NotCalibrated::Mixed(first.clone(), sha.clone()));
            }
            _ => first = Some(sha),
        }
    }
    first.cloned().ok_or(NotCalibrated::TooFewRuns(0))
}

fn same_test(first: &Baseline, other: &Baseline) -> Result<(), NotCalibrated> {
    let differences = differences(other, first);
    let forbids = |weight| weight == Weight::Forbids;
    match differences.into_iter().find(|found| forbids(found.weight)) {
        None => Ok(()),
        Some(found) => Err(NotCalibrated::Different {
            first: first.id.clone(),
            other: other.id.clone(),
            field: found.field,
            before: found.base,
            after: found.head,
        }),
    }
}
