use super::*;
use crate::threshold::{self, Severity};

fn checked(text: &str, status: Status, observed: Option<f64>, beyond: Option<f64>) -> Check {
    let mut threshold = threshold::parse(text).unwrap();
    if status == Status::Warn {
        threshold.severity = Severity::Warn;
    }
    Check {
        threshold,
        status,
        observed,
        beyond,
        n: 10,
    }
}

fn verdict() -> Verdict {
    let checks = vec![
        checked("p(99)<20ms", Status::Fail, Some(31_200.0), Some(0.56)),
        checked("errors rate<1%", Status::Pass, Some(0.0025), None),
        checked(
            "requests rate>=50/s",
            Status::Warn,
            Some(49.8),
            Some(-0.004),
        ),
        checked(
            "response_time{endpoint:/x} max<1s",
            Status::Missing,
            None,
            None,
        ),
        checked("dropped count==0", Status::Fail, Some(12.0), None),
    ];
    Verdict::new(Vec::new(), checks)
}

#[test]
fn a_verdict_is_aligned_and_ends_with_the_answer() {
    let expected = "\
FAIL  response_time p(99)<20ms            observed 31.2ms   over by 56%
PASS  errors rate<1%                      observed 0.25%
WARN  requests rate>=50/s                 observed 49.8/s   under by 0.4%
MISS  response_time{endpoint:/x} max<1s   no samples
FAIL  dropped count==0                    observed 12
1 of 5 thresholds hold, 1 warning: FAILED
";
    assert_eq!(render(&verdict(), Paint::Plain), expected);
}

#[test]
fn an_invalid_run_is_told_first_and_last() {
    let mut verdict = verdict();
    verdict = Verdict::new(vec!["it was \x1b[31msaturated".to_owned()], verdict.checks);
    let text = render(&verdict, Paint::Plain);
    assert!(text.starts_with("INVALID  it was \u{fffd}[31msaturated\n"));
    assert!(
        text.ends_with(
            "\n1 of 5 thresholds hold, 1 warning, but the run cannot be judged: INVALID\n"
        )
    );
}

#[test]
fn colour_is_on_the_words_only() {
    let text = render(&verdict(), Paint::Colored);
    assert!(text.starts_with("\x1b[31mFAIL\x1b[0m  response_time"));
    assert!(text.contains("\n\x1b[32mPASS\x1b[0m  errors"));
    assert!(text.contains("\n\x1b[33mWARN\x1b[0m  requests"));
    assert!(text.ends_with(": \x1b[31mFAILED\x1b[0m\n"));
}

#[test]
fn values_are_shown_to_the_last_microsecond() {
    let check =
        |value, quantity, expected: &str| assert_eq!(value_in_words(value, quantity), expected);
    check(812.0, Quantity::Time, "812us");
    check(812.3456, Quantity::Time, "812.346us");
    check(31_200.0, Quantity::Time, "31.2ms");
    check(20_001.0, Quantity::Time, "20.001ms");
    check(2_000_000.0, Quantity::Time, "2s");
    check(1_234_567.0, Quantity::Time, "1.234567s");
    check(0.0, Quantity::Time, "0us");
    check(1.0 / 3.0, Quantity::Share, "33.3333%");
    check(1.0, Quantity::Share, "100%");
    check(100.0, Quantity::PerSecond, "100/s");
    check(1_200.0, Quantity::Count, "1200");
}

#[test]
fn a_breach_is_told_in_percent_of_the_limit() {
    for (beyond, expected) in [
        (0.56, "over by 56%"),
        (1.5, "over by 150%"),
        (0.0561, "over by 5.6%"),
        (0.0001, "over by less than 0.1%"),
        (0.0, "just at the limit"),
        (-0.25, "under by 25%"),
    ] {
        assert_eq!(beyond_in_words(beyond), expected);
    }
}
