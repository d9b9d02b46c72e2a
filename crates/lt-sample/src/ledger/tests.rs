use super::{Finding, Ledger};
use crate::{
    End, EndReason, Folder, Leg, Outcome, Record, Run, RunId, Sample, Shard, UnixMicros,
    read_records,
};

const A: &str = "aaaaaaaa";
const B: &str = "bbbbbbbb";
const C: &str = "cccccccc";

fn id(name: &str) -> RunId {
    RunId::parse(name).unwrap()
}

fn run(name: &str, index: u32, of: u32) -> Run {
    run_of_several(name, &[index], of)
}

fn run_of_several(name: &str, indices: &[u32], of: u32) -> Run {
    let line = format!(
        r#"{{"type":"run","format":1,"run":"{name}","test":"t","shard":{{"index":0,"of":1}},"tool":"lt-gen","version":"1","started_us":1}}"#
    );
    let Record::Run(run) = Record::parse(line.as_bytes()).unwrap() else {
        panic!("a run line")
    };
    Run {
        shard: Shard::new(indices, of).unwrap(),
        ..*run
    }
}

fn end(name: &str, [samples, dropped, cancelled]: [u64; 3]) -> End {
    End {
        run: id(name),
        at_us: UnixMicros(9),
        test: "t".to_owned(),
        shard: Shard::WHOLE,
        reason: EndReason::Completed,
        samples,
        framed: 0,
        dropped,
        cancelled,
        skipped_late: 0,
        health: None,
    }
}

fn sample(name: &str, outcome: Outcome<'static>) -> Sample<'static> {
    Sample::new(id(name), UnixMicros(2), "GET", "/", outcome)
}

/// The records of one run that is all there: three samples, one of them dropped, one cancelled.
fn whole(run: Run) -> Vec<Record<'static>> {
    let name = run.run.to_string();
    let outcomes = [Outcome::Ok, Outcome::Dropped, Outcome::Cancelled];
    let samples = outcomes.map(|outcome| Record::Sample(sample(&name, outcome)));
    let mut records = vec![Record::Run(Box::new(run))];
    records.extend(samples);
    records.push(Record::End(end(&name, [3, 1, 1])));
    records
}

fn ledger<'a>(records: impl IntoIterator<Item = &'a Record<'a>>) -> Ledger {
    let mut ledger = Ledger::default();
    records.into_iter().for_each(|record| ledger.add(record));
    ledger
}

