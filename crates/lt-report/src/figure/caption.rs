//! What must be known to read a picture over time.

use super::clock::length;
use crate::chart::{OverTime, Scene};
use crate::number;

/// Sentences on all pictures with lines.
pub(super) fn of_lines(over_time: &OverTime) -> Vec<String> {
    let mut said = Vec::new();
    let step = over_time.step();
    if step > over_time.width {
        said.push(format!(
            "Each step shows the lowest and the highest of {}.",
            length(step)
        ));
    }
    if over_time.width > 1 {
        said.push(format!(
            "Values are those of {} each.",
            length(over_time.width)
        ));
    }
    said.extend(of_marks(&over_time.scene));
    said
}

/// Sentences on pictures whose columns tell that much of so many seconds.
pub(super) fn of_columns(over_time: &OverTime, what: &str, step: u64) -> Vec<String> {
    let mut said = vec![format!("A column shows {what} {}.", length(step))];
    said.extend(of_marks(&over_time.scene));
    said
}

fn of_marks(scene: &Scene) -> Option<String> {
    let unnamed = scene.marks.iter().filter(|mark| mark.label.is_none());
    match unnamed.count() as u64 {
        0 => None,
        1 => Some("One mark has no room for its name.".to_owned()),
        n => Some(format!(
            "{} marks have no room for their names.",
            number::count(n)
        )),
    }
}
