use std::time::Duration;

use proptest::prelude::*;

use crate::plan::from_scenario;
use crate::{Overrides, Plan, RunTime, Share, load};

const SECOND: u64 = 1_000_000_000;

fn plan(scenario: &str) -> Plan {
    let text = format!(
        "base_url: http://x\nseed: 42\nrequests: {{a: {{get: /}}}}\nscenarios:\n  - {scenario}"
    );
    from_scenario(load(&text, "f.yaml").unwrap(), &Overrides::default()).unwrap()
}

fn due(plan: &Plan, share: &Share) -> Vec<RunTime> {
    plan.arrivals(0, share).map(|arrival| arrival.due).collect()
}

fn seconds(seconds: f64) -> RunTime {
    RunTime::after(Duration::from_secs_f64(seconds))
}

#[test]
fn a_ramp_brings_arrivals_faster_and_faster() {
    let ramp =
        plan("{stages: [{rate: 100/s, over: 10s}, {rate: 100/s, for: 10s}, {rate: 0, over: 5s}]}");
    assert_eq!(ramp.arrivals_in(0), 500 + 1000 + 250);
    let due = due(&ramp, &Share::whole());
    assert_eq!(due.len(), 1750);
    // 5 t^2 = k + 0.5, then 100 a second from the 500th on.
    let at = |k: usize| {
        due[k]
            .0
            .abs_diff(seconds((0.2 * (k as f64 + 0.5)).sqrt()).0)
    };
    assert!([0, 1, 100, 499].into_iter().all(|k| at(k) <= 1));
    assert_eq!(due[500], RunTime(10_005_000_000));
    assert_eq!(due[1499], RunTime(19_995_000_000));
    assert!(due[1749] < RunTime(25 * SECOND) && due[1749] > RunTime(24 * SECOND));
}

#[test]
fn a_sine_brings_its_mean_in_every_round() {
    let sine = plan("{sine: {rate: 100/s, amplitude: 50/s, period: 10s}, duration: 1m}");
    let due = due(&sine, &Share::whole());
    assert_eq!(due.len(), 6000);
    assert!(due.is_sorted());
    let within = |from: u64, to: u64| {
        due.iter()
            .filter(|due| (from..to).contains(&(due.0 / SECOND)))
            .count()
    };
    assert_eq!(
        (0..6)
            .map(|n| within(10 * n, 10 * n + 10))
            .collect::<Vec<_>>(),
        [1000; 6]
    );
    // 500 and a half round of 50 / s: 50 * 10 / pi more in the first half.
    assert_eq!(within(0, 5), 659);
}

#[test]
fn a_spike_is_short_and_steps_rise() {
    let spike =
        plan("{spike: {rate: 10/s, peak: 100/s, at: 10s, over: 1s, for: 5s}, duration: 20s}");
    assert_eq!(spike.arrivals_in(0), 100 + 55 + 500 + 55 + 30);
    let steps = plan("{steps: {rate: 10/s, step: 10/s, every: 2s, to: 35/s}}");
    assert_eq!(steps.arrivals_in(0), 20 + 40 + 60 + 70);
}

/// The mean number in bins of a second, and variance over mean: 1 where arrivals know nothing of each other.
fn dispersion(due: &[RunTime], bin: impl Fn(RunTime) -> usize, bins: usize) -> (f64, f64) {
    let mut counts = vec![0.0; bins];
    for due in due {
        counts[bin(*due)] += 1.0;
    }
    let mean = counts.iter().sum::<f64>() / bins as f64;
    let variance = counts.iter().map(|n| (n - mean).powi(2)).sum::<f64>() / (bins - 1) as f64;
    (mean, variance / mean)
}

