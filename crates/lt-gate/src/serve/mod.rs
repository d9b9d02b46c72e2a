//! Baselines over HTTP: the routes of the service that teams keep beside their application today, over any store.
//!
//! Every answer that is no success is a problem document (RFC 9457). The service has no other state than its store.

mod access;
mod baselines;
mod info;
mod problem;
mod results;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::CONTENT_TYPE;
use axum::middleware;
use axum::routing::{get, post};
use lt_stats::baseline::Grades;

use crate::store::Store;

pub use access::Token;

use problem::Problem;

/// The description of the service for programs, also in the documentation.
const OPENAPI: &str = include_str!("../../../../docs/baseline-api.json");
/// No body is larger.
const MOST_BODY: usize = 16 * 1024 * 1024;

/// What the service needs to answer.
#[derive(Debug)]
pub struct Service {
    /// Where baselines are kept.
    pub store: Store,
    /// The folder in which files with results may be named; none may where it is absent.
    pub results: Option<PathBuf>,
    /// Who may ask; everybody where it is absent, but then nobody may remove anything.
    pub token: Option<Token>,
    /// Where bands of ratings end.
    pub grades: Grades,
}

type Shared = Arc<Service>;

/// The routes of a service.
pub fn routes(service: Service) -> Router {
    let service = Arc::new(service);
    Router::new()
        .route("/api/load-test/baseline", post(baselines::save))
        .route("/api/load-test/baselines", get(baselines::list))
        .route(
            "/api/load-test/baselines/{id}",
            get(baselines::show).delete(baselines::remove),
        )
        .route(
            "/api/load-test/baselines/{id}/promote",
            post(baselines::promote),
        )
        .route("/api/load-test/info", get(info::info))
        .route("/openapi.json", get(openapi))
        .fallback(nowhere)
        .method_not_allowed_fallback(not_that_way)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&service),
            access::check,
        ))
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .with_state(service)
}

async fn openapi() -> impl axum::response::IntoResponse {
    ([(CONTENT_TYPE, "application/json")], OPENAPI)
}

async fn nowhere() -> Problem {
    Problem::not_found("there is nothing here; `/api/load-test/info` tells what there is")
}

async fn not_that_way() -> Problem {
    Problem::method("this can be asked for, but not by this method; `/openapi.json` tells how")
}
