//! Groups by window, status, method and stream, and their courses over time.

use super::*;
use crate::{Figures, Interval, Timeline};

fn by(text: &str) -> By {
    By::parse(text).unwrap()
}

/// A request of 100 ms.
fn request(run: usize, tenth: u64) -> Record<'static> {
    Record::Sample(Sample {
        run: id(RUNS[run]),
        at_us: UnixMicros(START * 1_000_000 + tenth * 100_000),
        delay_us: Some(Micros(0)),
        service_us: Some(Micros(100_000)),
        ..sample(0, "/a".to_owned())
    })
}

/// Value, requests and span in ms of each group.
fn spans(groups: &[Group]) -> Vec<(&str, u64, u64)> {
    let groups = groups.iter().map(|group| {
        let value = group.value.as_deref().unwrap_or_default();
        (value, group.slice.requests(), group.slice.span().0 / 1000)
    });
    groups.collect()
}

#[test]
fn the_rate_of_a_window_is_over_the_load_that_was_in_it() {
    // From 0.5 s to 2.6 s, the last answer after another second; then a pause, and one more leg.
    let mut records: Vec<_> = (5..25).map(|tenth| request(0, tenth)).collect();
    records.extend((100..103).map(|tenth| request(1, tenth)));
    let told = check_laws_by(&records, Include::Measured, 7, &by("window=2s"));
    assert_eq!(
        spans(&told.groups),
        [
            ("2025-11-21T06:00:32Z", 15, 1500),
            ("2025-11-21T06:00:34Z", 5, 500),
            ("2025-11-21T06:00:42Z", 3, 300),
        ]
    );
    assert!(told.groups.iter().all(|group| group.timelines.is_empty()));
}

#[test]
fn a_window_of_load_in_which_nothing_was_due_is_there_and_an_instant_of_one_has_no_rate() {
    // One stalls for five seconds; the last is due 10 ms into the sixth window and answered at once.
    let mut records = vec![request(0, 0), request(0, 50)];
    if let Record::Sample(sample) = &mut records[1] {
        sample.service_us = Some(Micros(10_000));
    }
    let told = check_laws_by(&records, Include::Measured, 1, &by("window=1s"));
    let spans: Vec<(u64, u64)> = spans(&told.groups)
        .into_iter()
        .map(|(_, n, span)| (n, span))
        .collect();
    assert_eq!(
        spans,
        [
            (1, 1000),
            (0, 1000),
            (0, 1000),
            (0, 1000),
            (0, 1000),
            (1, 0)
        ]
    );
}

#[test]
fn windows_become_longer_instead_of_being_too_many() {
    let records: Vec<_> = (0..7200)
        .map(|n| Record::Sample(sample(n * 11 % 7200, "/a".to_owned())))
        .collect();
    let told = check_laws_by(&records, Include::Measured, 3000, &by("window=1s"));
    assert_eq!(told.groups.len(), 113);
    assert!(told.groups.iter().all(|group| group.slice.requests() <= 64));
    let summary = taken_apart(&records, Include::Measured, by("window=1s"));
    assert_eq!(summary.widened().unwrap().to_string(), "64s");
    let fits = taken_apart(&records, Include::Measured, by("window=1m"));
    assert_eq!((fits.widened(), fits.groups().count()), (None, 121));
}

#[test]
fn a_clock_that_jumps_makes_no_windows_between_and_no_negative_time() {
    let day = 86_400 * 10;
    let records = [request(0, 1_000 * day), request(0, 5), request(0, 6)];
    let told = check_laws_by(&records, Include::Measured, 1, &by("window=1s"));
    assert_eq!(told.groups.len(), 2);
    let told = check_laws_by(&records, Include::Measured, 1, &by("status"));
    let timeline = &told.groups[0].timelines[0];
    let begins: Vec<u64> = begins(timeline);
    assert_eq!(begins, [0, 86_400_000_000_000 - 500_000]);
}

fn begins(timeline: &Timeline) -> Vec<u64> {
    let intervals = timeline.intervals.iter();
    intervals.map(|interval| interval.begin.0).collect()
}

