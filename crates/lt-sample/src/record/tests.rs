use std::borrow::Cow;
use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::{
    BoxedStrategy, Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};

use super::*;
use crate::{
    ClockEstimate, EndReason, FrameKey, Health, Leg, Machine, MetricValues, Micros, Outcome,
    PlannedScenario, PlannedSine, PlannedStage, RunId, Shard,
};

fn text() -> BoxedStrategy<String> {
    prop_oneof!["[a-z/{} ]{0,12}", "\\PC{0,8}", any::<String>()].boxed()
}

fn cow() -> impl Strategy<Value = Cow<'static, str>> {
    text().prop_map(Cow::Owned)
}

fn run_id() -> impl Strategy<Value = RunId> {
    any::<u64>().prop_map(RunId::from_bits)
}

fn outcome() -> impl Strategy<Value = Outcome<'static>> {
    prop_oneof![
        proptest::sample::select(&Outcome::ALL[..]),
        text().prop_map(|word| Outcome::from_text(Cow::Owned(word))),
    ]
}

fn micros() -> impl Strategy<Value = Micros> {
    prop_oneof![0..3_000_000_u64, any::<u64>()].prop_map(Micros)
}

fn unix() -> impl Strategy<Value = UnixMicros> {
    any::<u64>().prop_map(UnixMicros)
}

fn labels() -> impl Strategy<Value = BTreeMap<String, String>> {
    btree_map(text(), text(), 0..3)
}

fn values() -> impl Strategy<Value = MetricValues> {
    prop_oneof![
        any::<u64>().prop_map(MetricValues::One),
        vec(any::<u64>(), 0..4).prop_map(MetricValues::Many)
    ]
}

fn sample() -> BoxedStrategy<Sample<'static>> {
    let who = (run_id(), unix(), cow(), cow(), of(any::<u16>()), outcome());
    let times = (
        of(micros()),
        of(micros()),
        of(micros()),
        of(micros()),
        of(micros()),
        of(micros()),
    );
    let place = (
        of(any::<u64>()),
        of(any::<u64>()),
        of(any::<u32>()),
        of(cow()),
        of(cow()),
        of(any::<u32>()),
    );
    let rest = (
        of(cow()),
        of(cow()),
        of(cow()),
        any::<(u64, u64, u32, u32)>(),
        vec(cow(), 0..3),
        of(cow()),
        of(cow()),
    );
    let maps = (
        btree_map(cow(), cow(), 0..3),
        btree_map(cow(), values(), 0..3),
    );
    (who, times, place, rest, maps)
        .prop_map(|(who, times, place, rest, maps)| Sample {
            run: who.0,
            at_us: who.1,
            method: who.2,
            name: who.3,
            status: who.4,
            outcome: who.5,
            delay_us: times.0,
            ttfb_us: times.1,
            service_us: times.2,
            dns_us: times.3,
            connect_us: times.4,
            tls_us: times.5,
            user: place.0,
            iter: place.1,
            step: place.2,
            scenario: place.3,
            journey: place.4,
            stage: place.5,
            phase: rest.0,
            host: rest.1,
            http: rest.2,
            sent: rest.3.0,
            received: rest.3.1,
            hops: rest.3.2,
            retries: rest.3.3,
            failed: rest.4,
            error: rest.5,
            fault: rest.6,
            tags: maps.0.into_iter().collect(),
            metrics: maps.1.into_iter().collect(),
        })
        .boxed()
}

fn frame() -> impl Strategy<Value = Frame> {
    vec(sample(), 1..4).prop_map(|samples| {
        let mut folder = crate::Folder::default();
        folder.add_sample(&samples[0]);
        let key: FrameKey = folder.take_all().remove(0).key;
        let mut frame = Frame {
            key,
            tally: crate::Tally::default(),
        };
        samples
            .iter()
            .for_each(|sample| frame.tally.add_sample(sample));
        frame
    })
}

