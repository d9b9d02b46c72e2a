//! Counts above each other over time.

use super::Tone;
use super::canvas::{Canvas, Plot};

/// One kind of what is counted. The columns of all layers are at the same seconds.
pub(crate) struct Layer {
    pub(crate) tone: Tone,
    pub(crate) columns: Vec<Column>,
}

/// A value that holds from one second to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Column {
    pub(crate) from: f64,
    pub(crate) to: f64,
    pub(crate) value: f64,
}

/// Between fills.
const GAP: f64 = 2.0;

/// The highest sum of all layers.
pub(super) fn highest(layers: &[Layer]) -> f64 {
    let columns = layers.iter().map(|layer| layer.columns.len()).max();
    let sum = |place: usize| {
        let columns = layers.iter().filter_map(|layer| layer.columns.get(place));
        columns.map(|column| column.value).sum::<f64>()
    };
    (0..columns.unwrap_or(0)).map(sum).fold(0.0, f64::max)
}

/// Draws the layers from below, each as far above the one before as a gap asks for.
pub(super) fn draw_layers(
    canvas: &Canvas<'_>,
    plot: &Plot<'_>,
    layers: &[Layer],
) -> anyhow::Result<()> {
    let columns = layers.first().map_or(0, |layer| layer.columns.len());
    let mut below = vec![0.0; columns];
    for layer in layers {
        for run in runs(&layer.columns) {
            let mut upper = Vec::new();
            let mut lower = Vec::new();
            for place in run {
                let (Some(column), Some(sum)) = (layer.columns.get(place), below.get_mut(place))
                else {
                    continue;
                };
                let is_lowest = *sum <= 0.0;
                let foot = plot.y(*sum);
                *sum += column.value;
                let head = plot.y(*sum);
                // A thin layer must not vanish in the gap.
                let gap = if is_lowest {
                    0.0
                } else {
                    GAP.min((foot - head) / 3.0)
                };
                let (left, right) = (plot.x(column.from), plot.x(column.to));
                upper.extend([(left, head), (right, head)]);
                lower.extend([(left, foot - gap), (right, foot - gap)]);
            }
            upper.extend(lower.into_iter().rev());
            canvas.shape(layer.tone, upper)?;
        }
    }
    Ok(())
}

/// The places of columns above zero that touch each other.
fn runs(columns: &[Column]) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (place, column) in columns.iter().enumerate() {
        if column.value <= 0.0 {
            continue;
        }
        let touches = |run: &&mut std::ops::Range<usize>| {
            let before = columns.get(run.end.saturating_sub(1));
            run.end == place && before.is_some_and(|before| before.to >= column.from)
        };
        match runs.last_mut().filter(touches) {
            Some(run) => run.end = place + 1,
            None => runs.push(place..place + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::{Column, runs};

    #[test]
    fn a_gap_or_a_zero_ends_a_shape() {
        let column = |from: f64, value| Column {
            from,
            to: from + 1.0,
            value,
        };
        let columns = [
            column(0.0, 1.0),
            column(1.0, 2.0),
            column(2.0, 0.0),
            column(3.0, 1.0),
            column(9.0, 1.0),
        ];
        assert_eq!(runs(&columns), [0..2, 3..4, 4..5]);
    }
}
