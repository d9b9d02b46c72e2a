//! The plan in numbers, for `--check`.

use std::time::Duration;

use crate::program::average::Average;
use crate::{Action, Load, LoadModel, Plan, PlannedStage, RequestId, RunTime, Task};

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
    /// In the closed model this counts every user the same; users who wait less really send more. What users do when
    /// they begin and end is left out.
    pub shares: Vec<(RequestId, f64)>,
    /// Whether users walk, so that an iteration may be several requests: what is cut off at the end is counted, too.
    pub has_walks: bool,
    /// Whether the shares are a guess because answers decide what journeys send: `if` counts as if it held, and
    /// `while`, `foreach` and computed counts as one turn.
    pub shares_are_guessed: bool,
}

/// Returns a row for each load of the plan, in order.
pub fn table(plan: &Plan) -> Vec<PlanRow> {
    plan.loads
        .iter()
        .zip(plan.load_starts())
        .enumerate()
        .map(|(i, (load, start))| {
            let (shares, shares_are_guessed) = shares(plan, i, load);
            let mut drawn = load.profiles.iter().flat_map(|p| plan.actions(i, *p));
            PlanRow {
                name: load.name.clone(),
                start,
                length: load.limit.duration,
                requests: load.limit.requests,
                per_user_iterations: load.limit.per_user,
                model: load.model.clone(),
                stages: plan.stages(i),
                shares,
                has_walks: drawn
                    .any(|action| action.weight > 0 && !matches!(action.what, Task::Request(_))),
                shares_are_guessed,
            }
        })
        .collect()
}

fn shares(plan: &Plan, i: usize, load: &Load) -> (Vec<(RequestId, f64)>, bool) {
    let mut average = Average::new(&plan.program);
    let mut shares = vec![0.0; plan.requests.len()];
    for (profile, user, share) in actors(plan, i, load) {
        let actions = plan.actions(i, profile);
        let total = Action::total(actions);
        for action in actions.iter().filter(|action| action.weight > 0) {
            for (template, count) in average.of(action.what) {
                let request = plan.on_base(template, profile, user);
                shares[request.0] += share * ratio(action.weight, total) * count;
            }
        }
    }
    let whole: f64 = shares.iter().sum();
    let shares = shares.into_iter().enumerate();
    let shares = shares
        .filter(|(_, share)| *share > 0.0)
        .map(|(request, share)| (RequestId(request), share / whole * 100.0))
        .collect();
    (shares, average.is_guess())
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
        model => {
            let users = match model {
                LoadModel::Closed(crowd) => crowd.users,
                LoadModel::Open(_) => u64::MAX,
            };
            let mut left = users;
            let mut shares = Vec::new();
            for (profile, count) in load.counted(plan) {
                shares.push((profile, ratio(count.min(left), users)));
                left = left.saturating_sub(count);
            }
            let weights = load.weights(plan);
            let total = weights.iter().sum();
            for (profile, weight) in load.profiles.iter().zip(weights) {
                shares.push((*profile, ratio(weight, total) * ratio(left, users)));
            }
            let bases = plan.base_urls.len() as u64;
            let on_base = |(profile, share): (usize, f64)| {
                (0..bases).map(move |base| (profile, base, share / bases as f64))
            };
            shares.into_iter().flat_map(on_base).collect()
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
