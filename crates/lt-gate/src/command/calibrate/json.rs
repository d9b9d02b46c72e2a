//! What was learned, for programs.

use lt_stats::compare::{Calibration, Needs, Planned};
use serde_json::{Value, json};

/// `lt.calibration/1`: the noise as it is written to a file, the replay, and what it takes to see a change.
pub(super) fn render(found: &Calibration) -> String {
    let replay = &found.replay;
    let plans: Vec<Value> = found
        .plans
        .iter()
        .map(|plan| {
            json!({
                "worsening": plan.worsening,
                "pairs": planned(plan.pairs.as_ref()),
                "runs_of_each": planned(plan.runs.as_ref()),
            })
        })
        .collect();
    let rest = json!({
        "unknown_figures": found.unknown,
        "figures_without_session_spread": found.without_sessions,
        "replay": {
            "mode": replay.mode.as_str(),
            "runs": replay.runs,
            "alarmed_runs": replay.alarmed_runs,
            "alarmed_runs_at_most": replay.alarmed_runs_at_most(),
            "answers": replay.answers,
            "false_alarms": replay.false_alarms,
            "false_alarms_at_most": replay.false_alarms_at_most(),
            "inconclusive": replay.inconclusive,
        },
        "plans": plans,
    });
    let rest = rest.to_string();
    let noise = super::learned(found).to_json();
    let rest = rest.strip_prefix('{').unwrap_or(&rest);
    format!(
        "{{\"schema\":\"lt.calibration/1\",\"noise\":{},\n{rest}\n",
        noise.trim_end()
    )
}

/// `null` where that much is tolerated or nothing is known; more than 50 are `"n": null`.
fn planned(planned: Option<&Planned>) -> Value {
    planned.map_or(Value::Null, |planned| {
        let n = match planned.needs {
            Needs::Runs(n) => Some(n),
            Needs::TooMany => None,
        };
        json!({
            "n": n,
            "endpoint": planned.figure.endpoint,
            "measure": planned.figure.measure,
        })
    })
}
