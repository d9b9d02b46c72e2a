//! The thresholds of a configuration while it is read.

use std::ops::Range;

use super::document::Document;
use super::wrong::{Problem, Wrong};
use crate::sources::stands_in;
use crate::threshold::{Origin, Threshold};

/// The thresholds that were read so far.
pub(super) struct Collected<'d> {
    /// Where they stand.
    pub(super) document: &'d Document,
    /// Whether it is said how runs are compared.
    pub(super) compares: bool,
    thresholds: Vec<Threshold>,
}

impl<'d> Collected<'d> {
    /// None yet.
    pub(super) fn new(document: &'d Document, compares: bool) -> Self {
        Self {
            document,
            compares,
            thresholds: Vec::new(),
        }
    }

    /// Adds a threshold that nobody gave before.
    pub(super) fn push(&mut self, threshold: Threshold, span: Range<usize>) -> Result<(), Wrong> {
        if let Some(other) = stands_in(&self.thresholds, &threshold) {
            let line = other.origin.place.as_ref().map_or(0, |place| place.line);
            let threshold = Box::new(threshold);
            return Err(Wrong::at(span, Problem::Double { threshold, line }));
        }
        if threshold.rule.limit.is_relative() && !self.compares {
            return Err(Wrong::at(span, Problem::NoCompare(Box::new(threshold))));
        }
        let place = Some(self.document.place(span.start));
        let origin = Origin {
            place,
            ..threshold.origin
        };
        self.thresholds.push(Threshold {
            origin,
            ..threshold
        });
        Ok(())
    }

    /// All of them, in the order of the file.
    pub(super) fn finish(self) -> Vec<Threshold> {
        self.thresholds
    }
}
