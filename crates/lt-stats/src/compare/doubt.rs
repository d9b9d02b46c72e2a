//! What speaks against believing the figures, whatever they say.

use super::ask::{Asked, Runs};
use super::observe::{Observed, figure};
use super::{Mode, Question, Sides};
use crate::baseline::Baseline;

/// A larger share of arrivals that were never sent makes the times of the others too good.
const MOST_DROPPED: f64 = 0.05;
/// Fewer intervals do not show how a run varies inside.
const LEAST_INTERVALS: usize = 30;

/// Why a question cannot be answered, though there are figures; `None` where nothing speaks against it.
pub(super) fn objection(question: &Question, sides: &Sides, runs: &Runs<'_>) -> Option<String> {
    let endpoint = question.endpoint.as_ref();
    if let (true, Some(run)) = (
        runs.base.len() == runs.doubtful.len(),
        runs.doubtful.first(),
    ) {
        return Some(format!(
            "no baseline is beyond doubt: of `{}` {}",
            run.id,
            first_doubt(run)
        ));
    }
    let all = || runs.head.iter().chain(&runs.base).map(|(run, _)| run);
    for run in all() {
        let Some(series) = run.series(endpoint) else {
            continue;
        };
        let share = series.dropped as f64 / (series.dropped as f64 + series.requests as f64);
        if share > MOST_DROPPED {
            let percent = share * 100.0;
            return Some(format!(
                "run `{}` dropped {percent:.0} % of its arrivals",
                run.run.id
            ));
        }
    }
    if runs.mode != Mode::Single {
        return None;
    }
    let figure = figure(question.measure)?;
    for run in all() {
        let course = run.course(endpoint);
        if sides.spread.is_none() && course.len() < LEAST_INTERVALS {
            let n = course.len();
            let seconds = run.run.interval_us.as_secs_f64();
            return Some(format!(
                "run `{}` has this figure in {n} intervals of {seconds} s, and one run of each needs {LEAST_INTERVALS}: make longer \
                 runs, or five pairs of them, or learn the noise",
                run.run.id
            ));
        }
        let drift = course.drift(figure).unwrap_or(0.0);
        if drift.abs() > sides.tolerance {
            let percent = libm::expm1(drift) * 100.0;
            return Some(format!(
                "inside run `{}` the figure drifts by {percent:+.0} % from the first third to the last",
                run.run.id
            ));
        }
    }
    None
}

/// What weakens the answers, in sentences.
pub(super) fn notes(questions: &[Question], asked: &[Asked], runs: &Runs<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let judged = runs.head.iter().map(|(run, _)| run.run);
    notes.extend(
        judged
            .filter(|run| !run.doubts.is_empty())
            .map(|run| format!("judged run `{}` is in doubt: {}", run.id, first_doubt(run))),
    );
    if runs.base.iter().all(|(run, _)| run.run.doubts.is_empty()) {
        let left_out = runs.doubtful.iter().map(|run| {
            format!(
                "baseline run `{}` does not count: {}",
                run.id,
                first_doubt(run)
            )
        });
        notes.extend(left_out);
    }
    let numbers = || {
        questions
            .iter()
            .zip(asked)
            .filter_map(|(question, asked)| Some((question, asked.sides()?)))
    };
    if runs.mode == Mode::Single && numbers().any(|(_, sides)| sides.spread.is_none()) {
        notes.push("where the noise is not learned, 10 % from run to run is assumed".to_owned());
    }
    let drifting = numbers()
        .filter(|(question, sides)| drifts(question, sides, runs))
        .count();
    if drifting > 0 {
        let figures = if drifting == 1 {
            "figure drifts"
        } else {
            "figures drift"
        };
        notes.push(format!(
            "{drifting} {figures} by more than is tolerated from the first third of the judged runs to the last"
        ));
    }
    notes
}

fn first_doubt(run: &Baseline) -> &str {
    run.doubts.first().map_or("", String::as_str)
}

/// Whether a figure drifts inside most of the judged runs; not of single ones, where that is an objection already.
fn drifts(question: &Question, sides: &Sides, runs: &Runs<'_>) -> bool {
    let Some(figure) = figure(question.measure).filter(|_| runs.mode != Mode::Single) else {
        return false;
    };
    let in_run = |run: &Observed<'_>| {
        let course = run.course(question.endpoint.as_ref());
        let drift = course
            .drift(figure)
            .filter(|_| course.len() >= LEAST_INTERVALS);
        drift.is_some_and(|drift| drift.abs() > sides.tolerance)
    };
    runs.head.iter().filter(|(run, _)| in_run(run)).count() * 2 > runs.head.len()
}