fn shard() -> impl Strategy<Value = Shard> {
    let indices = proptest::collection::btree_set(0..u32::MAX, 1..4);
    indices.prop_map(|indices| {
        let indices: Vec<u32> = indices.into_iter().collect();
        Shard::new(&indices, u32::MAX).unwrap()
    })
}

fn run() -> impl Strategy<Value = Run> {
    let stage =
        (micros(), of(any::<u64>()), of(0.0..1e9_f64)).prop_map(|(length_us, users, rate)| {
            PlannedStage {
                length_us,
                users,
                rate,
            }
        });
    let limits = (
        of(micros()),
        of(any::<u64>()),
        of(0.0..1e9_f64),
        of(0.0..1e9_f64),
        of(any::<u64>()),
    );
    let sine = (0.0..1e9_f64, 0.0..1e9_f64, micros()).prop_map(|(mean, amplitude, period_us)| {
        PlannedSine {
            mean,
            amplitude,
            period_us,
        }
    });
    let kind = (of(text()), of(any::<u64>()), of(sine));
    let scenario = (of(text()), micros(), limits, kind, vec(stage, 0..2)).prop_map(
        |(name, start_us, limits, kind, stages)| PlannedScenario {
            name,
            start_us,
            length_us: limits.0,
            users: limits.1,
            spawn_rate: limits.2,
            rate: limits.3,
            process: kind.0,
            requests: limits.4,
            per_user_iterations: kind.1,
            stages,
            sine: kind.2,
        },
    );
    let machine = (
        of(text()),
        of(any::<u32>()),
        of(any::<u64>()),
        of(text()),
        of(text()),
    )
        .prop_map(|(cpu, cores, memory_bytes, os, boot)| Machine {
            cpu,
            cores,
            memory_bytes,
            os,
            boot,
        });
    let clock =
        (text(), any::<i64>(), micros()).prop_map(|(source, offset_us, error_us)| ClockEstimate {
            source,
            offset_us,
            error_us,
        });
    let leg = (1..=u32::MAX)
        .prop_flat_map(|of| (0..of, Just(of)))
        .prop_map(|(index, of)| Leg { index, of });
    let who = (
        run_id(),
        text(),
        (shard(), of(leg)),
        of(text()),
        text(),
        text(),
        (unix(), of(micros())),
    );
    let what = (
        of(text()),
        of(text()),
        of(any::<u64>()),
        of(text()),
        vec(scenario, 0..2),
        of(micros()),
        labels(),
    );
    let thresholds = prop_oneof![
        Just(None),
        text().prop_map(|rule| Some(serde_json::json!({"errors": [rule]})))
    ];
    let checks = btree_map(text(), vec(text(), 0..3), 0..2);
    let target = (of(text()), vec(text(), 0..3));
    let rest = (checks, thresholds, of(machine), target, of(clock));
    (who, what, rest).prop_map(|(who, what, rest)| Run {
        format: FORMAT,
        run: who.0,
        test: who.1,
        shard: who.2.0,
        leg: who.2.1,
        attempt: who.3,
        tool: who.4,
        version: who.5,
        started_us: who.6.0,
        late_us: who.6.1,
        scenario_file: what.0,
        scenario_sha256: what.1,
        seed: what.2,
        model: what.3,
        plan: what.4,
        warmup_us: what.5,
        labels: what.6,
        checks: rest.0,
        thresholds: rest.1,
        machine: rest.2,
        target: rest.3.0,
        targets: rest.3.1,
        clock: rest.4,
    })
}

