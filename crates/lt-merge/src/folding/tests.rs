use std::io::Cursor;
use std::num::NonZero;
use std::time::Duration;

use lt_cli::Input;
use lt_sample::{End, EndReason, Gauge, Micros, Outcome, RunId, Sample, Shard, UnixMicros};
use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::*;
use crate::merge::merge;
use crate::output::Output;
use crate::recognized::HowToRead;
use crate::source::Supply;

/// What a stream may hold, as far as folding is concerned.
#[derive(Clone, Debug)]
enum Item {
    Sample(u64, usize, u64),
    Frame(u64, usize),
    Gauge(u64),
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let at = 0..40_000_000_u64;
    let item = prop_oneof![
        6 => (at.clone(), 0..3_usize, 0..5_000_000_u64).prop_map(|(at, kind, service)| Item::Sample(at, kind, service)),
        1 => (at.clone(), 0..3_usize).prop_map(|(at, kind)| Item::Frame(at, kind)),
        1 => at.prop_map(Item::Gauge),
    ];
    proptest::collection::vec(item, 1..150)
}

fn sample(run: RunId, at: u64, kind: usize, service: u64) -> Sample<'static> {
    let names = ["/a", "/b", "/c"];
    let outcomes = [Outcome::Ok, Outcome::Timeout, Outcome::HttpError];
    let mut sample = Sample::new(
        run,
        UnixMicros(at),
        "GET",
        names[kind],
        outcomes[kind].clone(),
    );
    (sample.delay_us, sample.service_us) = (Some(Micros(3)), Some(Micros(service)));
    sample
}

fn stream(number: u64, items: &[Item]) -> String {
    let run = RunId::from_bits(number);
    let mut text = Vec::new();
    for item in items {
        let record = match *item {
            Item::Sample(at, kind, service) => Record::Sample(sample(run, at, kind, service)),
            Item::Frame(at, kind) => {
                let mut folder = Folder::default();
                (1..5).for_each(|n| folder.add_sample(&sample(run, at, kind, n * 1000)));
                Record::Frame(Box::new(folder.take_all().remove(0)))
            }
            Item::Gauge(at) => Record::Gauge(Gauge {
                run,
                at_us: UnixMicros(at),
                source: "s".to_owned(),
                name: "users".to_owned(),
                value: 1.0,
                unit: String::new(),
                labels: Default::default(),
            }),
        };
        record.write(&mut text);
    }
    let end = End {
        run,
        at_us: UnixMicros(20_000_000 * number),
        test: "t".to_owned(),
        shard: Shard::WHOLE,
        reason: EndReason::Completed,
        samples: 0,
        framed: 0,
        dropped: 0,
        cancelled: 0,
        skipped_late: 0,
        health: None,
    };
    Record::End(end).write(&mut text);
    String::from_utf8(text).unwrap()
}

fn merged(streams: &[String], fold: bool) -> Vec<String> {
    let inputs = streams.iter().map(|text| {
        let (name, reader) = ("a".to_owned(), Box::new(Cursor::new(text.clone())));
        let threads = NonZero::<usize>::MIN;
        (
            Input {
                name,
                reader,
                threads,
            },
            Supply::File,
        )
    });
    let mut out = Vec::new();
    let mut output = match fold {
        true => Output::folding(&mut out),
        false => Output::copying(&mut out),
    };
    merge(
        inputs.collect(),
        HowToRead::default(),
        Duration::ZERO,
        &mut output,
    )
    .unwrap();
    let text = String::from_utf8(out).unwrap();
    text.lines().map(ToOwned::to_owned).collect()
}

fn folded(lines: &[String]) -> Vec<Frame> {
    let mut folder = Folder::default();
    for line in lines {
        match Record::parse(line.as_bytes()).unwrap() {
            Record::Sample(sample) => folder.add_sample(&sample),
            Record::Frame(frame) => folder.add_frame(&frame),
            _ => {}
        }
    }
    folder.take_all()
}

fn is(line: &str, kind: &str) -> bool {
    line.starts_with(&format!(r#"{{"type":"{kind}""#))
}

fn is_request(line: &str) -> bool {
    is(line, "sample") || is(line, "frame")
}

proptest! {
    #[test]
    fn frames_hold_what_the_samples_said_and_all_else_passes(all in proptest::collection::vec(items(), 1..4)) {
        let streams: Vec<String> = (0..).zip(&all).map(|(n, items)| stream(n, items)).collect();
        let (copied, frames) = (merged(&streams, false), merged(&streams, true));
        prop_assert_eq!(folded(&copied), folded(&frames));
        prop_assert!(!frames.iter().any(|line| is(line, "sample")));
        let rest = |lines: &[String]| lines.iter().filter(|line| !is_request(line)).cloned().collect::<Vec<_>>();
        prop_assert_eq!(rest(&copied), rest(&frames));
        for number in 0..all.len() as u64 {
            let run = format!(r#""run":"{}""#, RunId::from_bits(number));
            let last = frames.iter().rfind(|line| line.contains(&run)).unwrap();
            prop_assert!(is(last, "end"));
        }
    }
}

#[test]
fn a_second_is_written_once_the_time_is_ten_seconds_beyond_it() {
    let of = |second: u64| Item::Sample(second * 1_000_000, 0, 1000);
    let lines = merged(&[stream(5, &[of(1), of(2), of(1), of(11), of(12)])], true);
    let seconds = lines
        .iter()
        .map(|line| Record::parse(line.as_bytes()).unwrap());
    let seconds: Vec<u64> = seconds
        .map(|record| record.at().unwrap().second())
        .collect();
    assert_eq!(seconds, [1, 2, 11, 12, 100]);
    let mut folding = Folding::default();
    let mut out = Vec::new();
    for second in [1, 2, 1, 11] {
        give(&mut folding, second, "/", &mut out);
    }
    assert!(out.is_empty());
    give(&mut folding, 12, "/", &mut out);
    assert_eq!(out.iter().filter(|byte| **byte == b'\n').count(), 1);
}

#[test]
fn hostile_keys_do_not_fill_the_memory() {
    let mut folding = Folding::default();
    let mut out = Vec::new();
    for n in 0..=MOST_FRAMES {
        give(&mut folding, 1, &format!("/{n}"), &mut out);
    }
    assert_eq!(folding.folder.len(), 0);
    assert_eq!(
        out.iter().filter(|byte| **byte == b'\n').count(),
        MOST_FRAMES + 1
    );
}

fn give(folding: &mut Folding, second: u64, name: &str, out: &mut Vec<u8>) {
    let at = UnixMicros::from_second(second);
    let mut line = Vec::new();
    let run = RunId::from_bits(0);
    Record::Sample(Sample::new(run, at, "GET", name, Outcome::Dropped)).write(&mut line);
    folding.take((at, Kind::Requests, &line), out).unwrap();
}
