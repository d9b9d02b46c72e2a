//! Who made the requests.

use std::collections::BTreeMap;

use lt_sample::{Micros, UnixMicros};
use lt_stats::{GaugeSeries, Summary};

/// More than anybody has; a sum without bound could be infinite.
const MOST: f64 = 1e15;

/// How many users there were, by window.
pub(super) struct Users {
    width: Micros,
    users: BTreeMap<UnixMicros, f64>,
}

impl Users {
    /// As the generators tell it, else as others do; where nobody tells it, requests in flight.
    pub(super) fn of(summary: &Summary, width: Micros) -> Self {
        let gauges = summary.gauges();
        let is = |name: &'static str| move |gauge: &&GaugeSeries| gauge.name == name;
        let ours = |gauge: &&GaugeSeries| gauge.of_generator;
        let mut found: Vec<&GaugeSeries> = gauges.iter().filter(ours).filter(is("users")).collect();
        for name in ["users", "in_flight"] {
            if found.is_empty() {
                found = gauges.iter().filter(is(name)).collect();
            }
        }
        let mut users = BTreeMap::new();
        for gauge in found {
            // Of the points in one window the last one counts; those of several tests add up.
            let of_window = |(at, value): &(UnixMicros, f64)| {
                let start = UnixMicros(at.0 - at.0.checked_rem(width.0).unwrap_or(0));
                (start, *value)
            };
            let last: BTreeMap<UnixMicros, f64> = gauge.points.iter().map(of_window).collect();
            for (at, value) in last {
                *users.entry(at).or_default() += value;
            }
        }
        Self { width, users }
    }

    /// What was told last for a window, if that is not long ago; 0 else.
    pub(super) fn at(&self, at: UnixMicros) -> String {
        let from = UnixMicros(at.0.saturating_sub(self.width.0.saturating_mul(2)));
        let told = self.users.range(from..=at).next_back();
        let users = told.map_or(0.0, |(_, users)| users.clamp(0.0, MOST));
        format!("{users:.0}")
    }
}