#[test]
fn arrivals_by_chance_have_their_rate_and_bursts_as_chance_makes_them() {
    const BINS: usize = 2000;
    let poisson = plan("{rate: 50/s, arrivals: poisson, duration: 2000s}");
    let due = due(&poisson, &Share::whole());
    let bin = |due: RunTime| usize::try_from(due.0 / SECOND).unwrap();
    let (mean, index) = dispersion(&due, bin, BINS);
    // Standard errors: sqrt(50 / 2000) = 0.16 and sqrt(2 / 2000) = 0.03; the seed is fixed.
    assert!((mean - 50.0).abs() < 0.5, "{mean}");
    assert!((index - 1.0).abs() < 0.1, "{index}");
    let gaps: Vec<f64> = due
        .windows(2)
        .map(|pair| (pair[1].0 - pair[0].0) as f64 / 1e9)
        .collect();
    let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
    assert!((mean - 0.02).abs() < 0.0002, "{mean}");
    let longer = gaps.iter().filter(|gap| **gap > 0.02).count() as f64 / gaps.len() as f64;
    assert!((longer - (-1.0f64).exp()).abs() < 0.01, "{longer}");
}

#[test]
fn chance_follows_a_rate_that_changes() {
    let ramp = plan("{stages: [{rate: 100/s, over: 1000s}], arrivals: poisson}");
    let due = due(&ramp, &Share::whole());
    // Bins of equal area below a ramp: the square of the time.
    let square = |due: RunTime| u128::from(due.0).pow(2) / 1_000_000_000_000_000_000_000;
    let bin = |due: RunTime| usize::try_from(square(due)).unwrap();
    let (mean, index) = dispersion(&due, bin, 1000);
    assert!((mean - 50.0).abs() < 0.7, "{mean}");
    assert!((index - 1.0).abs() < 0.15, "{index}");
    assert!(due.is_sorted());
}

#[test]
fn a_count_ends_arrivals_by_chance_too_and_begins_after_the_warm_up() {
    let mut text = "{rate: 100/s, arrivals: poisson, requests: 50}".to_owned();
    let counted = plan(&text);
    assert_eq!(
        (counted.arrivals_in(0), due(&counted, &Share::whole()).len()),
        (50, 50)
    );
    text.push_str("\nwarmup: 2s");
    let warm = plan(&text);
    let due = due(&warm, &Share::whole());
    assert_eq!(
        due.iter()
            .filter(|due| **due >= RunTime(2 * SECOND))
            .count(),
        50
    );
}

#[test]
fn a_schedule_goes_where_it_likes() {
    fn is_free<T: Send + 'static>(_: &T) {}
    let schedule = plan("{rate: 5/s, duration: 1s}").arrivals(0, &Share::whole());
    is_free(&schedule);
    assert_eq!(
        schedule.map(|arrival| arrival.k).collect::<Vec<_>>(),
        [0, 1, 2, 3, 4]
    );
    assert_eq!(
        plan("{users: 3, duration: 1s}")
            .arrivals(0, &Share::whole())
            .next(),
        None
    );
    assert_eq!(
        plan("{rate: 5/s, duration: 1s}")
            .arrivals(7, &Share::whole())
            .next(),
        None
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn each_shard_has_its_fair_share_of_every_second(per_second in 1u64..300, shards in 1u64..17) {
        let plan = plan(&format!("{{rate: {per_second}/s, duration: 4s}}"));
        for shard in 0..shards {
            let due = due(&plan, &Share::parse(&format!("{shard}/{shards}")).unwrap());
            for second in 0..4 {
                let own = due.iter().filter(|due| due.0 / SECOND == second).count() as f64;
                prop_assert!((own - per_second as f64 / shards as f64).abs() < 1.0);
            }
        }
    }

    #[test]
    fn threads_of_shards_walk_the_same_chance(shards in 1u64..5, threads in 1u64..5, percent in 0u64..=100) {
        let plan = plan(&format!("{{sine: {{rate: 100/s, amplitude: {percent}/s, period: 3s}}, arrivals: poisson, duration: 2s}}"));
        let parts = (0..shards).flat_map(|shard| Share::parse(&format!("{shard}/{shards}")).unwrap().split(threads));
        let mut union: Vec<_> = parts.flat_map(|part| plan.arrivals(0, &part).collect::<Vec<_>>()).collect();
        union.sort_unstable_by_key(|arrival| arrival.k);
        prop_assert_eq!(&union, &plan.arrivals(0, &Share::whole()).collect::<Vec<_>>());
        prop_assert!(union.is_sorted_by_key(|arrival| arrival.due));
        prop_assert_eq!(union.len() as u64, plan.arrivals_in(0));
    }
}
