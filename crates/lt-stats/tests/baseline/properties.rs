//! What holds of the baselines of all streams.

use lt_sample::{Folder, Micros, Outcome, Record, RunId, Sample, UnixMicros};
use lt_stats::baseline::{About, Baseline, NoBaseline};
use lt_stats::{Include, Summary};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::sample::select;

use crate::stream;

fn any_sample() -> impl Strategy<Value = Sample<'static>> {
    let at = prop_oneof![4 => 0..300_000_000_u64, 1 => 0..90_000_000_000_u64];
    let time = || of(prop_oneof![0..3_000_000_u64, any::<u64>()].prop_map(Micros));
    let outcome = prop_oneof![
        3 => Just(Outcome::Ok),
        2 => select(&Outcome::ALL[..]),
        1 => Just(Outcome::Other("odd".into())),
    ];
    let endpoint = (select(vec!["/a", "/b", "other"]), select(vec!["GET", ""]));
    let status = of(select(vec![200_u16, 404, 503]));
    (at, time(), time(), time(), outcome, endpoint, status).prop_map(
        |(at, delay, service, ttfb, outcome, (name, method), status)| {
            let run = RunId::parse("aaaaaaaa").unwrap();
            let at = UnixMicros(1_763_718_000_000_000 + at);
            let mut sample = Sample::new(run, at, method, name, outcome);
            (sample.delay_us, sample.service_us, sample.ttfb_us) = (delay, service, ttfb);
            (sample.status, sample.received) = (status, 7);
            sample
        },
    )
}

fn keep<'a>(records: impl IntoIterator<Item = &'a Record<'a>>) -> Result<Baseline, NoBaseline> {
    let mut summary = Summary::new(Include::Measured).with_history();
    records.into_iter().for_each(|record| summary.add(record));
    let about = About {
        name: "main".to_owned(),
        ..About::default()
    };
    Baseline::of(&summary, about)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_baseline_is_read_as_it_was_written_whatever_the_order_of_the_stream(samples in vec(any_sample(), 1..60)) {
        let records: Vec<Record<'_>> = samples.iter().cloned().map(Record::Sample).collect();
        if let Ok(baseline) = keep(&records) {
            let json = baseline.to_json();
            prop_assert_eq!(&Baseline::read(json.as_bytes()).unwrap(), &baseline);
            prop_assert_eq!(keep(records.iter().rev()).unwrap().to_json(), json);
            prop_assert!(baseline.total().intervals.len() <= 120);
        }
    }

    #[test]
    fn frames_make_the_same_baseline_as_the_samples_they_were_folded_from(samples in vec(any_sample(), 1..60)) {
        let mut folder = Folder::default();
        samples.iter().for_each(|sample| folder.add_sample(sample));
        let frames: Vec<Record<'_>> = folder.take_all().into_iter().map(|frame| Record::Frame(Box::new(frame))).collect();
        let records: Vec<Record<'_>> = samples.into_iter().map(Record::Sample).collect();
        prop_assert_eq!(keep(&frames), keep(&records));
    }
}

#[test]
fn two_shards_make_one_baseline_in_whatever_order_their_lines_come() {
    let kept = stream::baseline().to_json();
    let mut records = stream::records();
    let half = records.len() / 2;
    records.rotate_left(half);
    records.reverse();
    let mut summary = Summary::new(Include::Measured).with_history();
    records.iter().for_each(|record| summary.add(record));
    let again = Baseline::of(&summary, stream::about()).unwrap();
    assert_eq!(again.to_json(), kept);
}

#[test]
fn what_cannot_be_kept_is_refused_in_words() {
    let named = |name: &str| About {
        name: name.to_owned(),
        ..About::default()
    };
    let check = |summary: &Summary, name: &str, said: &str| {
        let error = Baseline::of(summary, named(name)).unwrap_err();
        assert_eq!(error.to_string(), said);
    };
    let nothing = Summary::new(Include::Measured).with_history();
    check(&nothing, "main", "there is no request in it");
    let mut without = Summary::new(Include::Measured);
    stream::records()
        .iter()
        .for_each(|record| without.add(record));
    check(&without, "main", "the summary was made without its history");
    for (name, shown) in [("", ""), ("../x", "../x"), (".x", ".x"), ("a\nb", "a\\nb")] {
        let said = format!(
            "the name `{shown}` cannot be used; take letters, digits, `.`, `_` and `-`, a letter or digit first, at most 128"
        );
        check(&nothing, name, &said);
    }
    assert!(Baseline::of(&nothing, named(&"x".repeat(129))).is_err());
}