#[track_caller]
fn check(records: &[Vec<Record<'_>>], expected: Option<u32>, said: &[&str]) {
    let forwards = ledger(records.iter().flatten());
    let found: Vec<String> = forwards
        .findings(expected)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(found, said);
    assert_eq!(ledger(records.iter().flatten().rev()), forwards);
    let mut merged = Ledger::default();
    for part in records.iter().rev() {
        merged.merge(&ledger(part));
    }
    assert_eq!(merged, forwards);
}

#[test]
fn a_test_that_is_all_there_gives_no_finding() {
    check(&[whole(run(A, 0, 1))], None, &[]);
    check(&[whole(run(A, 0, 2)), whole(run(B, 1, 2))], None, &[]);
    check(&[whole(run(A, 0, 2)), whole(run(B, 1, 2))], Some(2), &[]);
}

#[test]
fn shards_that_are_missing_or_double_are_named() {
    check(
        &[whole(run(A, 0, 3)), whole(run(B, 2, 3))],
        None,
        &["shard 1/3 of test `t` is missing"],
    );
    check(
        &[whole(run(A, 0, 1)), whole(run(C, 0, 1))],
        None,
        &["shard 0/1 of test `t` is there 2 times (runs aaaaaaaa, cccccccc)"],
    );
    check(
        &[whole(run(A, 0, 2)), whole(run(B, 0, 2))],
        None,
        &[
            "shard 1/2 of test `t` is missing",
            "shard 0/2 of test `t` is there 2 times (runs aaaaaaaa, bbbbbbbb)",
        ],
    );
}

#[test]
fn a_run_may_make_several_shards() {
    let both = || whole(run_of_several(A, &[0, 2], 4));
    let others = whole(run_of_several(B, &[1, 3], 4));
    check(&[both(), others], None, &[]);
    check(
        &[both(), whole(run_of_several(B, &[2, 3], 4))],
        None,
        &[
            "shard 1/4 of test `t` is missing",
            "shard 2/4 of test `t` is there 2 times (runs aaaaaaaa, bbbbbbbb)",
        ],
    );
    let mut cut = both();
    cut.pop();
    check(
        &[cut, whole(run_of_several(B, &[1, 3], 4))],
        None,
        &["run aaaaaaaa (shard 0,2/4) was cut off: it has no end line"],
    );
}

#[test]
fn a_run_that_joined_late_is_not_whole() {
    let late = |shard: Shard| {
        let mut late = whole(Run {
            shard: shard.clone(),
            ..run(A, 0, 1)
        });
        late.pop();
        late.push(Record::End(End {
            shard,
            skipped_late: 1234,
            ..end(A, [3, 1, 1])
        }));
        late
    };
    check(
        &[late(Shard::WHOLE)],
        None,
        &["run aaaaaaaa joined late: 1234 planned requests were skipped"],
    );
    check(
        &[late(Shard::new(&[0, 1], 3).unwrap()), whole(run(B, 2, 3))],
        None,
        &["run aaaaaaaa (shard 0,1/3) joined late: 1234 planned requests were skipped"],
    );
}

#[test]
fn more_shards_can_be_expected_than_the_runs_tell_but_not_fewer() {
    check(
        &[whole(run(A, 0, 1))],
        Some(2),
        &["shard 1/2 of test `t` is missing"],
    );
    check(
        &[whole(run(A, 0, 2))],
        Some(1),
        &["shard 1/2 of test `t` is missing"],
    );
}

#[test]
fn a_run_without_its_end_was_cut_off() {
    let mut cut = whole(run(A, 0, 1));
    cut.truncate(3);
    check(
        &[cut],
        None,
        &["run aaaaaaaa was cut off: it has no end line"],
    );
    let mut cut = whole(run(A, 0, 2));
    cut.pop();
    check(
        &[cut, whole(run(B, 1, 2))],
        None,
        &["run aaaaaaaa (shard 0/2) was cut off: it has no end line"],
    );
}

#[test]
fn a_run_without_its_beginning_is_said() {
    let mut tail = whole(run(A, 0, 1));
    tail.remove(0);
    check(
        &[tail],
        None,
        &["run aaaaaaaa has no run line: the stream does not hold its beginning"],
    );
}

#[test]
fn counts_must_be_those_that_the_end_line_tells() {
    let mut short = whole(run(A, 0, 1));
    short.remove(2);
    check(
        &[short],
        None,
        &[
            "run aaaaaaaa wrote 3 requests (1 dropped, 1 cancelled), but 2 (0 dropped, 1 cancelled) were read",
        ],
    );
}

#[test]
fn a_run_that_is_given_twice_is_said_once() {
    check(
        &[whole(run(A, 0, 1)), whole(run(A, 0, 1))],
        None,
        &["run aaaaaaaa was given twice: its requests are counted twice"],
    );
}

#[test]
fn two_lines_that_contradict_each_other_leave_the_same_one_in_any_order() {
    let other = Run {
        tool: "zz".to_owned(),
        ..run(A, 0, 1)
    };
    check(
        &[whole(run(A, 0, 1)), whole(other)],
        None,
        &["run aaaaaaaa was given twice: its requests are counted twice"],
    );
}

#[test]
fn an_aborted_run_is_said() {
    let mut aborted = whole(run(A, 0, 1));
    aborted.pop();
    aborted.push(Record::End(End {
        reason: EndReason::Aborted,
        ..end(A, [3, 1, 1])
    }));
    check(&[aborted], None, &["run aaaaaaaa was aborted"]);
}

#[test]
fn frames_count_as_the_samples_that_are_in_them() {
    let mut folder = Folder::default();
    for outcome in [Outcome::Ok, Outcome::Ok, Outcome::Dropped] {
        folder.add_sample(&sample(A, outcome));
    }
    let mut records = vec![
        Record::Run(Box::new(run(A, 0, 1))),
        Record::Sample(sample(A, Outcome::Ok)),
    ];
    let frames = folder.take_all().into_iter();
    records.extend(frames.map(|frame| Record::Frame(Box::new(frame))));
    records.push(Record::End(End {
        framed: 3,
        ..end(A, [1, 1, 0])
    }));
    check(&[records], None, &[]);
}

#[test]
fn legs_of_one_test_that_differ_in_their_labels_each_need_all_shards() {
    let leg = |name: &str, index: u32, variant: &str| {
        let labels = [("variant".to_owned(), variant.to_owned())].into();
        whole(Run {
            labels,
            ..run(name, index, 2)
        })
    };
    let legs = [
        leg(A, 0, "old"),
        leg(B, 1, "old"),
        leg(C, 0, "new"),
        leg("dddddddd", 1, "new"),
    ];
    check(&legs, None, &[]);
    check(
        &legs[..3],
        None,
        &["shard 1/2 of test `t` (variant=new) is missing"],
    );
}

#[test]
fn a_test_of_four_billion_shards_is_answered_at_once_and_briefly() {
    let mut ledger = Ledger::default();
    for leg in 0..50 {
        let name = format!("aaaaaa{leg:02}");
        let labels = [("round".to_owned(), leg.to_string())].into();
        ledger.add(&Record::Run(Box::new(Run {
            labels,
            ..run(&name, 7, u32::MAX)
        })));
    }
    let missing = |finding: &&Finding| matches!(finding, Finding::MissingShard { .. });
    let findings = ledger.findings(Some(u32::MAX));
    assert_eq!(findings.iter().filter(missing).count(), 1000);
}

#[test]
fn runs_that_make_a_hundred_thousand_shards_twice_are_answered_briefly() {
    let all: Vec<u32> = (0..100_000).collect();
    let ledger =
        ledger(&[A, B].map(|name| Record::Run(Box::new(run_of_several(name, &all, 100_001)))));
    let double = |finding: &&Finding| matches!(finding, Finding::DoubleShard { .. });
    let findings = ledger.findings(None);
    assert_eq!(findings.iter().filter(double).count(), 1000);
    let last = "shard 100000/100001 of test `t` is missing";
    assert!(findings.iter().any(|finding| finding.to_string() == last));
}

#[test]
fn the_tests_of_a_stream_are_known_by_name() {
    let of = |name: &str, test: &str| {
        Record::Run(Box::new(Run {
            test: test.to_owned(),
            ..run(name, 0, 1)
        }))
    };
    let ledger = ledger(&[of(A, "night"), of(B, "day"), of(C, "night")]);
    assert_eq!(
        ledger.tests().into_iter().collect::<Vec<_>>(),
        ["day", "night"]
    );
}

#[test]
fn runs_are_told_in_the_order_of_their_names() {
    let mut lines = Vec::new();
    for name in [C, A, B] {
        Record::End(end(name, [0; 3])).write(&mut lines);
    }
    let mut ledger = Ledger::default();
    read_records(&lines[..], "-", crate::OnBadLine::Stop, |line| {
        ledger.add(&line.record);
        Ok::<(), crate::ReadError>(())
    })
    .unwrap();
    let names: Vec<RunId> = ledger.runs().map(|(run, _)| run).collect();
    assert_eq!(names, [A, B, C].map(id));
}

/// The runs of a test whose legs have two shards each, one after another.
fn legs(labels: &[(&str, &str)]) -> Vec<Vec<Record<'static>>> {
    let mut records = Vec::new();
    for (place, (variant, round)) in labels.iter().enumerate() {
        for index in 0..2 {
            let name = format!("run{place}sh{index}a");
            let labels = [("variant", variant), ("round", round)];
            records.push(whole(Run {
                labels: labels
                    .map(|(key, value)| (key.to_owned(), (*value).to_owned()))
                    .into(),
                ..run(&name, index, 2)
            }));
        }
    }
    records
}

