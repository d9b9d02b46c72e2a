use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::*;

/// Normal values around 100, by Box and Muller.
struct Noise(Xoshiro256PlusPlus);

impl Noise {
    fn seeded(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    fn around(&mut self, mean: f64, sd: f64, n: usize) -> Vec<f64> {
        (0..n).map(|_| mean + sd * self.normal()).collect()
    }
}

fn places(values: &[f64]) -> Vec<usize> {
    let points = change_points(values).into_iter();
    points.map(|point| point.index).collect()
}

#[test]
fn a_step_is_found_where_it_is_with_the_means_around_it() {
    let mut noise = Noise::seeded(1);
    let values = [noise.around(100.0, 3.0, 30), noise.around(120.0, 3.0, 20)].concat();
    let [point] = change_points(&values)[..] else {
        panic!("{:?}", change_points(&values));
    };
    assert!(point.index.abs_diff(30) <= 1, "{point:?}");
    assert!((point.before - 100.0).abs() < 2.0 && (point.after - 120.0).abs() < 2.0);
    assert!(point.p < 1e-12);
    assert_eq!(last_change(&values), point.index);
}

#[test]
fn constants_that_change_are_found_exactly_and_constants_that_do_not_are_not() {
    let values = [[5.0; 6], [7.0; 6]].concat();
    let point = change_points(&values)[0];
    assert!(point.index == 6 && point.p < 1e-90, "{point:?}");
    assert_eq!((point.before, point.after), (5.0, 7.0));
    assert_eq!(places(&[0.1; 300]), [0_usize; 0]);
    assert_eq!((places(&[]), last_change(&[])), (Vec::new(), 0));
}

#[test]
fn a_change_counts_once_four_values_show_it() {
    let step = |after: usize| [vec![5.0; 20], vec![7.0; after]].concat();
    assert_eq!(places(&step(3)), [0_usize; 0]);
    assert_eq!(places(&step(4)), [20]);
    assert_eq!(
        places(&[vec![5.0; 3], vec![7.0; 20]].concat()),
        [0_usize; 0]
    );
}

#[test]
fn single_values_that_are_off_are_no_change() {
    for seed in 0..100 {
        let mut noise = Noise::seeded(seed);
        let mut values = noise.around(100.0, 2.0, 60);
        for at in [7, 23, 41, 58] {
            values[at] += 60.0 + 40.0 * noise.uniform();
        }
        assert_eq!(places(&values), [0_usize; 0], "seed {seed}");
    }
}

#[test]
fn two_changes_are_two_even_where_the_second_undoes_the_first() {
    let mut noise = Noise::seeded(2);
    for third in [140.0, 100.0] {
        let levels = [(100.0, 25), (120.0, 25), (third, 25)];
        let parts = levels.map(|(mean, n)| noise.around(mean, 3.0, n));
        let found = places(&parts.concat());
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].abs_diff(25) <= 1 && found[1].abs_diff(50) <= 1);
    }
}

#[test]
fn a_change_long_ago_and_one_of_late_are_both_seen_in_a_long_history() {
    let mut noise = Noise::seeded(3);
    let levels = [(100.0, 400), (110.0, 380), (100.0, 20)];
    let values = levels.map(|(mean, n)| noise.around(mean, 3.0, n)).concat();
    let found = places(&values);
    assert!(found.contains(&400) || found.contains(&399) || found.contains(&401));
    assert!(last_change(&values).abs_diff(780) <= 1, "{found:?}");
}

#[test]
fn a_slow_drift_is_seen_as_steps_upwards() {
    let mut noise = Noise::seeded(4);
    let drift = (0..60).map(|n| 100.0 + 0.5 * f64::from(n) + 3.0 * noise.normal());
    let found = change_points(&drift.collect::<Vec<_>>());
    assert!(!found.is_empty());
    assert!(
        found.iter().all(|point| point.after > point.before),
        "{found:?}"
    );
}

