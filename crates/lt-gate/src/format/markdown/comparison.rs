//! The comparison as tables and sentences.

use super::escape::{WIDEST, code, endpoint, prose};
use super::{Section, unbroken};
use crate::format::document::{Comparison, Document, Row};
use crate::format::figure::Style;
use crate::format::standing::Standing;
use crate::format::{counted, sentence};

/// What is not as it should be, or better; nothing where there is none of it.
pub(super) fn table(document: &Document, rows: &[&Row], most: usize) -> Option<String> {
    let comparison = document.comparison.as_ref()?;
    let said = shared_reason(document);
    let cells: Vec<[String; 8]> = rows.iter().map(|row| cells(row, said)).collect();
    let base = format!("{}{}", name(comparison), runs(rows, |row| row.runs.base));
    let this = comparison.judged.as_ref();
    let this = this.map_or_else(|| "This run".to_owned(), |name| code(name, WIDEST));
    let this = format!("{this}{}", runs(rows, |row| row.runs.head));
    let change = unbroken(&format!(
        "[{}]",
        sentence::interval(comparison, Style::Prose)
    ));
    let change = format!("Change {change}");
    let header = [
        "",
        "Endpoint",
        "Metric",
        &base,
        &this,
        &change,
        "Tolerated",
        "Verdict",
    ];
    let sides = [":-:", ":--", ":--", "--:", "--:", "--:", "--:", ":--"];
    (!cells.is_empty()).then(|| super::table(header, sides, &cells, most))
}

/// All rows.
pub(super) fn section(document: &Document, rows: &[&Row], most: usize) -> Option<Section> {
    let text = table(document, rows, most)?;
    let title = match rows.len() {
        1 => "The comparison".to_owned(),
        n => format!("All {n} comparisons"),
    };
    Some(Section { title, text })
}

/// A regression in a sentence.
pub(super) fn in_words(document: &Document, row: &Row) -> String {
    let change = sentence::change(row).unwrap_or_else(|| "worse".to_owned());
    let Some(comparison) = &document.comparison else {
        return String::new();
    };
    let base = name(comparison);
    let mut text = format!(
        "{} {} <strong>is {change}</strong> than {base}",
        code(&row.whose(), WIDEST),
        prose(&row.measure)
    );
    let [before, after] = sentence::sides(row, Style::Prose);
    text += &format!(" ({before} → {after}");
    if let Some(change) = &row.change {
        let shift = Style::Prose.shift(change, &row.unit);
        text += &format!(
            ", {} {} to {}, tolerated {}",
            sentence::interval(comparison, Style::Prose),
            shift.low,
            shift.high,
            shift.tolerance
        );
    }
    text + ")"
}

/// That nothing was ever kept, and how that begins; nothing where what was kept does not fit.
pub(super) fn none_yet(document: &Document) -> Option<String> {
    let missing = document.comparison.as_ref()?.missing.as_ref()?;
    let (_, way_out) = missing
        .strip_prefix("there is no baseline `")?
        .rsplit_once("; ")?;
    Some(format!(
        "No baseline yet, so only thresholds are judged: {}.",
        prose(way_out)
    ))
}

/// Whether what was kept is of another load.
pub(super) fn is_of_another_load(document: &Document) -> bool {
    let comparison = document.comparison.as_ref();
    comparison.is_some_and(|comparison| {
        let mut differences = comparison.differences.iter();
        comparison.missing.is_some()
            && differences.any(|found| found.forbids && found.field.starts_with("load."))
    })
}

/// Why there is no comparison; nothing where there is one.
pub(super) fn missing(document: &Document) -> Option<String> {
    let comparison = document.comparison.as_ref()?;
    let missing = comparison.missing.as_ref()?;
    let mut text = format!("Not compared with {}: {}", name(comparison), prose(missing));
    let differences = comparison.differences.iter().filter(|found| found.forbids);
    for difference in differences.filter(|found| !missing.contains(&found.field)) {
        text += &format!("; {}", prose(&sentence::difference(difference)));
    }
    Some(text)
}

