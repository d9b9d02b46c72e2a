use std::borrow::Cow;
use std::collections::BTreeMap;

use lt_sample::{Folder, Frame, Gauge, MetricValues, Run, RunId, Sample, Shard, Tally};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::{BoxedStrategy, Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use proptest::sample::{Index, select};

use super::*;

const RUNS: [&str; 3] = ["aaaaaaaa", "bbbbbbbb", "cccccccc"];
/// 2025-11-21, the beginning of a window of any width in these tests.
const START: u64 = 1_763_704_832;

fn id(name: &str) -> RunId {
    RunId::parse(name).unwrap()
}

fn run_line(name: &str, index: u32) -> Record<'static> {
    let line = format!(
        r#"{{"type":"run","format":1,"run":"{name}","test":"t","shard":{{"index":0,"of":1}},"tool":"lt-gen","version":"1","started_us":1}}"#
    );
    let Record::Run(run) = Record::parse(line.as_bytes()).unwrap() else {
        panic!("a run line")
    };
    let shard = Shard::new(&[index], 2).unwrap();
    Record::Run(Box::new(Run { shard, ..*run }))
}

fn labelled(record: Record<'static>, name: &str, value: &str) -> Record<'static> {
    let Record::Run(mut run) = record else {
        panic!("a run line")
    };
    run.labels.insert(name.to_owned(), value.to_owned());
    Record::Run(run)
}

fn sample(second: u64, name: String) -> Sample<'static> {
    let at = UnixMicros::from_second(START + second);
    Sample {
        name: name.into(),
        delay_us: Some(Micros(10)),
        service_us: Some(Micros(1000 + second)),
        ..Sample::new(id(RUNS[0]), at, "GET", "", Outcome::Ok)
    }
}

fn gauge(run: usize, second: u64, source: &str, name: &str, value: f64) -> Record<'static> {
    Record::Gauge(Gauge {
        run: id(RUNS[run]),
        at_us: UnixMicros::from_second(START + second),
        source: source.to_owned(),
        name: name.to_owned(),
        value,
        unit: String::new(),
        labels: BTreeMap::new(),
    })
}

fn event(second: u64) -> Record<'static> {
    Record::Event(Event {
        at_us: UnixMicros::from_second(START + second),
        run: id(RUNS[0]),
        name: "stage".to_owned(),
        text: String::new(),
        labels: BTreeMap::new(),
    })
}

fn any_sample() -> BoxedStrategy<Sample<'static>> {
    fn text(words: &'static [&'static str]) -> impl Strategy<Value = Cow<'static, str>> {
        select(words).prop_map(Cow::Borrowed)
    }
    let outcomes = prop_oneof![
        4 => Just(Outcome::Ok),
        2 => select(&Outcome::ALL[..]),
        1 => Just(Outcome::Other("odd".into())),
    ];
    let values = prop_oneof![
        (0..5_u64).prop_map(MetricValues::One),
        vec(0..90_000_u64, 0..3).prop_map(MetricValues::Many),
    ];
    let time = || of((0..3_000_000_u64).prop_map(Micros));
    let who = (
        0..2_usize,
        0..6_000_000_u64,
        text(&["/a", "/b", "other"]),
        text(&["GET", ""]),
    );
    let how = (
        outcomes,
        of(select(&[200_u16, 404, 503][..])),
        of(text(&["reset", "refused"])),
    );
    let times = (time(), time(), time(), time(), time(), time());
    let place = (
        of(text(&["warmup", "cooldown"])),
        of(text(&["x:1"])),
        of(text(&["s"])),
        of(0..2_u32),
        any::<(u8, u8)>(),
    );
    let rest = (
        vec(text(&["status == 201", "json.id"]), 0..2),
        of(text(&["pod-1", "pod-2"])),
        of((text(&["ttft_us", "gap_us"]), values)),
        prop_oneof![3 => Just(None), 1 => of(text(&["abort", "other"]))],
    );
    (who, how, times, place, rest)
        .prop_map(|(who, how, times, place, rest)| Sample {
            name: who.2,
            method: who.3,
            status: how.1,
            error: how.2,
            delay_us: times.0,
            service_us: times.1,
            ttfb_us: times.2,
            dns_us: times.3,
            connect_us: times.4,
            tls_us: times.5,
            phase: place.0,
            host: place.1,
            scenario: place.2,
            stage: place.3,
            received: place.4.0.into(),
            hops: place.4.1.into(),
            failed: rest.0,
            tags: rest.1.map(|pod| ("pod".into(), pod)).into_iter().collect(),
            metrics: rest.2.into_iter().collect(),
            fault: rest.3,
            ..Sample::new(
                id(RUNS[who.0]),
                UnixMicros(START * 1_000_000 + who.1),
                "",
                "",
                how.0,
            )
        })
        .boxed()
}

