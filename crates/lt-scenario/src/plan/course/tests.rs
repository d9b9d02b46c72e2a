//! Changes of a course, against what was planned.

use proptest::prelude::*;

use super::*;
use crate::{Overrides, Plan, load, plan, rate};

const MS: u64 = 1_000_000;

fn plan_of(scenarios: &str) -> Plan {
    let text = format!(
        "base_url: http://x\nseed: 42\nrequests: {{a: {{get: /}}}}\nscenarios:\n{scenarios}"
    );
    let overrides = Overrides {
        may_be_endless: true,
        ..Overrides::default()
    };
    plan::from_scenario(load(&text, "f.yaml").unwrap(), &overrides).unwrap()
}

fn course(scenario: &str) -> Course {
    plan_of(&format!("  - {scenario}")).course(0).unwrap()
}

fn at(ms: u64) -> RunTime {
    RunTime(ms * MS)
}

fn due_ms(course: &Course) -> Vec<u64> {
    course
        .arrivals(&Share::whole())
        .map(|arrival| arrival.due.0 / MS)
        .collect()
}

#[test]
fn users_come_and_go_one_after_another_and_the_last_come_go_first() {
    let planned = course("{users: 20, duration: 1m}");
    let (more, reached) = planned.with_users(at(10_000), 50, Some(10.0));
    assert_eq!(reached, at(13_000));
    let begins = [20, 21, 49].map(|g| more.turn(g, RunTime(0)).unwrap().begin);
    assert_eq!(begins, [at(10_000), at(10_100), at(12_900)]);
    assert_eq!(more.turn(50, RunTime(0)), None);
    let (fewer, reached) = more.with_users(at(20_000), 30, Some(10.0));
    assert_eq!(reached, at(22_000));
    let ends = [49, 48, 30, 29].map(|g| fewer.turn(g, RunTime(0)).unwrap().end);
    assert_eq!(
        ends,
        [
            Some(at(20_100)),
            Some(at(20_200)),
            Some(at(22_000)),
            Some(at(60_000))
        ]
    );
    assert_eq!(fewer.users(), 50);
    let (none, _) = fewer.with_users(at(30_000), 0, None);
    assert_eq!(
        (none.users_at(at(29_999)), none.users_at(at(30_000))),
        (30, 0)
    );
}

#[test]
fn a_ramp_is_followed_until_it_is_changed() {
    let ramp = course("{stages: [{users: 100, over: 100s}, {users: 100, for: 100s}]}");
    let (held, reached) = ramp.with_users(at(50_500), 51, Some(1.0));
    assert_eq!((reached, held.users_at(at(199_999))), (at(50_500), 51));
    assert_eq!(held.turn(50, RunTime(0)).unwrap().begin, at(50_000));
    assert_eq!(held.turn(51, RunTime(0)), None);
}

#[test]
fn a_pause_leaves_arrivals_out_and_the_course_goes_on_beneath_it() {
    let steady = course("{rate: 10/s, duration: 1s}");
    let paused = steady.paused(at(300)).unwrap();
    assert_eq!(due_ms(&paused), [50, 150, 250]);
    let faster = paused
        .with_rate(at(400), rate::parse("20/s").unwrap())
        .unwrap();
    assert_eq!(due_ms(&faster), [50, 150, 250]);
    let resumed = faster.resumed(at(700)).unwrap();
    assert_eq!(
        due_ms(&resumed),
        [50, 150, 250, 725, 775, 825, 875, 925, 975]
    );
    // A ramp rises also while nobody follows it.
    let ramp = course("{stages: [{rate: 100/s, over: 10s}]}");
    let held = ramp.paused(at(0)).unwrap().resumed(at(9_000)).unwrap();
    assert_eq!(due_ms(&held).len(), 95);
}

#[test]
fn a_number_of_requests_is_kept_whatever_the_rate_and_the_pauses() {
    let counted = plan_of("  - {rate: 10/s, requests: 20}\n");
    let mut course = counted.course(0).unwrap();
    course = course
        .with_rate(at(500), rate::parse("100/s").unwrap())
        .unwrap();
    course = course.paused(at(520)).unwrap().resumed(at(900)).unwrap();
    assert_eq!(due_ms(&course).len(), 20);
    assert!(course.arrivals(&Share::whole()).is_over() || due_ms(&course).last() < Some(&1_100));
}

#[test]
fn changes_in_the_warm_up_leave_the_number_of_measured_arrivals() {
    for process in ["constant", "poisson"] {
        let text = format!(
            "base_url: http://x\nwarmup: 1s\nrequests: {{a: {{get: /}}}}\nscenarios:\n  - {{rate: 10/s, arrivals: {process}, requests: 20}}"
        );
        let overrides = Overrides::default();
        let plan = plan::from_scenario(load(&text, "f.yaml").unwrap(), &overrides).unwrap();
        let planned = plan.course(0).unwrap();
        let changed = planned
            .with_rate(at(500), rate::parse("50/s").unwrap())
            .unwrap();
        for course in [
            changed.paused(at(800)).unwrap().resumed(at(900)).unwrap(),
            planned.clone(),
        ] {
            let due = due_ms(&course);
            assert_eq!(due.iter().filter(|ms| **ms >= 1_000).count(), 20, "{due:?}");
        }
        let fastest = rate::parse("10000000/s").unwrap();
        let refused = changed.with_rate(at(0), fastest);
        assert_eq!(refused.is_ok(), process == "constant");
    }
}

