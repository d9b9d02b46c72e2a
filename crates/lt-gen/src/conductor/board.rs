//! Where an engine thread shows how it is doing: written ten times a second, read once a second, never on the way of a
//! request.

use std::sync::{Mutex, PoisonError};

use lt_sample::Histogram;

use crate::counters::Counts;
use crate::notes::Notes;

/// What one thread shows.
#[derive(Debug, Default)]
pub(crate) struct Board {
    reading: Mutex<Reading>,
    notes: Mutex<Notes>,
}

/// What a thread showed last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    /// Its counts.
    pub(crate) counts: Counts,
    /// Schedule delays of the measured requests since they were last taken.
    pub(crate) delays: Histogram,
    /// CPU time that it has used since it began, in nanoseconds.
    pub(crate) cpu: u64,
    /// How long it has been at work, in nanoseconds.
    pub(crate) lasted: u64,
    /// Whether requests had to wait for a place.
    pub(crate) waited_for_places: bool,
}

impl Board {
    /// Shows new values; delays add up until they are taken.
    pub(crate) fn show(&self, reading: Reading) {
        let mut shown = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let mut delays = std::mem::take(&mut shown.delays);
        delays.add(&reading.delays);
        *shown = Reading { delays, ..reading };
    }

    /// Leaves the notes of a thread that ended.
    pub(crate) fn note(&self, notes: Notes) {
        self.notes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .add(notes);
    }

    /// The notes that were left.
    pub(crate) fn take_notes(&self) -> Notes {
        std::mem::take(&mut self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What is shown; takes the delays away.
    pub(crate) fn take(&self) -> Reading {
        let mut shown = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let delays = std::mem::take(&mut shown.delays);
        Reading {
            delays,
            counts: shown.counts,
            ..*shown
        }
    }
}

impl Reading {
    /// The share of the time since an earlier reading, or since its begin, that the thread spent on the CPU; zero where
    /// that was too short to say.
    pub(crate) fn busy_since(&self, earlier: Option<&Self>) -> f64 {
        let (used, lasted) = earlier.map_or((0, 0), |earlier| (earlier.cpu, earlier.lasted));
        let lasted = self.lasted.saturating_sub(lasted);
        if lasted < SHORTEST {
            return 0.0;
        }
        (self.cpu.saturating_sub(used) as f64 / lasted as f64).min(1.0)
    }
}

/// A thread is always busy in its first moments.
const SHORTEST: u64 = 100_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_add_up_until_they_are_taken_and_the_rest_is_the_latest() {
        let board = Board::default();
        for (delay, lasted, cpu) in [
            (10, 100_000_000, 40_000_000),
            (30, 200_000_000, 100_000_000),
        ] {
            let mut delays = Histogram::new();
            delays.record(delay);
            board.show(Reading {
                delays,
                cpu,
                lasted,
                ..Reading::default()
            });
        }
        let first = board.take();
        assert_eq!((first.delays.count(), first.delays.max()), (2, 30));
        assert!((first.busy_since(None) - 0.5).abs() < 1e-9);
        let again = board.take();
        assert_eq!((again.delays.count(), again.cpu), (0, 100_000_000));
        assert!(again.busy_since(Some(&first)).abs() < 1e-9);
    }
}
