//! The course of a figure: its values and where they changed.

use lt_stats::Endpoint;
use lt_stats::compare::Measure;
use lt_stats::trend::{ChangePoint, LEAST_VALUES, change_points_that_matter};

use super::history::{Figure, History};

/// The course of a figure.
pub(super) struct Course {
    /// `None` is everything.
    pub(super) endpoint: Option<Endpoint>,
    pub(super) measure: Measure,
    /// One for each run that has it, of repetitions the mean; oldest first.
    pub(super) values: Vec<f64>,
    /// Newest first.
    pub(super) changes: Vec<Change>,
}

/// A change for good.
pub(super) struct Change {
    /// The place of the first run after it.
    pub(super) run: usize,
    /// The place of the last run before it.
    pub(super) last_before: usize,
    /// What the figure was like, from the change before to this one.
    pub(super) before: f64,
    /// What it was like afterwards.
    pub(super) after: f64,
    pub(super) is_worse: bool,
    pub(super) p: f64,
}

/// The courses of all figures that enough runs have, those with the newest change first.
pub(super) fn of(history: &History, least: f64) -> Vec<Course> {
    let repeated = history.repeated();
    let figures = history.figures.iter();
    let figures = figures.map(|figure| (figure, means(&figure.values, &repeated)));
    let enough = figures.filter(|(_, values)| values.len() >= LEAST_VALUES);
    let mut courses: Vec<Course> = enough
        .map(|(figure, values)| course(figure, &values, least))
        .collect();
    // Stable: what changed at the same time stays in order of the endpoints.
    courses
        .sort_by_key(|course| std::cmp::Reverse(course.changes.first().map(|change| change.run)));
    courses
}

/// One value for runs that repeat each other, at the place of the first of them.
fn means(values: &[(usize, f64)], repeated: &[usize]) -> Vec<(usize, f64)> {
    let same = values.chunk_by(|(one, _), (other, _)| repeated[*one] == repeated[*other]);
    same.map(|runs| {
        let sum: f64 = runs.iter().map(|(_, value)| value).sum();
        (runs[0].0, sum / runs.len() as f64)
    })
    .collect()
}

fn course(figure: &Figure, places: &[(usize, f64)], least: f64) -> Course {
    let values: Vec<f64> = places.iter().map(|(_, value)| *value).collect();
    // Runs of a slow build differ by more than those of a fast one; of logarithms it is the same.
    let is_scaled = figure.measure != Measure::ErrorRate && values.iter().all(|value| *value > 0.0);
    let scaled: Vec<f64> = match is_scaled {
        true => values.iter().map(|value| value.ln()).collect(),
        false => values.clone(),
    };
    let unscaled = |value: f64| if is_scaled { value.exp() } else { value };
    let found = change_points_that_matter(&scaled, |point| {
        let (before, after) = (unscaled(point.before), unscaled(point.after));
        match figure.measure {
            Measure::ErrorRate => (after - before).abs() >= least / 10.0,
            _ => (after / before - 1.0).abs() >= least,
        }
    });
    let change = |point: &ChangePoint| Change {
        run: places[point.index].0,
        last_before: places[point.index - 1].0,
        before: unscaled(point.before),
        after: unscaled(point.after),
        is_worse: (point.after > point.before) != (figure.measure == Measure::Throughput),
        p: point.p,
    };
    Course {
        endpoint: figure.endpoint.clone(),
        measure: figure.measure,
        changes: found.iter().rev().map(change).collect(),
        values,
    }
}

impl Change {
    /// By how much: a share of what was before, of error rates the difference; infinite where something came of nothing.
    pub(super) fn size(&self, measure: Measure) -> f64 {
        match measure {
            Measure::ErrorRate => self.after - self.before,
            _ => self.after / self.before - 1.0,
        }
    }
}
