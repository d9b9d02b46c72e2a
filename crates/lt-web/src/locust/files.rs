//! What can be downloaded: written by `lt-report`, also while the run goes on.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::snapshot;
use crate::archive::{Id, What};
use crate::server::kept::{Way, report as report_of};
use crate::server::{Server, Shared};

/// What Locust says as long as nothing was counted.
pub(super) const NO_REQUESTS: &str = "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,\
    Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,\
    50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%\r\n\
    ,Aggregated,0,0,0,0.0,0,0,0,0.0,0.0,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A\r\n";
pub(super) const NO_FAILURES: &str = "Method,Name,Error,Occurrences,First Seen,Last Seen\r\n";
pub(super) const NO_EXCEPTIONS: &str = "Count,Message,Traceback,Nodes\r\n";

pub(super) async fn requests(State(server): State<Shared>) -> Response {
    csv(&server, What::Stats, NO_REQUESTS).await
}

pub(super) async fn failures(State(server): State<Shared>) -> Response {
    csv(&server, What::Failures, NO_FAILURES).await
}

pub(super) async fn exceptions(State(server): State<Shared>) -> Response {
    csv(&server, What::Exceptions, NO_EXCEPTIONS).await
}

pub(super) async fn history(State(server): State<Shared>) -> Response {
    let history = file(&server, What::History, Way::Save).await;
    history.unwrap_or_else(|| nothing_yet("history"))
}

/// How the report is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    download: Option<String>,
}

/// The report is light or dark as the reader's system is: `theme` says nothing.
pub(super) async fn report(
    State(server): State<Shared>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let download = asked.ok().and_then(|Query(asked)| asked.download);
    let way = match download.is_some_and(|download| !download.is_empty()) {
        true => Way::Save,
        false => Way::Show,
    };
    let report = file(&server, What::Html, way).await;
    report.unwrap_or_else(|| nothing_yet("report"))
}

async fn csv(server: &Server, what: What, nothing: &'static str) -> Response {
    file(server, what, Way::Save).await.unwrap_or_else(|| {
        let headers = [
            (CONTENT_TYPE, "text/csv; charset=utf-8"),
            (CONTENT_DISPOSITION, "attachment"),
        ];
        (headers, nothing).into_response()
    })
}

/// A file of the run that goes on, or of the last one; nothing where nothing was counted yet.
async fn file(server: &Server, what: What, way: Way) -> Option<Response> {
    let id = snapshot(server).id.as_deref().and_then(Id::parse)?;
    match report_of(server, &id, what, way).await {
        Ok(response) => Some(response),
        Err(problem) => match problem.into_response() {
            early if early.status() == StatusCode::CONFLICT => None,
            response => Some(response),
        },
    }
}

fn nothing_yet(what: &str) -> Response {
    let text =
        format!("Error: nothing was measured yet, so there is no {what}; start a run first.");
    (StatusCode::NOT_FOUND, text).into_response()
}
