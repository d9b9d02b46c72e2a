//! Words and columns for people. What a store holds is hostile text.

use jiff::Timestamp;
use lt_cli::message::harmless;
use lt_sample::UnixMicros;

use crate::store::Entry;

const COLUMNS: [&str; 9] = [
    "ID",
    "NAME",
    "COMMIT",
    "ENDED (UTC)",
    "LOAD",
    "MACHINE",
    "VERDICT",
    "PINNED",
    "SIZE",
];
/// Longer texts are cut, so that one of them cannot push the others off the screen.
const WIDEST: usize = 40;
const ABSENT: &str = "-";

/// The table, a line for each baseline.
pub(super) fn render(entries: &[&Entry]) -> String {
    let rows: Vec<[String; 9]> = entries.iter().map(|entry| row(entry)).collect();
    let head = COLUMNS.map(str::to_owned);
    let widths: Vec<usize> = (0..COLUMNS.len())
        .map(|column| {
            let cells = rows
                .iter()
                .chain([&head])
                .map(|row| row[column].chars().count());
            cells.max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in [&head].into_iter().chain(&rows) {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

fn row(entry: &Entry) -> [String; 9] {
    let optional = |text: &Option<String>| cut(text.as_deref().unwrap_or(ABSENT), WIDEST);
    [
        cut(&entry.id, WIDEST),
        cut(&entry.name, 128),
        cut(entry.sha.as_deref().unwrap_or(ABSENT), 9),
        moment(entry.created_us),
        optional(&entry.level),
        optional(&entry.environment),
        optional(&entry.verdict),
        if entry.pinned { "yes" } else { ABSENT }.to_owned(),
        size(entry.bytes),
    ]
}

/// Day and minute.
pub(super) fn moment(at: UnixMicros) -> String {
    let microseconds = i64::try_from(at.0).ok();
    let at = microseconds.and_then(|at| Timestamp::from_microsecond(at).ok());
    at.map_or(ABSENT.to_owned(), |at| {
        at.strftime("%Y-%m-%d %H:%M").to_string()
    })
}

/// Bytes in words.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// Text from a store, made fit to be shown.
pub(super) fn shown(text: &str) -> String {
    harmless(text)
}

fn cut(text: &str, most: usize) -> String {
    harmless(text).chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_neither_move_the_cursor_nor_push_the_columns_away() {
        let entry = Entry {
            id: "b-20261121-4f1c0a2b3c4d5e6f".to_owned(),
            name: "a\x1b[2Jb\nc".to_owned(),
            created_us: UnixMicros(u64::MAX),
            sha: Some("4f1c0a2b3c4d5e6f".to_owned()),
            level: Some("x".repeat(1000)),
            environment: None,
            verdict: Some("pass".to_owned()),
            pinned: true,
            bytes: 12_345,
        };
        let text = render(&[&entry]);
        assert_eq!(text.lines().count(), 2);
        assert!(!text.contains('\x1b'));
        assert!(text.ends_with("pass     yes     12.3 KB\n"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() < 160));
    }
}
