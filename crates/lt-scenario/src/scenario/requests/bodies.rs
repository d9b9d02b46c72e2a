//! What a request sends: `json`, `form`, `multipart`, `body` or `body_file`.

use std::path::Path;

use bytes::Bytes;

use crate::scenario::fields::{self, Fields};
use crate::scenario::node::{Key, Node, Value};
use crate::scenario::problem::{Fault, Problem, at};
use crate::scenario::reader::Reader;
use crate::{Body, Part, PartContent, Text};

const BODIES: [&str; 5] = ["body", "body_file", "form", "json", "multipart"];

/// The largest file that is sent, in bytes; it is held in memory.
const LARGEST_FILE: u64 = 64 << 20;

pub(in crate::scenario) const PART_KEYS: &[&str] = &["file", "text", "type", "name"];

/// Reads the body, and adds the header that tells its type, where it has one and none is given.
pub(super) fn read(
    fields: &mut Fields,
    headers: &mut Vec<(String, Text)>,
    reader: &mut Reader<'_>,
) -> Result<Body, Fault> {
    for (i, one) in BODIES.into_iter().enumerate() {
        for other in BODIES.into_iter().skip(i + 1) {
            fields.exclude(one, other, "are both a body")?;
        }
    }
    let span = fields.span;
    let mut of_type = |media_type: &str| -> Result<(), Fault> {
        let is_type = |(name, _): &(String, Text)| name.eq_ignore_ascii_case("content-type");
        if !headers.iter().any(is_type) {
            let value = reader.text_from(media_type, media_type, "content-type", span)?;
            headers.push(("content-type".to_owned(), value));
        }
        Ok(())
    };
    if let Some(node) = fields.take("json") {
        of_type("application/json")?;
        return Ok(Body::Json(reader.json(&node, "json")?));
    }
    if let Some(node) = fields.take("form") {
        of_type("application/x-www-form-urlencoded")?;
        return form(node, reader);
    }
    if let Some(node) = fields.take("multipart") {
        return multipart(node, reader);
    }
    if let Some(node) = fields.take("body_file") {
        return Ok(Body::Bytes(file(&node, "body_file", reader)?));
    }
    match fields.take("body") {
        Some(node) => Ok(Body::Text(reader.text(&node, "body")?)),
        None => Ok(Body::None),
    }
}

fn form(node: Node, reader: &mut Reader<'_>) -> Result<Body, Fault> {
    let (_, entries) = fields::entries(node, "`form`")?;
    let mut form = Vec::with_capacity(entries.len());
    for (key, node) in entries {
        if !matches!(node.value, Value::Null) {
            form.push((key.name.clone(), reader.text(&node, &key.name)?));
        }
    }
    Ok(Body::Form(form))
}

fn multipart(node: Node, reader: &mut Reader<'_>) -> Result<Body, Fault> {
    let (span, entries) = fields::entries(node, "`multipart`")?;
    if entries.is_empty() {
        let (what, key) = ("`multipart`", "NAME: text");
        return at(span, Problem::Missing { what, key });
    }
    let parts = entries
        .into_iter()
        .map(|(key, node)| part(key, node, reader))
        .collect::<Result<_, _>>()?;
    Ok(Body::Multipart(parts))
}

/// A part is a text, or a map with a file or a text.
fn part(key: Key, node: Node, reader: &mut Reader<'_>) -> Result<Part, Fault> {
    if !matches!(node.value, Value::Map(_)) {
        let content = PartContent::Text(reader.text(&node, &key.name)?);
        return Ok(Part {
            name: key.name,
            file_name: None,
            content_type: None,
            content,
        });
    }
    let mut fields = Fields::of(node, "a part", PART_KEYS)?;
    fields.exclude("file", "text", "are both a part's content")?;
    let text = |node: &Node, key: &str| {
        let text = node.plain_text(key)?;
        // Both stand in the head of the part, where a line break would begin something else.
        match text.contains(|c: char| c.is_control() || c == '"') {
            true => node.refuse(key, "text on one line, without quotes"),
            false => Ok(text.to_owned()),
        }
    };
    let content_type = fields.optional("type", text)?;
    let given_name = fields.optional("name", text)?;
    if let Some(node) = fields.take("text") {
        let content = PartContent::Text(reader.text(&node, "text")?);
        return Ok(Part {
            name: key.name,
            file_name: given_name,
            content_type,
            content,
        });
    }
    let node = fields.required_one("file", "text` or `file")?;
    let bytes = file(&node, "file", reader)?;
    let own_name = || {
        let path = Path::new(node.text("file").unwrap_or_default());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.replace(|c: char| c.is_control() || c == '"', "_")
    };
    Ok(Part {
        name: key.name,
        file_name: Some(given_name.unwrap_or_else(own_name)),
        content_type: content_type.or_else(|| Some("application/octet-stream".to_owned())),
        content: PartContent::Bytes(bytes),
    })
}

/// Reads a file that is sent as it is.
fn file(node: &Node, key: &str, reader: &Reader<'_>) -> Result<Bytes, Fault> {
    use std::io::Read;

    let written = node.plain_text(key)?;
    let path = reader.files.folder(node.span).join(written);
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path)
        .and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut bytes));
    if let Err(cause) = read {
        let file = written.to_owned();
        return at(node.span, Problem::Unreadable { file, cause });
    }
    if bytes.len() as u64 > LARGEST_FILE {
        return at(node.span, Problem::LargeBody(written.to_owned()));
    }
    Ok(bytes.into())
}
