//! A level that changes over time: how many users there are, or how fast arrivals come.
//!
//! Time is whole nanoseconds, levels are whole numbers, and straight lines are computed in whole numbers alone.
//! Sines, roots and logarithms come from `libm` instead of the standard library, whose results may differ in the last
//! bit from machine to machine: here every machine computes the same plan.

mod segment;
#[cfg(test)]
mod tests;

pub(crate) use segment::{Segment, nanoseconds};

/// A level over all time: its segments one after another, the last level held for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Curve {
    /// Never empty; each begins where the one before ends, and the last one ends with time.
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    begin: u64,
    length: u64,
    segment: Segment,
    /// Twice the area before it, and up to its end.
    area: (u128, u128),
}

impl Curve {
    /// The same level for ever.
    pub(crate) fn constant(level: u64) -> Self {
        Self::new([(
            u64::MAX,
            Segment::Linear {
                from: level,
                to: level,
            },
        )])
    }

    /// Segments with their lengths in nanoseconds; one of no length is a jump. Levels are below 2^50.
    pub(crate) fn new(segments: impl IntoIterator<Item = (u64, Segment)>) -> Self {
        let mut curve = Self { parts: Vec::new() };
        let mut last = 0;
        for (length, segment) in segments {
            last = match segment {
                Segment::Linear { to, .. } => to,
                Segment::Sine { .. } => nanoseconds(segment.level(length, length)),
            };
            curve.push(length, segment);
        }
        curve.push(
            u64::MAX,
            Segment::Linear {
                from: last,
                to: last,
            },
        );
        curve
    }

    fn push(&mut self, length: u64, segment: Segment) {
        let (begin, before) = match self.parts.last() {
            Some(part) => (part.begin.saturating_add(part.length), part.area.1),
            None => (0, 0),
        };
        // A slope keeps its length, even where time ends first: cut off, it would be steeper.
        let is_slope = matches!(segment, Segment::Linear { from, to } if from != to);
        let length = if is_slope {
            length
        } else {
            length.min(u64::MAX - begin)
        };
        if length > 0 && begin < u64::MAX {
            let area = (before, before + segment.area(length, length).0);
            self.parts.push(Part {
                begin,
                length,
                segment,
                area,
            });
        }
    }

    /// This curve after a lead at one level.
    pub(crate) fn led_by(&self, length: u64, level: u64) -> Self {
        let lead = Segment::Linear {
            from: level,
            to: level,
        };
        let own = self.parts.iter().map(|part| (part.length, part.segment));
        Self::new([(length, lead)].into_iter().chain(own))
    }

    /// Twice the area below the curve up to a moment, in levels times nanoseconds, rounded down.
    pub(crate) fn area(&self, until: u64) -> u128 {
        let part = self.parts[self.parts.partition_point(|part| part.begin <= until) - 1];
        part.area.0 + part.segment.area(part.length, until - part.begin).0
    }

    /// When twice the area first reaches `target`, rounded down to a whole nanosecond; `None` for never.
    pub(crate) fn when(&self, target: u128) -> Option<u64> {
        let place = self.parts.partition_point(|part| part.area.1 < target);
        let part = self.parts.get(place)?;
        let within = part
            .segment
            .when(part.length, target.saturating_sub(part.area.0));
        Some(part.begin.saturating_add(within))
    }

    /// The first stretch of time that ends after `after` in which the level is above `line`: from when to when, where
    /// the largest number is for ever. Stretches that only a moment divides are one.
    pub(crate) fn above(&self, line: u64, after: u64) -> Option<(u64, u64)> {
        let mut known: Option<(u64, u64)> = None;
        for part in &self.parts {
            let own_after = after.saturating_sub(part.begin);
            for (begin, end) in part.segment.above(part.length, line, own_after) {
                let begin = part.begin.saturating_add(begin);
                let end = part.begin.saturating_add(end);
                match &mut known {
                    Some((_, so_far)) if *so_far == begin => *so_far = end,
                    Some((_, so_far)) if *so_far > after => return known,
                    _ => known = Some((begin, end)),
                }
            }
        }
        known.filter(|(_, end)| *end > after)
    }
}
