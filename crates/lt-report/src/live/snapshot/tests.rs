use super::super::tests::{Told, calm};
use super::*;
use crate::tests::{LEGS, summary};
use lt_sample::Micros;

#[test]
fn answers_that_take_seconds_do_not_look_like_a_falling_rate() {
    let slow = |second: u64| {
        let at = 1_763_718_000_000_000 + second * 1_000_000;
        format!(
            r#"{{"type":"sample","run":"k3x9a2bc","at_us":{at},"method":"GET","name":"/","outcome":"ok","delay_us":0,"service_us":4000000}}"#
        )
    };
    // At second 30 the answers to what was due in the last four seconds are still under way.
    let told = (0..26).fold(Told::planned(), |told, second| told.line(&slow(second)));
    let told = told.line(
        r#"{"type":"gauge","run":"k3x9a2bc","at_us":1763718030000000,"source":"lt-gen","name":"users","value":4.0}"#,
    );
    let snapshot = told.snapshot(Stream::Open);
    assert!((snapshot.now.rate - 1.0).abs() < 1e-9, "{:?}", snapshot.now);
    assert!((snapshot.course.until - 26.0).abs() < 1e-9);
    let rates = snapshot.course.points.iter().map(|point| point.rate);
    assert!(rates.into_iter().all(|rate| (rate - 1.0).abs() < 1e-9));
}

#[test]
fn a_second_in_which_users_got_no_answer_counts_as_none_at_all() {
    let told = calm(10);
    let told = (10..16_u64).fold(told, |told, second| {
        let at = 1_763_718_000_000_000 + second * 1_000_000;
        told.line(&format!(
            r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":"lt-gen","name":"users","value":50.0}}"#
        ))
    });
    let snapshot = told.snapshot(Stream::Open);
    let last = snapshot.course.points.last().unwrap();
    assert!(last.second > 14.5 - 1.0 && last.rate == 0.0 && last.p50.is_none());
    assert_eq!(snapshot.plan.elapsed.0, 15_000_000);
}

#[test]
fn a_test_of_several_legs_tells_the_present_one() {
    let whole = Snapshot::of(&summary(LEGS), Stream::Ended);
    assert_eq!(whole.plan.phase, Phase::Ended("completed"));
    let half: Vec<&str> = LEGS.lines().take(LEGS.lines().count() / 2).collect();
    let half = Snapshot::of(&summary(&(half.join("\n") + "\n")), Stream::Open);
    assert_eq!(half.plan.phase, Phase::Running);
    let doubts = half
        .remarks
        .iter()
        .filter(|remark| remark.level == Level::Doubt);
    assert_eq!(doubts.count(), 0, "{:?}", half.remarks);
    assert_eq!(half.plan.leg, "variant=least-connections");
    assert_eq!(
        (half.plan.elapsed, half.plan.planned),
        (Micros(2_200_000), Some(Micros(2_000_000)))
    );
}

#[test]
fn warm_up_and_missing_facts_are_no_figures() {
    let told = Told::planned().line(
        r#"{"type":"sample","run":"k3x9a2bc","at_us":1763718001000000,"method":"GET","name":"/","outcome":"ok","service_us":5,"phase":"warmup"}"#,
    );
    let snapshot = told.snapshot(Stream::Open);
    assert_eq!(snapshot.plan.phase, Phase::WarmUp);
    assert_eq!(snapshot.now, Figures::default());
    assert_eq!(snapshot.health.strain, Strain::Unknown);
    let nothing = Snapshot::of(&Summary::new(lt_stats::Include::Measured), Stream::Ended);
    assert_eq!(nothing.plan.phase, Phase::Ended("nothing was run"));
}

#[test]
fn one_late_second_is_no_saturation() {
    let late = |told: Told, second: u64, delay: f64| told.second(second, 50, 1000, delay);
    let told = (0..9).fold(Told::planned(), |told, second| late(told, second, 200.0));
    let strain = |told: &Told| told.snapshot(Stream::Open).health.strain;
    let told = late(told, 9, 90_000.0);
    assert!(matches!(strain(&told), Strain::Well(_)));
    let told = (10..16).fold(told, |told, second| late(told, second, 90_000.0));
    assert!(matches!(strain(&told), Strain::Saturated(_)));
}
