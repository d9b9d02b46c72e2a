//! `/tasks`: the planned shares of what users do.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::{Value, json};

use super::snapshot;
use crate::current::Wish;
use crate::ratios::{Kind, Planned, PlannedAction, PlannedLoad};
use crate::server::Shared;

/// The planned shares: what a user class does, and what all do.
#[derive(Debug, Default, Serialize)]
pub(super) struct Tasks {
    per_class: BTreeMap<String, Ratio>,
    total: BTreeMap<String, Ratio>,
}

/// A share, and those of what belongs to it.
#[derive(Debug, Default, Serialize)]
struct Ratio {
    ratio: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    tasks: Option<BTreeMap<String, Self>>,
}

pub(super) async fn tasks(State(server): State<Shared>) -> Json<Value> {
    let now = snapshot(&server);
    let part = now.progress.scenario.as_ref().map(|part| part.name.clone());
    let planned = tokio::task::spawn_blocking(move || planned(&server, now.id.as_deref()));
    let planned = planned.await.ok().flatten().unwrap_or_default();
    let mut loads = planned.loads.iter();
    let at_work = loads.clone().find(|load| Some(&load.name) == part.as_ref());
    let tasks = at_work.or_else(|| loads.next()).map(Tasks::of);
    Json(json!(tasks.unwrap_or_default()))
}

/// The plan of the run, or where nothing was run yet that of the first scenario that is offered.
fn planned(server: &Shared, run: Option<&str>) -> Option<Arc<Planned>> {
    if let (Some(run), Some(wish)) = (run, server.current.wish()) {
        return server.offer.planned(run, &wish).ok();
    }
    let first = server.offer.all().into_iter().next()?;
    let wish = Wish {
        scenario: Some(first.name),
        ..Wish::default()
    };
    let plan = server.offer.plan(&wish).ok()?;
    Some(Arc::new(Planned::of(&plan)))
}

impl Tasks {
    /// Those of a scenario.
    pub(super) fn of(load: &PlannedLoad) -> Self {
        let mut tasks = Self::default();
        for profile in &load.profiles {
            let actions = match profile.actions.is_empty() {
                true => &load.mix,
                false => &profile.actions,
            };
            let class = |whole: Option<f64>| Ratio {
                ratio: profile.share,
                tasks: Some(ratios(actions, whole)),
            };
            tasks.per_class.insert(profile.name.clone(), class(None));
            tasks
                .total
                .insert(profile.name.clone(), class(Some(profile.share)));
        }
        tasks
    }
}

/// `whole`: of what the shares are; `None` for each task's own.
fn ratios(actions: &[PlannedAction], whole: Option<f64>) -> BTreeMap<String, Ratio> {
    let mut tasks: BTreeMap<String, Ratio> = BTreeMap::new();
    for action in actions {
        let ratio = action.share * whole.unwrap_or(1.0);
        let task = tasks.entry(action.name.clone()).or_default();
        task.ratio += ratio;
        task.tasks = steps(action, whole.map(|_| ratio));
    }
    tasks
}

/// The requests of an action by how often they are sent; nothing where answers decide, or where it is a request itself.
fn steps(action: &PlannedAction, whole: Option<f64>) -> Option<BTreeMap<String, Ratio>> {
    let times: Option<f64> = action.leaves.iter().map(|leaf| leaf.times).sum();
    let times = times.filter(|times| *times > 0.0 && action.kind != Kind::Request)?;
    let mut steps: BTreeMap<String, Ratio> = BTreeMap::new();
    for leaf in &action.leaves {
        let step = steps.entry(leaf.endpoint.clone()).or_default();
        step.ratio += whole.unwrap_or(1.0) * leaf.times? / times;
    }
    Some(steps)
}