fn any_record() -> impl Strategy<Value = Record<'static>> {
    let names = select(&["users", "in_flight", "cpu", "delay_p99", "pods"][..]);
    let gauges = (
        0..3_usize,
        0..8_u64,
        select(&["lt-gen", "node"][..]),
        names,
        0..9_u8,
    )
        .prop_map(|(run, second, source, name, value)| {
            gauge(run, second, source, name, value.into())
        });
    prop_oneof![
        12 => any_sample().prop_map(Record::Sample).boxed(),
        3 => gauges.boxed(),
        1 => (0..3_u64).prop_map(event).boxed(),
        1 => (0..2_u32).prop_map(|n| run_line(RUNS[n as usize], n)).boxed(),
        1 => (0..2_u32).prop_map(|n| labelled(run_line(RUNS[n as usize], n), "variant", "rl")).boxed(),
    ]
}

/// Everything that a summary tells, in comparable form.
#[derive(Debug, PartialEq)]
struct Told {
    total: Slice,
    failed: Slice,
    endpoints: Vec<(Endpoint, Slice)>,
    failures: Vec<Failure>,
    faults: Vec<(String, Slice)>,
    groups: Vec<Group>,
    comparable: Vec<By>,
    windows: (Micros, Vec<(UnixMicros, Window)>),
    gauges: Vec<GaugeSeries>,
    events: (Vec<Event>, u64),
    ledger: Ledger,
    doubts: Vec<String>,
    counts: (u64, u64, bool),
}

fn told(summary: &Summary) -> Told {
    let (events, left_out) = summary.events();
    let (width, windows) = summary.windows();
    let windows = windows.into_iter();
    let windows = windows.map(|(at, window)| (at, window.into_owned()));
    Told {
        total: summary.total(),
        failed: summary.select(|key| key.ending.outcome.is_error()),
        endpoints: summary.endpoints(),
        failures: summary.failures(),
        faults: summary
            .faults()
            .into_iter()
            .map(|(kind, slice)| (kind.to_owned(), slice.clone()))
            .collect(),
        groups: summary.groups().collect(),
        comparable: summary.comparable(),
        windows: (width, windows.collect()),
        gauges: summary.gauges(),
        events: (events.into_iter().cloned().collect(), left_out),
        ledger: summary.ledger().clone(),
        doubts: summary.doubts(),
        counts: (summary.warmup(), summary.skipped(), summary.is_cut_off()),
    }
}

fn summary<'a>(
    records: impl IntoIterator<Item = &'a Record<'static>>,
    include: Include,
) -> Summary {
    taken_apart(records, include, By::Label("variant".to_owned()))
}

fn taken_apart<'a>(
    records: impl IntoIterator<Item = &'a Record<'static>>,
    include: Include,
    by: By,
) -> Summary {
    let mut summary = Summary::new(include).comparing(by);
    records.into_iter().for_each(|record| summary.add(record));
    summary
}

