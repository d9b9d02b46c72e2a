use super::*;

fn from(second: u64) -> Summary {
    let moment = Since(UnixMicros::from_second(START + second));
    Summary::new(Include::Measured).since(moment)
}

fn summarized(mut summary: Summary, records: &[Record<'static>]) -> Summary {
    records.iter().for_each(|record| summary.add(record));
    summary
}

#[test]
fn what_was_due_before_the_moment_is_only_counted() {
    let warmup = Sample {
        phase: Some("warmup".into()),
        ..sample(1, "/a".into())
    };
    let dropped = Sample {
        outcome: Outcome::Dropped,
        ..sample(1, "/a".into())
    };
    let mut records = vec![
        run_line(RUNS[0], 0),
        Record::Sample(warmup),
        Record::Sample(dropped),
    ];
    records.extend((0..10).map(|second| Record::Sample(sample(second, "/a".into()))));
    records.extend((0..10).map(|second| gauge(0, second, "lt-gen", "users", second as f64)));
    let summary = summarized(from(4), &records);
    let moment = UnixMicros::from_second(START + 4);
    assert_eq!(summary.early(), Some((moment, 5)));
    assert_eq!((summary.total().requests(), summary.warmup()), (6, 0));
    assert_eq!(summary.total().tally.first, moment);
    assert_eq!(summary.windows().1.len(), 6);
    assert_eq!(summary.gauges()[0].points[0], (moment, 4.0));
    // What was read of the run is what stood in the stream.
    let all = summarized(Summary::new(Include::Measured), &records);
    assert_eq!(summary.findings(), all.findings());
    assert_eq!(Summary::new(Include::Measured).early(), None);
}

#[test]
fn a_frame_counts_whole_or_not_at_all() {
    let frames = |micros: [u64; 2]| {
        let mut folder = Folder::default();
        for micros in micros {
            folder.add_sample(&Sample {
                at_us: UnixMicros::from_second(START) + Micros(micros),
                ..sample(0, "/a".into())
            });
        }
        let frames = folder.take_all().into_iter();
        frames
            .map(|frame| Record::Frame(Box::new(frame)))
            .collect::<Vec<_>>()
    };
    let moment = Since(UnixMicros::from_second(START) + Micros(500));
    let of = |micros| {
        summarized(
            Summary::new(Include::Measured).since(moment),
            &frames(micros),
        )
    };
    assert_eq!(of([499, 900]).total().requests(), 0);
    assert_eq!(of([500, 900]).total().requests(), 2);
    assert_eq!(of([499, 900]).early().map(|(_, n)| n), Some(2));
}

#[test]
fn parts_leave_out_what_the_whole_leaves_out() {
    let records =
        |from: u64| (from..from + 5).map(|second| Record::Sample(sample(second, "/a".into())));
    let (one, two): (Vec<_>, Vec<_>) = (records(0).collect(), records(5).collect());
    let mut merged = from(3);
    for part in [&one, &two] {
        let empty = merged.part().unwrap();
        merged.merge(&summarized(empty, part));
    }
    assert_eq!(merged.early().map(|(_, n)| n), Some(3));
    assert_eq!(merged.total().requests(), 7);
}

#[test]
fn a_stream_of_which_nothing_counts_is_none_of_another_tool() {
    let gauges = [gauge(0, 1, "watch", "cpu", 0.5)];
    assert!(!summarized(from(4), &gauges).is_foreign());
}
