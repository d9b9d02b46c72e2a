//! What may stand beside a rule: what a breach means, what is allowed, and whether it ends the run.

use lt_sample::Micros;

use super::amount::parse_length;
use crate::threshold::{Abort, Aggregate, Quantity, Rule, Severity, Threshold, hint};

/// What stands beside a rule, in `lt-gate.toml` and in the stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Terms {
    severity: Severity,
    allow: Option<u64>,
    abort: bool,
    delay: Option<Micros>,
}

/// A value beside a rule, in whatever language the file is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Given<'v> {
    Text(&'v str),
    Whole(u64),
    Flag(bool),
    Other,
}

impl Terms {
    /// The keys of a rule that is written as a table.
    pub(crate) const KEYS: [&'static str; 5] =
        ["expr", "severity", "allow", "abort_on_fail", "delay"];

    /// What k6 calls some of them.
    pub(crate) const OF_K6: [(&'static str, &'static str); 3] = [
        ("threshold", "expr"),
        ("abortOnFail", "abort_on_fail"),
        ("delayAbortEval", "delay"),
    ];

    /// Our name of a key; `None` where neither we nor k6 know it.
    pub(crate) fn key(word: &str) -> Option<&'static str> {
        let mut of_k6 = Self::OF_K6.into_iter();
        let foreign = of_k6.find(|(theirs, _)| *theirs == word);
        let word = foreign.map_or(word, |(_, ours)| ours);
        Self::KEYS.into_iter().find(|known| *known == word)
    }

    /// Sets what stands under a key other than that of the rule.
    pub(crate) fn set(&mut self, key: &str, given: Given<'_>) -> Result<(), TermError> {
        match (key, given) {
            ("severity", Given::Text(word)) => {
                self.severity = Severity::parse(word).ok_or_else(|| TermError::Severity {
                    word: word.to_owned(),
                    hint: hint(word, Severity::WORDS),
                })?;
            }
            ("allow", Given::Whole(number)) => self.allow = Some(number),
            ("abort_on_fail", Given::Flag(flag)) => self.abort = flag,
            ("delay", Given::Text(length)) => {
                let wrong = || TermError::Delay(length.to_owned());
                self.delay = Some(parse_length(length).ok_or_else(wrong)?);
            }
            ("severity", _) => return Err(TermError::Expected("severity", "`fail` or `warn`")),
            ("allow", _) => return Err(TermError::Expected("allow", "a whole number")),
            ("abort_on_fail", _) => {
                return Err(TermError::Expected("abort_on_fail", "`true` or `false`"));
            }
            _ => return Err(TermError::Expected("delay", "a length of time as in `10s`")),
        }
        Ok(())
    }

    /// A threshold with all that stands beside its rule.
    pub(crate) fn apply(self, threshold: Threshold) -> Result<Threshold, TermError> {
        if self.allow.is_some() && !is_maximum(&threshold.rule) {
            return Err(TermError::Allow);
        }
        if self.delay.is_some() && !self.abort {
            return Err(TermError::DelayOfNothing);
        }
        let delay = self.delay.unwrap_or_default();
        Ok(Threshold {
            severity: self.severity,
            allow: self.allow.unwrap_or(0),
            abort: self.abort.then_some(Abort { delay }),
            ..threshold
        })
    }
}

fn is_maximum(rule: &Rule) -> bool {
    rule.aggregate == Aggregate::Max && rule.limit.quantity() == Quantity::Time
}

/// Why something cannot stand beside a rule.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum TermError {
    #[error("unknown severity `{word}`; {hint}")]
    Severity { word: String, hint: String },
    #[error("`{0}` is no length of time; write one such as `10s` or `1m30s`")]
    Delay(String),
    #[error("`{0}` is something else than was expected; write {1}")]
    Expected(&'static str, &'static str),
    #[error("`allow` is of the slowest requests; it stands beside a `max` of times only")]
    Allow,
    #[error("`delay` says when a breach may end the run; add `abort_on_fail = true`")]
    DelayOfNothing,
}
