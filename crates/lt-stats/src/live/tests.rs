use lt_sample::{Histogram, Micros, Outcome, Record, RunId, Sample, UnixMicros};
use proptest::prelude::{any, prop_assert_eq, proptest};

use super::*;
use crate::{Include, Percentile, Summary, percentile};

const OUTCOMES: [(Outcome<'static>, Option<u16>); 5] = [
    (Outcome::Ok, Some(200)),
    (Outcome::HttpError, Some(503)),
    (Outcome::Timeout, None),
    (Outcome::Dropped, None),
    (Outcome::Cancelled, None),
];

fn summary(requests: &[(u8, u8, u32)]) -> Summary {
    let mut summary = Summary::new(Include::Measured);
    for (n, (name, outcome, time)) in requests.iter().enumerate() {
        let run = RunId::parse("k3x9a2bc").unwrap();
        let name = format!("/{}", name % 3);
        let (outcome, status) = OUTCOMES[usize::from(*outcome) % OUTCOMES.len()].clone();
        let has_time = outcome.is_request();
        let at = UnixMicros(1_763_718_000_000_000 + n as u64 * 1000);
        let mut sample = Sample::new(run, at, "GET", &name, outcome);
        sample.status = status;
        sample.received = u64::from(*time);
        if has_time {
            sample.delay_us = Some(Micros(3));
            sample.service_us = Some(Micros(u64::from(*time)));
        }
        summary.add(&Record::Sample(sample));
    }
    summary
}

proptest! {
    #[test]
    fn the_table_says_what_the_slices_say(
        requests in proptest::collection::vec((any::<u8>(), any::<u8>(), any::<u32>()), 0..60)) {
        let summary = summary(&requests);
        let table = Table::of(&summary);
        let told = |row: &Row<'_>| (row.requests, row.errors, row.dropped, row.cancelled, row.received,
            row.first, row.last, row.response.clone().into_owned());
        let slice_told = |slice: &crate::Slice| (slice.requests(), slice.errors, slice.dropped, slice.cancelled,
            slice.tally.received, slice.tally.first, slice.tally.last, slice.tally.response.clone());
        let total = summary.total();
        prop_assert_eq!(told(&table.total), slice_told(&total));
        prop_assert_eq!(table.span, total.span());
        let rows: Vec<_> = table.endpoints.iter().map(|(endpoint, row)| ((*endpoint).clone(), told(row))).collect();
        let slices = summary.endpoints();
        let slices: Vec<_> = slices.iter().map(|(endpoint, slice)| (endpoint.clone(), slice_told(slice))).collect();
        prop_assert_eq!(rows, slices);
        let failures: Vec<_> = table.failures.iter().map(|(key, tally)| (&key.endpoint, &key.ending.outcome, tally.n)).collect();
        let known = summary.failures();
        let known: Vec<_> = known.iter().map(|failure| (&failure.endpoint, &failure.outcome, failure.n)).collect();
        prop_assert_eq!(failures, known);
    }

    #[test]
    fn percentiles_found_in_one_walk_are_those_found_one_by_one(
        values in proptest::collection::vec(any::<u64>(), 0..100), small in proptest::collection::vec(0..3000_u64, 0..100)) {
        let mut histogram: Histogram = Histogram::new();
        values.iter().chain(&small).for_each(|value| histogram.record(*value));
        let asked = Percentile::TABLE;
        prop_assert_eq!(percentiles(&histogram, asked), asked.map(|p| percentile(&histogram, p)));
    }
}

#[test]
fn a_stream_that_goes_on_is_not_doubted_for_having_no_end() {
    let mut summary = Summary::new(Include::Measured);
    let line = r#"{"type":"run","format":1,"run":"k3x9a2bc","test":"t","shard":{"index":0,"of":1},"tool":"lt-gen","version":"0.1.0","started_us":1763718000000000}"#;
    summary.add(&Record::parse(line.as_bytes()).unwrap());
    assert_eq!(doubts(&summary, Stream::Open), [""; 0]);
    assert_eq!(
        doubts(&summary, Stream::Ended),
        ["run k3x9a2bc was cut off: it has no end line"]
    );
}
