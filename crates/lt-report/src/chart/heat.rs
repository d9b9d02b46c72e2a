//! How often there was which time, over time.

use super::canvas::{Canvas, Frame, Plot, Side};
use super::{LogAxis, Tone};

/// Counts in cells: columns of time, rows of response time.
pub(crate) struct Heat {
    pub(crate) axis: LogAxis,
    /// Length of a column in seconds.
    pub(crate) step: f64,
    /// The columns in which there is anything: where each begins, and the count of each bin.
    pub(crate) columns: Vec<(f64, Vec<u64>)>,
}

impl Heat {
    /// The lowest counts of the shades in use, the faintest first: even steps on a logarithmic scale.
    pub(crate) fn shades(&self) -> Vec<(Tone, u64)> {
        let counts = self.columns.iter().flat_map(|(_, counts)| counts);
        let most = counts.copied().max().unwrap_or(0);
        let mut shades: Vec<(Tone, u64)> = Vec::new();
        let n = Tone::HEAT.len();
        for (place, tone) in Tone::HEAT.into_iter().enumerate() {
            let least = (most as f64).powf(place as f64 / n as f64).ceil();
            // The text of a whole number below 2^64.
            let least: u64 = format!("{least:.0}").parse().unwrap_or(u64::MAX);
            match shades.last_mut() {
                Some(last) if last.1 >= least => last.0 = tone,
                _ => shades.push((tone, least)),
            }
        }
        shades
    }
}

/// Draws all cells, those of one shade after each other, and the axis of times.
pub(super) fn draw_cells(canvas: &Canvas<'_>, plot: &Plot<'_>, heat: &Heat) -> anyhow::Result<()> {
    let shades = heat.shades();
    for (place, (tone, least)) in shades.iter().enumerate() {
        let next = shades.get(place + 1).map(|(_, least)| *least);
        let is_of = |n: u64| n >= *least && next.is_none_or(|next| n < next);
        for (second, counts) in &heat.columns {
            let columns = (plot.x(*second), plot.x(second + heat.step));
            let mut bin = 0;
            // Cells of one shade above each other are one shape.
            for cells in counts.chunk_by(|one, two| is_of(*one) == is_of(*two)) {
                let begin = bin;
                bin += cells.len();
                let edge = |bin: usize| heat.axis.edges.get(bin).map(|edge| plot.y(edge.log10()));
                if let (true, Some(foot), Some(head)) = (is_of(cells[0]), edge(begin), edge(bin)) {
                    let right = columns.1.min(plot.frame.right);
                    canvas.rectangle(*tone, (columns.0, head), (right, foot))?;
                }
            }
        }
    }
    draw_times(canvas, plot, &heat.axis)
}

fn draw_times(canvas: &Canvas<'_>, plot: &Plot<'_>, axis: &LogAxis) -> anyhow::Result<()> {
    let Frame {
        left,
        right,
        bottom,
        ..
    } = plot.frame;
    canvas.rule(Tone::Zero, [(left, bottom), (right, bottom)])?;
    for tick in axis.small_ticks() {
        let y = plot.y(tick.log10());
        canvas.rule(Tone::Zero, [(left - 4.0, y), (left, y)])?;
    }
    for tick in axis.ticks() {
        let y = plot.y(tick.log10());
        canvas.write(
            Tone::Muted,
            &LogAxis::label(tick),
            (left - 8.0, y),
            Side::Left,
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Heat, LogAxis, Tone};

    fn least(counts: Vec<u64>) -> Vec<u64> {
        let heat = Heat {
            axis: LogAxis::covering(1.0, 10.0, 40),
            step: 1.0,
            columns: vec![(0.0, counts)],
        };
        heat.shades().into_iter().map(|(_, least)| least).collect()
    }

    #[test]
    fn there_are_no_more_shades_than_counts() {
        assert_eq!(least(vec![1, 0, 1]), [1]);
        assert_eq!(least(vec![0, 1, 2]), [1, 2]);
        assert_eq!(least(vec![128]), [1, 2, 4, 8, 16, 32, 64]);
        assert_eq!(Tone::HEAT.len(), 7);
    }
}
