//! What can be done with kept runs, and with the baselines that `lt-gate` keeps.

use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use axum::{Json, Router};
use bytes::Bytes;
use futures_util::stream;
use serde::{Deserialize, Serialize};
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use super::{Problem, Server, Shared};
use crate::archive::{BaselineWish, Baselines, Comparison, Id, List, Rendered, Trouble, What};
use crate::snapshot::Snapshot;

/// A report is a page of its own: it may run its own scripts, and reach nothing.
const POLICY_OF_REPORTS: &str = "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/runs", get(list))
        .route("/api/runs/{id}", delete(remove))
        .route("/api/runs/{id}/{part}", get(part))
        .route("/api/compare", get(compare))
        .route("/api/baselines", get(baselines).post(keep_baseline))
}

async fn list(State(server): State<Shared>) -> Result<Json<List>, Problem> {
    let snapshot = shown(&server);
    let running = Some(&*snapshot).filter(|snapshot| snapshot.state.is_at_work());
    Ok(Json(server.archive.list(running).await?))
}

async fn remove(
    State(server): State<Shared>,
    id: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path(id) = id?;
    let id = wanted(&server, &id)?;
    server
        .archive
        .remove(&id, running(&server).as_ref())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is to be done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The browser shows it.
    Show,
    /// The browser saves it.
    Save,
}

#[derive(Deserialize)]
struct Asked {
    download: Option<String>,
}

async fn part(
    State(server): State<Shared>,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let (Path((text, part)), Query(asked)) = (path?, asked?);
    let way = match asked.download.as_deref() {
        Some("1") => Way::Save,
        _ => Way::Show,
    };
    let id = wanted(&server, &text)?;
    let is_shown = shown(&server).id.as_deref() == Some(id.as_str());
    match (part.as_str(), is_shown) {
        ("state", true) => Ok(super::api::state(State(server)).await.into_response()),
        ("series", true) => Ok(super::api::series(State(server)).await.into_response()),
        ("state", false) => Ok(Json(&server.archive.run(&id).await?.snapshot).into_response()),
        ("series", false) => Ok(Json(&server.archive.run(&id).await?.series).into_response()),
        ("stream", _) => stream_of(&server, &id).await,
        (name, _) => match What::parse(name) {
            Some(what) => report(&server, &id, what, way).await,
            None => Err(Problem::new(
                StatusCode::NOT_FOUND,
                "a run has state, series, stream, report.html, report.json, stats.csv, failures.csv, exceptions.csv and history.csv",
            )),
        },
    }
}

async fn stream_of(server: &Server, id: &Id) -> Result<Response, Problem> {
    let (file, length) = server.archive.stream(id).await?;
    let headers = [
        (CONTENT_TYPE, "application/zstd".to_owned()),
        (CONTENT_LENGTH, length.to_string()),
        attachment(&format!("{id}.ndjson.zst")),
    ];
    Ok((headers, body(file, length, ())).into_response())
}

/// A report of a run by `lt-report`, also of one that goes on.
pub(crate) async fn report(
    server: &Server,
    id: &Id,
    what: What,
    way: Way,
) -> Result<Response, Problem> {
    let rendered = server.archive.render(&server.tools, id, what).await?;
    file(rendered, id, what, way).await
}

async fn file(rendered: Rendered, id: &Id, what: What, way: Way) -> Result<Response, Problem> {
    let opened = rendered.open().await;
    let (file, length) = opened.map_err(|error| {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("the report cannot be read: {error}"),
        )
    })?;
    let mut headers = vec![
        (CONTENT_TYPE, what.media_type().to_owned()),
        (CONTENT_LENGTH, length.to_string()),
    ];
    if what == What::Html {
        headers.push((CONTENT_SECURITY_POLICY, POLICY_OF_REPORTS.to_owned()));
    }
    if way == Way::Save {
        headers.push(attachment(&what.file_name(id)));
    }
    let mut response = body(file, length, rendered).into_response();
    for (name, value) in headers {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

/// `name` has no quotation marks: it is made of an id.
fn attachment(name: &str) -> (HeaderName, String) {
    (
        CONTENT_DISPOSITION,
        format!("attachment; filename=\"{name}\""),
    )
}

/// So much of a file, piece by piece; `held` is let go of when it was sent, or whoever wanted it is gone.
fn body(file: File, length: u64, held: impl Send + 'static) -> Body {
    const PIECE: usize = 64 << 10;
    let begin = (file.take(length), held);
    let pieces = stream::try_unfold(begin, |(mut file, held)| async move {
        let mut piece = Vec::with_capacity(PIECE);
        let read = (&mut file)
            .take(PIECE as u64)
            .read_to_end(&mut piece)
            .await?;
        let next = (read > 0).then(|| (Bytes::from(piece), (file, held)));
        Ok::<_, io::Error>(next)
    });
    Body::from_stream(pieces)
}

/// Which runs are to be compared.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    base: String,
    head: String,
}