fn small() -> impl Strategy<Value = Record<'static>> {
    let journey = (
        run_id(),
        unix(),
        text(),
        micros(),
        micros(),
        outcome(),
        any::<u64>(),
        of(any::<u64>()),
    )
        .prop_map(
            |(run, at_us, name, duration_us, think_us, outcome, requests, user)| {
                let iter = user;
                Record::Journey(Journey {
                    run,
                    at_us,
                    name,
                    duration_us,
                    think_us,
                    outcome,
                    requests,
                    user,
                    iter,
                })
            },
        );
    let value = any::<f64>().prop_filter("finite", |value| value.is_finite());
    let gauge = (run_id(), unix(), text(), text(), value, text(), labels()).prop_map(
        |(run, at_us, source, name, value, unit, labels)| {
            Record::Gauge(Gauge {
                run,
                at_us,
                source,
                name,
                value,
                unit,
                labels,
            })
        },
    );
    let event = (run_id(), unix(), text(), text(), labels()).prop_map(
        |(run, at_us, name, text, labels)| {
            Record::Event(Event {
                run,
                at_us,
                name,
                text,
                labels,
            })
        },
    );
    let health = (
        0.0..1.0_f64,
        of(0.0..1.0_f64),
        micros(),
        any::<(u64, u64, bool, bool)>(),
        any::<[u64; 3]>(),
        vec(text(), 0..2),
    )
        .prop_map(
            |(cpu_busy, steal, delay, (achieved, offered, saturated, cpu_bound), counts, why)| {
                Health {
                    cpu_busy,
                    steal,
                    foreign: steal.map(|steal| 1.0 - steal),
                    delay_p50_us: delay,
                    delay_p99_us: delay,
                    delay_max_us: delay,
                    achieved,
                    offered,
                    no_files: counts[0],
                    no_ports: counts[1],
                    retries: counts[2],
                    saturated,
                    cpu_bound,
                    why,
                    timer: steal.map(|_| "timerfd".to_owned()),
                }
            },
        );
    let reasons = [
        EndReason::Completed,
        EndReason::Interrupted,
        EndReason::Aborted,
    ];
    let end = (
        run_id(),
        unix(),
        text(),
        proptest::sample::select(reasons.to_vec()),
        (any::<[u64; 5]>(), shard()),
        of(health),
    )
        .prop_map(|(run, at_us, test, reason, (counts, shard), health)| {
            let [samples, framed, dropped, cancelled, skipped_late] = counts;
            Record::End(End {
                run,
                at_us,
                test,
                shard,
                reason,
                samples,
                framed,
                dropped,
                cancelled,
                skipped_late,
                health,
            })
        });
    prop_oneof![journey, gauge, event, end]
}

fn record() -> impl Strategy<Value = Record<'static>> {
    prop_oneof![
        4 => sample().prop_map(Record::Sample).boxed(),
        1 => frame().prop_map(|frame| Record::Frame(Box::new(frame))).boxed(),
        1 => run().prop_map(|run| Record::Run(Box::new(run))).boxed(),
        2 => small().boxed(),
    ]
}

fn line(record: &Record<'_>) -> String {
    let mut line = Vec::new();
    record.write(&mut line);
    let line = String::from_utf8(line).unwrap();
    line.strip_suffix('\n')
        .expect("a line ends in its line break")
        .to_owned()
}

