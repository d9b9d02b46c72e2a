//! The data of an SVG path, written shortly.

use super::polish::tenths;

/// Lines in tenths of a pixel, each position relative to the one before.
#[derive(Default)]
pub(super) struct Path {
    pub(super) text: String,
}

impl Path {
    /// A line through points.
    pub(super) fn open(&mut self, points: &[(i32, i32)]) {
        let Some((first, others)) = points.split_first() else {
            return;
        };
        self.text += &format!("M{}{}", tenths(first.0), separate(first.1));
        let mut last_letter = 'M';
        for (dx, dy) in straightened(*first, others) {
            let (letter, numbers) = match (dx, dy) {
                (dx, 0) => ('h', tenths(dx)),
                (0, dy) => ('v', tenths(dy)),
                (dx, dy) => ('l', format!("{}{}", tenths(dx), separate(dy))),
            };
            match letter == last_letter {
                true if numbers.starts_with('-') => {}
                true => self.text.push(' '),
                false => self.text.push(letter),
            }
            self.text += &numbers;
            last_letter = letter;
        }
    }

    /// A shape with these corners.
    pub(super) fn closed(&mut self, corners: &[(i32, i32)]) {
        self.open(corners);
        if !corners.is_empty() {
            self.text.push('z');
        }
    }
}

/// The steps from point to point, those in one direction as one.
fn straightened(first: (i32, i32), others: &[(i32, i32)]) -> Vec<(i32, i32)> {
    let mut steps: Vec<(i32, i32)> = Vec::new();
    let mut at = first;
    for point in others {
        let (dx, dy) = (point.0.saturating_sub(at.0), point.1.saturating_sub(at.1));
        at = *point;
        match steps.last_mut() {
            _ if (dx, dy) == (0, 0) => {}
            Some((x, y)) if is_one_direction((*x, *y), (dx, dy)) => {
                (*x, *y) = (x.saturating_add(dx), y.saturating_add(dy));
            }
            _ => steps.push((dx, dy)),
        }
    }
    steps
}

fn is_one_direction(one: (i32, i32), two: (i32, i32)) -> bool {
    let [(a, b), (c, d)] = [one, two].map(|(x, y)| (i64::from(x), i64::from(y)));
    a * d == b * c && a * c + b * d > 0
}

/// A number behind another one.
fn separate(n: i32) -> String {
    let text = tenths(n);
    match text.starts_with('-') {
        true => text,
        false => format!(" {text}"),
    }
}