async fn compare(
    State(server): State<Shared>,
    pair: Result<Query<Pair>, QueryRejection>,
) -> Result<Json<Comparison>, Problem> {
    let Query(pair) = pair?;
    let (base, head) = (wanted(&server, &pair.base)?, wanted(&server, &pair.head)?);
    let running = running(&server);
    let compared = server
        .archive
        .compare(&server.tools, &base, &head, running.as_ref());
    Ok(Json(compared.await?))
}

async fn baselines(State(server): State<Shared>) -> Result<Json<Baselines>, Problem> {
    Ok(Json(
        server
            .archive
            .baselines(&server.tools, &server.baselines)
            .await?,
    ))
}

/// What `lt-gate` said.
#[derive(Serialize)]
struct Kept {
    text: String,
}

async fn keep_baseline(
    State(server): State<Shared>,
    wish: Result<Json<BaselineWish>, JsonRejection>,
) -> Result<(StatusCode, Json<Kept>), Problem> {
    let Json(wish) = wish?;
    let id = wanted(&server, &wish.run)?;
    if running(&server).as_ref() == Some(&id) {
        return Err(Trouble::Running(id).into());
    }
    let Server {
        archive,
        tools,
        baselines,
        ..
    } = &*server;
    match archive.keep_baseline(tools, baselines, &id, &wish).await {
        Ok(text) => Ok((StatusCode::CREATED, Json(Kept { text }))),
        Err(Trouble::Refused(why)) => Err(Problem::new(StatusCode::CONFLICT, why)),
        Err(trouble) => Err(trouble.into()),
    }
}

/// The run that is asked for; `current` is the one that goes on, or the last one.
fn wanted(server: &Server, text: &str) -> Result<Id, Problem> {
    if text == Id::CURRENT {
        let id = shown(server).id.as_deref().and_then(Id::parse);
        return id.ok_or_else(|| {
            let text = "nothing has run yet; start a run, or choose one that is kept";
            Problem::new(StatusCode::NOT_FOUND, text)
        });
    }
    let unknown = || Trouble::Unknown(text.chars().take(120).collect());
    Ok(Id::parse(text).ok_or_else(unknown)?)
}

fn running(server: &Server) -> Option<Id> {
    let snapshot = shown(server);
    let is_at_work = snapshot.state.is_at_work();
    snapshot
        .id
        .as_deref()
        .filter(|_| is_at_work)
        .and_then(Id::parse)
}

fn shown(server: &Server) -> Arc<Snapshot> {
    Arc::clone(&server.current.updates().borrow().snapshot)
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        let status = match &trouble {
            Trouble::Unknown(_) => StatusCode::NOT_FOUND,
            Trouble::Running(_) | Trouble::Early(_) => StatusCode::CONFLICT,
            Trouble::Senseless(_) | Trouble::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Trouble::Busy | Trouble::ToolMissing(_) => StatusCode::SERVICE_UNAVAILABLE,
            Trouble::Failed(_) | Trouble::Gone => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, trouble.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_saved_under_a_name_that_ends_no_header() {
        let id = Id::parse("20261122-065948-k3xq").unwrap();
        let (_, value) = attachment(&What::History.file_name(&id));
        assert_eq!(
            value,
            "attachment; filename=\"20261122-065948-k3xq_stats_history.csv\""
        );
        for hostile in [
            "a\"; filename=x",
            "a\r\nSet-Cookie: x",
            "ä",
            "a/b",
            "..",
            "%2e%2e",
        ] {
            assert_eq!(Id::parse(hostile), None);
        }
    }
}
