//! The trend for programs.

use serde_json::{Value, json};

use super::course::{Change, Course};
use super::history::{History, Past};
use super::{Trend, words};

/// `lt.trend/1`: the runs, and of each figure its change points, newest first.
pub(super) fn render(trend: &Trend) -> String {
    let history = &trend.history;
    let figures: Vec<Value> = trend
        .courses
        .iter()
        .map(|course| figure(history, course))
        .collect();
    let document = json!({
        "schema": "lt.trend/1",
        "name": history.name,
        "runs": history.runs.iter().map(run).collect::<Vec<_>>(),
        "notes": history.notes,
        "figures": figures,
    });
    format!("{document:#}\n")
}

fn figure(history: &History, course: &Course) -> Value {
    let (endpoint, measure) = words::name(course);
    json!({
        "endpoint": course.endpoint.is_some().then_some(endpoint),
        "measure": measure,
        "values": course.values,
        "changes": course.changes.iter().map(|found| change(history, course, found)).collect::<Vec<_>>(),
    })
}

/// Of error rates `change` is a difference of shares, of other figures a share of what was before.
fn change(history: &History, course: &Course, change: &Change) -> Value {
    json!({
        "kind": words::kind(change),
        "at": run(&history.runs[change.run]),
        "last_before": run(&history.runs[change.last_before]),
        "before": change.before,
        "after": change.after,
        "change": change.size(course.measure),
        "p": change.p,
    })
}

fn run(run: &Past) -> Value {
    json!({
        "id": run.id,
        "sha": run.sha,
        "created": words::instant(run.created_us),
    })
}
