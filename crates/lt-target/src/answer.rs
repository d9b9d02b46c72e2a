//! What goes back to the client.

use bytes::Bytes;
use http::header::{ALLOW, CONNECTION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use http_body_util::Full;
use serde::Serialize;

/// A status and a body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    content_type: HeaderValue,
    body: Bytes,
    extra: Option<(http::HeaderName, HeaderValue)>,
}

impl Answer {
    /// 200 with a text; one that never changes is not copied.
    pub(crate) fn text(body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            content_type: HeaderValue::from_static("text/plain"),
            body: body.into(),
            extra: None,
        }
    }

    /// A value as JSON.
    pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).expect("plain data with text keys always serializes");
        Self {
            status,
            content_type: HeaderValue::from_static("application/json"),
            body: body.into(),
            extra: None,
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

    /// 405, with the method that would have been right.
    pub(crate) fn wrong_method(right: &Method) -> Self {
        let allow = HeaderValue::from_str(right.as_str()).expect("a method is a token");
        Self {
            extra: Some((ALLOW, allow)),
            ..Self::error(
                StatusCode::METHOD_NOT_ALLOWED,
                "this path takes another method",
            )
        }
    }

    /// 413; the rest of the body stays unread, so the connection cannot go on.
    pub(crate) fn too_large() -> Self {
        Self {
            extra: Some((CONNECTION, HeaderValue::from_static("close"))),
            ..Self::error(
                StatusCode::PAYLOAD_TOO_LARGE,
                "the body is larger than 1 MiB",
            )
        }
    }

    /// The response, in the header map that the request came with.
    pub(crate) fn into_response(self, mut headers: HeaderMap) -> Response<Full<Bytes>> {
        // hyper makes the next request's map from this one: the map goes round and is never allocated anew.
        headers.clear();
        headers.insert(CONTENT_TYPE, self.content_type);
        headers.extend(self.extra);
        let mut response = Response::new(Full::new(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = headers;
        response
    }
}
