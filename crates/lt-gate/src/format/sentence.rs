//! What is said in the same words wherever it is said.

use super::document::{Check, Comparison, Difference, Document, Needs, Row, Used};
use super::figure::Style;
use super::standing::Standing;
use super::{counted, cut};
use crate::judge::Status;
use crate::verdict::Answer;

/// What was judged and what came of it, without the answer: `3 of 4 thresholds hold, 1 regression in 24 comparisons`.
pub(crate) fn counts(document: &Document) -> String {
    let mut parts = Vec::new();
    let thresholds = &document.summary.thresholds;
    if thresholds.total > 0 {
        let hold = match thresholds.total {
            1 => "threshold holds",
            _ => "thresholds hold",
        };
        parts.push(format!(
            "{} of {} {hold}",
            thresholds.pass, thresholds.total
        ));
        let checks = document.checks.iter();
        let warned = checks.filter(|check| !check.fails() && is_warning(check.status));
        let others = [
            (warned.count() as u64, "warning"),
            (thresholds.skipped, "skipped"),
            (thresholds.accepted, "accepted"),
            (thresholds.marginal, "marginal"),
        ];
        let others = others.into_iter().filter(|(n, _)| *n > 0);
        parts.extend(others.map(|(n, what)| match what {
            "warning" => counted(n, what),
            what => format!("{n} {what}"),
        }));
    }
    if let Some(comparison) = &document.comparison {
        compared(document, comparison, &mut parts);
    }
    match parts.is_empty() {
        true => "nothing was judged".to_owned(),
        false => parts.join(", "),
    }
}

fn is_warning(status: Status) -> bool {
    matches!(
        status,
        Status::Warn | Status::Missing | Status::Insufficient
    )
}

fn compared(document: &Document, comparison: &Comparison, parts: &mut Vec<String>) {
    let of = &document.summary.comparisons;
    if comparison.missing.is_some() {
        parts.push("no baseline to compare with".to_owned());
        return;
    }
    let regressions = match of.regression {
        0 if of.inconclusive + of.insufficient > 0 => "no regression proven".to_owned(),
        0 => "no regression".to_owned(),
        n => counted(n, "regression"),
    };
    parts.push(match of.total {
        0 => "nothing to compare".to_owned(),
        n => format!("{regressions} in {}", counted(n, "comparison")),
    });
    let others = [
        (of.warn, "worse but only warned of"),
        (of.accepted, "worse but accepted"),
        (of.missing, "missing"),
        (of.inconclusive, "inconclusive"),
        (of.insufficient, "with too few requests"),
        (of.improved, "improved"),
    ];
    let others = others.into_iter().filter(|(n, _)| *n > 0);
    parts.extend(others.map(|(n, what)| format!("{n} {what}")));
}

/// The answer in a word or two.
pub(crate) fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Pass => "PASSED",
        Answer::Fail => "FAILED",
        Answer::Regression => "REGRESSION",
        Answer::Inconclusive => "INCONCLUSIVE",
        Answer::NoBaseline => "NO BASELINE",
        Answer::Invalid => "INVALID",
    }
}

/// By how much a broken threshold is broken: `over by 56%`; nothing where that says nothing.
pub(crate) fn beyond(check: &Check, style: Style) -> Option<String> {
    let beyond = check.beyond?;
    Some(match beyond {
        _ if beyond == 0.0 => "just at the limit".to_owned(),
        _ if beyond > 0.0 => format!("over by {}", style.percent(beyond)),
        _ => format!("under by {}", style.percent(beyond)),
    })
}

/// What is to be known of a threshold beside its figures, in the order of weight.
pub(crate) fn remarks(check: &Check, style: Style) -> Vec<String> {
    let mut remarks: Vec<String> = beyond(check, style).into_iter().collect();
    if let Some(needed) = check.needed {
        let what = counted(check.n, "sample");
        remarks.push(format!(
            "{what}, {} are needed",
            super::figure::grouped(needed)
        ));
    }
    if check.marginal {
        let interval = check.interval.and_then(|interval| {
            let end = |end: Option<f64>| Some(style.exact(end?, &check.unit));
            Some(format!(
                ", {} interval {} to {}",
                style.percent(0.95),
                end(interval.low)?,
                end(interval.high)?
            ))
        });
        remarks.push(format!("marginal{}", interval.unwrap_or_default()));
    }
    remarks.extend(check.why.clone());
    remarks
}

