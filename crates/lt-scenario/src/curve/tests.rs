use proptest::prelude::*;

use super::*;

const SECOND: u64 = 1_000_000_000;

impl Curve {
    /// The level at a moment; at a jump, the new one.
    fn level(&self, at: u64) -> f64 {
        let part = self.parts[self.parts.partition_point(|part| part.begin <= at) - 1];
        part.segment.level(part.length, at - part.begin)
    }
}

fn line(seconds: u64, from: u64, to: u64) -> (u64, Segment) {
    (seconds * SECOND, Segment::Linear { from, to })
}

fn sine(mean: u64, amplitude: u64, period: u64) -> Segment {
    Segment::Sine {
        mean,
        amplitude,
        period,
    }
}

#[test]
fn a_user_is_there_while_the_level_is_above_its_number() {
    let ramp = Curve::new([line(10, 0, 10), line(5, 10, 10), line(10, 10, 0)]);
    assert_eq!(ramp.above(0, 0), Some((0, 25 * SECOND)));
    assert_eq!(ramp.above(9, 0), Some((9 * SECOND, 16 * SECOND)));
    assert_eq!(ramp.above(10, 0), None);
    assert_eq!(
        ramp.above(9, 16 * SECOND - 1),
        Some((9 * SECOND, 16 * SECOND))
    );
    assert_eq!(ramp.above(9, 16 * SECOND), None);
}

#[test]
fn a_user_can_have_several_turns_and_one_that_never_left_has_one() {
    let twice = Curve::new([line(1, 5, 5), line(1, 2, 2), line(1, 5, 5), line(1, 5, 3)]);
    assert_eq!(twice.above(0, 3 * SECOND), Some((0, u64::MAX)));
    assert_eq!(twice.above(4, 0), Some((0, SECOND)));
    assert_eq!(twice.above(4, SECOND), Some((2 * SECOND, 3_500_000_000)));
    // Down to the very number and up again: only a moment divides the two.
    let touch = Curve::new([line(1, 5, 2), line(1, 2, 5)]);
    assert_eq!(touch.above(2, 0), Some((0, u64::MAX)));
    assert_eq!(touch.above(3, 0), Some((0, 666_666_667)));
}

#[test]
fn a_sine_rises_above_a_line_once_a_round() {
    let curve = Curve::new([line(1, 5, 5), (u64::MAX, sine(10, 5, 12 * SECOND))]);
    // Half the amplitude is reached after a twelfth of the round.
    assert_eq!(curve.above(12, 0).map(|turn| turn.0 > SECOND), Some(true));
    let (begin, end) = curve.above(10, 0).unwrap();
    assert_eq!((begin, end), (SECOND, 7 * SECOND));
    assert_eq!(curve.above(10, end), Some((13 * SECOND, 19 * SECOND)));
    assert_eq!(
        curve.above(10, 1_000_000 * SECOND),
        Some((999_997 * SECOND, 1_000_003 * SECOND))
    );
    // Five is where it turns: users below stay for ever.
    assert_eq!(curve.above(4, 100 * SECOND), Some((0, u64::MAX)));
    assert_eq!(curve.above(15, 0), None);
    // Below the mean, the end of a round belongs to the next one; the first joins what was before the sine.
    let (begin, end) = curve.above(7, 0).unwrap();
    assert!(begin == SECOND && end > 7 * SECOND);
    let (begin, _) = curve.above(7, end).unwrap();
    assert!(begin < 13 * SECOND);
}

#[test]
fn a_rate_that_ends_is_never_reached_again() {
    let curve = Curve::new([line(1, 6, 6), line(2, 6, 0)]);
    let all = curve.area(u64::MAX);
    assert_eq!(all, u128::from(SECOND) * (12 + 12));
    assert_eq!(curve.when(all), Some(3 * SECOND));
    assert_eq!(curve.when(all + 1), None);
    // On a stretch without load, what was reached before it was reached before it.
    let pause = Curve::new([line(1, 6, 6), line(9, 0, 0), line(1, 6, 6)]);
    assert_eq!(pause.when(12 * u128::from(SECOND)), Some(SECOND));
    assert_eq!(
        pause.when(12 * u128::from(SECOND) + 13),
        Some(10 * SECOND + 1)
    );
}

fn segment() -> impl Strategy<Value = (u64, Segment)> {
    let level = prop_oneof![Just(0), 0u64..20, 0u64..600_000_000_000_000];
    let length = prop_oneof![0u64..10, 0u64..100 * SECOND];
    let linear = (length, level.clone(), level)
        .prop_map(|(length, from, to)| (length, Segment::Linear { from, to }));
    let swing = (
        1u64..100 * SECOND,
        1u64..1_000_000_000,
        0u64..=100,
        1u64..50 * SECOND,
    );
    let sine = swing.prop_map(|(length, mean, percent, period)| {
        (length, sine(mean, mean * percent / 100, period))
    });
    prop_oneof![3 => linear, 1 => sine]
}

