//! What can be done with baselines.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH, LOCATION};
use axum::response::{IntoResponse, Response};
use lt_stats::baseline::{Baseline, report};
use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::results::{Wish, check_name};
use super::{Service, Shared};
use crate::store::{Entry, is_id};

/// Most rows of one answer.
const MOST_ROWS: usize = 200;

/// Keeps a baseline.
pub(super) async fn save(
    State(service): State<Shared>,
    wish: Result<Json<Wish>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(wish) = wish?;
    let (status, kept) = blocking(service, move |service| {
        let baseline = wish.baseline(service)?;
        let known = service.store.load(&baseline.id);
        // One that is damaged is not kept; a store that cannot be read will say so when it is written to.
        let is_kept = matches!(known, Ok(Some(known)) if known.id == baseline.id);
        if is_kept && !wish.overwrite {
            return Err(Problem::exists(format!(
                "this run is kept as `{}` already; send `\"overwrite\": true` where that does not matter",
                baseline.name
            )));
        }
        let kept = service.store.save(&baseline);
        let kept = kept.map_err(|error| Problem::of_the_service(&error))?;
        let status = if is_kept { StatusCode::OK } else { StatusCode::CREATED };
        Ok((status, kept))
    })
    .await?;
    Ok(answer(status, kept))
}

fn answer(status: StatusCode, kept: Entry) -> Response {
    let place = format!("/api/load-test/baselines/{}", kept.id);
    (status, [(LOCATION, place)], Json(kept)).into_response()
}

/// How much of the list is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    /// At most so many rows.
    limit: Option<usize>,
    /// Only what comes after this place.
    after: Option<String>,
    /// Only those of this name.
    name: Option<String>,
}

#[derive(Serialize)]
struct Rows {
    baselines: Vec<Entry>,
    /// What to give as `after` for more; `null` where there is no more.
    next: Option<String>,
}

/// A place in the list. It stays one when the baseline there is removed, as another client may at any time.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// Newest first.
    created_us: Reverse<u64>,
    id: String,
}

impl Place {
    fn of(entry: &Entry) -> Self {
        Self {
            created_us: Reverse(entry.created_us.0),
            id: entry.id.clone(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (created_us, id) = text.split_once('.')?;
        let is_number = (1..=18).contains(&created_us.len())
            && created_us.bytes().all(|byte| byte.is_ascii_digit());
        let place = || {
            Some(Self {
                created_us: Reverse(created_us.parse().ok()?),
                id: id.to_owned(),
            })
        };
        place().filter(|_| is_number && is_id(id))
    }
}

/// Lists baselines, newest first.
pub(super) async fn list(
    State(service): State<Shared>,
    part: Result<Query<Part>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(part) = part?;
    let limit = part.limit.unwrap_or(50);
    if !(1..=MOST_ROWS).contains(&limit) {
        return Err(Problem::bad_request(format!(
            "`limit` is from 1 to {MOST_ROWS}"
        )));
    }
    let mut entries = in_store(service, |service| service.store.list()).await?;
    if let Some(name) = &part.name {
        entries.retain(|entry| entry.name == *name);
    }
    if let Some(after) = &part.after {
        let after = Place::parse(after).ok_or_else(|| {
            Problem::bad_request("`after` is the `next` of the answer before, as it stood there")
        })?;
        entries.retain(|entry| Place::of(entry) > after);
    }
    let more = entries.len() > limit;
    entries.truncate(limit);
    let next = entries
        .last()
        .filter(|_| more)
        .map(|entry| format!("{}.{}", entry.created_us.0, entry.id));
    Ok(Json(Rows {
        baselines: entries,
        next,
    })
    .into_response())
}

/// In which form a baseline is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    format: Option<String>,
}

/// Tells all of a baseline, by its id or the name of the newest.
pub(super) async fn show(
    State(service): State<Shared>,
    id: Result<Path<String>, PathRejection>,
    form: Result<Query<Form>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (Path(id), Query(form)) = (id?, form?);
    let grades = service.grades.clone();
    let baseline = find(Arc::clone(&service), id).await?;
    let (kind, body) = match form.format.as_deref() {
        None | Some("json") => ("application/json", baseline.to_json()),
        Some("text") => ("text/plain; charset=utf-8", report(&baseline, &grades)),
        Some(other) => {
            return Err(Problem::bad_request(format!(
                "`format` is json or text, not `{other}`"
            )));
        }
    };
    let tag = format!(
        "\"{}-{}\"",
        baseline.id,
        form.format.as_deref().unwrap_or("json")
    );
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|known| known.trim() == tag)) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response());
    }
    Ok(([(CONTENT_TYPE, kind.to_owned()), (ETAG, tag)], body).into_response())
}

/// Removes a baseline by its id.
pub(super) async fn remove(
    State(service): State<Shared>,
    id: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path(id) = id?;
    if service.token.is_none() {
        return Err(Problem::forbidden(
            "a service without --token-file removes nothing; start it with one, or remove from its store itself",
        ));
    }
    let wanted = id.clone();
    match in_store(service, move |service| service.store.remove(&wanted)).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(unknown(&id)),
    }
}

/// Under which name a baseline is kept for ever.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Promotion {
    baseline_name: String,
}

/// Keeps a baseline under another name, too, and for ever.
pub(super) async fn promote(
    State(service): State<Shared>,
    id: Result<Path<String>, PathRejection>,
    promotion: Result<Json<Promotion>, JsonRejection>,
) -> Result<Response, Problem> {
    let (Path(id), Json(promotion)) = (id?, promotion?);
    check_name(&promotion.baseline_name)?;
    let wanted = id.clone();
    let promoted = in_store(service, move |service| {
        service.store.promote(&wanted, &promotion.baseline_name)
    });
    let entry = promoted.await?.ok_or_else(|| unknown(&id))?;
    Ok(answer(StatusCode::CREATED, entry))
}

async fn find(service: Shared, id: String) -> Result<Baseline, Problem> {
    let wanted = id.clone();
    let found = in_store(service, move |service| service.store.load(&wanted)).await?;
    found.ok_or_else(|| unknown(&id))
}

fn unknown(id: &str) -> Problem {
    Problem::not_found(format!(
        "there is no baseline `{id}`; `/api/load-test/baselines` lists them"
    ))
}

/// Asks the store, which waits for disks and networks.
pub(super) async fn in_store<T: Send + 'static>(
    service: Shared,
    ask: impl FnOnce(&Service) -> anyhow::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    blocking(service, |service| {
        ask(service).map_err(|error| Problem::of_the_service(&error))
    })
    .await
}

async fn blocking<T: Send + 'static>(
    service: Shared,
    work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(move || work(&service)).await;
    done.unwrap_or_else(|error| Err(Problem::of_the_service(&error.into())))
}
