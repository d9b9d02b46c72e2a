//! What the page asks for and tells.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use super::{Problem, Shared};
use crate::current::{Command, LogLine, Wish};
use crate::offer::Offered;
use crate::ratios::Ratios;
use crate::snapshot::Series;

pub(super) async fn state(State(server): State<Shared>) -> impl IntoResponse {
    let update = server.current.updates().borrow().clone();
    ([(CONTENT_TYPE, "application/json")], update.json)
}

pub(super) async fn series(State(server): State<Shared>) -> Result<Json<Series>, Problem> {
    blocking(server, |server| server.current.series()).await
}

/// What the page must know before it asks for a run.
#[derive(Serialize)]
pub(super) struct Offering {
    version: &'static str,
    /// Whether a stream is watched, and nothing can be started.
    watching: bool,
    /// Whether there is something to log out of.
    needs_login: bool,
    scenarios: Vec<Offered>,
    /// What was asked for last.
    last: Option<Wish>,
}

pub(super) async fn offer(State(server): State<Shared>) -> Result<Json<Offering>, Problem> {
    blocking(server, |server| Offering {
        version: env!("CARGO_PKG_VERSION"),
        watching: server.watching,
        needs_login: server.access.needs_login(),
        scenarios: server.offer.all(),
        last: server.current.wish(),
    })
    .await
}

pub(super) async fn ratios(State(server): State<Shared>) -> Result<Json<Ratios>, Problem> {
    blocking(server, |server| {
        let snapshot = server.current.updates().borrow().snapshot.clone();
        let wish = server.current.wish();
        // What is watched was planned elsewhere, and a file may be gone by now: then there is what came of it.
        let planned = snapshot.id.as_ref().zip(wish);
        let planned = planned.and_then(|(run, wish)| server.offer.planned(run, &wish).ok());
        Ratios::of(&planned.unwrap_or_default(), &snapshot)
    })
    .await
}

/// From where on the log is wanted.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Since {
    after: u64,
}

/// A part of the log.
#[derive(Serialize)]
pub(super) struct Lines {
    lines: Vec<LogLine>,
    /// What to give as `after` for what comes next.
    next: u64,
}

pub(super) async fn log(
    State(server): State<Shared>,
    since: Result<Query<Since>, QueryRejection>,
) -> Result<Json<Lines>, Problem> {
    let Query(since) = since?;
    let lines = server.current.log(since.after);
    let next = lines.last().map_or(since.after, |line| line.n);
    Ok(Json(Lines { lines, next }))
}

/// What was begun.
#[derive(Serialize)]
pub(super) struct Begun {
    id: String,
}

pub(super) async fn start(
    State(server): State<Shared>,
    wish: Result<Json<Wish>, JsonRejection>,
) -> Result<Json<Begun>, Problem> {
    let Json(wish) = wish?;
    Ok(Json(Begun {
        id: server.start(&wish)?,
    }))
}

/// What came of a command.
#[derive(Serialize)]
pub(super) struct Told {
    text: String,
}

pub(super) async fn control(
    State(server): State<Shared>,
    command: Result<Json<Command>, JsonRejection>,
) -> Result<Json<Told>, Problem> {
    let Json(command) = command?;
    let text = server.current.ask(&command).await?;
    Ok(Json(Told { text }))
}

/// Reads files where that holds nobody up.
async fn blocking<T: Send + 'static>(
    server: Shared,
    work: impl FnOnce(&super::Server) -> T + Send + 'static,
) -> Result<Json<T>, Problem> {
    let done = spawn_blocking(move || work(&server)).await;
    done.map(Json)
        .map_err(|error| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))
}