#[test]
fn every_leg_of_a_test_is_complete_by_itself() {
    let legs = legs(&[
        ("rl", "0"),
        ("rr", "0"),
        ("rr", "1"),
        ("rl", "1"),
        ("rl", "2"),
        ("rr", "2"),
    ]);
    assert_eq!(legs.len(), 12);
    check(&legs, None, &[]);
    let without_one = [&legs[..5], &legs[6..]].concat();
    check(
        &without_one,
        None,
        &["shard 1/2 of test `t` (round=1, variant=rr) is missing"],
    );
    let mut twice = legs;
    let mut again = twice[0].clone();
    again.iter_mut().for_each(|record| match record {
        Record::Run(run) => run.run = id(A),
        Record::Sample(sample) => sample.run = id(A),
        Record::End(end) => end.run = id(A),
        _ => {}
    });
    twice.push(again);
    check(
        &twice,
        None,
        &["shard 0/2 of test `t` (round=0, variant=rl) is there 2 times (runs aaaaaaaa, run0sh0a)"],
    );
}

/// The runs of a test whose legs tell how many they are.
fn turns(indices: &[u32], of: u32) -> Vec<Vec<Record<'static>>> {
    let turn = |(place, &index): (usize, &u32)| {
        whole(Run {
            leg: Some(Leg { index, of }),
            labels: [("round".to_owned(), (index + 1).to_string())].into(),
            ..run(&format!("run{place:05}"), 0, 1)
        })
    };
    indices.iter().enumerate().map(turn).collect()
}