/// The same stream as a generator writes it that folds all samples as they end and takes the frames out every second.
fn framed_every_second(records: &[Record<'static>]) -> Vec<Record<'static>> {
    let (mut samples, mut rest) = (Vec::new(), Vec::new());
    for record in records {
        match record {
            Record::Sample(sample) => samples.push(sample),
            other => rest.push(other.clone()),
        }
    }
    samples.sort_by_key(|sample| sample.end());
    let mut folder = Folder::default();
    for second in samples.chunk_by(|a, b| a.end().second() == b.end().second()) {
        second.iter().for_each(|sample| folder.add_sample(sample));
        let frames = folder.take_all().into_iter();
        rest.extend(frames.map(|frame| Record::Frame(Box::new(frame))));
        assert!(folder.is_empty());
    }
    rest
}

/// The same stream with the samples that `choice` picks folded into frames, written and read back.
fn folded(records: &[Record<'static>], choice: impl Fn(usize) -> bool) -> Vec<Record<'static>> {
    let mut folder = Folder::default();
    let mut rest = Vec::new();
    for (place, record) in records.iter().enumerate() {
        match record {
            Record::Sample(sample) if choice(place) => folder.add_sample(sample),
            other => rest.push(other.clone()),
        }
    }
    for frame in folder.take_all() {
        let mut line = Vec::new();
        Record::Frame(Box::new(frame)).write(&mut line);
        match Record::parse(&line).unwrap() {
            Record::Frame(frame) => rest.push(Record::Frame(frame)),
            other => panic!("a frame became {other:?}"),
        }
    }
    rest
}

#[track_caller]
fn same(one: &Told, two: &Told) {
    assert!(one.total == two.total, "totals differ");
    assert_eq!(one.failures, two.failures);
    assert!(one.faults == two.faults, "faults differ");
    assert!(one.groups == two.groups, "groups differ");
    assert_eq!(one.comparable, two.comparable);
    assert_eq!(one.windows.0, two.windows.0);
    assert_eq!(one.gauges, two.gauges);
    assert_eq!(one.events, two.events);
    assert_eq!(one.doubts, two.doubts);
    assert_eq!(one.counts, two.counts);
    assert!(one == two, "endpoints, windows or ledgers differ");
}

/// Holds both laws against a stream, and gives what it amounts to.
#[track_caller]
fn check_laws(records: &[Record<'static>], include: Include, cut: usize) -> Told {
    check_laws_by(records, include, cut, &By::Label("variant".to_owned()))
}

#[track_caller]
fn check_laws_by(records: &[Record<'static>], include: Include, cut: usize, by: &By) -> Told {
    let summary = |records: &[Record<'static>]| taken_apart(records, include, by.clone());
    let whole = told(&summary(records));
    let reversed = taken_apart(records.iter().rev(), include, by.clone());
    same(&told(&reversed), &whole);
    let frames = folded(records, |_| true);
    same(&told(&summary(&frames)), &whole);
    same(&told(&summary(&folded(records, |n| n % 2 == 0))), &whole);
    let (left, right) = records.split_at(cut);
    let left = summary(left);
    let right = summary(&folded(right, |n| n % 3 == 0));
    for (one, two) in [(&left, &right), (&right, &left)] {
        let mut merged = one.clone();
        merged.merge(two);
        same(&told(&merged), &whole);
    }
    whole
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn frames_merges_and_any_order_give_the_same_summary(
        records in vec(any_record(), 0..40),
        cut in any::<Index>(),
        by in select(&["variant", "label.round", "scenario", "journey", "stage", "endpoint", "method", "status", "window=1s", "window=2s", "tag.pod"][..]),
    ) {
        for include in [Include::Measured, Include::All] {
            check_laws_by(&records, include, cut.index(records.len() + 1), &By::parse(by).unwrap());
        }
    }
}

proptest! {
    #[test]
    fn frames_taken_every_second_add_up_to_the_same_summary(samples in vec(any_sample(), 0..60)) {
        let records: Vec<_> = samples.into_iter().map(Record::Sample).collect();
        let framed = framed_every_second(&records);
        same(&told(&summary(&framed, Include::All)), &told(&summary(&records, Include::All)));
    }
}

#[test]
fn a_request_that_ends_in_a_later_second_repeats_the_key_of_its_own() {
    let late = |service| {
        Record::Sample(Sample {
            service_us: Some(Micros(service)),
            ..sample(0, "/a".to_owned())
        })
    };
    let records = [late(1000), late(1_500_000), late(2_500_000)];
    let framed = framed_every_second(&records);
    let frames = framed.iter().map(|record| match record {
        Record::Frame(frame) => (&frame.key, frame.tally.n),
        other => panic!("a frame: {other:?}"),
    });
    let frames: Vec<_> = frames.collect();
    assert_eq!(frames, [(frames[0].0, 1); 3]);
    same(
        &told(&summary(&framed, Include::All)),
        &told(&summary(&records, Include::All)),
    );
}

#[test]
fn the_laws_hold_beyond_two_thousand_endpoints() {
    // 7 and 2,200 have no common divisor: every name once, in no order.
    let records: Vec<_> = (0..2200)
        .map(|n| Record::Sample(sample(n % 3, format!("/{:04}", n * 7 % 2200))))
        .collect();
    let told = check_laws(&records, Include::Measured, 1300);
    let (last, row) = told.endpoints.last().unwrap();
    assert_eq!(
        (told.endpoints.len(), last, row.requests()),
        (2001, &Endpoint::other(), 200)
    );
    assert_eq!(told.endpoints[1999].0.name, "/1999");
    assert_eq!(told.total.requests(), 2200);
}

#[test]
fn the_laws_hold_beyond_a_hundred_endings_of_an_endpoint() {
    let records: Vec<_> = (0..300_u64)
        .map(|n| {
            Record::Sample(Sample {
                outcome: Outcome::ProtocolError,
                error: Some(format!("broken {:03}", n * 7 % 150).into()),
                ..sample(n % 2, "/a".to_owned())
            })
        })
        .collect();
    let told = check_laws(&records, Include::Measured, 170);
    assert_eq!(told.failures.len(), 101);
    assert_eq!((&told.failures[0].error, told.failures[0].n), (&None, 100));
    assert_eq!(told.total.errors, 300);
}

#[test]
fn endings_keep_to_their_bound_when_their_endpoint_moves_to_other() {
    let mut records: Vec<_> = (0..150)
        .map(|n| {
            Record::Sample(Sample {
                outcome: Outcome::Timeout,
                error: Some(format!("slow {n:03}").into()),
                ..sample(0, "/z".to_owned())
            })
        })
        .collect();
    records.extend((0..2000).map(|n| Record::Sample(sample(1, format!("/{n:04}")))));
    let told = check_laws(&records, Include::Measured, 900);
    let (last, row) = told.endpoints.last().unwrap();
    assert_eq!((last, row.errors), (&Endpoint::other(), 150));
    assert_eq!(told.failures.len(), 101);
}

#[test]
fn windows_double_their_width_beyond_an_hour() {
    for (seconds, width) in [(3600, 1), (3601, 2), (7200, 2), (7201, 4)] {
        let records: Vec<_> = (0..seconds)
            .map(|n| Record::Sample(sample(n * 11 % seconds, "/a".to_owned())))
            .collect();
        let told = check_laws(&records, Include::Measured, 3000);
        let (found, windows) = told.windows;
        assert_eq!(found, Micros(width * 1_000_000));
        assert_eq!(windows.len() as u64, seconds.div_ceil(width));
        let requests: u64 = windows.iter().map(|(_, window)| window.requests).sum();
        assert_eq!(requests, seconds);
    }
}

#[test]
fn windows_hold_two_samples_a_thousand_years_apart() {
    let records = [0, 1, 31_536_000_000].map(|n| Record::Sample(sample(n, "/a".to_owned())));
    let (width, windows) = check_laws(&records, Include::Measured, 1).windows;
    assert_eq!((width, windows.len()), (Micros(1_000_000), 3));
}

#[test]
fn the_laws_hold_beyond_two_hundred_checks_and_metrics() {
    let records: Vec<_> = (0..500)
        .map(|n| {
            let word = format!("word {:03}", n * 7 % 250);
            Record::Sample(Sample {
                failed: vec![word.clone().into()],
                metrics: vec![(word.into(), MetricValues::One(n))],
                ..sample(n % 2, format!("/{}", n % 3))
            })
        })
        .collect();
    let Tally {
        failed, metrics, ..
    } = check_laws(&records, Include::Measured, 210).total.tally;
    assert_eq!((failed.len(), metrics.len()), (200, 200));
    assert_eq!((failed["other"], metrics["other"].count()), (102, 102));
}

#[test]
fn events_beyond_a_thousand_are_counted_the_latest_ones() {
    let records: Vec<_> = (0..1100).map(|n| event(n * 7 % 1100)).collect();
    let (kept, left_out) = check_laws(&records, Include::Measured, 1050).events;
    assert_eq!((kept.len(), left_out), (1000, 100));
    assert_eq!(kept[999].at_us, UnixMicros::from_second(START + 999));
}

#[test]
fn the_warm_up_is_left_out_unless_it_is_asked_for() {
    let mut records: Vec<_> = (0..3)
        .map(|n| Record::Sample(sample(n, "/a".to_owned())))
        .collect();
    records.push(Record::Sample(Sample {
        phase: Some("warmup".into()),
        ..sample(9, "/a".to_owned())
    }));
    let measured = check_laws(&records, Include::Measured, 2);
    assert_eq!((measured.total.requests(), measured.counts.0), (3, 1));
    assert_eq!(measured.windows.1.len(), 3);
    let all = check_laws(&records, Include::All, 2);
    assert_eq!((all.total.requests(), all.counts.0), (4, 0));
}

#[test]
fn dropped_and_cancelled_arrivals_are_no_requests_and_stretch_no_span() {
    let mut records = vec![Record::Sample(sample(1, "/a".to_owned()))];
    for (second, outcome) in [(5, Outcome::Dropped), (9, Outcome::Cancelled)] {
        let mut sample = sample(second, "/a".to_owned());
        (sample.outcome, sample.delay_us, sample.service_us) = (outcome, None, None);
        records.push(Record::Sample(sample));
    }
    let told = check_laws(&records, Include::Measured, 1);
    let total = &told.total;
    assert_eq!(
        (
            total.requests(),
            total.errors,
            total.dropped,
            total.cancelled
        ),
        (1, 0, 1, 1)
    );
    assert_eq!(total.span(), Micros(1011));
    assert!(told.failures.is_empty());
}

#[test]
fn counts_of_a_hostile_stream_stay_at_the_largest() {
    let mut folder = Folder::default();
    for phase in [None, Some("warmup".into())] {
        folder.add_sample(&Sample {
            outcome: Outcome::Timeout,
            status: Some(200),
            failed: vec!["x".into()],
            phase,
            ..sample(0, "/a".to_owned())
        });
    }
    let mut records = Vec::new();
    for Frame { key, mut tally } in folder.take_all() {
        tally.failed.insert("x".to_owned(), u64::MAX);
        (tally.n, tally.sent) = (u64::MAX, u64::MAX);
        records.push(Record::Frame(Box::new(Frame { key, tally })));
    }
    records.push(Record::Sample(Sample {
        outcome: Outcome::Timeout,
        failed: vec!["x".into()],
        ..sample(0, "/b".to_owned())
    }));
    records.extend(records.clone());
    let told = check_laws(&records, Include::Measured, 3);
    assert_eq!(
        (told.total.requests(), told.total.errors, told.counts.0),
        (u64::MAX, u64::MAX, u64::MAX)
    );
    assert_eq!(told.total.tally.failed["x"], u64::MAX);
}

#[test]
fn a_stream_that_is_cut_off_or_saturated_must_not_be_judged() {
    let stream = concat!(
        r#"{"type":"run","format":1,"run":"aaaaaaaa","test":"t","shard":{"index":0,"of":1},"tool":"lt-gen","version":"1","started_us":1}"#,
        "\n",
        r#"{"type":"end","run":"aaaaaaaa","at_us":2,"test":"t","shard":{"index":0,"of":1},"reason":"completed","samples":0,"#,
        r#""health":{"cpu_busy":0.99,"delay_p50_us":1,"delay_p99_us":2,"delay_max_us":3,"achieved":0,"offered":0,"saturated":true,"why":["CPU busy 0.99"]}}"#,
        "\n",
        r#"{"type":"sam"#,
    );
    let mut summary = Summary::new(Include::Measured);
    summary
        .read(stream.as_bytes(), "-", OnBadLine::Stop)
        .unwrap();
    assert_eq!(
        summary.doubts(),
        [
            "the generator of run aaaaaaaa was saturated: CPU busy 0.99",
            "a stream ends in the middle of a line",
        ]
    );
}

mod apart;
mod compared;
mod gauges;
mod parallel;
mod since;

#[test]
fn of_several_saturated_generators_the_worst_is_named() {
    let mut summary = Summary::new(Include::Measured);
    for (run, p99) in [("aaaaaaaa", 11), ("bbbbbbbb", 31), ("cccccccc", 12)] {
        let lines = format!(
            r#"{{"type":"run","format":1,"run":"{run}","test":"t","shard":{{"index":0,"of":1}},"labels":{{"round":"{run}"}},"tool":"lt-gen","version":"1","started_us":1}}
{{"type":"end","run":"{run}","at_us":9,"test":"t","shard":{{"index":0,"of":1}},"reason":"completed","samples":0,"health":{{"cpu_busy":0.9,"delay_p50_us":1,"delay_p99_us":{p99}000,"delay_max_us":50000,"achieved":0,"offered":0,"saturated":true,"why":["late by {p99} ms"]}}}}
"#
        );
        summary
            .read(lines.as_bytes(), "test", OnBadLine::Stop)
            .unwrap();
        let said = match run {
            "aaaaaaaa" => "the generator of run aaaaaaaa was saturated: late by 11 ms",
            "bbbbbbbb" => {
                "the generators of 2 runs were saturated, the worst of run bbbbbbbb: late by 31 ms"
            }
            _ => {
                "the generators of 3 runs were saturated, the worst of run bbbbbbbb: late by 31 ms"
            }
        };
        assert_eq!(summary.doubts(), [said]);
    }
}
