//! What happened when: requests by the second of their intended start.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::FixedState;
use lt_sample::{Frame, Histogram, Micros, Outcome, Sample, UnixMicros};

/// The requests whose intended start lies in one stretch of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Requests.
    pub requests: u64,
    /// Requests that are errors.
    pub errors: u64,
    /// Arrivals that were never sent.
    pub dropped: u64,
    /// Body bytes received.
    pub received: u64,
    /// How the requests were answered.
    pub answers: Answers,
    /// Response times, with two digits.
    pub response: Histogram<8>,
}

/// How many requests were answered with which class of status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// By the first digit of the status, from 1 to 5.
    pub classes: [u64; 5],
    /// Without an answer, or with a status of no class.
    pub none: u64,
}

/// Windows of equal width, aligned to Unix time; only those in which something was due.
///
/// They are one second wide until there are more than [`Windows::MOST`]; then the width doubles. The width depends
/// on what was due, not on the order in which it was read.
#[derive(Clone, Debug)]
pub(crate) struct Windows {
    width: u64,
    /// Place of each window in the list, by its number.
    places: HashMap<u64, usize, FixedState>,
    windows: Vec<(u64, Window)>,
    latest: Latest,
}

/// Where the window is that was asked for last: most samples go there as well, without a division and a look-up. This
/// and the same in [`lt_sample::Ledger`] take 7 % off the time for a stream.
#[derive(Clone, Copy, Debug, Default)]
struct Latest {
    place: usize,
    begin: u64,
    length: u64,
}

impl Windows {
    pub(crate) const MOST: usize = 3600;

    pub(crate) fn new() -> Self {
        Self {
            width: 1,
            places: HashMap::default(),
            windows: Vec::new(),
            latest: Latest::default(),
        }
    }

    pub(crate) fn add_sample(&mut self, sample: &Sample<'_>) {
        self.window(sample.at_us).add_sample(sample);
    }

    pub(crate) fn add_frame(&mut self, frame: &Frame) {
        let second = UnixMicros::from_second(frame.key.second);
        self.window(second).add_frame(frame);
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        while self.width < other.width {
            self.double();
        }
        for (number, window) in &other.windows {
            self.window(UnixMicros::from_second(number.saturating_mul(other.width)))
                .add(window);
        }
    }

    /// The width, at least `width` seconds, and the windows by their beginning.
    pub(crate) fn at_least(&self, width: u64) -> (u64, Vec<(UnixMicros, Cow<'_, Window>)>) {
        if self.width >= width {
            let lent = self.windows.iter();
            let lent = lent.map(|(number, window)| (*number, Cow::Borrowed(window)));
            return (self.width, in_order(lent, self.width));
        }
        let mut coarse = self.clone();
        while coarse.width < width {
            coarse.double();
        }
        let width = coarse.width;
        let made = coarse.windows.into_iter();
        let made = made.map(|(number, window)| (number, Cow::Owned(window)));
        (width, in_order(made, width))
    }

    /// The width of the windows in seconds.
    pub(crate) fn width(&self) -> u64 {
        self.width
    }

    /// How many bytes the windows take.
    pub(crate) fn heap(&self) -> usize {
        let heap =
            |(_, window): &(u64, Window)| size_of::<(u64, Window)>() + window.response.heap();
        self.windows.iter().map(heap).sum()
    }

    #[inline]
    fn window(&mut self, at: UnixMicros) -> &mut Window {
        // An instant before the beginning wraps around and lies far behind the end.
        if at.0.wrapping_sub(self.latest.begin) >= self.latest.length {
            self.find(at);
        }
        &mut self.windows[self.latest.place].1
    }

    /// Makes the window of an instant the latest.
    fn find(&mut self, at: UnixMicros) {
        while self.windows.len() >= Self::MOST
            && !self.places.contains_key(&(at.second() / self.width))
        {
            self.double();
        }
        let number = at.second() / self.width;
        let place = self.place(number);
        let begin = UnixMicros::from_second(number.saturating_mul(self.width));
        self.latest = Latest {
            place,
            begin: begin.0,
            length: length(self.width).0,
        };
    }

    fn place(&mut self, number: u64) -> usize {
        *self.places.entry(number).or_insert_with(|| {
            self.windows.push((number, Window::default()));
            self.windows.len() - 1
        })
    }

    fn double(&mut self) {
        self.width *= 2;
        self.places.clear();
        for (number, window) in std::mem::take(&mut self.windows) {
            let place = self.place(number / 2);
            self.windows[place].1.add(&window);
        }
        self.latest = Latest::default();
    }
}

impl Window {
    #[inline]
    pub(crate) fn add_sample(&mut self, sample: &Sample<'_>) {
        self.count(&sample.outcome, sample.status, 1);
        self.add_received(&sample.outcome, sample.received);
        if let Some(time) = sample
            .response_time()
            .filter(|_| sample.outcome.is_request())
        {
            self.response.record(time.0);
        }
    }

    pub(crate) fn add_frame(&mut self, frame: &Frame) {
        let (key, tally) = (&frame.key, &frame.tally);
        self.count(&key.outcome, key.status, tally.n);
        self.add_received(&key.outcome, tally.received);
        if key.outcome.is_request() {
            self.response.add(&tally.response);
        }
    }

    fn count(&mut self, outcome: &Outcome<'_>, status: Option<u16>, n: u64) {
        if outcome.is_request() {
            self.requests = self.requests.saturating_add(n);
            self.answers.count(status, n);
        }
        if outcome.is_error() {
            self.errors = self.errors.saturating_add(n);
        }
        if *outcome == Outcome::Dropped {
            self.dropped = self.dropped.saturating_add(n);
        }
    }

    fn add_received(&mut self, outcome: &Outcome<'_>, bytes: u64) {
        if outcome.is_request() {
            self.received = self.received.saturating_add(bytes);
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.requests = self.requests.saturating_add(other.requests);
        self.errors = self.errors.saturating_add(other.errors);
        self.dropped = self.dropped.saturating_add(other.dropped);
        self.received = self.received.saturating_add(other.received);
        self.answers.add(other.answers);
        self.response.add(&other.response);
    }
}

impl Answers {
    #[inline]
    fn count(&mut self, status: Option<u16>, n: u64) {
        let class = status.and_then(|status| usize::from(status / 100).checked_sub(1));
        let count = match class.and_then(|class| self.classes.get_mut(class)) {
            Some(count) => count,
            None => &mut self.none,
        };
        *count = count.saturating_add(n);
    }

    fn add(&mut self, other: Self) {
        for (ours, theirs) in self.classes.iter_mut().zip(other.classes) {
            *ours = ours.saturating_add(theirs);
        }
        self.none = self.none.saturating_add(other.none);
    }
}

/// Windows by their beginning instead of their number.
fn in_order<W>(windows: impl Iterator<Item = (u64, W)>, width: u64) -> Vec<(UnixMicros, W)> {
    let start = |number: u64| UnixMicros::from_second(number.saturating_mul(width));
    let mut windows: Vec<_> = windows
        .map(|(number, window)| (start(number), window))
        .collect();
    windows.sort_unstable_by_key(|(at, _)| *at);
    windows
}

/// The width of a window as a length of time.
pub(crate) fn length(width: u64) -> Micros {
    Micros(width.saturating_mul(1_000_000))
}