proptest! {
    #[test]
    fn a_record_read_back_is_the_record_that_was_written(record in record()) {
        let line = line(&record);
        prop_assert!(!line.contains('\n'));
        prop_assert_eq!(&Record::parse(line.as_bytes()).unwrap(), &record);
        prop_assert_eq!(&Record::parse_any_order(&line).unwrap(), &record);
    }

    #[test]
    fn the_order_of_keys_does_not_matter(sample in sample()) {
        let written = line(&Record::Sample(sample.clone()));
        // A map of serde_json has its keys in alphabetical order: never lt-gen's.
        let sorted: serde_json::Value = serde_json::from_str(&written).unwrap();
        let reordered = sorted.to_string();
        prop_assert!(Record::Unknown.read_sample(&reordered).is_none());
        prop_assert_eq!(Record::parse(reordered.as_bytes()).unwrap(), Record::Sample(sample));
    }

    #[test]
    fn both_readers_say_the_same_of_a_damaged_line(sample in sample(), at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let mut damaged = line(&Record::Sample(sample)).into_bytes();
        let at = at.index(damaged.len());
        damaged[at] = byte;
        let mut fast = Record::Unknown;
        if let Ok(text) = std::str::from_utf8(&damaged)
            && let Some("") = fast.read_sample(text)
        {
            prop_assert_eq!(Record::parse_any_order(text).unwrap(), fast);
        }
    }

    #[test]
    fn the_hot_line_is_the_line(sample in sample(), plain in any::<bool>()) {
        let mut sample = sample;
        if plain {
            sample.outcome = Outcome::Ok;
            sample.at_us.0 = sample.at_us.0 % 9_000_000_000_000_000 + 1_000_000_000_000_000;
        }
        let mut written = b"before".to_vec();
        crate::SampleLine::of(&sample).write(&sample, &mut written);
        prop_assert_eq!(String::from_utf8(written).unwrap(), format!("before{}\n", line(&Record::Sample(sample))));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in vec(any::<u8>(), 0..300)) {
        drop(Record::parse(&bytes));
    }

    #[test]
    fn no_tail_of_a_true_beginning_makes_the_reader_panic(record in record(), keep in any::<proptest::sample::Index>(), tail in "\\PC{0,10}") {
        let line = line(&record);
        let mut bytes = line.as_bytes()[..keep.index(line.len())].to_vec();
        bytes.extend_from_slice(tail.as_bytes());
        drop(Record::parse(&bytes));
    }

    #[test]
    fn folding_in_any_order_gives_the_same_frames(samples in vec(sample(), 1..12), cut in any::<proptest::sample::Index>()) {
        let mut whole = crate::Folder::default();
        samples.iter().for_each(|sample| whole.add_sample(sample));
        let (mut left, mut right) = (crate::Folder::default(), crate::Folder::default());
        let (one, two) = samples.split_at(cut.index(samples.len()));
        one.iter().rev().for_each(|sample| left.add_sample(sample));
        two.iter().for_each(|sample| right.add_sample(sample));
        right.take_all().iter().for_each(|frame| left.add_frame(frame));
        let lines = |frames: Vec<Frame>| frames.into_iter().map(|frame| line(&Record::Frame(Box::new(frame)))).collect::<Vec<_>>();
        prop_assert_eq!(lines(left.take_all()), lines(whole.take_all()));
    }
}

#[test]
fn an_unknown_type_is_passed_on_and_unknown_keys_are_ignored() {
    assert_eq!(
        Record::parse(br#"{"type":"weather","sun":1}"#).unwrap(),
        Record::Unknown
    );
    let gauge = br#"{"type":"gauge","run":"k3x9a2bc","at_us":1,"source":"x","name":"y","value":2,"new":[{}],"format":"%"}"#;
    assert!(matches!(Record::parse(gauge).unwrap(), Record::Gauge(_)));
}

#[test]
fn a_line_without_its_type_or_a_needed_key_is_refused_in_words() {
    let check = |line: &str, expected: &str| {
        let error = Record::parse(line.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    };
    check("{}", "missing field `type`");
    check(
        r#"{"type":"sample","run":"k3x9a2bc"}"#,
        "missing field `at_us`",
    );
    check(
        r#"{"type":"sample","run":"k3x"}"#,
        "invalid value: string \"k3x\", expected a run: eight characters",
    );
    check(r#"["sample"]"#, "it is no JSON object");
    check(
        r#"{"type":"end","run":"k3x9a2bc","at_us":1,"test":"t","shard":{"index":4,"of":4}}"#,
        "shard 4 of 4 cannot be; shards count from 0",
    );
    check(
        r#"{"type":"end","run":"k3x9a2bc","at_us":1,"test":"t","shard":{"index":1,"also":[2,2],"of":4}}"#,
        "shards 2 and 2 are not in ascending order",
    );
    check(
        r#"{"type":"frame","run":"k3x9a2bc","at_us":0,"method":"GET","name":"/","outcome":"ok","n":0}"#,
        "invalid value: integer `0`, expected a nonzero u64",
    );
}
