//! The last values of lines, written where the lines end.

use super::canvas::{Canvas, Frame, Side};
use super::{Tone, WIDTH, width_of};
use crate::words;

/// The end of a line.
pub(super) struct End {
    pub(super) tone: Tone,
    pub(super) name: String,
    pub(super) value: String,
    pub(super) at: (f64, f64),
}

/// Between the middles of two labels.
const DISTANCE: f64 = 15.0;
/// Ends that are nearer, in pixels, have their labels below each other.
const NEAR: f64 = 100.0;
/// Less of a name would tell nothing.
const FEWEST_CHARACTERS: usize = 4;

/// Writes all labels, those of ends beside each other below each other, each as near to its end as the others let it.
pub(super) fn draw_ends(
    canvas: &Canvas<'_>,
    frame: Frame,
    mut ends: Vec<End>,
) -> anyhow::Result<()> {
    ends.sort_by(|one, two| one.at.0.total_cmp(&two.at.0));
    for ends in ends.chunk_by_mut(|one, two| two.at.0 - one.at.0 < NEAR) {
        ends.sort_by(|one, two| one.at.1.total_cmp(&two.at.1));
        let x = ends.iter().map(|end| end.at.0).fold(frame.left, f64::max) + 10.0;
        let heights: Vec<f64> = ends.iter().map(|end| end.at.1).collect();
        for (end, y) in ends.iter().zip(apart(&heights, frame.top, frame.bottom)) {
            canvas.rectangle(end.tone, (x, y - 1.0), (x + 8.0, y + 1.0))?;
            let text = end.text(f64::from(WIDTH) - x - 12.0);
            canvas.write(Tone::Soft, &text, (x + 12.0, y), Side::Right)?;
        }
    }
    Ok(())
}

impl End {
    /// Name and value, as much of the name as there is room for.
    fn text(&self, room: f64) -> String {
        let whole = format!("{} {}", self.name, self.value);
        if width_of(&whole) <= room {
            return whole;
        }
        let cut = |width: usize| format!("{} {}", words::cut(&self.name, width), self.value);
        let widths = (FEWEST_CHARACTERS..self.name.chars().count()).rev();
        let mut texts = widths.map(cut);
        texts
            .find(|text| width_of(text) <= room)
            .unwrap_or_else(|| self.value.clone())
    }
}

/// The heights, which rise, moved until none is too near to the next, first down and then up from the bottom.
fn apart(heights: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let mut apart: Vec<f64> = Vec::with_capacity(heights.len());
    for height in heights {
        let least = apart.last().map_or(top, |last| last + DISTANCE);
        apart.push(height.max(least));
    }
    let mut most = bottom;
    for height in apart.iter_mut().rev() {
        *height = height.min(most);
        most = *height - DISTANCE;
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::{DISTANCE, End, Tone, apart};
    use proptest::prelude::{prop_assert, proptest};

    #[test]
    fn labels_stay_where_they_are_when_there_is_room() {
        assert_eq!(apart(&[30.0, 60.0], 20.0, 200.0), [30.0, 60.0]);
        assert_eq!(
            apart(&[30.0, 32.0, 200.0, 200.0], 20.0, 200.0),
            [30.0, 45.0, 185.0, 200.0]
        );
    }

    #[test]
    fn a_long_name_is_cut_before_the_value_is() {
        let end = End {
            tone: Tone::Blue,
            name: "least-connections".to_owned(),
            value: "36.1".to_owned(),
            at: (0.0, 0.0),
        };
        assert_eq!(end.text(200.0), "least-connections 36.1");
        assert_eq!(end.text(90.0), "least-c\u{2026} 36.1");
        assert_eq!(end.text(30.0), "36.1");
    }

    proptest! {
        #[test]
        fn labels_never_overlap(mut heights in proptest::collection::vec(20.0..200.0_f64, 0..5)) {
            heights.sort_by(f64::total_cmp);
            let apart = apart(&heights, 20.0, 200.0);
            prop_assert!(apart.windows(2).all(|pair| pair[1] - pair[0] >= DISTANCE - 1e-9));
            prop_assert!(apart.iter().all(|height| (20.0..=200.0).contains(height)));
        }
    }
}
