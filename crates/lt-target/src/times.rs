//! When requests were received and answered, to the nanosecond, to hold a load generator's own times against.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use http::{HeaderMap, HeaderName};
use rustix::time::{ClockId, clock_gettime};

/// The header in which a client may number its requests.
const ID: HeaderName = HeaderName::from_static("x-lt-id");
/// Stands for a value that is not there. No clock and no accepted id reads so.
const NOTHING: u64 = u64::MAX;

/// The times of the first requests, as many as there are places. They are readings of the system's monotonic clock,
/// which is the same one for every process of a machine.
#[derive(Debug)]
pub(crate) struct Times {
    places: Box<[Place]>,
    taken: AtomicUsize,
}

#[derive(Debug)]
struct Place {
    received: AtomicU64,
    sent: AtomicU64,
    id: AtomicU64,
}

impl Times {
    /// Keeps the times of the first `n` requests.
    pub(crate) fn of_first(n: usize) -> Self {
        let place = || Place {
            received: AtomicU64::new(NOTHING),
            sent: AtomicU64::new(NOTHING),
            id: AtomicU64::new(NOTHING),
        };
        Self {
            places: std::iter::repeat_with(place).take(n).collect(),
            taken: AtomicUsize::new(0),
        }
    }

    /// Notes a request whose head was read just now; `None` when all places are taken.
    pub(crate) fn receive(&self, headers: &HeaderMap) -> Option<Pending<'_>> {
        let now = monotonic();
        // Looked at first: a target that runs for days must not count past the end of the number.
        if self.taken.load(Ordering::Relaxed) >= self.places.len() {
            return None;
        }
        let place = self
            .places
            .get(self.taken.fetch_add(1, Ordering::Relaxed))?;
        place.received.store(now, Ordering::Relaxed);
        place.id.store(id(headers), Ordering::Relaxed);
        Some(Pending(place))
    }

    /// One line `received sent id` for each request, in the order in which places were taken; `-` for what is missing.
    pub(crate) fn to_text(&self) -> String {
        let taken = self.taken.load(Ordering::Relaxed).min(self.places.len());
        let mut text = String::new();
        for place in self.places.iter().take(taken) {
            for (value, behind) in [
                (&place.received, ' '),
                (&place.sent, ' '),
                (&place.id, '\n'),
            ] {
                match value.load(Ordering::Relaxed) {
                    NOTHING => text.push('-'),
                    value => write!(text, "{value}").expect("a String takes everything"),
                }
                text.push(behind);
            }
        }
        text
    }
}

/// A request that was received and waits for its answer.
#[derive(Debug)]
pub(crate) struct Pending<'t>(&'t Place);

impl Pending<'_> {
    /// Notes that the answer is handed over to be written.
    pub(crate) fn send(self) {
        self.0.sent.store(monotonic(), Ordering::Relaxed);
    }
}

fn id(headers: &HeaderMap) -> u64 {
    let text = headers.get(ID).and_then(|value| value.to_str().ok());
    text.and_then(|text| text.parse().ok()).unwrap_or(NOTHING)
}

/// Nanoseconds since some moment in the past.
fn monotonic() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    let [seconds, nanos] = [now.tv_sec, now.tv_nsec].map(|part| u64::try_from(part).unwrap_or(0));
    seconds * 1_000_000_000 + nanos
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn numbered(id: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(ID, HeaderValue::from_static(id))])
    }

    #[test]
    fn what_is_missing_is_a_dash_and_what_is_too_much_is_left_out() {
        let before = monotonic();
        let times = Times::of_first(3);
        assert_eq!(times.to_text(), "");
        times.receive(&numbered("7")).unwrap().send();
        assert!(times.receive(&HeaderMap::new()).is_some());
        times.receive(&numbered("x7")).unwrap().send();
        assert!(times.receive(&numbered("8")).is_none());

        let text = times.to_text();
        let lines: Vec<Vec<&str>> = text.lines().map(|l| l.split(' ').collect()).collect();
        let [first, second, third] = &lines[..] else {
            panic!("{text}");
        };
        let [received, sent] = [0, 1].map(|n| first[n].parse::<u64>().unwrap());
        assert!(before <= received && received <= sent && sent <= monotonic());
        assert_eq!(
            [first[2], second[1], second[2], third[2]],
            ["7", "-", "-", "-"]
        );
    }
}
