//! Faults on demand, as arithmetic: this room knows no clock.

use std::time::Duration;

use crate::Share;

/// What shall go wrong. The default is: nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Faults {
    /// Added to the time of every answer.
    pub delay: Duration,
    /// The share of the requests that are answered with 500.
    pub error_rate: Share,
    /// A silence of the whole service.
    pub stall: Option<Stall>,
}

impl Faults {
    /// When an answer leaves that is due at `due`; both count from the first request.
    pub(crate) fn release(&self, due: Duration) -> Duration {
        self.stall.map_or(due, |stall| stall.release(due))
    }
}

/// A time in which nothing is answered, while connections are accepted and requests read as ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stall {
    /// When it begins, counted from the first request.
    pub at: Duration,
    /// How long it lasts.
    pub lasts: Duration,
}

impl Stall {
    fn release(self, due: Duration) -> Duration {
        let end = self.at + self.lasts;
        if (self.at..end).contains(&due) {
            end
        } else {
            due
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(due_ms: u64, expected_ms: u64) {
        let faults = Faults {
            stall: Some(Stall {
                at: Duration::from_secs(3),
                lasts: Duration::from_secs(1),
            }),
            ..Faults::default()
        };
        assert_eq!(
            faults.release(Duration::from_millis(due_ms)),
            Duration::from_millis(expected_ms)
        );
    }

    #[test]
    fn a_stall_holds_exactly_the_answers_due_while_it_lasts() {
        check(0, 0);
        check(2999, 2999);
        check(3000, 4000);
        check(3999, 4000);
        check(4000, 4000);
        check(9000, 9000);
    }

    #[test]
    fn without_a_stall_nothing_is_held() {
        let due = Duration::from_secs(3);
        assert_eq!(Faults::default().release(due), due);
    }
}
