//! The course of an endpoint, read without a copy of the whole.

use std::collections::HashMap;
use std::iter::Peekable;
use std::vec;

use lt_sample::UnixMicros;

use super::Moment;

/// What happened at one endpoint, by the beginning of the windows in which something was due, in order of time.
#[derive(Clone, Debug)]
pub struct Moments<'s> {
    /// Width of a window in seconds.
    width: u64,
    /// How many of the windows that were kept make one.
    wider: u64,
    rest: Peekable<vec::IntoIter<(u64, &'s Moment)>>,
}

impl<'s> Moments<'s> {
    /// The windows of `width` seconds by their number, `wider` of them taken together.
    pub(super) fn of<S>(moments: &'s HashMap<u64, Moment, S>, width: u64, wider: u64) -> Self {
        let moments = moments.iter().map(|(number, moment)| (*number, moment));
        let mut moments: Vec<(u64, &Moment)> = moments.collect();
        moments.sort_unstable_by_key(|(number, _)| *number);
        Self {
            width: width.saturating_mul(wider),
            wider,
            rest: moments.into_iter().peekable(),
        }
    }
}

impl Iterator for Moments<'_> {
    type Item = (UnixMicros, Moment);

    fn next(&mut self) -> Option<Self::Item> {
        let (first, moment) = self.rest.next()?;
        let (number, mut moment) = (first / self.wider, moment.clone());
        while let Some((_, more)) = self.rest.next_if(|(next, _)| next / self.wider == number) {
            moment.add(more);
        }
        let start = UnixMicros::from_second(number.saturating_mul(self.width));
        Some((start, moment))
    }
}
