use super::metrics::Report;
use super::*;
use crate::draw::{LogNormal, key};

const MINUTE: Duration = Duration::from_secs(60);

/// One minute of users who ask, wait for the answer and think for up to twice `think`, in arithmetic alone. The work
/// is a shopper's: browse, search, look at a product.
fn run(algorithm: Algorithm, n_users: u64, think: Duration, seed: u64) -> Report {
    let began = Instant::now();
    let balancer = Balancer::new();
    balancer.state().policy = Policy::new(algorithm);
    let mut due: BinaryHeap<_> = (0..n_users)
        .map(|user| Reverse((began + Duration::from_millis(user), user)))
        .collect();
    let mut n = 0;
    while let Some(Reverse((now, user))) = due.pop() {
        if now > began + MINUTE {
            break;
        }
        let mut draw = Draw::new(seed, key("shopper"), n);
        n += 1;
        let (median, sigma) = draw.pick(&[(12, 0.45), (12, 0.45), (25, 0.5), (8, 0.4)]);
        let work = draw.log_normal(LogNormal {
            median: Duration::from_millis(median),
            sigma,
        });
        let think = think.mul_f64(2.0 * draw.unit());
        let taken = balancer.serve(now, work, &mut draw);
        due.push(Reverse((taken.ends + think, user)));
    }
    let mut state = balancer.state();
    state.settle(began + MINUTE);
    state.metrics.report(algorithm, &state.backends)
}

#[test]
fn learning_beats_least_connections_and_they_beat_round_robin() {
    for (n_users, think_ms) in [(40, 20), (40, 100), (50, 50), (60, 20), (60, 50)] {
        for seed in 1..4 {
            let think = Duration::from_millis(think_ms);
            let [rl, least, round] = [
                Algorithm::Rl,
                Algorithm::LeastConnections,
                Algorithm::RoundRobin,
            ]
            .map(|algorithm| run(algorithm, n_users, think, seed));
            for (better, worse) in [(&rl, &least), (&least, &round)] {
                let case = format!("{n_users} users, {think:?}, seed {seed}: {better:?} {worse:?}");
                assert!(better.mean_ms * 1.1 < worse.mean_ms, "{case}");
                assert!(better.p95_ms * 1.2 < worse.p95_ms, "{case}");
                assert!(
                    better.requests as f64 > worse.requests as f64 * 1.05,
                    "{case}"
                );
            }
        }
    }
}

#[test]
fn the_same_requests_at_the_same_times_go_the_same_way() {
    for algorithm in [
        Algorithm::RoundRobin,
        Algorithm::LeastConnections,
        Algorithm::Rl,
    ] {
        let [one, two] = [0, 0].map(|_| format!("{:?}", run(algorithm, 40, MINUTE / 600, 7)));
        assert_eq!(one, two);
    }
}

#[test]
fn what_was_asked_before_a_reset_does_not_count_after_it() {
    let now = Instant::now();
    let balancer = Balancer::new();
    balancer.serve(now, Duration::from_secs(1), &mut Draw::new(1, 1, 1));
    let mut state = balancer.state();
    state.n_resets += 1;
    assert_eq!(state.backends[0].in_flight(), 1);
    state.settle(now + MINUTE);
    assert_eq!(state.backends[0].in_flight(), 0);
    assert_eq!(
        state
            .metrics
            .report(Algorithm::Rl, &state.backends)
            .requests,
        0
    );
}
