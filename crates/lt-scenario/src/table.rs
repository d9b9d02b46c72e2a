//! The plan in numbers, for `--check`.

use std::time::Duration;

use crate::{Load, LoadModel, Plan, RequestId, RunTime};

/// One load of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanRow {
    /// The name of the scenario, where it has one.
    pub name: Option<String>,
    /// When it begins; the first load begins with the warm-up.
    pub start: RunTime,
    /// Its own length, without the warm-up; `None` where only the number of requests ends it.
    pub length: Option<Duration>,
    /// How many requests end it, where that is limited.
    pub requests: Option<u64>,
    /// Users or rate.
    pub model: LoadModel,
    /// Each request that can happen and its expected share in percent, in the plan's order; they sum to 100.
    ///
    /// In the closed model this counts every user the same; users who wait less really send more.
    pub shares: Vec<(RequestId, f64)>,
}

/// Returns a row for each load of the plan, in order.
pub fn table(plan: &Plan) -> Vec<PlanRow> {
    plan.loads
        .iter()
        .zip(plan.load_starts())
        .map(|(load, start)| PlanRow {
            name: load.name.clone(),
            start,
            length: load.limit.duration,
            requests: load.limit.requests,
            model: load.model,
            shares: shares(plan, load),
        })
        .collect()
}

fn shares(plan: &Plan, load: &Load) -> Vec<(RequestId, f64)> {
    let mut shares = vec![0.0; plan.requests.len()];
    for (profile, share) in profile_shares(plan, load) {
        let profile = &plan.profiles[profile];
        let total = profile.total_weight();
        for action in &profile.actions {
            shares[action.request.0] += share * ratio(u64::from(action.weight), total);
        }
    }
    shares
        .into_iter()
        .enumerate()
        .filter(|(_, share)| *share > 0.0)
        .map(|(request, share)| (RequestId(request), share * 100.0))
        .collect()
}

/// Few users are counted one by one: with a single user, only its own profile happens at all.
fn profile_shares(plan: &Plan, load: &Load) -> Vec<(usize, f64)> {
    const FEW: u64 = 10_000;
    match load.model {
        LoadModel::Closed(crowd) if crowd.users <= FEW => (0..crowd.users)
            .map(|g| (load.profile_of_user(plan, g), ratio(1, crowd.users)))
            .collect(),
        _ => {
            let weight = |i: usize| u64::from(plan.profiles[i].weight);
            let total = load.profiles.iter().map(|i| weight(*i)).sum();
            let share = |i: &usize| (*i, ratio(weight(*i), total));
            load.profiles.iter().map(share).collect()
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "weights and users are far below 2^53"
)]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}
