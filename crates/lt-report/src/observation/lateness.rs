//! How far response times lie above service times: requests that were sent later than they were due.

use lt_stats::{Percentile, Slice, percentile};

use super::Observation;
use crate::number;

/// Both times at the same percentiles, where they differ noticeably. Microseconds.
pub(crate) struct Lateness {
    response_p99: u64,
    service_p99: u64,
}

/// A tenth more of response time is another figure.
const NOTABLE: f64 = 1.1;
/// In microseconds: what a timer may be late is none of a reader's business.
const FELT: u64 = 1_000;

impl Lateness {
    /// `None` where they are about the same.
    pub(crate) fn of(total: &Slice) -> Option<Self> {
        let time = |histogram| Some(percentile(histogram, Percentile::P99)?.0);
        let response_p99 = time(&total.tally.response)?;
        let service_p99 = time(&total.tally.service)?;
        let is_notable = response_p99 as f64 >= NOTABLE * service_p99 as f64
            && response_p99.saturating_sub(service_p99) >= FELT;
        is_notable.then_some(Self {
            response_p99,
            service_p99,
        })
    }

    pub(super) fn observation(&self) -> Observation {
        let ms = |us: u64| number::ms(us as f64);
        Observation {
            kind: "late-sends",
            text: format!(
                "Requests were sent later than they were due: p99 is {} ms from when they were due, but {} ms from when they were sent.",
                ms(self.response_p99),
                ms(self.service_p99)
            ),
            causes: vec![
                "the generator's machine was too slow or busy with others: look at the generator's CPU and schedule delay",
                "users had fallen behind the pace that they were to keep",
                "all connections that a user may have were taken by slow answers",
            ],
        }
    }
}
