//! Durations as the form shows them.

use std::time::Duration;

/// The shortest way to type a duration: `90s` is `1m30s`. Parts of a millisecond are left out.
pub(super) fn show(time: Duration) -> String {
    let ms = time.as_millis();
    let parts = [
        (ms / 3_600_000, "h"),
        (ms / 60_000 % 60, "m"),
        (ms / 1000 % 60, "s"),
        (ms % 1000, "ms"),
    ];
    let text: String = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, unit)| format!("{n}{unit}"))
        .collect();
    match text.is_empty() {
        true => "0s".to_owned(),
        false => text,
    }
}
