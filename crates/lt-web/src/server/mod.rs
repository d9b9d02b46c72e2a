//! The page and its routes.
//!
//! Every request passes the same gates, from the outside in: what browsers are told ([`headers`]), who asks
//! ([`access`]), what is sent ([`body`]); then comes its route. Every answer that is no success is a [`Problem`].

mod access;
mod api;
mod assets;
mod body;
mod browser;
mod connections;
mod events;
mod headers;
pub(crate) mod kept;
mod limits;
mod login;
mod patient;
mod problem;
mod service;
mod signals;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn_with_state, map_response};
use axum::routing::{get, post};
use tokio::sync::{Semaphore, watch};

use crate::archive::Archive;
use crate::current::{Current, Refusal, RefusalKind, Wish};
use crate::locust;
use crate::offer::Offer;
use crate::tools::Tools;

pub use access::Token;
pub use limits::Limits;
pub(crate) use problem::Problem;
pub use service::Service;
pub(crate) use service::run;

/// What the routes work with.
#[derive(Debug)]
pub(crate) struct Server {
    /// The run that is going on.
    pub(crate) current: Arc<Current>,
    /// Runs that are kept.
    pub(crate) archive: Archive,
    /// Scenarios that may be started.
    pub(crate) offer: Offer,
    /// The tools that do the work.
    pub(crate) tools: Tools,
    /// Where `lt-gate` keeps baselines.
    pub(crate) baselines: String,
    /// Whether the stream on stdin is watched, and nothing can be started.
    pub(crate) watching: bool,
    /// Who may ask.
    access: access::Access,
    limits: Limits,
    /// Places for browsers that watch.
    watchers: Arc<Semaphore>,
    /// Whether the server ends.
    ending: watch::Sender<bool>,
}

/// The same for all routes.
pub(crate) type Shared = Arc<Server>;

impl Server {
    /// Begins a run; its name is the answer.
    ///
    /// # Errors
    /// As [`Current::start`], and where a stream is watched.
    pub(crate) fn start(&self, wish: &Wish) -> Result<String, Refusal> {
        match self.watching {
            false => self.current.start(wish),
            true => Err(Refusal {
                kind: RefusalKind::Conflict,
                field: None,
                message: "this lt-web only watches a stream; call it without `-` to start runs"
                    .to_owned(),
            }),
        }
    }
}

fn routes(server: Shared) -> Router {
    Router::new()
        .route("/", get(assets::index))
        .route("/assets/{*path}", get(assets::asset))
        .route("/login", get(login::page).post(login::log_in))
        .route("/logout", post(login::log_out))
        .route("/api/events", get(events::events))
        .route("/api/state", get(api::state))
        .route("/api/series", get(api::series))
        .route("/api/offer", get(api::offer))
        .route("/api/ratios", get(api::ratios))
        .route("/api/log", get(api::log))
        .route("/api/start", post(api::start))
        .route("/api/control", post(api::control))
        .merge(kept::routes())
        .merge(locust::routes())
        .fallback(nowhere)
        .method_not_allowed_fallback(not_that_way)
        .layer(from_fn_with_state(Arc::clone(&server), body::take))
        .layer(from_fn_with_state(Arc::clone(&server), access::check))
        .layer(map_response(headers::secure))
        .with_state(server)
}

async fn nowhere() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "there is nothing here; the page is at /",
    )
}

async fn not_that_way() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "this can be asked for, but not by this method",
    )
}
