use std::collections::BTreeMap;

use lt_sample::{Folder, Micros, Outcome, Record, RunId, Sample, UnixMicros};
use proptest::collection::vec;
use proptest::prelude::{Strategy, prop_assert_eq, proptest};

use super::*;
use crate::{Include, Summary};

const START: u64 = 1_763_704_832;

fn sample(at: UnixMicros, name: String, outcome: Outcome<'static>) -> Sample<'static> {
    let run = RunId::parse("k3x9a2bc").unwrap();
    Sample {
        name: name.into(),
        received: 7,
        delay_us: Some(Micros(10)),
        service_us: Some(Micros(at.0 % 900_001)),
        ..Sample::new(run, at, "GET", "", outcome)
    }
}

fn samples() -> impl Strategy<Value = Vec<Sample<'static>>> {
    let outcomes = [Outcome::Ok, Outcome::Timeout, Outcome::Dropped];
    let one = (0..60_000_000_u64, 0..40_u32, 0..3_usize, 0..4_u32);
    let one = one.prop_map(move |(at, shift, outcome, name)| {
        let at = UnixMicros((START * 1_000_000 + at) >> (shift.saturating_sub(35)));
        sample(at, format!("/{name}"), outcomes[outcome].clone())
    });
    vec(one, 0..60)
}

fn history<'r>(records: impl IntoIterator<Item = &'r Record<'static>>) -> Summary {
    let mut summary = Summary::new(Include::Measured).with_history();
    records.into_iter().for_each(|record| summary.add(record));
    summary
}

/// A history that stands by itself: width, total, endpoints.
type Told = (
    Micros,
    Vec<(UnixMicros, Moment)>,
    Vec<(Endpoint, Vec<(UnixMicros, Moment)>)>,
);

fn told(summary: &Summary) -> Told {
    let history = summary.history();
    let endpoints = history.endpoints.into_iter();
    let endpoints = endpoints.map(|(endpoint, moments)| (endpoint.clone(), moments.collect()));
    (history.width, history.total, endpoints.collect())
}

proptest! {
    #[test]
    fn two_histories_together_are_the_history_of_everything(samples in samples(), middle in 0..60_usize) {
        let records: Vec<Record<'static>> = samples.iter().cloned().map(Record::Sample).collect();
        let (one, two) = records.split_at(middle.min(records.len()));
        let whole = told(&history(&records));
        for (one, two) in [(one, two), (two, one)] {
            let mut merged = history(one);
            merged.merge(&history(two));
            prop_assert_eq!(told(&merged), whole.clone());
        }
        prop_assert_eq!(told(&history(records.iter().rev())), whole);
    }

    #[test]
    fn frames_have_the_history_of_their_samples(samples in samples()) {
        let mut folder = Folder::default();
        samples.iter().for_each(|sample| folder.add_sample(sample));
        let frames: Vec<Record<'static>> = folder.take_all().into_iter().map(|frame| Record::Frame(Box::new(frame))).collect();
        let records: Vec<Record<'static>> = samples.into_iter().map(Record::Sample).collect();
        prop_assert_eq!(told(&history(&frames)), told(&history(&records)));
    }

    #[test]
    fn endpoints_add_up_to_the_total(samples in samples()) {
        let records: Vec<Record<'static>> = samples.into_iter().map(Record::Sample).collect();
        let (_, total, endpoints) = told(&history(&records));
        let mut sums: BTreeMap<UnixMicros, Moment> = BTreeMap::new();
        for (at, moment) in endpoints.iter().flat_map(|(_, moments)| moments) {
            sums.entry(*at).or_default().add(moment);
        }
        let total: BTreeMap<UnixMicros, Moment> = total.into_iter().filter(|(_, moment)| moment.requests > 0).collect();
        prop_assert_eq!(sums, total);
    }
}

#[test]
fn without_being_asked_for_there_is_only_the_total() {
    let mut summary = Summary::new(Include::Measured);
    summary.add(&Record::Sample(sample(
        UnixMicros(5),
        "/".to_owned(),
        Outcome::Ok,
    )));
    let history = summary.history();
    assert_eq!((history.total.len(), history.endpoints.len()), (1, 0));
    assert_eq!(history.width, Micros(1_000_000));
}

/// Endpoints and seconds beyond all bounds, in an order of its own.
fn flood(order: impl Iterator<Item = u64>) -> Summary {
    let records: Vec<_> = order
        .map(|n| {
            let at = UnixMicros::from_second(START + n % 151);
            Record::Sample(sample(at, format!("/{:04}", n % 2100), Outcome::Ok))
        })
        .collect();
    history(&records)
}

#[test]
fn what_is_kept_is_bounded_whatever_the_order() {
    const N: u64 = 2100 * 3;
    let there = flood(0..N);
    let and_back = told(&flood((0..N).rev()));
    let rows: Vec<Endpoint> = there.endpoints().into_iter().map(|(row, _)| row).collect();
    let there = told(&there);
    assert_eq!(there, and_back);
    let (width, _, endpoints) = there;
    // 151 s of 2,001 endpoints are more than 200,000.
    assert_eq!(width, Micros(2_000_000));
    let named: Vec<Endpoint> = endpoints.iter().map(|(row, _)| row.clone()).collect();
    assert_eq!(named, rows);
    let requests = |(_, moments): &(Endpoint, Vec<(UnixMicros, Moment)>)| {
        moments
            .iter()
            .map(|(_, moment)| moment.requests)
            .sum::<u64>()
    };
    assert_eq!(requests(&endpoints[2000]), 300);
    assert_eq!(endpoints.iter().map(requests).sum::<u64>(), N);
}
