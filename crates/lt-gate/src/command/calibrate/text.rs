//! What was learned, for people.

use std::path::Path;

use lt_cli::message::harmless;
use lt_stats::compare::{Calibration, Needs, NoiseKey, Plan, Planned, Spread};

/// The table of spreads, and what follows from it.
pub(super) fn render(found: &Calibration, written: Option<&Path>) -> String {
    let origin = &found.origin;
    let mut text = format!(
        "Noise of {}: {} runs in {} sessions on {}\n\n",
        harmless(&origin.sha),
        origin.runs,
        origin.sessions,
        harmless(&origin.machines.join("; "))
    );
    text.push_str(&table(found));
    text.push('\n');
    for sentence in [
        unknown(found),
        without_sessions(found),
        false_alarms(found),
        Some(plans(&found.plans)),
        Some(kept(written)),
    ]
    .into_iter()
    .flatten()
    {
        text.push_str(&sentence);
        text.push('\n');
    }
    text
}

const HEADS: [&str; 6] = [
    "endpoint",
    "measure",
    "run sd",
    "session sd",
    "median change",
    "runs",
];

fn table(found: &Calibration) -> String {
    let rows = found
        .noise
        .spreads
        .iter()
        .map(|(key, spread)| row(key, spread));
    let rows: Vec<[String; 6]> = std::iter::once(HEADS.map(ToOwned::to_owned))
        .chain(rows)
        .collect();
    let width = |column: usize| {
        let cells = rows
            .iter()
            .map(|row: &[String; 6]| row[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..HEADS.len()).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(column, (cell, width))| match column {
            0 | 1 => format!("{cell:width$}"),
            _ => format!("{cell:>width$}"),
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

fn row(key: &NoiseKey, spread: &Spread) -> [String; 6] {
    let unit = match key.measure.as_str() {
        "error_rate" => "pp",
        _ => "%",
    };
    let percent = |share: f64| format!("{:.2}{unit}", share * 100.0);
    let endpoint = match key.endpoint.as_str() {
        "" => "(everything)".to_owned(),
        endpoint => harmless(endpoint),
    };
    [
        endpoint,
        key.measure.clone(),
        percent(spread.run),
        percent(spread.session),
        percent(spread.median_change),
        spread.runs.to_string(),
    ]
}

fn unknown(found: &Calibration) -> Option<String> {
    let figures = match found.unknown {
        0 => return None,
        1 => "1 figure has".to_owned(),
        n => format!("{n} figures have"),
    };
    Some(format!(
        "{figures} too few requests, runs or sessions to be learned, and stay unknown: the noise of no figure is taken for another's."
    ))
}

fn without_sessions(found: &Calibration) -> Option<String> {
    let all = found.noise.spreads.len();
    (found.without_sessions > 0).then(|| {
        format!(
            "In {} of {all} figures sessions differ by no more than their runs explain (the estimate is negative): 0 is taken for them.",
            found.without_sessions
        )
    })
}

fn false_alarms(found: &Calibration) -> Option<String> {
    let replay = &found.replay;
    let bound = |rate: f64| format!("{:.1}%", rate * 100.0);
    if replay.answers == 0 {
        return Some(
            "None of these figures is judged, so there is no false alarm to count.".to_owned(),
        );
    }
    Some(format!(
        "False alarms: {} of {} answers = at most {}, in {} of {} runs = at most {} (95% confidence); {} answers undecided.\n\
         Each run was compared with the others as if it were a new build (mode `{}`), by the noise that those others teach.",
        replay.false_alarms,
        replay.answers,
        bound(replay.false_alarms_at_most()),
        replay.alarmed_runs,
        replay.runs,
        bound(replay.alarmed_runs_at_most()),
        replay.inconclusive,
        replay.mode.as_str()
    ))
}

fn plans(plans: &[Plan]) -> String {
    let mut text =
        "\nTo prove with 80% power that any judged time or throughput is worse by".to_owned();
    for plan in plans {
        let told = match (&plan.pairs, &plan.runs) {
            (Some(pairs), Some(runs)) => format!("takes {}", in_words(pairs, runs)),
            _ => "is not to be proven: so much is tolerated, or no noise is known".to_owned(),
        };
        let percent = plan.worsening * 100.0;
        text.push_str(&format!("\n  {percent:.0}%  {told}"));
    }
    text.push('\n');
    text
}

fn in_words(pairs: &Planned, runs: &Planned) -> String {
    let of = |planned: &Planned| {
        let endpoint = match planned.figure.endpoint.as_str() {
            "" => "everything".to_owned(),
            endpoint => harmless(endpoint),
        };
        format!("{endpoint} {}", planned.figure.measure)
    };
    let pairs_told = match pairs.needs {
        Needs::Runs(n) => format!("{n} pairs by turns in one session ({})", of(pairs)),
        Needs::TooMany => format!("more than 50 pairs ({}): quieten the machine", of(pairs)),
    };
    let runs_told = match runs.needs {
        Needs::Runs(n) => format!(
            "{n} runs of each build, every one in a session of its own ({})",
            of(runs)
        ),
        Needs::TooMany => format!(
            "more than 50 runs of each build in sessions of their own ({})",
            of(runs)
        ),
    };
    format!("{pairs_told}, or {runs_told}")
}

fn kept(written: Option<&Path>) -> String {
    match written {
        Some(path) => {
            let name = harmless(&path.display().to_string());
            format!("Written to {name}; in lt-gate.toml: `noise = {{ file = \"{name}\" }}`.")
        }
        None => "Nothing was written; keep it with `-o lt-noise.json`.".to_owned(),
    }
}
