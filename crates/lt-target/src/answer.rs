//! What goes back to the client.

use bytes::Bytes;
use http::header::{ALLOW, CONNECTION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use http_body_util::Full;
use serde::Serialize;

/// A status, a body and what else the head says.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// `None`: there is no body that could have a type.
    content_type: Option<HeaderValue>,
    body: Bytes,
    extra: Vec<(HeaderName, HeaderValue)>,
}

impl Answer {
    /// 200 with a text; one that never changes is not copied.
    pub(crate) fn text(body: impl Into<Bytes>) -> Self {
        Self::of_type("text/plain", body)
    }

    /// 200 with a body of this media type.
    pub(crate) fn of_type(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            content_type: Some(HeaderValue::from_static(content_type)),
            body: body.into(),
            extra: Vec::new(),
        }
    }

    /// 204, which has no body.
    pub(crate) fn nothing() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            content_type: None,
            body: Bytes::new(),
            extra: Vec::new(),
        }
    }

    /// A value as JSON.
    pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).expect("plain data with text keys always serializes");
        Self {
            status,
            ..Self::of_type("application/json", body)
        }
    }

    /// `{"error": …}` with this status.
    pub(crate) fn error(status: StatusCode, error: &str) -> Self {
        #[derive(Serialize)]
        struct Body<'a> {
            error: &'a str,
        }
        Self::json(status, &Body { error })
    }

    /// 405, with the methods that would have been right.
    pub(crate) fn wrong_method(right: &[&Method]) -> Self {
        let names: Vec<_> = right.iter().map(|method| method.as_str()).collect();
        let allow = HeaderValue::from_str(&names.join(", ")).expect("a method is a token");
        Self::error(
            StatusCode::METHOD_NOT_ALLOWED,
            "this path takes another method",
        )
        .with([(ALLOW, allow)])
    }

    /// 413; the rest of the body stays unread, so the connection cannot go on.
    pub(crate) fn too_large() -> Self {
        Self::error(
            StatusCode::PAYLOAD_TOO_LARGE,
            "the body is larger than 1 MiB",
        )
        .with([(CONNECTION, HeaderValue::from_static("close"))])
    }

    /// 500 that `--error-rate` asked for.
    pub(crate) fn failed_on_purpose() -> Self {
        Self::error(
            StatusCode::INTERNAL_SERVER_ERROR,
            "failed on purpose, see --error-rate",
        )
    }

    /// 503 of a back end that has too much to do.
    pub(crate) fn overloaded() -> Self {
        Self::error(
            StatusCode::SERVICE_UNAVAILABLE,
            "the back end is overloaded",
        )
    }

    /// The same answer with these headers too.
    pub(crate) fn with(
        mut self,
        headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
    ) -> Self {
        self.extra.extend(headers);
        self
    }

    /// The response, in the header map that the request came with.
    pub(crate) fn into_response(self, mut headers: HeaderMap) -> Response<Full<Bytes>> {
        // hyper makes the next request's map from this one: the map goes round and is never allocated anew.
        headers.clear();
        if let Some(content_type) = self.content_type {
            headers.insert(CONTENT_TYPE, content_type);
        }
        headers.extend(self.extra);
        let mut response = Response::new(Full::new(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = headers;
        response
    }
}
