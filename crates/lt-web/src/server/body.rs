//! What is sent to us: little, and soon.

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::timeout;

use super::{Problem, Shared};

/// No body is larger: a wish and a command are far below it.
const MOST: usize = 64 * 1024;

/// Takes the whole body before a route begins; of one that says that it is too large, nothing is read.
pub(super) async fn take(
    State(server): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    if body.size_hint().lower() > MOST as u64 {
        return Err(too_large());
    }
    let taken = timeout(server.limits.body, to_bytes(body, MOST)).await;
    let taken = taken.map_err(|_elapsed| {
        Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "the body did not arrive in time; send it again",
        )
    })?;
    // Where it is the connection that broke, nobody hears the answer.
    let body = taken.map_err(|_longer| too_large())?;
    Ok(next.run(Request::from_parts(parts, Body::from(body))).await)
}

fn too_large() -> Problem {
    let detail = format!(
        "the body is larger than {} KiB; nothing here needs so much",
        MOST / 1024
    );
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
}
