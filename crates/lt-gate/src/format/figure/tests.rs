use proptest::proptest;

use super::*;
use crate::format::document::Change;

#[test]
fn values_are_exact_to_the_last_microsecond() {
    let check = |value, unit, expected: &str| assert_eq!(Style::Terse.exact(value, unit), expected);
    check(812.0, "us", "812us");
    check(812.3456, "us", "812.346us");
    check(31_200.0, "us", "31.2ms");
    check(20_001.0, "us", "20.001ms");
    check(2_000_000.0, "us", "2s");
    check(1_234_567.0, "us", "1.234567s");
    check(0.0, "us", "0us");
    check(1.0 / 3.0, "share", "33.3333%");
    check(1.0, "share", "100%");
    check(100.0, "per_second", "100/s");
    check(1_200.0, "count", "1200");
    check(1_048_576.0, "bytes", "1048576B");
    check(0.8512, "number", "0.8512");
    check(7.25, "pods", "7.25pods");
    check(7.25, "|\u{1b}", "7.25");
    assert_eq!(Style::Prose.exact(812.0, "us"), "812 µs");
    assert_eq!(Style::Prose.exact(0.5, "share"), "50 %");
    assert_eq!(Style::Prose.exact(49.8, "per_second"), "49.8/s");
}

#[test]
fn a_rounded_value_stands_to_its_limit_as_the_exact_one_does() {
    let check = |value, limit, expected: &str| {
        assert_eq!(Style::Terse.near(value, &[limit], "us"), expected);
    };
    check(131_071.0, 100_000.0, "131ms");
    check(200_004.0, 200_000.0, "200.004ms");
    check(199_960.0, 200_000.0, "199.96ms");
    check(200_000.0, 200_000.0, "200ms");
    check(999_999.0, 1_000_000.0, "999.999ms");
    assert_eq!(Style::Terse.near(0.010_004, &[0.01], "share"), "1.0004%");
}

#[test]
fn two_values_that_differ_are_shown_to_differ() {
    let check = |values, expected: [&str; 2]| {
        assert_eq!(Style::Prose.pair(values, "us"), expected.map(str::to_owned));
    };
    check([184_123.0, 241_456.0], ["184 ms", "241 ms"]);
    check([184_123.0, 184_180.0], ["184.1 ms", "184.2 ms"]);
    check([5_000.0, 5_000.0], ["5 ms", "5 ms"]);
    check([950_000.0, 1_234_000.0], ["950 ms", "1.23 s"]);
}

fn changed(estimate: f64, low: f64, high: f64, tolerance: f64) -> Change {
    Change {
        estimate: Some(estimate),
        low: Some(low).filter(|low| low.is_finite()),
        high: Some(high).filter(|high| high.is_finite()),
        tolerance: Some(tolerance),
        p_worse: None,
        p_worse_adjusted: None,
        p_tolerable: None,
    }
}

#[test]
fn the_interval_stands_to_the_tolerance_as_the_exact_one_does() {
    let check = |change: Change, unit, expected: &str| {
        let shift = Style::Terse.shift(&change, unit);
        let shown = format!(
            "{} {} of {}",
            shift.estimate, shift.interval, shift.tolerance
        );
        assert_eq!(shown, expected);
    };
    check(
        changed(0.314, 0.22, 0.408, 0.1),
        "us",
        "+31% [+22, +41] of +10%",
    );
    check(
        changed(0.314, 0.1004, 0.408, 0.1),
        "us",
        "+31% [+10.04, +41] of +10%",
    );
    check(
        changed(0.004, -0.031, 0.07, 0.1),
        "us",
        "+0.4% [-3.1, +7] of +10%",
    );
    check(changed(0.0, -0.03, 0.03, 0.1), "us", "0% [-3, +3] of +10%");
    check(
        changed(0.0021, 0.0012, 0.003, 0.001),
        "share",
        "+0.21pp [+0.12, +0.3] of +0.1pp",
    );
    check(
        changed(0.1, 0.02, 0.2222, 0.222_222_222),
        "us",
        "+10% [+2, +22] of +22.2%",
    );
    check(
        changed(-0.000_03, -0.025_82, 0.026_43, 0.205_63),
        "us",
        "0% [-2.6, +2.6] of +20.6%",
    );
    check(
        changed(0.02, 0.000_3, 0.04, 0.1),
        "us",
        "+2% [+0.03, +4] of +10%",
    );
    // Two milliseconds of an answer that takes 81 µs.
    check(
        changed(3.1, 1.2, 24.691_2, 24.691_358_02),
        "us",
        "+310% [+120, +2469] of +2470%",
    );
    check(
        changed(3.1, 0.000_001, 5.8, 24.691_358_02),
        "us",
        "+310% [+0.0001, +580] of +2470%",
    );
    check(
        changed(0.300_4, 0.300_4, 0.32, 0.300_2),
        "us",
        "+30.04% [+30.04, +32] of +30%",
    );
    // Fewer requests a second are worse.
    check(
        changed(0.31, 0.2, 0.4, 0.1),
        "per_second",
        "-31% [-40, -20] of -10%",
    );
    check(
        changed(0.11, -0.02, f64::INFINITY, 0.1),
        "us",
        "+11% [-2, …] of +10%",
    );
}

proptest! {
    #[test]
    fn no_interval_is_shown_on_another_side_than_it_lies(
        low in -0.9..3.0_f64,
        width in 0.0..0.5_f64,
        tolerance in 0.001..30.0_f64,
        near in proptest::bool::ANY,
    ) {
        let low = if near { tolerance + (low - 1.0) / 10_000.0 } else { low };
        let change = changed(low + width / 3.0, low, low + width, tolerance);
        let shift = Style::Terse.shift(&change, "us");
        let number = |text: &str| text.trim_end_matches('%').parse::<f64>().unwrap();
        let shown = [shift.low, shift.high, shift.estimate, shift.tolerance].map(|text| number(&text));
        let [shown_low, shown_high, estimate, shown_tolerance] = shown;
        proptest::prop_assert!(shown_low <= estimate && estimate <= shown_high, "{shown:?}");
        for (end, shown) in [(low, shown_low), (low + width, shown_high)] {
            for (anchor, shown_anchor) in [(0.0, 0.0), (tolerance, shown_tolerance), (-tolerance, -shown_tolerance)] {
                if (end - anchor).abs() > 1e-9 {
                    proptest::prop_assert_eq!(end > anchor, shown > shown_anchor, "{:?}", change);
                }
            }
        }
    }
}

#[test]
fn counts_are_grouped_by_thousands() {
    let check = |n, expected: &str| assert_eq!(grouped(n), expected);
    check(0, "0");
    check(999, "999");
    check(28_910, "28,910");
    check(1_234_567, "1,234,567");
}

#[test]
fn a_breach_is_told_in_percent_of_the_limit() {
    let check = |share, expected: &str| assert_eq!(Style::Terse.percent(share), expected);
    check(0.56, "56%");
    check(1.5, "150%");
    check(0.0561, "5.6%");
    check(0.0001, "less than 0.1%");
    check(-0.25, "25%");
}
