//! The plan in numbers, for `--check`.

use std::time::Duration;

use crate::{Load, LoadModel, Plan, PlannedStage, RequestId, RunTime};

/// One load of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanRow {
    /// The name of the scenario, where it has one.
    pub name: Option<String>,
    /// When it begins; a load that begins with the measured part begins with the warm-up.
    pub start: RunTime,
    /// Its own length, without the warm-up; `None` where only a number of requests or iterations ends it.
    pub length: Option<Duration>,
    /// How many requests end it, where that is limited.
    pub requests: Option<u64>,
    /// How many iterations each user makes, where that is limited.
    pub per_user_iterations: Option<u64>,
    /// Users or rate; [`LoadModel::describe`] says it in words.
    pub model: LoadModel,
    /// The stages it goes through, as far as it lasts; empty where it has none.
    pub stages: Vec<PlannedStage>,
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
        .enumerate()
        .map(|(i, (load, start))| PlanRow {
            name: load.name.clone(),
            start,
            length: load.limit.duration,
            requests: load.limit.requests,
            per_user_iterations: load.limit.per_user,
            model: load.model.clone(),
            stages: plan.stages(i),
            shares: shares(plan, i, load),
        })
        .collect()
}

fn shares(plan: &Plan, i: usize, load: &Load) -> Vec<(RequestId, f64)> {
    let mut shares = vec![0.0; plan.requests.len()];
    for (profile, user, share) in actors(plan, i, load) {
        let profile = &plan.profiles[profile];
        let total = profile.total_weight();
        for action in &profile.actions {
            let request = plan.on_base(action.template, user);
            shares[request.0] += share * ratio(u64::from(action.weight), total);
        }
    }
    shares
        .into_iter()
        .enumerate()
        .filter(|(_, share)| *share > 0.0)
        .map(|(request, share)| (RequestId(request), share * 100.0))
        .collect()
}

/// Profiles, global numbers and their shares in the load. Few users are counted one by one: with a single user, only
/// its own profile happens at all. Of many, each profile meets each base URL as often.
fn actors(plan: &Plan, i: usize, load: &Load) -> Vec<(usize, u64, f64)> {
    const FEW: u64 = 10_000;
    match &load.model {
        LoadModel::Closed(crowd) if crowd.users <= FEW => (0..crowd.users)
            .map(|g| {
                let profile = load.profile_of_user(plan, g);
                (
                    profile,
                    plan.user_base(i).saturating_add(g),
                    ratio(1, crowd.users),
                )
            })
            .collect(),
        _ => {
            let weight = |i: usize| u64::from(plan.profiles[i].weight);
            let total = load.profiles.iter().map(|i| weight(*i)).sum();
            let bases = plan.base_urls.len() as u64;
            let share = |i: usize| ratio(weight(i), total) / bases as f64;
            let of_profile = |i: &usize| {
                (0..bases)
                    .map(|base| (*i, base, share(*i)))
                    .collect::<Vec<_>>()
            };
            load.profiles.iter().flat_map(of_profile).collect()
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
