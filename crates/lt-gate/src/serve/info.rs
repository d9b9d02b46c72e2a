//! What the service is and has.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::problem::Problem;
use super::{MOST_BODY, Shared};

/// What `GET /api/load-test/info` tells.
#[derive(Debug, Serialize)]
pub(super) struct Info {
    tool: &'static str,
    version: &'static str,
    formats: [&'static str; 2],
    store: String,
    baselines: usize,
    names: usize,
    metrics: [&'static str; 6],
    most_body_bytes: usize,
    files_of_results: bool,
    endpoints: [&'static str; 7],
}

pub(super) async fn info(State(service): State<Shared>) -> Result<Json<Info>, Problem> {
    let place = service.store.place().to_owned();
    let files_of_results = service.results.is_some();
    let entries = super::baselines::in_store(service, |service| service.store.list()).await?;
    let names: std::collections::BTreeSet<_> = entries.iter().map(|entry| &entry.name).collect();
    Ok(Json(Info {
        tool: "lt-gate",
        version: env!("CARGO_PKG_VERSION"),
        formats: ["lt.baseline/1", "NDJSON stream, format 1"],
        store: place,
        baselines: entries.len(),
        names: names.len(),
        metrics: ["p50", "p95", "p99", "mean", "error_rate", "throughput"],
        most_body_bytes: MOST_BODY,
        files_of_results,
        endpoints: [
            "POST /api/load-test/baseline",
            "GET /api/load-test/baselines",
            "GET /api/load-test/baselines/{id}",
            "DELETE /api/load-test/baselines/{id}",
            "POST /api/load-test/baselines/{id}/promote",
            "GET /api/load-test/info",
            "GET /openapi.json",
        ],
    }))
}
