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
    segment: Segment,
    /// The segment's own length.
    length: u64,
    /// From when to when of the segment's own time the curve follows it: all of it, unless it was cut.
    kept: (u64, u64),
    /// Twice the area before it, and up to its end.
    area: (u128, u128),
}

/// So many parts that are over are kept one by one, before the older ones become one: a curve that is changed for ever
/// must not grow for ever.
const MOST_OVER: usize = 32;

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
        let begin = self.parts.last().map_or(0, Part::end);
        let kept = if is_slope(segment) {
            length
        } else {
            length.min(u64::MAX - begin)
        };
        self.follow(begin, segment, length, (0, kept));
    }

    /// Appends what of a segment is kept.
    fn follow(&mut self, begin: u64, segment: Segment, length: u64, kept: (u64, u64)) {
        if kept.0 >= kept.1 || begin == u64::MAX {
            return;
        }
        // A slope keeps its length, even where it or time ends first: cut off, it would be steeper.
        let length = if is_slope(segment) { length } else { kept.1 };
        let before = self.parts.last().map_or(0, |part| part.area.1);
        let mut part = Part {
            begin,
            segment,
            length,
            kept,
            area: (before, before),
        };
        part.area.1 += part.area_within(kept.1);
        self.parts.push(part);
    }

    /// This curve up to a moment, and from there on another one, as that is from this moment on.
    ///
    /// What is long over may be forgotten, but for its area.
    pub(crate) fn spliced(&self, at: u64, rest: &Self) -> Self {
        let mut curve = Self { parts: Vec::new() };
        for part in self.parts.iter().take_while(|part| part.begin < at) {
            if part.end() <= at {
                curve.parts.push(*part);
                continue;
            }
            let until = part.kept.0 + (at - part.begin);
            curve.follow(part.begin, part.segment, part.length, (part.kept.0, until));
        }
        curve.forget();
        for part in rest.parts.iter().filter(|part| part.end() > at) {
            let from = part.kept.0 + at.saturating_sub(part.begin);
            let kept = (from, part.kept.1);
            curve.follow(part.begin.max(at), part.segment, part.length, kept);
        }
        curve
    }

    /// Makes the older ones of many parts one, of which nothing but the area is left.
    fn forget(&mut self) {
        if self.parts.len() <= MOST_OVER {
            return;
        }
        let over: Vec<Part> = self.parts.drain(..MOST_OVER / 2).collect();
        if let Some(last) = over.last() {
            let forgotten = Part {
                begin: 0,
                segment: Segment::Linear { from: 0, to: 0 },
                length: last.end(),
                kept: (0, last.end()),
                area: (0, last.area.1),
            };
            self.parts.insert(0, forgotten);
        }
    }

    /// How many segments it is held in.
    #[cfg(test)]
    pub(crate) fn n_parts(&self) -> usize {
        self.parts.len()
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
        let within = part.kept.0.saturating_add(until - part.begin);
        part.area.0 + part.area_within(within)
    }

    /// When twice the area first reaches `target`, rounded down to a whole nanosecond; `None` for never.
    pub(crate) fn when(&self, target: u128) -> Option<u64> {
        let place = self.parts.partition_point(|part| part.area.1 < target);
        let part = self.parts.get(place)?;
        let target = part.cut_off() + target.saturating_sub(part.area.0);
        let within = part.segment.when(part.length, target);
        let within = within.clamp(part.kept.0, part.kept.1);
        Some(part.begin.saturating_add(within - part.kept.0))
    }

    /// The first stretch of time that ends after `after` in which the level is above `line`: from when to when, where
    /// the largest number is for ever. Stretches that only a moment divides are one.
    pub(crate) fn above(&self, line: u64, after: u64) -> Option<(u64, u64)> {
        let mut known: Option<(u64, u64)> = None;
        for part in &self.parts {
            let (from, until) = part.kept;
            let own_after = from.saturating_add(after.saturating_sub(part.begin));
            for (begin, end) in part.segment.above(part.length, line, own_after) {
                let (begin, end) = (begin.max(from), end.min(until));
                if begin >= end {
                    continue;
                }
                let begin = part.begin.saturating_add(begin - from);
                let end = part.begin.saturating_add(end - from);
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

impl Part {
    fn end(&self) -> u64 {
        self.begin.saturating_add(self.kept.1 - self.kept.0)
    }

    /// Twice the area of what is kept, up to a moment of the segment's own time.
    fn area_within(&self, until: u64) -> u128 {
        self.segment.area(self.length, until).0 - self.cut_off()
    }

    /// Twice the area of the segment before what is kept.
    fn cut_off(&self) -> u128 {
        match self.kept.0 {
            0 => 0,
            from => self.segment.area(self.length, from).0,
        }
    }
}

fn is_slope(segment: Segment) -> bool {
    matches!(segment, Segment::Linear { from, to } if from != to)
}