#[test]
fn steps_too_small_to_matter_add_up_to_one_that_does() {
    let values: Vec<f64> = [100.0, 100.6, 101.2, 101.8]
        .iter()
        .flat_map(|level| [*level; 8])
        .collect();
    assert_eq!(places(&values).len(), 3);
    let matters = |point: &ChangePoint| (point.after / point.before - 1.0).abs() >= 0.01;
    let found = change_points_that_matter(&values, matters);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn false_alarms_on_noise_are_rare() {
    // Of the places in a history the best one is tested, so the chance is larger than that of a single test.
    for (n, most) in [(20, 15), (50, 15), (200, 100)] {
        let alarms = (0..1000).filter(|seed| {
            let values = Noise::seeded(*seed).around(100.0, 5.0, n);
            !change_points(&values).is_empty()
        });
        let alarms = alarms.count();
        println!("{alarms} of 1000 histories of {n} runs");
        assert!(alarms <= most, "{alarms} of 1000 histories of {n} runs");
    }
}

#[test]
fn values_that_are_no_numbers_are_passed_over_and_places_still_fit() {
    let mut values = [[5.0; 6], [7.0; 6]].concat();
    values.splice(2..2, [f64::NAN, f64::INFINITY]);
    assert_eq!(places(&values), [8]);
    let extremes = [f64::MAX, f64::MIN, 0.0, f64::MIN_POSITIVE].repeat(10);
    assert!(
        change_points(&extremes)
            .iter()
            .all(|point| point.index < 40)
    );
}

#[test]
fn of_a_longer_history_the_newest_thousand_are_looked_at() {
    let values = [vec![1.0; 500], vec![2.0; 900]].concat();
    assert_eq!(places(&values), [500]);
    let values = [vec![1.0; 500], vec![2.0; 1000]].concat();
    assert_eq!(places(&values), [0_usize; 0]);
}

/// What a second implementation finds, which sums every distance by definition and takes its chances from SciPy.
#[test]
fn known_histories_have_the_change_points_that_another_implementation_finds() {
    check(
        STEP,
        &[(14, 30.835714285714285, 34.225, 2.33511876742432e-10)],
    );
    check(
        TWO_STEPS,
        &[
            (
                22,
                30.818181818181824,
                36.07368421052632,
                2.1464673322254973e-15,
            ),
            (41, 36.07368421052632, 33.204, 3.53290374179569e-11),
        ],
    );
    check(HEAVY_TAILS, &[]);
    check(
        DRIFT,
        &[
            (16, 20.8625, 23.765625, 4.485434901202818e-12),
            (48, 23.765625, 26.375, 8.247980949832112e-09),
        ],
    );
}

fn check(text: &str, expected: &[(usize, f64, f64, f64)]) {
    let values: Vec<f64> = text
        .split(' ')
        .map(|value| value.parse().unwrap())
        .collect();
    let found = change_points(&values);
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (point, (index, before, after, p)) in found.iter().zip(expected) {
        assert_eq!(point.index, *index);
        assert!((point.before - before).abs() < 1e-9 && (point.after - after).abs() < 1e-9);
        assert!((point.p / p - 1.0).abs() < 1e-6, "{} is not {p}", point.p);
    }
}

const STEP: &str = "31.0 31.4 30.7 29.9 30.5 29.8 31.1 32.6 30.4 30.3 31.6 31.4 31.1 29.9 35.0 35.8 33.4 34.5 32.7 33.5 32.8 34.7 33.5 35.3 35.2 34.8 32.0 34.4 34.9 35.1";
const TWO_STEPS: &str = "28.7 30.3 29.5 29.8 32.6 29.8 31.0 32.3 30.1 30.8 31.2 31.1 29.2 31.1 33.0 28.7 32.3 31.2 30.0 34.0 32.1 29.2 36.1 36.9 35.7 37.0 35.9 37.0 38.2 35.0 36.3 35.3 36.2 34.2 35.1 35.7 37.3 37.7 34.0 34.8 37.0 33.0 32.3 32.9 34.9 34.0 32.5 32.4 32.6 35.3 32.4 32.5 33.5 32.8 32.7 31.3 33.0 32.3 34.7 34.0 33.0 34.0 32.5 34.6 33.0 33.9";
const HEAVY_TAILS: &str = "26.7 29.7 30.6 31.2 30.4 31.4 30.8 33.4 15.4 31.0 31.3 38.6 31.1 30.9 28.4 26.4 30.0 29.9 31.1 32.2 30.9 30.9 32.4 30.9 29.1 33.1 32.4 30.3 30.6 32.3 30.5 28.6 30.2 31.5 30.1 30.3 32.1 31.1 31.8 30.9";
const DRIFT: &str = "18.8 21.5 19.7 20.7 20.4 20.2 20.2 21.5 20.7 20.9 21.2 22.5 22.1 21.9 21.1 20.4 22.9 23.0 22.0 22.8 23.2 23.4 23.6 22.3 24.4 21.8 24.0 23.7 24.2 25.4 25.1 22.6 22.2 24.8 23.1 24.2 25.2 22.8 22.5 24.9 24.8 24.7 25.1 24.3 23.8 25.2 24.5 24.0 26.3 25.8 26.4 25.1 25.6 25.4 25.6 26.8 25.9 27.2 27.3 29.1";
