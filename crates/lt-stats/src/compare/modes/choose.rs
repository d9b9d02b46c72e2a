//! Which mode the runs allow.

use std::collections::BTreeSet;

use super::history::LEAST_WINDOW;
use super::paired::LEAST_PAIRS;
use super::runs::LEAST_RUNS;
use super::sessions::LEAST_SESSIONS;
use crate::compare::{Mode, RunValue, Settings};

/// The mode that is wanted, else the strongest that the runs allow, and why, in a sentence.
///
/// A window of many sessions is preferred to groups of runs where the judged build ran in few sessions of its own: the
/// window shows how sessions differ, and the groups would have to assume it.
pub(in crate::compare) fn choose(
    head: &[RunValue],
    base: &[RunValue],
    settings: &Settings,
) -> (Mode, String) {
    if let Some(mode) = settings.mode {
        return (mode, format!("`{}` was asked for", mode.as_str()));
    }
    let (n_head, n_base) = (head.len(), base.len());
    let there = match n_head {
        1 => "there is 1 run".to_owned(),
        n => format!("there are {n} runs"),
    };
    let sessions = |runs: &[RunValue]| {
        runs.iter()
            .map(|run| run.session)
            .collect::<BTreeSet<u32>>()
    };
    let (of_head, of_base) = (sessions(head), sessions(base));
    let pairs = pairs(head, base);
    if pairs >= LEAST_PAIRS {
        return (Mode::Paired, format!("there are {pairs} pairs of runs"));
    }
    let groups = n_head >= LEAST_RUNS && n_base >= LEAST_RUNS;
    let comparable = of_head.is_subset(&of_base)
        || (of_head.len() >= LEAST_SESSIONS && of_base.len() >= LEAST_SESSIONS);
    if groups && comparable {
        return (
            Mode::Runs,
            format!("{there} against {n_base}, but not {LEAST_PAIRS} pairs"),
        );
    }
    if n_head >= 1 && of_base.len() >= LEAST_WINDOW {
        let why = format!(
            "{there} against a window of {n_base} in {} sessions",
            of_base.len()
        );
        return (Mode::History, why);
    }
    if groups {
        return (
            Mode::Runs,
            format!("{there} against {n_base}, in different sessions"),
        );
    }
    if n_head >= 1 && n_base >= LEAST_WINDOW {
        return (
            Mode::History,
            format!("{there} against a window of {n_base}"),
        );
    }
    let why = format!(
        "{there} against {n_base}; more would allow more: {LEAST_PAIRS} pairs, {LEAST_RUNS} of each, or a \
         window of {LEAST_WINDOW}"
    );
    (Mode::Single, why)
}

/// How many pairs are complete.
fn pairs(head: &[RunValue], base: &[RunValue]) -> usize {
    let of = |runs: &[RunValue]| {
        runs.iter()
            .filter_map(|run| run.pair)
            .collect::<BTreeSet<u32>>()
    };
    of(head).intersection(&of(base)).count()
}
