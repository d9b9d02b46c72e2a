//! Lines, and how they keep what matters when there is more to show than there is room.

use super::Tone;

/// Points of second, or whatever else the axis tells, and value.
pub(crate) type Points = Vec<(f64, f64)>;

/// A line with gaps: points of second and value, together as far as nothing is missing between them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) tone: Tone,
    /// What stands at its end.
    pub(crate) name: String,
    pub(crate) pieces: Vec<Points>,
}

impl Line {
    /// The line with at most two points for each step of the axis: the lowest and the highest there.
    pub(crate) fn thinned(
        tone: Tone,
        name: impl Into<String>,
        pieces: Vec<Points>,
        step: f64,
    ) -> Self {
        let pieces = pieces.iter().map(|piece| extremes(piece, step));
        Self {
            tone,
            name: name.into(),
            pieces: pieces.collect(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The highest value; 0 where there is none.
    pub(crate) fn highest(&self) -> f64 {
        let points = self.pieces.iter().flatten();
        points.map(|(_, value)| *value).fold(0.0, f64::max)
    }

    /// The last point.
    pub(super) fn last(&self) -> Option<(f64, f64)> {
        self.pieces.last()?.last().copied()
    }
}

/// The lowest and the highest of each step in the order in which they came. The last point stays: it is written.
fn extremes(piece: &[(f64, f64)], step: f64) -> Vec<(f64, f64)> {
    let bucket = |point: &(f64, f64)| (point.0 / step).floor();
    let mut thin = Vec::new();
    for points in piece.chunk_by(|one, two| bucket(one).total_cmp(&bucket(two)).is_eq()) {
        let value = |(_, place): &(usize, f64)| *place;
        let values = || points.iter().map(|(_, value)| *value).enumerate();
        let lowest = values().min_by(|one, two| value(one).total_cmp(&value(two)));
        let highest = values().max_by(|one, two| value(one).total_cmp(&value(two)));
        let mut places: Vec<usize> = [lowest, highest]
            .into_iter()
            .flatten()
            .map(|(place, _)| place)
            .collect();
        places.sort_unstable();
        places.dedup();
        thin.extend(places.into_iter().filter_map(|place| points.get(place)));
    }
    if thin.last() != piece.last() {
        thin.extend(piece.last());
    }
    thin
}

#[cfg(test)]
mod tests {
    use super::{Line, Tone};
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    proptest! {
        #[test]
        fn a_thinned_line_keeps_its_lowest_and_highest_points_and_its_end(values in proptest::collection::vec(0.0..1e6_f64, 1..500)) {
            let piece: Vec<(f64, f64)> = (0_u32..).map(f64::from).zip(values).collect();
            let line = Line::thinned(Tone::Blue, "p95", vec![piece.clone()], 10.0);
            let thin = &line.pieces[0];
            let ends = |points: &[(f64, f64)]| {
                let values = || points.iter().map(|(_, value)| *value);
                (values().reduce(f64::min), values().reduce(f64::max), points.last().copied())
            };
            prop_assert_eq!(ends(thin), ends(&piece));
            prop_assert!(thin.len() <= 2 * piece.len().div_ceil(10) + 1);
            prop_assert!(thin.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
    }

    #[test]
    fn where_there_is_room_nothing_is_left_out() {
        let piece = vec![(0.5, 1.0), (1.5, 3.0), (2.5, 2.0)];
        let line = Line::thinned(Tone::Blue, "p95", vec![piece.clone()], 1.0);
        assert_eq!(line.pieces, [piece]);
    }
}
