//! The strict pass: the weakest places go until every one left is sure and matters.

use super::t_test::{mean, p_of_difference};
use super::{ChangePoint, LEAST_SEGMENT};

/// The change points among some places in order: those below `strict` that matter.
pub(super) fn strongest(
    values: &[f64],
    mut places: Vec<usize>,
    strict: f64,
    matters: impl Fn(&ChangePoint) -> bool,
) -> Vec<ChangePoint> {
    loop {
        let points: Vec<ChangePoint> = (0..places.len())
            .map(|nth| judge(values, &places, nth))
            .collect();
        let weak = points.iter().enumerate();
        let weak = weak.filter(|(nth, point)| {
            is_crowded(&places, *nth) || point.p >= strict || !matters(point)
        });
        // Where two are equally weak the later one goes: the change was there already.
        let weakest = weak.max_by(|(_, a), (_, b)| a.p.total_cmp(&b.p));
        match weakest {
            Some((nth, _)) => drop(places.remove(nth)),
            None => return points,
        }
    }
}

fn judge(values: &[f64], places: &[usize], nth: usize) -> ChangePoint {
    let index = places[nth];
    let start = nth.checked_sub(1).map_or(0, |before| places[before]);
    let end = places.get(nth + 1).copied().unwrap_or(values.len());
    let (left, right) = (&values[start..index], &values[index..end]);
    ChangePoint {
        index,
        before: mean(left),
        after: mean(right),
        p: p_of_difference(left, right),
    }
}

/// Whether a place is so near to another one that it is the same change, found in two windows.
fn is_crowded(places: &[usize], nth: usize) -> bool {
    let near = |other: Option<usize>| {
        other.is_some_and(|other| places[nth].abs_diff(places[other]) < LEAST_SEGMENT)
    };
    near(nth.checked_sub(1)) || near((nth + 1 < places.len()).then_some(nth + 1))
}
