//! One request and its whole answer; octocrab makes the one, and we read the other.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::anyhow;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::header::{ACCEPT, HeaderValue, USER_AGENT};
use hyper::{Method, Request, Uri};
use octocrab::service::middleware::auth_header::AuthHeaderLayer;
use octocrab::service::middleware::base_uri::BaseUriLayer;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::{AuthState, Octocrab, OctocrabBuilder};
use serde_json::value::RawValue;
use tokio::time::timeout;

use super::answer::Answer;
use super::wire::{Broken, Wire};
use crate::github::token::Token;

/// Who asks.
pub(super) struct Client {
    wire: Wire,
    token: Token,
    /// Made in the runtime that asks first: octocrab starts a task of its own there.
    octocrab: OnceLock<Octocrab>,
}

/// No answer is longer, in bytes: a page of a hundred comments of 65,536 characters of four bytes each has 26 MB.
const MOST_BYTES: usize = 40 * 1024 * 1024;

impl Client {
    pub(super) fn new(wire: Wire, token: Token) -> Self {
        Self {
            wire,
            token,
            octocrab: OnceLock::new(),
        }
    }

    /// Asks once, and waits for all of the answer within `time`.
    pub(super) async fn ask(
        &self,
        method: &Method,
        path: &Uri,
        body: Option<&RawValue>,
        time: Duration,
    ) -> Result<Answer, Broken> {
        if time.is_zero() {
            return Err(Broken::NotSent(anyhow!("the time for it is over")));
        }
        let answer = timeout(time, self.exchange(method, path, body)).await;
        answer.unwrap_or_else(|_late| {
            let time = time.as_secs_f64();
            Err(Broken::Sent(anyhow!("no answer within {time:.1} s")))
        })
    }

    async fn exchange(
        &self,
        method: &Method,
        path: &Uri,
        body: Option<&RawValue>,
    ) -> Result<Answer, Broken> {
        let octocrab = self.octocrab.get_or_init(|| self.make_octocrab());
        let request = octocrab
            .build_request(Request::builder().method(method).uri(path), body)
            .map_err(|error| Broken::NotSent(error.into()))?;
        let response = octocrab.execute(request).await.map_err(broken)?;
        let (head, body) = response.into_parts();
        let whole = Limited::new(body, MOST_BYTES).collect().await;
        let whole = whole.map_err(|error| match error.is::<LengthLimitError>() {
            true => Broken::Endless,
            false => Broken::Sent(anyhow!("the answer ended before its end")),
        })?;
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body: whole.to_bytes(),
        })
    }

    /// octocrab's own client does not work where the system has no list of authorities, and asks where a redirection leads,
    /// wherever that is; so it gets our connection. It repeats nothing.
    fn make_octocrab(&self) -> Octocrab {
        let base = self.wire.base.uri();
        let headers = [
            (ACCEPT, "application/vnd.github+json"),
            (USER_AGENT, concat!("lt-gate/", env!("CARGO_PKG_VERSION"))),
        ];
        let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
        let authorization = Some(self.token.header());
        let built = OctocrabBuilder::new_empty()
            .with_service(self.wire.clone())
            .with_layer(&ExtraHeadersLayer::new(Arc::new(headers.into())))
            .with_layer(&BaseUriLayer::new(base.clone()))
            .with_layer(&AuthHeaderLayer::new(
                authorization,
                base.clone(),
                base.clone(),
            ))
            .with_auth(AuthState::None)
            .build();
        match built {
            Ok(octocrab) => octocrab,
            Err(never) => match never {},
        }
    }
}

/// What octocrab wraps up is what our connection said.
fn broken(error: octocrab::Error) -> Broken {
    match error {
        octocrab::Error::Service { source, .. } => match source.downcast::<Broken>() {
            Ok(broken) => *broken,
            Err(other) => Broken::Sent(anyhow!(other)),
        },
        other => Broken::Sent(other.into()),
    }
}
