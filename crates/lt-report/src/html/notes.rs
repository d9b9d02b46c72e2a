//! What a reader is told before the figures: doubts and warnings, and what the figures show.

use lt_stats::Summary;
use serde::Serialize;

use super::prose::{Prose, prose};
use crate::observation::{Observation, observations};
use crate::remark::{Level, Remark, remarks};

/// A sentence with an icon, and the word that says the same as the icon.
#[derive(Serialize)]
pub(super) struct Note {
    class: &'static str,
    icon: &'static str,
    word: &'static str,
    text: Prose,
}

/// What the figures show, and what usually causes it.
#[derive(Serialize)]
pub(super) struct Observed {
    /// What it is, in a word that stays the same.
    kind: &'static str,
    text: Prose,
    causes: Vec<Prose>,
}

/// Doubts and warnings, the gravest first.
pub(super) fn notes(summary: &Summary) -> Vec<Note> {
    remarks(summary).iter().map(Note::of).collect()
}

/// What the figures show.
pub(super) fn observed(summary: &Summary) -> Vec<Observed> {
    observations(summary).iter().map(Observed::of).collect()
}

impl Note {
    fn of(remark: &Remark) -> Self {
        let (class, icon, word) = match remark.level {
            Level::Doubt => ("doubt", "\u{2716}", "These figures are in doubt"),
            Level::Warning => ("warning", "!", "Warning"),
            Level::Note => ("note", "i", "Note"),
        };
        Self {
            class,
            icon,
            word,
            text: prose(&remark.text),
        }
    }
}

impl Observed {
    fn of(observation: &Observation) -> Self {
        let causes = observation.causes.iter();
        Self {
            kind: observation.kind,
            text: prose(&observation.text),
            causes: causes.map(|cause| prose(cause)).collect(),
        }
    }
}
