//! What is kept apart: the legs of a test, the groups that are compared, and injected faults.

use super::*;

/// A run of a leg: three requests of 100 ms, a second apart, from `second` on.
fn leg_of(name: &str, second: u64, labels: &[(&str, &str)]) -> Vec<Record<'static>> {
    let run = labels.iter().fold(run_line(name, 0), |run, (key, value)| {
        labelled(run, key, value)
    });
    let samples = (0..3).map(|n| {
        Record::Sample(Sample {
            run: id(name),
            service_us: Some(Micros(99_990)),
            ..sample(second + n, "/a".to_owned())
        })
    });
    [run].into_iter().chain(samples).collect()
}

#[test]
fn pauses_between_the_legs_of_a_test_count_in_no_rate() {
    let variant =
        |variant: &'static str, round: &'static str| [("variant", variant), ("round", round)];
    let mut records = leg_of("aaaaaaaa", 0, &variant("rl", "0"));
    records.extend(leg_of("bbbbbbbb", 100, &variant("rr", "0")));
    records.extend(leg_of("cccccccc", 200, &variant("rr", "1")));
    // Two shards of one leg, the second of which begins a second later.
    records.extend(leg_of("dddddddd", 300, &variant("rl", "1")));
    records.extend(leg_of("eeeeeeee", 301, &variant("rl", "1")));
    let told = check_laws(&records, Include::Measured, 7);
    assert_eq!(told.total.span(), Micros(3 * 2_100_000 + 3_100_000));
    assert_eq!(told.endpoints[0].1.span(), told.total.span());
    let groups = |by: &str| {
        let summary = taken_apart(&records, Include::Measured, By::parse(by).unwrap());
        let told = summary.groups().map(|group| {
            let legs: Vec<u64> = group.legs.iter().map(|leg| leg.span().0 / 1000).collect();
            (
                group.value,
                group.slice.requests(),
                group.slice.span().0 / 1000,
                legs,
            )
        });
        told.collect::<Vec<_>>()
    };
    let of = |value: &str| Some(value.to_owned());
    assert_eq!(
        groups("variant"),
        [
            (of("rl"), 9, 5200, vec![2100, 3100]),
            (of("rr"), 6, 4200, vec![2100, 2100])
        ]
    );
    assert_eq!(
        groups("endpoint"),
        [(of("GET /a"), 15, 9400, vec![2100, 2100, 2100, 3100])]
    );
    assert_eq!(groups("tag.pod")[0].0, None);
}

#[test]
fn a_label_that_differs_per_shard_does_not_count_the_time_twice() {
    let labels = |pod: &'static str| [("variant", "rl"), ("pod", pod)];
    let mut records = leg_of("aaaaaaaa", 0, &labels("a"));
    records.extend(leg_of("bbbbbbbb", 1, &labels("b")));
    let told = check_laws(&records, Include::Measured, 3);
    assert_eq!(told.total.span(), Micros(3_100_000));
    assert_eq!(told.groups[0].slice.span(), Micros(3_100_000));
}

#[test]
fn a_leg_without_requests_is_a_group_all_the_same() {
    let mut records = leg_of("aaaaaaaa", 0, &[("variant", "rl")]);
    records.push(labelled(run_line("bbbbbbbb", 0), "variant", "dead"));
    let told = check_laws(&records, Include::Measured, 2);
    let values: Vec<_> = told
        .groups
        .iter()
        .map(|group| group.value.as_deref())
        .collect();
    assert_eq!(values, [Some("rl"), Some("dead")]);
    assert_eq!(told.groups[1].slice.requests(), 0);
}

#[test]
fn injected_faults_are_in_nothing_but_their_own_table() {
    let fault = |fault: Option<&'static str>, outcome: Outcome<'static>, status: Option<u16>| {
        Record::Sample(Sample {
            fault: fault.map(Into::into),
            outcome,
            status,
            ..sample(5, "/a".to_owned())
        })
    };
    let records = [
        Record::Sample(sample(0, "/a".to_owned())),
        fault(Some("abort"), Outcome::FaultInjected, None),
        fault(Some("malformed_body"), Outcome::FaultInjected, Some(400)),
        fault(Some("malformed_body"), Outcome::HttpError, Some(500)),
        fault(Some("malformed_body"), Outcome::Ok, Some(200)),
        fault(None, Outcome::FaultInjected, None),
        fault(Some("abort"), Outcome::Dropped, None),
    ];
    for by in ["variant", "endpoint"] {
        let by = By::parse(by).unwrap();
        let told = check_laws_by(&records, Include::Measured, 3, &by);
        let total = &told.total;
        assert_eq!((total.requests(), total.errors, total.dropped), (1, 0, 1));
        assert_eq!((total.span(), told.windows.1.len()), (Micros(1010), 2));
        assert_eq!(told.windows.1[1].1.requests, 0);
        assert!(told.failures.is_empty());
        assert_eq!(told.groups[0].slice.requests(), 1);
        let faults = told.faults.iter();
        let faults: Vec<_> = faults
            .map(|(kind, slice)| (kind.as_str(), slice.requests()))
            .collect();
        assert_eq!(faults, [("abort", 1), ("malformed_body", 3), ("other", 1)]);
        assert_eq!(
            told.faults[1].1.statuses,
            [(200, 1), (400, 1), (500, 1)].into()
        );
    }
}

#[test]
fn the_laws_hold_beyond_all_bounds_of_faults_and_groups() {
    let records: Vec<_> = (0..2400_u64)
        .map(|n| {
            let word = format!("{:03}", n * 7 % 160);
            Record::Sample(Sample {
                run: RunId::from_bits(n * 11 % 1200),
                fault: (n % 2 == 0).then(|| word.clone().into()),
                outcome: Outcome::Other(format!("odd {n}").into()),
                tags: vec![
                    (format!("t{word}").into(), "x".into()),
                    ("pod".into(), word.into()),
                ],
                ..sample(n % 3, "/a".to_owned())
            })
        })
        .map(|record| match record {
            Record::Sample(mut sample) => {
                sample.tags.sort();
                Record::Sample(sample)
            }
            other => other,
        })
        .collect();
    for by in ["tag.pod", "variant"] {
        let told = check_laws_by(&records, Include::Measured, 900, &By::parse(by).unwrap());
        assert_eq!(told.faults.len(), 51);
        assert_eq!(
            told.faults[50].1.outcomes.keys().collect::<Vec<_>>(),
            ["other"]
        );
        let requests: u64 = told.groups.iter().map(|group| group.slice.requests()).sum();
        assert_eq!(requests, 1200);
        assert!(told.groups.len() <= 101 && told.comparable.len() <= 54);
    }
}
