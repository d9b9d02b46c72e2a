//! The routes of Locust's page, in its shapes: a script that drives Locust drives us.
//!
//! Answers have the keys and types of Locust 2.47's; what the figures are is ours, as everywhere. Locust ends and resets
//! by POST, older versions did by GET: both are understood.

mod exceptions;
mod files;
mod form;
mod logs;
mod python;
mod state;
mod stats;
mod stop;
mod swarm;
mod tasks;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::server::{Server, Shared};
use crate::snapshot::Snapshot;
use exceptions::Exceptions;
use logs::Logs;
use stats::Stats;

/// The routes.
pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/swarm", post(swarm::swarm))
        .route("/stop", get(stop::stop).post(stop::stop))
        .route("/stats/reset", get(stop::reset).post(stop::reset))
        .route("/stats/requests", get(requests))
        .route("/stats/requests/csv", get(files::requests))
        .route("/stats/failures/csv", get(files::failures))
        .route("/stats/requests_full_history/csv", get(files::history))
        .route("/stats/report", get(files::report))
        .route("/exceptions", get(exceptions))
        .route("/exceptions/csv", get(files::exceptions))
        .route("/tasks", get(tasks::tasks))
        .route("/logs", get(logs))
        .route("/worker-count", get(worker_count))
}

/// What is seen of the run now.
fn snapshot(server: &Server) -> Arc<Snapshot> {
    Arc::clone(&server.current.updates().borrow().snapshot)
}

async fn requests(State(server): State<Shared>) -> Json<Value> {
    Json(json!(Stats::of(&snapshot(&server))))
}

async fn exceptions(State(server): State<Shared>) -> Json<Value> {
    Json(json!(Exceptions::of(&snapshot(&server))))
}

async fn logs(State(server): State<Shared>) -> Json<Value> {
    Json(json!(Logs::of(&server.current.log(0))))
}

/// One process makes the load: there are no workers.
async fn worker_count() -> Json<Value> {
    Json(json!({"worker_count": 0}))
}