/// What is to be known of a comparison beside its figures.
pub(crate) fn remarks_on(row: &Row) -> Vec<String> {
    let mut remarks = Vec::new();
    if row.gated {
        remarks.extend(row.needs.map(|needs| settled_by(needs, row)));
    }
    // Why nothing is proven is of no interest where nothing is asked.
    if row.gated || row.change.is_none() {
        remarks.extend(row.why.clone());
    }
    match Standing::of(row) {
        Standing::Accepted => remarks.extend(row.accepted.clone()),
        Standing::Missing => remarks.push("only the baseline has it".to_owned()),
        _ => {}
    }
    remarks
}

/// What the interval of a change is called: `90% interval`.
pub(crate) fn interval(comparison: &Comparison, style: Style) -> String {
    let confidence = comparison.alpha.map(|alpha| 1.0 - 2.0 * alpha);
    let confidence = confidence.map(|share| style.exact(share, "share") + " ");
    confidence.unwrap_or_default() + "interval"
}

/// Both figures, the change, and what is to be known beside them.
pub(crate) fn figures(row: &Row) -> Vec<String> {
    let [base, head] = sides(row, Style::Terse);
    let mut words = vec![format!("{base} in the baseline, {head} here")];
    if let Some(change) = &row.change {
        let shift = Style::Terse.shift(change, &row.unit);
        words.push(format!(
            "{} {}, tolerated {}",
            shift.estimate, shift.interval, shift.tolerance
        ));
    }
    words.extend(remarks_on(row));
    words
}

/// How many runs would settle it.
pub(crate) fn settled_by(needs: Needs, row: &Row) -> String {
    match needs.runs {
        None => {
            "more than 50 runs would be needed: quieten the machine or tolerate more".to_owned()
        }
        Some(runs) => {
            let runs = u64::from(runs);
            let more = runs.saturating_sub(row.runs.head);
            match (more, runs > row.runs.base) {
                (_, true) => format!("about {} of each side", counted(runs, "run")),
                (0, false) => "a few more runs".to_owned(),
                (1, false) => "about 1 more run".to_owned(),
                (more, false) => format!("about {more} more runs"),
            }
        }
    }
}

/// `31 % slower`: the change in words; nothing where it is not known.
pub(crate) fn change(row: &Row) -> Option<String> {
    let change = row.change?;
    let estimate = change.estimate?;
    let size = Style::Prose.shift(&change, &row.unit).size;
    let [worse, better] = match row.unit.as_str() {
        "share" => ["higher", "lower"],
        "per_second" => ["lower", "higher"],
        _ => ["slower", "faster"],
    };
    Some(match estimate {
        _ if estimate > 0.0 => format!("{size} {worse}"),
        _ if estimate < 0.0 => format!("{size} {better}"),
        _ => "unchanged".to_owned(),
    })
}

/// Which baselines were compared with, by id and commit.
pub(crate) fn baselines(used: &[Used]) -> String {
    let name = |used: &Used| match &used.sha {
        Some(sha) => format!(
            "`{}` ({})",
            used.id,
            sha.chars().take(7).collect::<String>()
        ),
        None => format!("`{}`", used.id),
    };
    match used {
        [] => "no baseline".to_owned(),
        [only] => format!("1 baseline: {}", name(only)),
        [first, last] => format!("2 baselines: {} and {}", name(first), name(last)),
        [first, .., last] => {
            let n = used.len();
            format!("{n} baselines: {} to {}", name(first), name(last))
        }
    }
}

/// In what runs differ, and what follows; of a checksum its beginning.
pub(crate) fn difference(difference: &Difference) -> String {
    const WIDEST: usize = 40;
    let Difference {
        field, head, base, ..
    } = difference;
    let follows = match difference.forbids {
        true => ": they must not be compared",
        false => "",
    };
    let [head, base] = [head, base].map(|value| cut(value, WIDEST));
    format!("`{field}` is `{head}` here and `{base}` in the baseline{follows}")
}

/// The figures of the baseline and of the build that is judged.
pub(crate) fn sides(row: &Row, style: Style) -> [String; 2] {
    match (row.base, row.head) {
        (Some(base), Some(head)) => style.pair([base, head], &row.unit),
        (base, head) => [base, head].map(|value| match value {
            Some(value) => style.near(value, &[], &row.unit),
            None => "-".to_owned(),
        }),
    }
}
