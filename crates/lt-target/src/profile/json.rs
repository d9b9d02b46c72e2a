//! Bodies that should be JSON.

use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::answer::Answer;

/// A body of this form; else 400, with a sentence that tells the form.
pub(super) fn read<T: DeserializeOwned>(body: &[u8], form: &str) -> Result<T, Answer> {
    serde_json::from_slice(body).map_err(|error| {
        // Not what serde says: it may quote the body, whatever its length.
        let (line, column) = (error.line(), error.column());
        let error = format!("{form}; the body went wrong at line {line}, column {column}");
        Answer::error(StatusCode::BAD_REQUEST, &error)
    })
}

/// Any JSON, or no body at all, which is `null`; else 400.
pub(super) fn read_any(body: &[u8]) -> Result<Value, Answer> {
    if body.is_empty() {
        return Ok(Value::Null);
    }
    read(body, "write JSON")
}
