//! The comparison with a baseline: how it was done, then a table, the worst first.

use super::paint::Paint;
use crate::format::document::{Comparison, Row};
use crate::format::figure::Style;
use crate::format::standing::{Standing, worst_first};
use crate::format::table::{Side, aligned};
use crate::format::{counted, cut, sentence, shown};

/// So many rows are shown whatever they say; beyond that, those that pass are only counted.
const ALL: usize = 30;
/// More than so many are not read.
const MOST: usize = 100;
/// Characters of an endpoint, and of a baseline's name.
const WIDEST: usize = 60;

/// Everything about the comparison.
pub(super) fn render(comparison: &Comparison, paint: Paint) -> String {
    let mut text = head(comparison);
    for difference in &comparison.differences {
        text += &format!("differs: {}\n", shown(&sentence::difference(difference)));
    }
    text += &table(comparison, paint);
    for note in &comparison.notes {
        text += &format!("note: {}\n", shown(note));
    }
    text
}

fn head(comparison: &Comparison) -> String {
    let name = cut(&shown(&comparison.baseline), WIDEST);
    let judged = comparison.judged.as_ref();
    let judged = judged.map_or(String::new(), |name| {
        format!("`{}` ", cut(&shown(name), WIDEST))
    });
    if let Some(missing) = &comparison.missing {
        return format!("{judged}not compared with `{name}`: {}\n", shown(missing));
    }
    let mode = comparison.mode.as_deref().unwrap_or("unknown");
    let why = comparison.why_mode.as_deref().unwrap_or_default();
    let why = match why.is_empty() {
        true => String::new(),
        false => format!(": {why}"),
    };
    let baselines = sentence::baselines(&comparison.baselines);
    let sessions = comparison.sessions.map_or(String::new(), |sessions| {
        format!(
            "; {} here, {} of the baseline",
            counted(sessions.head, "session"),
            counted(sessions.base, "session")
        )
    });
    let how = shown(&format!("mode {mode}{why}{sessions}"));
    format!(
        "{judged}compared with `{name}`, {how}\n  {}\n",
        shown(&baselines)
    )
}

fn table(comparison: &Comparison, paint: Paint) -> String {
    let rows = &comparison.rows;
    if rows.is_empty() {
        return String::new();
    }
    let sorted = worst_first(rows);
    let wanted = |row: &Row| sorted.len() <= ALL || !is_quiet(row);
    let rows: Vec<&Row> = sorted.iter().filter(|row| wanted(row)).copied().collect();
    let rows = &rows[..rows.len().min(MOST)];
    let change = format!("change [{}]", sentence::interval(comparison, Style::Terse));
    let header = [
        "",
        "endpoint",
        "metric",
        "baseline",
        "this",
        &change,
        "tolerated",
    ];
    let mut cells = vec![header.map(str::to_owned)];
    cells.extend(rows.iter().map(|row| columns(row)));
    let (left, right) = (Side::Left, Side::Right);
    let lines = aligned(&cells, [left, left, left, right, right, left, right]);
    let mut text = String::new();
    let words = rows.iter().map(|row| Standing::of(row).word().len());
    let indent = words.max().unwrap_or_default() + 3;
    for (at, line) in lines.iter().enumerate() {
        let Some(row) = at.checked_sub(1).map(|at| rows[at]) else {
            text += &format!("{line}\n");
            continue;
        };
        let standing = Standing::of(row);
        // The word is not wider for its color, so it is painted when the columns stand.
        let rest = line.strip_prefix(standing.word()).unwrap_or(line);
        text += &format!("{}{rest}\n", paint.word(standing.word(), standing.tone()));
        let remarks = sentence::remarks_on(row);
        if !remarks.is_empty() {
            text += &format!("{:indent$}└ {}\n", "", shown(&remarks.join("; ")));
        }
    }
    text + &left_out(&sorted, rows.len())
}

fn is_quiet(row: &Row) -> bool {
    matches!(
        Standing::of(row),
        Standing::Pass | Standing::SlightlyWorse | Standing::New | Standing::NotJudged
    )
}

fn columns(row: &Row) -> [String; 7] {
    let [base, head] = sentence::sides(row, Style::Terse);
    let shift = row
        .change
        .map(|change| Style::Terse.shift(&change, &row.unit));
    let change = shift.as_ref();
    let change = change.map(|shift| format!("{} {}", shift.estimate, shift.interval));
    [
        Standing::of(row).word().to_owned(),
        cut(&shown(&row.whose()), WIDEST),
        shown(&row.measure),
        base,
        head,
        change.unwrap_or_else(|| "-".to_owned()),
        shift.map_or_else(|| "-".to_owned(), |shift| shift.tolerance),
    ]
}

fn left_out(sorted: &[&Row], shown: usize) -> String {
    let rest = sorted.len() - shown;
    if rest == 0 {
        return String::new();
    }
    let passed = sorted.iter().filter(|row| is_quiet(row)).count();
    let more = match rest - passed.min(rest) {
        0 => String::new(),
        n => format!(" and {n} that do not"),
    };
    format!("{passed} more that pass or say nothing{more}: all of them are in the JSON\n")
}
