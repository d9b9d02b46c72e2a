//! One request outside the load, on a connection of its own.

use std::time::Duration;

use anyhow::{Context, bail};
use lt_scenario::{Answer, Request, Session};
use tokio::time::Instant;

use crate::clock::Clock;
use crate::resolve::Job;
use crate::transport::{Client, Ending, Exchange, Prepared, Transport, Wants};

/// Sends a request and returns the answer, which is a success by its status.
///
/// # Errors
/// There is no answer in time, or its status says that it failed.
pub(super) async fn send(
    job: &Job,
    session: &Session,
    request: &Request,
    timeout: Duration,
) -> anyhow::Result<Answer> {
    let rendered = request.render(session)?;
    let wants = Wants {
        headers: true,
        body: true,
        cookies: false,
    };
    let one = std::slice::from_ref(request);
    let (mut prepared, origins) = Prepared::all(one, timeout, &job.settings)?;
    let prepared = prepared.pop().context("one request makes one message")?;
    let prepared = prepared.with(rendered, None, &job.settings)?;
    let client = Client::new(
        Clock::begins_in(Duration::ZERO),
        origins,
        job.settings.clone(),
    );
    let mut exchange = Exchange {
        wants,
        ..Exchange::default()
    };
    let began = Instant::now();
    let limit = prepared.timeout.min(timeout);
    let mut slot = None;
    let exchanging = client.exchange(&mut slot, &prepared, None, &mut exchange);
    let result = tokio::time::timeout(limit, exchanging).await.ok();
    let ending = Ending::of(&prepared, &exchange, result);
    let Some(status) = exchange.status.filter(|_| exchange.end.is_some()) else {
        bail!("{}", ending.error.unwrap_or("no answer"));
    };
    if ending.outcome.is_error() {
        bail!("answered with status {status}");
    }
    let kept = exchange.kept.map(|kept| *kept).unwrap_or_default();
    let (headers, body) = kept.into_parts();
    Ok(Answer {
        status,
        headers,
        body: body.map_err(anyhow::Error::msg)?,
        response_ms: began.elapsed().as_secs_f64() * 1e3,
    })
}

/// Method and address as messages show them, without query.
pub(super) fn describe(request: &Request) -> String {
    let origin = request.url.origin().to_string();
    let origin = origin.trim_end_matches('/');
    format!("{} {origin}{}", request.endpoint.method, request.url.path())
}
