//! Ending a run early.

use lt_sample::Micros;

/// A breach ends the run, but not before some time has passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Abort {
    /// Time since the first measured request was due before which nothing is judged.
    pub delay: Micros,
}
