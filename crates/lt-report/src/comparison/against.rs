//! The second of two streams against the first, in words.

use super::difference::{percent, points};
use super::sentences::{ASPECTS, listed, quoted, word};
use super::standing::is_level;
use super::{Column, Row};

/// `` `after` against `before`: 12.0 % slower at P95; level in throughput. ``: `None` where all is level.
pub(super) fn against(first: &Row, second: &Row) -> Option<String> {
    let (mut changes, mut level) = (Vec::new(), Vec::new());
    for aspect in ASPECTS {
        let values = first.compared(aspect).zip(second.compared(aspect));
        // Nothing is so many percent of nothing; errors are told in points.
        let values = values.filter(|(old, _)| *old > 0.0 || aspect == Column::Errors);
        let Some((old, new)) = values else { continue };
        match is_level(aspect, old, new) {
            true => level.push(word(aspect).to_owned()),
            false => changes.push(changed(aspect, old, new)),
        }
    }
    let rest = match level.as_slice() {
        [] => String::new(),
        level => format!("; level in {}", listed(level)),
    };
    (!changes.is_empty()).then(|| {
        let (first, second) = (quoted(first), quoted(second));
        format!("{second} against {first}: {}{rest}.", changes.join(", "))
    })
}

/// `12.0 % slower at P95`.
fn changed(aspect: Column, old: f64, new: f64) -> String {
    let size = |text: String| text.trim_start_matches(['+', '\u{2212}']).to_owned();
    let percent = || size(percent((new - old) / old));
    let word = |more: &'static str, less: &'static str| if new > old { more } else { less };
    match aspect {
        Column::Average => format!("{} {} on average", percent(), word("slower", "faster")),
        Column::P95 => format!("{} {} at P95", percent(), word("slower", "faster")),
        Column::Throughput => format!("{} {} throughput", percent(), word("more", "less")),
        Column::Requests => format!("{} {} requests", percent(), word("more", "fewer")),
        Column::Success | Column::Errors => {
            let points = size(points(new - old));
            let points = points.trim_end_matches(" pp");
            let what = match aspect {
                Column::Success => word("more success", "less success"),
                _ => word("more errors", "fewer errors"),
            };
            format!("{points} percentage points {what}")
        }
    }
}