/// What it takes to settle what is inconclusive; nothing where something worse is to be told.
pub(super) fn unsettled(document: &Document) -> Option<String> {
    let counts = &document.summary.comparisons;
    if counts.inconclusive == 0 || counts.regression > 0 {
        return None;
    }
    let rows = document.rows().iter();
    let rows = rows.filter(|row| Standing::of(row) == Standing::Inconclusive);
    let hardest = rows.max_by_key(|row| row.needs.map(|needs| needs.runs.unwrap_or(u32::MAX)));
    let needs = hardest.and_then(|row| Some(sentence::settled_by(row.needs?, row)));
    let needs = needs.map_or(String::new(), |needs| format!(" To settle them: {needs}."));
    let why = shared_reason(document);
    let why = why.map_or(String::new(), |why| format!(" Why: {}.", prose(why)));
    let are = match counts.inconclusive {
        1 => "is",
        _ => "are",
    };
    let n = counted(counts.inconclusive, "comparison");
    Some(format!(
        "{n} {are} inconclusive: neither a regression nor its absence is proven.{needs}{why}"
    ))
}

/// Why nothing is proven, where that is the same for several and said above them.
fn shared_reason(document: &Document) -> Option<&str> {
    let rows = document.rows().iter();
    let mut rows = rows.filter(|row| Standing::of(row) == Standing::Inconclusive);
    let why = rows.next()?.why.as_deref()?;
    let mut others = rows.peekable();
    let is_said = document.summary.comparisons.regression == 0 && others.peek().is_some();
    (is_said && others.all(|row| row.why.as_deref() == Some(why))).then_some(why)
}

/// The baseline's name, where it is one and no list of files.
fn name(comparison: &Comparison) -> String {
    match comparison.baseline.chars().count() {
        1..=30 => code(&comparison.baseline, WIDEST),
        _ => "the baseline".to_owned(),
    }
}

/// ` (3 runs)`, where all rows come from as many.
fn runs(rows: &[&Row], side: impl Fn(&Row) -> u64) -> String {
    let mut all = rows.iter().map(|row| side(row));
    match all.next() {
        Some(runs) if all.all(|other| other == runs) => {
            format!(" {}", unbroken(&format!("({})", counted(runs, "run"))))
        }
        _ => String::new(),
    }
}

/// The cells of a row, without the remark that was said already.
fn cells(row: &Row, said: Option<&str>) -> [String; 8] {
    let standing = Standing::of(row);
    let [base, head] = sentence::sides(row, Style::Prose);
    let shift = row
        .change
        .map(|change| Style::Prose.shift(&change, &row.unit));
    let change = shift.as_ref();
    // What the run fails by is found at a glance.
    let weighed = |text: String| match standing {
        Standing::Regression => format!("<strong>{text}</strong>"),
        _ => text,
    };
    let change = change.map(|shift| {
        let [estimate, interval] = [&shift.estimate, &shift.interval].map(|text| unbroken(text));
        format!("{} {interval}", weighed(estimate))
    });
    let remarks = sentence::remarks_on(row);
    let remarks = remarks
        .iter()
        .filter(|remark| Some(remark.as_str()) != said);
    let remarks: Vec<String> = remarks.map(|remark| prose(remark)).collect();
    let verdict = match remarks.is_empty() {
        true => standing.word().to_owned(),
        false => format!("{}: {}", standing.word(), remarks.join("; ")),
    };
    let dash = || "–".to_owned();
    [
        icon(standing).to_owned(),
        endpoint(&row.whose()),
        prose(&row.measure.replace('_', " ")),
        unbroken(&base.replace('-', "–")),
        weighed(unbroken(&head.replace('-', "–"))),
        change.unwrap_or_else(dash),
        shift.map_or_else(dash, |shift| unbroken(&shift.tolerance)),
        verdict,
    ]
}

fn icon(standing: Standing) -> &'static str {
    match standing {
        Standing::Regression => "❌",
        Standing::Missing | Standing::Warned => "⚠️",
        Standing::Accepted => "☑️",
        Standing::Inconclusive | Standing::Insufficient => "❔",
        Standing::Improved => "🚀",
        Standing::SlightlyWorse | Standing::Pass => "✅",
        Standing::New => "🆕",
        Standing::NotJudged => "➖",
    }
}
