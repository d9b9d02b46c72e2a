//! A line as small as a word.

use super::canvas::{Canvas, Frame, drawn};
use super::{Line, Tone};

const WIDTH: u32 = 120;
const HEIGHT: u32 = 28;
/// Values beyond this many share a place, the lowest and the highest of each stay.
const PLACES: usize = 60;

/// Values at equal distances from zero up, unknown ones as gaps; for those who see it beside the figure it stands by.
/// Empty where nothing is known.
pub(crate) fn sparkline(values: &[Option<f64>], tone: Tone) -> anyhow::Result<String> {
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut is_begun = false;
    for (place, value) in values.iter().enumerate() {
        let value = value.filter(|value| value.is_finite());
        match (value, pieces.last_mut().filter(|_| is_begun)) {
            (Some(value), Some(piece)) => piece.push((place as f64, value)),
            (Some(value), None) => pieces.push(vec![(place as f64, value)]),
            (None, _) => {}
        }
        is_begun = value.is_some();
    }
    let step = values.len().div_ceil(PLACES).max(1);
    let line = Line::thinned(tone, "", pieces, step as f64);
    if line.is_empty() {
        return Ok(String::new());
    }
    let end = values.len().saturating_sub(1).max(1) as f64;
    let top = line.highest().max(f64::MIN_POSITIVE);
    let body = drawn((WIDTH, HEIGHT), |canvas: &Canvas<'_>| {
        let frame = Frame {
            left: 3.0,
            right: f64::from(WIDTH) - 3.0,
            top: 3.0,
            bottom: f64::from(HEIGHT) - 3.0,
        };
        let plot = canvas.plot(frame, 0.0..end, 0.0..top);
        let mut pieces = line.pieces.iter();
        pieces.try_for_each(|piece| plot.line(tone, piece))
    })?;
    Ok(format!(
        "<svg class=\"spark\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" aria-hidden=\"true\">\n{body}</svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::{Tone, sparkline};

    #[test]
    fn gaps_are_gaps_and_nothing_is_nothing() {
        let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
        let mut values = some(&[1.0, 3.0]);
        values.extend([None, Some(f64::NAN)]);
        values.extend(some(&[2.0]));
        let svg = sparkline(&values, Tone::Blue).unwrap();
        assert_eq!(
            (
                svg.matches("<circle").count(),
                svg.matches(" d=\"M").count()
            ),
            (1, 1),
            "{svg}"
        );
        assert!(svg.contains("aria-hidden"));
        assert_eq!(sparkline(&[None, None], Tone::Blue).unwrap(), "");
        assert!(
            sparkline(&some(&[0.0, 0.0]), Tone::Blue)
                .unwrap()
                .contains("25h")
        );
        let long: Vec<f64> = (0_u32..36_000).map(f64::from).collect();
        assert!(sparkline(&some(&long), Tone::Blue).unwrap().len() < 2000);
    }
}
