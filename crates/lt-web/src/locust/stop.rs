//! `/stop` and `/stats/reset`.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::Html;
use serde_json::{Value, json};

use super::snapshot;
use crate::current::{Command, Update};
use crate::server::Shared;

/// `lt-gen` gives requests in flight 30 s; whoever waits longer is told.
const LONGEST: Duration = Duration::from_secs(60);

/// Ends the run, and answers when it has ended, as Locust does. Nothing that runs is as good as ended.
pub(super) async fn stop(State(server): State<Shared>) -> Json<Value> {
    let mut updates = server.current.updates();
    let is_over = |update: &Update| !update.snapshot.state.is_at_work();
    if !is_over(&updates.borrow_and_update()) {
        if let Err(refusal) = server.current.control(&Command::Stop {}) {
            return Json(json!({"success": false, "message": refusal.message}));
        }
        if tokio::time::timeout(LONGEST, updates.wait_for(is_over))
            .await
            .is_err()
        {
            let message = "the run has not ended yet; ask again to end it at once";
            return Json(json!({"success": false, "message": message}));
        }
    }
    Json(json!({"success": true, "message": "Test stopped"}))
}

/// Begins the figures anew. Those of a run that is over stay, as the next one begins its own.
pub(super) async fn reset(State(server): State<Shared>) -> Html<String> {
    let told = match snapshot(&server).state.is_at_work() {
        true => server.current.ask(&Command::Reset {}).await.map(drop),
        false => Ok(()),
    };
    Html(match told {
        Ok(()) => "ok".to_owned(),
        Err(refusal) => refusal.message,
    })
}
