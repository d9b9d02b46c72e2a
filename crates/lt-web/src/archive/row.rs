//! A row of the list of runs.

use std::borrow::Cow;

use lt_sample::{Account, Run, UnixMicros};
use lt_stats::{Percentile, Slice, Summary, percentile};
use serde::{Deserialize, Serialize};

use super::recording::Recording;
use crate::snapshot::Snapshot;

/// A row of the list of runs; times in milliseconds, moments and lengths in seconds, `null` where something is not known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Row {
    /// The run's name in the folder and in addresses.
    pub(crate) id: String,
    /// What its stream calls the test.
    pub(crate) name: Option<String>,
    /// When it began.
    pub(crate) started: Option<f64>,
    /// The scenario file.
    pub(crate) scenario: Option<String>,
    /// Base URL.
    pub(crate) target: Option<String>,
    /// Load model.
    pub(crate) model: Option<String>,
    /// What is there of it.
    pub(crate) state: State,
    /// Why it is not whole.
    pub(crate) reason: Option<String>,
    /// How long it lasted.
    pub(crate) duration: Option<f64>,
    /// Requests.
    pub(crate) requests: Option<u64>,
    /// Requests that are errors.
    pub(crate) failures: Option<u64>,
    /// Requests per second.
    pub(crate) rate: Option<f64>,
    /// Percentiles of the response time.
    pub(crate) p50: Option<f64>,
    /// As above.
    pub(crate) p95: Option<f64>,
    /// As above.
    pub(crate) p99: Option<f64>,
    /// Size of the recording.
    pub(crate) bytes: u64,
}

/// What there is of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// Nobody has read its recording yet; that is going on.
    #[default]
    Unread,
    /// It goes on.
    Running,
    /// All that it should hold.
    Whole,
    /// It ended before its end.
    CutOff,
    /// Its recording is none.
    Unreadable,
}

impl Row {
    /// What is known of a recording that nobody has read.
    pub(super) fn unread(recording: &Recording) -> Self {
        Self {
            id: recording.id.to_string(),
            reason: Some("its figures are still being read; ask again in a moment".to_owned()),
            bytes: recording.stamp.bytes,
            ..Self::default()
        }
    }

    /// What can be said of a recording that cannot be read.
    pub(super) fn unreadable(recording: &Recording, why: &str) -> Self {
        Self {
            state: State::Unreadable,
            reason: Some(cut(why)),
            ..Self::unread(recording)
        }
    }

    /// What a recording amounts to.
    pub(super) fn of(recording: &Recording, summary: &Summary) -> Self {
        let accounts = || summary.ledger().runs().map(|(_, account)| account);
        let runs = accounts().filter_map(|account| account.run.as_ref());
        let first = runs.min_by_key(|run| run.started_us);
        let total = summary.total();
        let lack = lack(summary);
        Self {
            state: match &lack {
                None => State::Whole,
                Some(_) => State::CutOff,
            },
            reason: lack.map(|lack| cut(&lack)),
            duration: duration(first, accounts(), &total),
            ..Self {
                bytes: recording.stamp.bytes,
                ..Self::of_slice(recording.id.to_string(), &total)
            }
            .planned(first)
        }
    }

    /// The run that goes on, as it is seen at this moment.
    pub(super) fn live(recording: &Recording, snapshot: &Snapshot) -> Self {
        let (plan, total) = (&snapshot.plan, &snapshot.total);
        Self {
            id: recording.id.to_string(),
            name: Some(recording.id.to_string()),
            started: plan.started,
            scenario: plan.scenario.as_deref().map(cut),
            target: plan.target.as_deref().map(cut),
            model: plan.model.as_deref().map(cut),
            state: State::Running,
            reason: None,
            duration: Some(snapshot.progress.elapsed),
            requests: Some(total.requests),
            failures: Some(total.failures),
            rate: Some(total.rate),
            p50: total.p50,
            p95: total.p95,
            p99: total.p99,
            bytes: recording.stamp.bytes,
        }
    }

    fn of_slice(id: String, total: &Slice) -> Self {
        let time = |p| percentile(&total.tally.response, p).map(|time| time.0 as f64 / 1000.0);
        Self {
            id,
            requests: Some(total.requests()),
            failures: Some(total.errors),
            rate: Some(total.rate_over(total.span())),
            p50: time(Percentile::P50),
            p95: time(Percentile::P95),
            p99: time(Percentile::P99),
            ..Self::default()
        }
    }

    fn planned(self, run: Option<&Run>) -> Self {
        let Some(run) = run else {
            return self;
        };
        Self {
            name: Some(cut(&run.test)),
            started: Some(seconds(run.started_us)),
            scenario: run.scenario_file.as_deref().map(cut),
            target: run.target.as_deref().map(cut),
            model: run.model.as_deref().map(cut),
            ..self
        }
    }
}

/// Why a recording is not whole; nothing where it is.
fn lack(summary: &Summary) -> Option<String> {
    let has_end = |account: &Account| account.end.is_some();
    let is_ended = summary.ledger().runs().all(|(_, account)| has_end(account));
    if is_ended && !summary.is_cut_off() {
        return None;
    }
    let findings = summary.findings();
    let findings: Vec<String> = findings.iter().take(3).map(ToString::to_string).collect();
    Some(match findings.is_empty() {
        true => "the stream ends in the middle of a line".to_owned(),
        false => findings.join("; "),
    })
}

/// From the first beginning to the last end; what has no end lasted as long as its requests.
fn duration<'a>(
    first: Option<&Run>,
    accounts: impl Iterator<Item = &'a Account>,
    total: &Slice,
) -> Option<f64> {
    let ends: Option<Vec<UnixMicros>> = accounts
        .map(|account| account.end.as_ref().map(|end| end.at_us))
        .collect();
    let end = ends.and_then(|ends| ends.into_iter().max());
    let last = || (total.requests() > 0).then_some(total.tally.last);
    let length = end.or_else(last)?.since(first?.started_us);
    Some(length.as_secs_f64())
}

fn seconds(at: UnixMicros) -> f64 {
    at.0 as f64 / 1e6
}

/// A text of a stream, which may be a MiB long, in the length of a cell.
fn cut(text: &str) -> String {
    const LONGEST: usize = 300;
    let text: Cow<'_, str> = match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    };
    lt_cli::message::harmless(&text)
}
