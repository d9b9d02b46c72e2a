//! A logarithmic axis of times, cut into bins at round numbers.

use crate::number;

/// From a time to a longer one, in milliseconds; positions on it are common logarithms.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LogAxis {
    /// Edges of the bins in ascending order, in milliseconds; two at least.
    pub(crate) edges: Vec<f64>,
}

/// How a power of ten is cut, the finest way first: preferred numbers (ISO 3).
const CUTS: [&[f64]; 5] = [
    &[
        1.0, 1.12, 1.25, 1.4, 1.6, 1.8, 2.0, 2.24, 2.5, 2.8, 3.15, 3.55, 4.0, 4.5, 5.0, 5.6, 6.3,
        7.1, 8.0, 9.0,
    ],
    &[1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0],
    &[1.0, 1.6, 2.5, 4.0, 6.3],
    &[1.0, 2.0, 5.0],
    &[1.0],
];
const MOST_TICKS: usize = 6;
const MOST_SMALL_TICKS: usize = 30;
/// How much longer the last time is than the first, at least.
const LEAST_SPAN: f64 = 5.0;
/// A microsecond is the shortest time that is told apart.
const LEAST: f64 = 0.001;

impl LogAxis {
    /// An axis from at or below `lowest` to above `highest` with at most so many bins, or as few as there can be.
    pub(crate) fn covering(lowest: f64, highest: f64, most: usize) -> Self {
        let lowest = lowest.clamp(LEAST, 1e16);
        let highest = highest.clamp(lowest, 1e17);
        // Times that are all alike would be one bar as broad as the picture.
        let more = (LEAST_SPAN * lowest / highest).max(1.0).sqrt();
        let (lowest, highest) = (lowest / more, highest * more);
        let edges = CUTS.map(|cut| edges(cut, lowest, highest));
        let [.., coarsest] = &edges;
        let fits = |edges: &&Vec<f64>| edges.len() <= most + 1;
        Self {
            edges: edges.iter().find(fits).unwrap_or(coarsest).clone(),
        }
    }

    /// The first position.
    pub(super) fn begin(&self) -> f64 {
        self.edges.first().map_or(0.0, |edge| edge.log10())
    }

    /// The last position.
    pub(super) fn end(&self) -> f64 {
        self.edges.last().map_or(1.0, |edge| edge.log10())
    }

    /// The bin that a time is in, the first and the last one open.
    pub(crate) fn bin(&self, ms: f64) -> usize {
        let at_or_below = self.edges.partition_point(|edge| *edge <= ms);
        let last = self.edges.len().saturating_sub(2);
        at_or_below.saturating_sub(1).min(last)
    }

    /// Number of bins.
    pub(crate) fn bins(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }

    /// A bin in words: `12.5–16 ms`.
    pub(crate) fn name(&self, bin: usize) -> String {
        let edge = |place: usize| {
            self.edges
                .get(place)
                .map_or_else(String::new, |edge| number::plain(*edge))
        };
        format!("{}\u{2013}{} ms", edge(bin), edge(bin + 1))
    }

    /// Times to be marked along the axis without being written: 1, 2, 5 of each power of ten where there is room.
    pub(super) fn small_ticks(&self) -> Vec<f64> {
        match self.within(&[1.0, 2.0, 5.0]) {
            many if many.len() > MOST_SMALL_TICKS => Vec::new(),
            ticks => ticks,
        }
    }

    /// Times to be written along the axis, in milliseconds: 1, 2, 5 where there is room, else powers of ten.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let fine = self.within(&[1.0, 2.0, 5.0]);
        if (1..=MOST_TICKS).contains(&fine.len()) {
            return fine;
        }
        let tens = self.within(&[1.0]);
        match (fine.is_empty(), tens.len()) {
            (true, _) => [self.edges.first(), self.edges.last()]
                .into_iter()
                .flatten()
                .copied()
                .collect(),
            (false, n) => tens
                .into_iter()
                .step_by(n.div_ceil(MOST_TICKS).max(1))
                .collect(),
        }
    }

    /// A tick in figures.
    pub(super) fn label(tick: f64) -> String {
        match tick {
            tick if tick >= 1e6 => format!("{tick:e}"),
            tick => number::plain(tick),
        }
    }

    /// Multiples of powers of ten that lie on the axis.
    fn within(&self, cut: &[f64]) -> Vec<f64> {
        let (Some(first), Some(last)) = (self.edges.first(), self.edges.last()) else {
            return Vec::new();
        };
        let mut ticks = edges(cut, *first, *last);
        ticks.retain(|tick| (first * 0.999..=last * 1.001).contains(tick));
        ticks
    }
}

/// The middle of a bucket of a histogram, of which its lowest value is told.
pub(crate) fn middle<const BITS: u32>(lowest: u64) -> u64 {
    let doublings = (u64::BITS - lowest.leading_zeros()).saturating_sub(BITS);
    lowest.saturating_add((1 << doublings) / 2)
}

/// Multiples of powers of ten, from the last at or below `lowest` to the first above `highest`.
fn edges(cut: &[f64], lowest: f64, highest: f64) -> Vec<f64> {
    let mut all = Vec::new();
    // Each power for itself: multiplying on and on would make 999.9999 of 1000.
    for power in -3..=17 {
        let power = 10_f64.powi(power);
        all.extend(cut.iter().map(|factor| factor * power));
    }
    let begin = all
        .partition_point(|edge| *edge <= lowest * (1.0 + 1e-9))
        .saturating_sub(1);
    let end = all.partition_point(|edge| *edge <= highest * (1.0 + 1e-9));
    all.get(begin..=end.min(all.len() - 1))
        .unwrap_or_default()
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::LogAxis;
    use proptest::prelude::{prop_assert, proptest};

    #[test]
    fn bins_have_round_edges_and_as_many_as_fit() {
        let axis = LogAxis::covering(2.6, 19.0, 10);
        let edges: Vec<String> = axis.edges.iter().map(|edge| format!("{edge:.2}")).collect();
        assert_eq!(
            edges,
            [
                "2.50", "3.15", "4.00", "5.00", "6.30", "8.00", "10.00", "12.50", "16.00", "20.00"
            ]
        );
        assert_eq!((axis.bin(0.0), axis.bin(5.0), axis.bin(1e9)), (0, 3, 8));
        assert_eq!(axis.name(0), "2.5\u{2013}3.15 ms");
        assert_eq!(LogAxis::covering(0.0, 1e18, 60).bins(), 20);
    }

    #[test]
    fn ticks_are_few_and_round() {
        assert_eq!(
            LogAxis::covering(1.0, 49.0, 60).ticks(),
            [1.0, 2.0, 5.0, 10.0, 20.0, 50.0]
        );
        assert_eq!(
            LogAxis::covering(1.0, 9999.0, 60).ticks(),
            [1.0, 10.0, 100.0, 1000.0, 10_000.0]
        );
    }

    proptest! {
        #[test]
        fn every_time_is_in_a_bin(low in 0.0..1e18_f64, high in 0.0..1e18_f64, time in 0.0..1e18_f64) {
            let axis = LogAxis::covering(low, high, 40);
            prop_assert!(axis.bins() >= 1 && axis.bins() <= 63 && axis.bin(time) < axis.bins());
            let ticks = axis.ticks();
            prop_assert!((1..=6).contains(&ticks.len()), "{ticks:?} {:?}", axis.edges);
        }
    }
}
