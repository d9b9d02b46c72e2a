//! An answer in GitHub's words.

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Response, StatusCode};
use serde_json::{Value, json};

/// Where GitHub's messages send their readers.
const DOCUMENTATION: &str = "https://docs.github.com/rest";

/// What is sent back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    /// A thing.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::bytes(
            status,
            "application/json; charset=utf-8",
            body.to_string().into_bytes(),
        )
    }

    /// Bytes of any type.
    pub(crate) fn bytes(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        Self {
            status,
            headers: vec![("content-type", content_type.to_owned())],
            body,
        }
    }

    /// Nothing, which is what was wanted.
    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Why something was not done.
    pub(crate) fn message(status: u16, message: &str) -> Self {
        Self::message_at(status, message, DOCUMENTATION)
    }

    /// The same with another place to read on.
    pub(crate) fn message_at(status: u16, message: &str, documentation: &str) -> Self {
        let body = json!({
            "message": message,
            "documentation_url": documentation,
            "status": status.to_string(),
        });
        Self::json(status, &body)
    }

    pub(crate) fn not_found() -> Self {
        Self::message(404, "Not Found")
    }

    /// A body that can be read, but not as it should be.
    pub(crate) fn invalid_request(what: &str) -> Self {
        Self::message(422, &format!("Invalid request.\n\n{what}"))
    }

    /// A comment that cannot be one.
    pub(crate) fn invalid_comment(what: &str) -> Self {
        let body = json!({
            "message": "Validation Failed",
            "errors": [{
                "resource": "IssueComment",
                "code": "unprocessable",
                "field": "data",
                "message": what,
            }],
            "documentation_url": format!("{DOCUMENTATION}/issues/comments"),
            "status": "422",
        });
        Self::json(422, &body)
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl From<Answer> for Response<Full<Bytes>> {
    fn from(answer: Answer) -> Self {
        let mut response = Self::new(Full::from(answer.body));
        *response.status_mut() =
            StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in answer.headers {
            // A value that a header cannot have came with a request, whose sender does without.
            if let Ok(value) = value.parse() {
                response.headers_mut().append(name, value);
            }
        }
        response
    }
}
