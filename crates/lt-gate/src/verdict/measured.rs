//! What was measured, whatever it was judged by: the load, the endpoints, and the course over time.

mod course;
mod endpoint;
mod run;

use lt_stats::Summary;

pub use course::{Course, Point};
pub use endpoint::EndpointFigures;
pub use run::{Machine, MeasuredRun};

/// What was measured, in bounded numbers of rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// The runs in order of time, shards of one as one; at most [`Measured::MOST_RUNS`].
    pub runs: Vec<MeasuredRun>,
    /// The endpoints in the order of their names; of more than [`Measured::MOST_ENDPOINTS`] those with fewer requests
    /// share the last row, `other`.
    pub endpoints: Vec<EndpointFigures>,
    /// The course of a single run; `None` of several, which are made one after the other, and of a moment.
    pub course: Option<Course>,
}

impl Measured {
    /// Runs that are told.
    pub const MOST_RUNS: usize = 50;
    /// Endpoints that are told.
    pub const MOST_ENDPOINTS: usize = 200;
    /// Points of a course.
    pub const MOST_POINTS: usize = 60;
    /// Characters of a name.
    pub(crate) const LONGEST: usize = 200;

    /// What a summary of everything says.
    pub fn of(summary: &Summary) -> Self {
        let (runs, n_runs) = run::of(summary);
        Self {
            course: (n_runs == 1).then(|| course::of(summary)).flatten(),
            endpoints: endpoint::of(summary),
            runs,
        }
    }
}

/// A name with an end.
fn name(text: &str) -> String {
    crate::format::cut(text, Measured::LONGEST)
}

#[cfg(test)]
mod tests;