#[test]
fn legs_that_are_missing_are_named_as_people_count() {
    check(&turns(&[0, 1, 2, 3], 4), None, &[]);
    check(&turns(&[3, 1, 0, 2], 4), Some(1), &[]);
    let told = |indices: &[u32], of: u32, said: &str| check(&turns(indices, of), None, &[said]);
    told(&[0, 1], 4, "legs 3 and 4 of 4 of test `t` are missing");
    told(&[0, 2, 3], 4, "leg 2 of 4 of test `t` is missing");
    told(&[1], 9, "legs 1 and 3 to 9 of 9 of test `t` are missing");
    told(&[0], 4, "legs 2 to 4 of 4 of test `t` are missing");
    let all = "legs 2 to 4294967295 of 4294967295 of test `t` are missing";
    told(&[0], u32::MAX, all);
    let all = "legs 1 to 4294967294 of 4294967295 of test `t` are missing";
    told(&[u32::MAX - 1], u32::MAX, all);
    let even: Vec<u32> = (0..40).step_by(2).collect();
    let said = "legs 2, 4, 6, 8, 10, 12, 14, 16 and others of 40 of test `t` are missing";
    told(&even, 40, said);
}

#[test]
fn a_leg_whose_shards_are_not_all_there_is_there() {
    let turn = |name: &str, index: u32, shard: u32| {
        whole(Run {
            leg: Some(Leg { index, of: 2 }),
            labels: [("round".to_owned(), (index + 1).to_string())].into(),
            ..run(name, shard, 2)
        })
    };
    let (first, second) = (turn(A, 0, 0), turn(B, 0, 1));
    let said = "shard 1/2 of test `t` (round=2) is missing";
    check(&[first, second, turn(C, 1, 0)], None, &[said]);
}

#[test]
fn legs_with_the_same_labels_are_told_apart_by_their_index() {
    let turn = |name: &str, index: u32| {
        whole(Run {
            leg: Some(Leg { index, of: 2 }),
            ..run(name, 0, 1)
        })
    };
    check(&[turn(A, 0), turn(B, 1)], None, &[]);
    let said = "shard 0/1 of test `t` is there 2 times (runs aaaaaaaa, bbbbbbbb)";
    let missing = "leg 2 of 2 of test `t` is missing";
    check(&[turn(A, 0), turn(B, 0)], None, &[missing, said]);
}
