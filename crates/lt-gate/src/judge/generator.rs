//! How the generators themselves did, as their end lines tell.

use lt_sample::{Health, Ledger};

use super::Found;
use crate::threshold::Metric;

/// What a threshold is about in the end lines: of shares the worst run's, of arrivals those of all runs together.
pub(super) fn find(metric: Metric, ledger: &Ledger) -> Found {
    let healths = ledger.runs().filter_map(|(_, account)| {
        let end = account.end.as_ref()?;
        end.health.as_ref()
    });
    let healths: Vec<&Health> = healths.collect();
    let worst = |share: fn(&Health) -> Option<f64>| {
        let shares: Vec<f64> = healths.iter().filter_map(|health| share(health)).collect();
        let n = shares.len() as u64;
        Found::of(shares.into_iter().max_by(f64::total_cmp), n)
    };
    let found = match metric {
        Metric::Cpu => worst(|health| Some(health.cpu_busy)),
        Metric::Steal => worst(|health| health.steal),
        Metric::Foreign => worst(|health| health.foreign),
        _ => {
            let sum = |count: fn(&Health) -> u64| {
                let counts = healths.iter().map(|health| count(health));
                counts.fold(0, u64::saturating_add)
            };
            let (achieved, offered) = (sum(|health| health.achieved), sum(|health| health.offered));
            let share = (offered > 0).then(|| achieved as f64 / offered as f64);
            Found::of(share, offered)
        }
    };
    match found.observed {
        Some(_) => found,
        None => Found::nothing("no end line tells it"),
    }
}