fn curve() -> impl Strategy<Value = Curve> {
    prop::collection::vec(segment(), 0..6).prop_map(Curve::new)
}

/// Levels of a few users, so that every crossing can be looked at.
fn small_curve() -> impl Strategy<Value = Curve> {
    let level = 0u64..12;
    let linear = (0u64..20 * SECOND, level.clone(), level)
        .prop_map(|(length, from, to)| (length, Segment::Linear { from, to }));
    let sine = (1u64..40 * SECOND, 1u64..8, 0u64..8, SECOND..20 * SECOND).prop_map(
        |(length, mean, amplitude, period)| (length, sine(mean, amplitude.min(mean), period)),
    );
    prop::collection::vec(prop_oneof![3 => linear, 1 => sine], 0..6).prop_map(Curve::new)
}

proptest! {
    #[test]
    fn the_inverse_meets_the_area_within_a_nanosecond(curve in curve(), millionths in 0u128..1_000_000) {
        let all = curve.area(500 * SECOND);
        let target = (all / 1_000_000 * millionths).max(1).min(all);
        let Some(when) = curve.when(target) else {
            prop_assert!(all == 0);
            return Ok(());
        };
        // A sine's area is rounded, and may turn by as much near its trough; straight lines are exact.
        let rounding = target >> 50;
        prop_assert!(curve.area(when) <= target + rounding, "{curve:?} {when}");
        prop_assert!(curve.area(when + 1) + rounding >= target, "{curve:?} {when}");
    }

    #[test]
    fn straight_lines_are_inverted_exactly_and_in_order(
        lengths in prop::collection::vec((1u64..50 * SECOND, 0u64..600_000_000_000_000, 0u64..600_000_000_000_000), 1..5),
        one in 0u128..1_000_000,
        other in 0u128..1_000_000,
    ) {
        let curve = Curve::new(lengths.iter().map(|(length, from, to)| (*length, Segment::Linear { from: *from, to: *to })));
        let all = curve.area(lengths.iter().map(|(length, ..)| length).sum());
        let at = |millionths: u128| {
            let target = (all / 1_000_000 * millionths).max(1).min(all);
            (target, curve.when(target))
        };
        for (target, when) in [at(one), at(other)] {
            let when = when.unwrap();
            prop_assert!(when == 0 || curve.area(when - 1) < target);
            prop_assert!(curve.area(when + 1) >= target);
        }
        prop_assert_eq!(at(one.min(other)).1 <= at(one.max(other)).1, true);
    }

    #[test]
    fn as_many_users_are_there_as_the_level_says(curve in small_curve(), at in 0u64..150 * SECOND) {
        let there = (0..20).filter(|g| curve.above(*g, at).is_some_and(|(begin, end)| begin <= at && at < end)).count() as f64;
        // Just before, there and just after: at a crossing either side is right.
        let around = [at.saturating_sub(20), at, at + 20].map(|at| curve.level(at));
        let least = around.iter().copied().fold(f64::MAX, f64::min) - 1e-6;
        let most = around.iter().copied().fold(0.0, f64::max) + 1e-6;
        prop_assert!((least.ceil()..=most.ceil()).contains(&there), "{there} of {around:?} at {at} in {curve:?}");
    }

    #[test]
    fn turns_follow_each_other_and_do_not_overlap(curve in small_curve(), g in 0u64..10) {
        let mut after = 0;
        for n in 0..20 {
            let Some((begin, end)) = curve.above(g, after) else { break };
            prop_assert!(begin < end && (n == 0 || begin >= after) && end > after);
            // Asked at any moment within, the turn is the same.
            prop_assert_eq!(curve.above(g, begin.max(after).midpoint(end - 1)), Some((begin, end)));
            after = end;
        }
    }

    #[test]
    fn a_round_of_a_sine_holds_its_mean(mean in 1u64..1_000_000_000, percent in 0u64..=100, period in 1u64..1000 * SECOND, rounds in 1u64..1000) {
        let curve = Curve::new([(u64::MAX, sine(mean, mean * percent / 100, period))]);
        prop_assert_eq!(curve.area(rounds * period), 2 * u128::from(mean) * u128::from(rounds * period));
    }

    #[test]
    fn the_longest_and_steepest_do_not_overflow(length: u64, from in 0u64..1 << 50, to in 0u64..1 << 50, target: u128, line in 0u64..1 << 50) {
        let curve = Curve::new([(length, Segment::Linear { from, to }), (u64::MAX, sine(1 << 49, 1 << 49, length.max(1)))]);
        let when = curve.when(target);
        prop_assert!(when.is_none_or(|when| curve.area(when) <= target + (target >> 45)));
        let _: Option<(u64, u64)> = curve.above(line, length);
    }
}