#[test]
fn a_course_that_is_changed_for_ever_stays_small() {
    let mut course = course("{rate: 10/s}");
    let mut schedule = course.arrivals(&Share::whole());
    let mut latest = RunTime(0);
    for n in 1..2_000_u64 {
        let rate = rate::parse(&(n % 7 + 1).to_string()).unwrap();
        course = course.with_rate(at(n * 1_000), rate).unwrap();
        schedule.follow(&course);
        while let Some(arrival) = schedule
            .peek()
            .filter(|arrival| arrival.due < at((n + 1) * 1_000))
        {
            assert!(arrival.due >= latest);
            latest = arrival.due;
            schedule.pass(arrival);
        }
    }
    assert!(latest > at(1_999_000), "{latest:?}");
    assert!(course.curve.n_parts() < 40, "{}", course.curve.n_parts());
}

/// A load of users, and changes with the milliseconds between them.
fn changes() -> impl Strategy<Value = Vec<(u64, u64, Option<f64>)>> {
    let rate = prop::option::of((1u32..500).prop_map(|tenths| f64::from(tenths) / 10.0));
    prop::collection::vec((1u64..5_000, 0u64..60, rate), 1..6)
}

fn closed() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "{users: 20, duration: 20s}",
        "{users: 20}",
        "{users: 20, ramp_up: 4s, duration: 20s}",
        "{stages: [{users: 30, over: 5s}, {users: 5, over: 5s}, {users: 10, for: 10s}]}",
        "{sine: {users: 20, amplitude: 10, period: 3s}, duration: 20s}",
    ])
}

fn open() -> impl Strategy<Value = String> {
    let load = prop::sample::select(vec![
        "rate: 20/s, duration: 20s",
        "rate: 20/s",
        "stages: [{rate: 30/s, over: 5s}, {rate: 5/s, over: 5s}, {rate: 10/s, for: 10s}]",
        "sine: {rate: 20/s, amplitude: 10/s, period: 3s}, duration: 20s",
    ]);
    let process = prop::sample::select(vec!["constant", "poisson"]);
    (load, process).prop_map(|(load, process)| format!("{{{load}, arrivals: {process}}}"))
}

proptest! {
    #[test]
    fn who_was_at_work_before_a_change_was_and_after_it_are_as_many_as_asked_for(scenario in closed(), changes in changes(), probe in 0u64..30_000) {
        let mut course = course(scenario);
        let mut now = RunTime(0);
        for (gap, users, rate) in changes {
            now = now + at(gap);
            let (changed, reached) = course.with_users(now, users, rate);
            let before = at(probe);
            if before < now {
                prop_assert_eq!(changed.users_at(before), course.users_at(before));
            }
            if reached <= before && course.end().is_none_or(|end| before < end) {
                prop_assert_eq!(changed.users_at(before), users);
            }
            let last = RunTime(now.0 - 1);
            let (was, is) = (changed.users_at(last), changed.users_at(now));
            prop_assert!(rate.is_none() || was.abs_diff(is) <= 1, "{} to {}", was, is);
            course = changed;
        }
    }

    #[test]
    fn arrivals_that_were_due_before_a_change_still_are_and_after_it_the_rate_is_as_asked_for(scenario in open(), gap in 1u64..25_000, per_second in 1u64..100) {
        let course = course(&scenario);
        let now = at(gap);
        let changed = course.with_rate(now, rate::parse(&per_second.to_string()).unwrap()).unwrap();
        let before = |course: &Course| course.arrivals(&Share::whole()).take_while(|arrival| arrival.due < now).collect::<Vec<_>>();
        prop_assert_eq!(before(&changed), before(&course));
        let end = changed.end().unwrap_or(now + at(10_000));
        let after = changed.arrivals(&Share::whole()).take_while(|arrival| arrival.due < end);
        let after = after.filter(|arrival| arrival.due >= now).count() as f64;
        let expected = end.0.saturating_sub(now.0) as f64 / 1e9 * per_second as f64;
        let allowed = if scenario.contains("poisson") { 6.0 * expected.sqrt() + 6.0 } else { 1.0 };
        prop_assert!((after - expected).abs() <= allowed, "{} for {}", after, expected);
    }

    #[test]
    fn shards_of_a_changed_course_are_its_parts_and_following_is_as_beginning_anew(scenario in open(), gap in 1u64..15_000, shards in 1u64..5) {
        let planned = course(&scenario);
        let changed = planned.with_rate(at(gap), rate::parse("35/s").unwrap()).unwrap();
        let (changed, until) = (changed.paused(at(gap + 500)).unwrap().resumed(at(gap + 900)).unwrap(), at(25_000));
        let of = |share: &Share| {
            let mut schedule = planned.arrivals(share);
            let mut arrivals = Vec::new();
            while let Some(arrival) = schedule.peek().filter(|arrival| arrival.due < at(gap)) {
                schedule.pass(arrival);
                arrivals.push(arrival);
            }
            schedule.follow(&changed);
            arrivals.extend(schedule.take_while(|arrival| arrival.due < until));
            arrivals
        };
        let whole: Vec<_> = changed.arrivals(&Share::whole()).take_while(|arrival| arrival.due < until).collect();
        let mut union: Vec<_> = Share::whole().split(shards).iter().flat_map(of).collect();
        union.sort_unstable_by_key(|arrival| arrival.k);
        prop_assert_eq!(union, whole);
    }
}