#[test]
fn a_timeline_begins_with_its_leg_and_covers_no_time_outside() {
    let leg = |name, run: usize, from: u64| {
        let samples = (from..from + 12).map(move |tenth| request(run, tenth));
        [labelled(run_line(RUNS[run], 0), "variant", name)]
            .into_iter()
            .chain(samples)
    };
    let records: Vec<_> = leg("rl", 0, 5).chain(leg("rr", 1, 1005)).collect();
    let told = check_laws_by(&records, Include::Measured, 4, &by("variant"));
    let shown = told.groups.iter().map(|group| {
        let [timeline] = group.timelines.as_slice() else {
            panic!("one leg, {}", group.timelines.len())
        };
        let intervals = timeline.intervals.iter();
        let shown = intervals.map(|interval: &Interval| {
            let requests = interval.window.requests;
            (interval.begin.0 / 1000, interval.length.0 / 1000, requests)
        });
        (timeline.width.0, shown.collect::<Vec<_>>())
    });
    let expected = (1_000_000, vec![(0, 500, 5), (500, 700, 7)]);
    assert_eq!(shown.collect::<Vec<_>>(), [expected.clone(), expected]);
    // Back ends share the time of their leg, so their courses begin with it.
    let tagged: Vec<_> = records
        .iter()
        .cloned()
        .enumerate()
        .map(|(place, record)| match record {
            Record::Sample(mut sample) if place > 9 => {
                sample.tags = vec![("pod".into(), "late".into())];
                Record::Sample(sample)
            }
            other => other,
        })
        .collect();
    let told = check_laws_by(&tagged, Include::Measured, 4, &by("tag.pod"));
    assert_eq!(told.groups[0].value.as_deref(), Some("late"));
    assert_eq!(begins(&told.groups[0].timelines[0]), [500_000]);
}

#[test]
fn courses_become_coarser_and_are_left_out_where_nobody_could_read_them() {
    let tagged = |n: u64, values: u64| {
        Record::Sample(Sample {
            tags: vec![("pod".into(), format!("{:03}", n % values).into())],
            ..sample(n * 11 % 1400, "/a".to_owned())
        })
    };
    for (values, widths) in [(1, 8), (3, 8), (90, 64), (101, 0)] {
        let records: Vec<_> = (0..5600).map(|n| tagged(n, values)).collect();
        let told = check_laws_by(&records, Include::Measured, 1000, &by("tag.pod"));
        let timelines = told.groups.iter().flat_map(|group| &group.timelines);
        let timelines: Vec<&Timeline> = timelines.collect();
        let n: usize = timelines.iter().map(|line| line.intervals.len()).sum();
        assert!(n <= 2048 && timelines.iter().all(|line| line.intervals.len() <= 300));
        let found = timelines.first().map_or(0, |line| line.width.0 / 1_000_000);
        assert_eq!(found, widths, "{values} values");
    }
}

#[test]
fn ten_thousand_statuses_are_bounded_and_share_the_time() {
    let records: Vec<_> = (0..10_000_u64)
        .map(|n| {
            let status = u16::try_from(n * 7 % 10_000).unwrap();
            Record::Sample(Sample {
                status: (status > 0).then_some(status),
                ..sample(n % 5, "/a".to_owned())
            })
        })
        .collect();
    let told = check_laws_by(&records, Include::Measured, 4000, &by("status"));
    let values = told.groups.iter().map(|group| group.value.as_deref());
    let values: Vec<_> = values.map(Option::unwrap).collect();
    assert_eq!((values.len(), values[1], values[100]), (101, "2", "other"));
    let total = told.total.span();
    assert!(told.groups.iter().all(|group| group.slice.span() == total));
}

#[test]
fn requests_without_answer_are_a_status_of_their_own_and_without_method_none() {
    let of = |status, method: &'static str| {
        Record::Sample(Sample {
            status,
            method: method.into(),
            ..sample(0, "/a".to_owned())
        })
    };
    let records = [of(Some(503), "GET"), of(None, ""), of(Some(200), "POST")];
    let values = |by: &By| -> Vec<Option<String>> {
        let told = check_laws_by(&records, Include::Measured, 1, by);
        told.groups.into_iter().map(|group| group.value).collect()
    };
    let of = |text: &str| Some(text.to_owned());
    assert_eq!(
        values(&by("status")),
        [of("200"), of("503"), of("no answer")]
    );
    assert_eq!(values(&by("method")), [of("GET"), of("POST"), None]);
}

#[test]
fn what_is_not_in_every_leg_has_its_rate_over_all_of_them() {
    let leg = |run: usize, from: u64, status: u16| {
        let samples = (from..from + 10).map(move |tenth| match request(run, tenth) {
            Record::Sample(sample) => Record::Sample(Sample {
                status: Some(status),
                ..sample
            }),
            other => other,
        });
        [labelled(run_line(RUNS[run], 0), "round", RUNS[run])]
            .into_iter()
            .chain(samples)
    };
    let records: Vec<_> = leg(0, 0, 200).chain(leg(1, 500, 503)).collect();
    let told = check_laws_by(&records, Include::Measured, 9, &by("status"));
    assert_eq!(spans(&told.groups), [("200", 10, 2000), ("503", 10, 2000)]);
    assert_eq!(told.total.span(), Micros(2_000_000));
}

