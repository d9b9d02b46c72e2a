//! How well a figure is known: too few samples, and limits that lie close.

use super::*;

fn checked(text: &str, summary: &Summary) -> Check {
    judged(&[threshold::parse(text).unwrap()], summary)
        .checks
        .remove(0)
}

/// Times of 1 ms, 2 ms, … to `n` ms.
fn rising(n: u64) -> Summary {
    Story::new().ok(n).end(|_| {})
}

#[test]
fn too_few_samples_say_nothing_unless_a_breach_is_proven() {
    let check = |text: &str, n, status, needed| {
        let found = checked(text, &rising(n));
        assert_eq!(
            (found.status, found.needed),
            (status, needed),
            "{text} of {n}"
        );
        assert_eq!(found.fails(), status == Status::Fail, "{text} of {n}");
    };
    check("p(95)<1s", 199, Status::Insufficient, Some(200));
    check("p(95)<1s", 200, Status::Pass, None);
    check("p(95)<190ms", 199, Status::Insufficient, Some(200));
    // 95 % of such runs have more than this at their 95th percentile.
    check("p(95)<180ms", 199, Status::Fail, Some(200));
    check("p(99)<1s", 999, Status::Insufficient, Some(1000));
    check("p(99)<100ms", 999, Status::Fail, Some(1000));
    check("p(99.9)<1s", 100, Status::Insufficient, Some(10_000));
    check("p(50)>1s", 15, Status::Fail, Some(20));
    check("p(50)==1ms", 15, Status::Insufficient, Some(20));
    check("max<1s", 1, Status::Pass, None);
    check("avg<1s", 1, Status::Pass, None);
}

#[test]
fn a_limit_inside_the_interval_is_marginal_whichever_way_it_falls() {
    let check = |text: &str, status, marginal| {
        let found = checked(text, &rising(200));
        assert_eq!((found.status, found.marginal), (status, marginal), "{text}");
        assert!(found.interval.is_some(), "{text}");
    };
    check("p(95)<192ms", Status::Pass, true);
    check("p(95)<189ms", Status::Fail, true);
    check("p(95)<250ms", Status::Pass, false);
    check("p(95)<100ms", Status::Fail, false);
    check("p(95)>=185ms", Status::Pass, true);
    check("errors rate<0.1%", Status::Pass, true);
    check("errors rate<10%", Status::Pass, false);
    assert_eq!(checked("max<1s", &rising(200)).interval, None);
}

#[test]
fn so_many_may_be_beyond_as_are_allowed() {
    let check = |text: &str, allow, status, observed: f64| {
        let mut threshold = threshold::parse(text).unwrap();
        threshold.allow = allow;
        let found = judged(&[threshold], &rising(10)).checks.remove(0);
        let seen = found.observed.unwrap();
        assert!(
            seen >= observed && seen < observed * 1.001,
            "{text}: {seen}"
        );
        assert_eq!(found.status, status, "{text} but for {allow}");
    };
    check("max<8ms", 0, Status::Fail, 10_000.0);
    check("max<8ms", 2, Status::Fail, 8_000.0);
    check("max<8ms", 3, Status::Pass, 7_000.0);
    check("max<10ms", 1, Status::Pass, 9_000.0);
    check("max<1ms", 99, Status::Fail, 1_000.0);
    check("avg<5ms", 3, Status::Fail, 5_500.0);
}

#[test]
fn a_value_of_which_only_the_bucket_is_known_may_be_beyond() {
    let mut threshold = threshold::parse("max<=8ms").unwrap();
    threshold.allow = 2;
    // The third largest is 8,000 us, and its bucket ends at 8,003.
    let found = judged(&[threshold], &rising(10)).checks.remove(0);
    assert_eq!((found.status, found.observed), (Status::Fail, Some(8003.0)));
}
