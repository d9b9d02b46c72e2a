//! Bodies of several parts (RFC 7578).

use bytes::Bytes;
use http::HeaderValue;

use super::render::filled;
use crate::template::{Failure, LONGEST_TEXT};
use crate::{Part, PartContent, RenderError, Scope};

/// Returns the body and its content type. The boundary is drawn from the user's own chance: nothing that was in a
/// part before can hold it.
pub(super) fn write(parts: &[Part], scope: &Scope) -> Result<(Bytes, String), RenderError> {
    let boundary = format!("lt-{:016x}{:016x}", scope.bits(), scope.bits());
    let mut out = Vec::new();
    for part in parts {
        let mut head = format!(
            "--{boundary}\r\ncontent-disposition: form-data; name=\"{}\"",
            escaped(&part.name)
        );
        if let Some(name) = &part.file_name {
            head.push_str(&format!("; filename=\"{}\"", escaped(name)));
        }
        if let Some(content_type) = &part.content_type {
            if HeaderValue::from_str(content_type).is_err() {
                return Err(Failure::new(
                    "no content type",
                    &format!("`{content_type}` is no content type"),
                )
                .into());
            }
            head.push_str(&format!("\r\ncontent-type: {content_type}"));
        }
        head.push_str("\r\n\r\n");
        out.extend_from_slice(head.as_bytes());
        match &part.content {
            PartContent::Text(text) => out.extend_from_slice(filled(text, scope)?.as_bytes()),
            PartContent::Bytes(bytes) => out.extend_from_slice(bytes),
        }
        out.extend_from_slice(b"\r\n");
        check_length(out.len(), parts)?;
    }
    out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let content_type = format!("multipart/form-data; boundary={boundary}");
    Ok((Bytes::from(out), content_type))
}

/// Files may be longer than what templates make.
fn check_length(length: usize, parts: &[Part]) -> Result<(), RenderError> {
    let of_files: usize = parts
        .iter()
        .map(|part| match &part.content {
            PartContent::Bytes(bytes) => bytes.len(),
            PartContent::Text(_) => 0,
        })
        .sum();
    if length - of_files.min(length) > LONGEST_TEXT {
        let cause = format!("a body of more than {LONGEST_TEXT} bytes");
        return Err(Failure::new("a body is too long", &cause).into());
    }
    Ok(())
}

/// As browsers write names: a quote or line break would end the header.
fn escaped(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}
