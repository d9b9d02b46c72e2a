//! Gauges over time, combined where they are the generators' own.

use super::*;

#[test]
fn gauges_keep_their_width_whichever_series_are_left_out() {
    let mut records: Vec<_> = (0..3700).map(|n| gauge(0, n, "z", "long", 1.0)).collect();
    records.extend((0..1000).map(|n| gauge(0, 0, "a", &format!("{n:04}"), 1.0)));
    let told = check_laws(&records, Include::Measured, 3900);
    assert_eq!(told.gauges.len(), 1000);
    assert_eq!(told.windows.0, Micros(2_000_000));
}

#[test]
fn the_generators_gauges_combine_over_the_runs_of_a_test_and_foreign_ones_never() {
    let check = |source: &str, name: &str, expected: &[&[f64]]| {
        let mut records = vec![run_line(RUNS[0], 0), run_line(RUNS[1], 1)];
        for (run, values) in [[1.0, 2.0], [4.0, 3.0]].iter().enumerate() {
            for (second, value) in values.iter().enumerate() {
                records.push(gauge(run, second as u64, source, name, *value));
            }
        }
        let told = check_laws(&records, Include::Measured, 3);
        let values: Vec<Vec<f64>> = told
            .gauges
            .iter()
            .map(|series| series.points.iter().map(|(_, value)| *value).collect())
            .collect();
        assert_eq!(values, expected, "{source} {name}");
    };
    check("lt-gen", "users", &[&[5.0, 5.0]]);
    check("lt-gen", "in_flight", &[&[5.0, 5.0]]);
    check("lt-gen", "rate", &[&[5.0, 5.0]]);
    check("lt-gen", "cpu", &[&[4.0, 3.0]]);
    check("lt-gen", "delay_p99", &[&[4.0, 3.0]]);
    check("lt-gen", "else", &[&[1.0, 2.0], &[4.0, 3.0]]);
    check("kubernetes", "users", &[&[1.0, 2.0], &[4.0, 3.0]]);
}

#[test]
fn a_sum_of_gauges_is_never_infinite() {
    let users = |run: usize| gauge(run, 0, "lt-gen", "users", 1.7e308);
    let records = [
        run_line(RUNS[0], 0),
        run_line(RUNS[1], 1),
        users(0),
        users(1),
    ];
    let told = check_laws(&records, Include::Measured, 3);
    let points = told.gauges[0].points.iter().map(|(_, value)| *value);
    assert!(points.eq([f64::MAX]));
}

#[test]
fn runs_whose_test_is_unknown_are_not_combined() {
    let records = [
        gauge(0, 0, "lt-gen", "users", 1.0),
        gauge(2, 0, "lt-gen", "users", 2.0),
    ];
    let told = check_laws(&records, Include::Measured, 1);
    assert_eq!(told.gauges.len(), 2);
}

#[test]
fn of_the_values_in_one_window_the_last_counts_and_a_late_reading_leaves_no_hole() {
    let value = |at_us, value| match gauge(0, 0, "x", "y", value) {
        Record::Gauge(gauge) => Record::Gauge(Gauge { at_us, ..gauge }),
        _ => panic!("a gauge"),
    };
    let at = |ms: u64| UnixMicros(START * 1_000_000 + ms * 1000);
    let records = [
        value(at(10), 1.0),
        value(at(900), 2.0),
        value(at(2050), 3.0),
        value(at(6000), 4.0),
    ];
    let points = check_laws(&records, Include::Measured, 2).gauges[0]
        .points
        .clone();
    let expected = [(0, 2.0), (1000, 2.0), (2000, 3.0), (6000, 4.0)];
    assert_eq!(points, expected.map(|(ms, value)| (at(ms), value)));
}
