//! The lenient pass: places that may be change points, window by window.

use std::collections::BTreeSet;
use std::ops::Range;

use super::candidate::Distances;
use super::t_test::p_of_difference;
use super::{LEAST_SEGMENT, LEAST_VALUES};

/// Values that are looked at together: in a long history a short stretch would drown.
const WINDOW: usize = 50;
/// Ten times what is asked in the end: a place may become sure once those around it are known.
const LENIENT: f64 = 0.01;

/// All places that may be change points, in order.
pub(super) fn candidates(values: &[f64]) -> Vec<usize> {
    let mut found = BTreeSet::new();
    let mut start = 0;
    while start + LEAST_VALUES <= values.len() {
        let end = values.len().min(start + WINDOW);
        let window = in_window(&values[start..end]);
        found.extend(window.iter().map(|place| start + place));
        if end == values.len() {
            break;
        }
        // Beginning anew at a change keeps what was before it out of the next windows.
        let last = window.last().copied().unwrap_or_default();
        start += last.clamp(WINDOW / 2, WINDOW - LEAST_SEGMENT);
    }
    found.into_iter().collect()
}

fn in_window(values: &[f64]) -> BTreeSet<usize> {
    let distances = Distances::of(values);
    let mut found = BTreeSet::new();
    let all: Range<usize> = 0..values.len();
    let mut stretches = vec![all];
    while let Some(stretch) = stretches.pop() {
        let Some((stretch, cut)) = distances.best_cut(stretch) else {
            continue;
        };
        let (left, right) = (stretch.start..cut, cut..stretch.end);
        if p_of_difference(&values[left.clone()], &values[right.clone()]) < LENIENT {
            found.insert(cut);
            stretches.extend([left, right]);
        }
    }
    found
}
