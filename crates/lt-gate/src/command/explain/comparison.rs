//! A comparison in sentences.

use crate::format::document::{Change, Comparison, Row};
use crate::format::figure::Style;
use crate::format::standing::Standing;
use crate::format::{counted, sentence, shown};

/// What is behind a row of the comparison.
pub(super) fn explain(comparison: &Comparison, row: &Row) -> String {
    let mut lines = vec![format!(
        "{}: {} of {}, compared with `{}`",
        row.id,
        row.measure,
        row.whose(),
        comparison.baseline
    )];
    lines.push(answer(row));
    lines.push(sides(row));
    if let Some(change) = &row.change {
        lines.push(differs(comparison, row, change));
        lines.extend(chances(comparison, row, change));
    }
    lines.extend(mode(comparison));
    lines.extend(row.why.as_ref().map(|why| format!("Reason: {why}.")));
    let accepted = row.accepted.as_ref();
    lines.extend(accepted.map(|reason| format!("It was accepted: {reason}.")));
    let needs = row.needs.map(|needs| sentence::settled_by(needs, row));
    lines.extend(needs.map(|needs| format!("To settle it: {needs}.")));
    let lines = lines.iter().map(|line| shown(line) + "\n");
    lines.collect()
}

fn answer(row: &Row) -> String {
    let standing = Standing::of(row);
    let means = match standing {
        Standing::Regression => "it is proven to be worse than what is tolerated",
        Standing::Missing => "the baseline has it, this build has not",
        Standing::Warned => "it is proven to be worse than what is tolerated, which only warns",
        Standing::Accepted => {
            "it is proven to be worse than what is tolerated, and that was accepted"
        }
        Standing::Inconclusive => "neither a regression nor its absence is proven",
        Standing::Insufficient => "there were too few requests for this figure",
        Standing::Improved => "it is proven to be better by more than the tolerance",
        Standing::SlightlyWorse => {
            "it is proven to be worse, and not to be worse than what is tolerated"
        }
        Standing::New => "this build has it, the baseline has not",
        Standing::Pass => "it is proven not to be worse than what is tolerated",
        Standing::NotJudged => "it is told only, and decides nothing",
    };
    format!("Answer: {}; {means}.", standing.word())
}

fn sides(row: &Row) -> String {
    let [base, head] = sentence::sides(row, Style::Prose);
    let side = |figure: String, value: Option<f64>, runs: u64| match value {
        Some(_) => format!("{figure} over {}", counted(runs, "run")),
        None => "not measured".to_owned(),
    };
    let base = side(base, row.base, row.runs.base);
    let head = side(head, row.head, row.runs.head);
    format!("In the baseline it was {base}, in this build it is {head}.")
}

fn differs(comparison: &Comparison, row: &Row, change: &Change) -> String {
    let shift = Style::Prose.shift(change, &row.unit);
    let by = sentence::change(row).unwrap_or_else(|| "not known by how much".to_owned());
    let confidence = comparison.alpha.map_or(String::new(), |alpha| {
        let confidence = Style::Prose.exact(1.0 - 2.0 * alpha, "share");
        format!("with {confidence} confidence ")
    });
    format!(
        "That is {by}; {confidence}the true change lies between {} and {}. Tolerated is {}.",
        shift.low, shift.high, shift.tolerance
    )
}

fn chances(comparison: &Comparison, row: &Row, change: &Change) -> Vec<String> {
    let mut lines = Vec::new();
    if let (Some(p), Some(adjusted)) = (change.p_worse, change.p_worse_adjusted) {
        let is_corrected = comparison.correction.as_deref() != Some("none");
        let corrected = match comparison.family {
            0 | 1 => String::new(),
            _ if !row.gated || !is_corrected => String::new(),
            n => format!(
                "; corrected for {n} questions asked at once, {}",
                chance(adjusted)
            ),
        };
        let alpha = comparison.alpha.filter(|_| row.gated);
        let proof = alpha.map_or(String::new(), |alpha| {
            format!("; at most {alpha} proves a regression")
        });
        lines.push(format!(
            "Were the true change just tolerable, one at least as bad as this would be seen with probability {}{corrected}{proof}.",
            chance(p)
        ));
    }
    lines.extend(change.p_tolerable.map(|p| {
        format!(
            "Were it just beyond what is tolerated, one at most as bad as this would be seen with probability {}.",
            chance(p)
        )
    }));
    lines
}

fn mode(comparison: &Comparison) -> Option<String> {
    let mode = comparison.mode.as_ref()?;
    let why = comparison.why_mode.as_deref().unwrap_or_default();
    let why = match why.trim_end_matches('.') {
        "" => String::new(),
        why => format!(": {why}"),
    };
    let baselines = sentence::baselines(&comparison.baselines);
    Some(format!("It was compared by mode {mode}{why}; {baselines}."))
}

fn chance(p: f64) -> String {
    match p {
        _ if p < 0.0001 => "below 0.0001".to_owned(),
        _ if p > 0.999 => "above 0.999".to_owned(),
        _ if p < 0.01 => format!("{p:.4}"),
        _ => format!("{p:.3}"),
    }
}