/// A stream as it is written; a line of an unknown type makes a stream of nothing one.
fn written(records: &[Record<'static>]) -> Vec<u8> {
    let mut lines = b"{\"type\":\"later\"}\n".to_vec();
    for record in records {
        record.write(&mut lines);
        lines.push(b'\n');
    }
    lines
}

fn streams(inputs: &[(&str, &[Record<'static>])]) -> Summary {
    let mut summary = Summary::new(Include::Measured).comparing(By::Stream);
    for (name, records) in inputs {
        let lines = written(records);
        summary
            .read(lines.as_slice(), name, OnBadLine::Stop)
            .unwrap();
    }
    summary
}

fn all(summary: &Summary) -> Vec<Group> {
    summary.groups().collect()
}

#[test]
fn streams_stand_in_the_order_of_reading_with_the_time_of_each() {
    let day = 864_000;
    let of = |run: usize, from: u64, n: u64| {
        let samples = (from..from + n).map(move |tenth| request(run, tenth));
        [run_line(RUNS[run], 0)].into_iter().chain(samples)
    };
    // The second is of the day before, and the third brought nothing.
    let late: Vec<_> = of(0, day, 10).collect();
    let early: Vec<_> = of(1, 0, 20).collect();
    let silent = [run_line(RUNS[2], 0)];
    let inputs: [(&str, &[Record<'static>]); 3] =
        [("new", &late), ("old", &early), ("dead", &silent)];
    let whole = streams(&inputs);
    assert_eq!(
        spans(&all(&whole)),
        [("new", 10, 1000), ("old", 20, 2000), ("dead", 0, 0)]
    );
    assert_eq!(begins(&all(&whole)[0].timelines[0])[0], 0);
    let mut merged = streams(&inputs[..1]);
    merged.merge(&streams(&inputs[1..]));
    same(&told(&merged), &told(&whole));
    // The same run in both: each has what was read of it.
    let twice = streams(&[("a", &late), ("b", &late)]);
    assert_eq!(spans(&all(&twice)), [("a", 10, 1000), ("b", 10, 1000)]);
    assert!(
        twice
            .doubts()
            .iter()
            .any(|doubt| doubt.contains("aaaaaaaa"))
    );
}

#[test]
fn endpoints_of_streams_are_bounded_alike_in_each() {
    let of = |run: usize, from: u64, n: u64| {
        let samples = (0..n).map(move |place| {
            let name = format!("/{:03}", from + place * 7 % n);
            Record::Sample(Sample {
                run: id(RUNS[run]),
                outcome: [Outcome::Ok, Outcome::Timeout, Outcome::Dropped]
                    [usize::from(place % 5 == 0) + usize::from(place % 10 == 0)]
                .clone(),
                ..sample(place % 3, name)
            })
        });
        samples.collect::<Vec<_>>()
    };
    let (one, two) = (of(0, 100, 150), of(1, 0, 150));
    let forth = streams(&[("a", &one), ("b", &two)]);
    let groups = all(&forth);
    let rows = |group: &Group| -> Vec<(String, u64, u64)> {
        let rows = group.endpoints.iter();
        rows.map(|(endpoint, figures)| (endpoint.name.clone(), figures.requests, figures.errors))
            .collect()
    };
    let (a, b) = (rows(&groups[0]), rows(&groups[1]));
    let sum = |rows: &[(String, u64, u64)]| rows.iter().map(|row| row.1).sum::<u64>();
    assert_eq!((sum(&a), sum(&b)), (135, 135));
    assert!(a.iter().any(|row| row.0 == "other") && !b.iter().any(|row| row.0 == "other"));
    let mut merged = streams(&[("a", &folded(&one, |_| true))]);
    merged.merge(&streams(&[("b", &folded(&two, |n| n % 2 == 0))]));
    same(&told(&merged), &told(&forth));
    let back = all(&streams(&[("b", &two), ("a", &one)]));
    let same_figures = |one: &Group, two: &Group| one.endpoints == two.endpoints;
    assert!(same_figures(&back[1], &groups[0]) && same_figures(&back[0], &groups[1]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn streams_in_parts_and_frames_give_the_same_summary(
        one in vec(any_sample(), 0..30),
        two in vec(any_sample(), 0..30),
        cut in any::<Index>(),
    ) {
        let [one, two] = [one, two].map(|samples| {
            samples.into_iter().map(Record::Sample).collect::<Vec<_>>()
        });
        let whole = streams(&[("one", &one), ("two", &two)]);
        let folded_one = folded(&one, |_| true);
        same(&told(&streams(&[("one", &folded_one), ("two", &two)])), &told(&whole));
        let (head, tail) = one.split_at(cut.index(one.len() + 1));
        let mut merged = streams(&[("one", head)]);
        merged.merge(&streams(&[("one", tail), ("two", &folded(&two, |n| n % 3 == 0))]));
        same(&told(&merged), &told(&whole));
        let figures = whole.groups().flat_map(|group| group.endpoints.into_values());
        let requests: u64 = figures.map(|figures: Figures| figures.requests).sum();
        assert_eq!(requests, whole.total().requests());
    }
}
