//! What streams are read for.

use lt_sample::{Micros, OnBadLine};
use lt_stats::Include;

use crate::threshold::{Scope, Threshold};

/// What streams are read for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Which samples count.
    pub(crate) include: Include,
    /// What is done about lines that are no records.
    pub(crate) on_bad_line: OnBadLine,
    /// Time from the start of each run that is warm-up as well.
    pub(crate) warmup: Option<Micros>,
    /// Whether each run is kept for itself, to be compared.
    pub(crate) runs: bool,
    /// The thresholds that are known before anything is read.
    pub(crate) thresholds: Vec<Threshold>,
    /// Scopes of thresholds that come in the stream, where it was read before.
    pub(crate) scopes: Vec<Scope>,
}

impl Wanted {
    /// Whether one summary of everything is all that is wanted, as far as is known.
    pub(super) fn is_only_the_whole(&self) -> bool {
        let is_plain = |threshold: &Threshold| {
            threshold.selector.scope.is_everything() && threshold.abort.is_none()
        };
        !self.runs
            && self.warmup.is_none()
            && self.scopes.is_empty()
            && self.thresholds.iter().all(is_plain)
    }

    /// The parts of the test that are looked at, each once.
    pub(super) fn all_scopes(&self) -> Vec<Scope> {
        let ours = self
            .thresholds
            .iter()
            .map(|threshold| &threshold.selector.scope);
        let mut scopes: Vec<Scope> = Vec::new();
        for scope in ours.chain(&self.scopes) {
            if !scope.is_everything() && !scopes.contains(scope) {
                scopes.push(scope.clone());
            }
        }
        scopes
    }
}
