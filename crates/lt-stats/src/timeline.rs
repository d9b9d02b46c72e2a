//! The course of a group over time, coarse enough to be kept of every group and fine enough to be drawn.

use std::collections::BTreeMap;

use lt_sample::{Frame, Micros, Sample};

use crate::Window;
use crate::legs::Stretch;
use crate::windows::length;

/// What happened in one leg of a group, counted from that leg's start: legs that were made one after the other can be
/// laid over each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// Width of the intervals; the first and the last may be shorter.
    pub width: Micros,
    /// The intervals in which something was due, in order of time.
    pub intervals: Vec<Interval>,
}

/// A part of a leg.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// Its beginning, counted from the earliest intended start of the leg.
    pub begin: Micros,
    /// How much of the leg it covers, at most the width.
    pub length: Micros,
    /// What was due in it.
    pub window: Window,
}

/// The windows of a part, by their number, all of a width that is kept elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Course {
    windows: BTreeMap<u64, Window>,
}

impl Course {
    /// Tells whether there is one window more than before.
    pub(crate) fn add_sample(&mut self, number: u64, sample: &Sample<'_>) -> bool {
        let before = self.windows.len();
        self.windows.entry(number).or_default().add_sample(sample);
        self.windows.len() > before
    }

    /// As [`Course::add_sample`].
    pub(crate) fn add_frame(&mut self, number: u64, frame: &Frame) -> bool {
        let before = self.windows.len();
        self.windows.entry(number).or_default().add_frame(frame);
        self.windows.len() > before
    }

    /// As [`Course::add_sample`].
    pub(crate) fn add_window(&mut self, number: u64, window: &Window) -> bool {
        let before = self.windows.len();
        self.windows.entry(number).or_default().add(window);
        self.windows.len() > before
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &Window)> {
        self.windows
            .iter()
            .map(|(number, window)| (*number, window))
    }

    pub(crate) fn len(&self) -> usize {
        self.windows.len()
    }

    pub(crate) fn clear(&mut self) {
        self.windows.clear();
    }

    /// Makes the windows twice as wide.
    pub(crate) fn double(&mut self) {
        for (number, window) in std::mem::take(&mut self.windows) {
            self.add_window(number / 2, &window);
        }
    }

    /// The windows of `width` seconds, counted from the start of a leg.
    pub(crate) fn timeline(self, width: u64, leg: Stretch) -> Timeline {
        let intervals = self.windows.into_iter().map(|(number, window)| {
            let time = Stretch::of_window(number, width);
            Interval {
                begin: time.first.since(leg.first),
                length: time.time_in(&[leg]),
                window,
            }
        });
        Timeline {
            width: length(width),
            intervals: intervals.collect(),
        }
    }
}
