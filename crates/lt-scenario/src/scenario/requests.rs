//! The `requests` of a scenario file, and those that stand in steps and hooks.

use super::Template;
use super::fields::{self, Fields};
use super::node::{Key, Node, Value};
use super::problem::{Fault, Problem, at};
use super::profiles;
use super::reader::Reader;
use crate::request::check_header;
use crate::{Task, Text, Url, Wait, url};

mod answers;
mod bodies;

#[cfg(test)]
pub(super) use answers::{AUTH_KEYS, BASIC_KEYS, EXTRACT_KEYS, SOURCE_KEYS};
#[cfg(test)]
pub(super) use bodies::PART_KEYS;

pub(super) const METHODS: [(&str, &str); 7] = [
    ("get", "GET"),
    ("post", "POST"),
    ("put", "PUT"),
    ("patch", "PATCH"),
    ("delete", "DELETE"),
    ("head", "HEAD"),
    ("options", "OPTIONS"),
];

pub(super) const KEYS: &[&str] = &[
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "options",
    "name",
    "query",
    "headers",
    "json",
    "form",
    "multipart",
    "body",
    "body_file",
    "auth",
    "timeout",
    "tags",
    "allow_status",
    "checks",
    "extract",
    "tag",
    "think",
];

/// Reads all requests with names, in their order.
pub(super) fn read(node: Node, reader: &mut Reader<'_>) -> Result<(), Fault> {
    let (span, entries) = fields::entries(node, "`requests`")?;
    if entries.is_empty() {
        let (what, key) = ("`requests`", "NAME: {get: /path}");
        return at(span, Problem::Missing { what, key });
    }
    for (key, node) in entries {
        let fields = Fields::of(node, "a request", KEYS)?;
        reader.define(&key, Task::Request(reader.requests.len()))?;
        let template = template(&key, fields, reader)?;
        reader.requests.push(template);
    }
    Ok(())
}

/// Reads a request that has no name, and gives it a number.
pub(super) fn inline(fields: Fields, reader: &mut Reader<'_>) -> Result<usize, Fault> {
    let template = nameless(fields, reader)?;
    reader.requests.push(template);
    Ok(reader.requests.len() - 1)
}

/// Reads a request that has no name.
pub(super) fn nameless(fields: Fields, reader: &mut Reader<'_>) -> Result<Template, Fault> {
    let key = Key {
        span: fields.span,
        name: String::new(),
    };
    template(&key, fields, reader)
}

/// Whether a map is a request.
pub(super) fn is_request(node: &Node) -> bool {
    let Value::Map(entries) = &node.value else {
        return false;
    };
    let is_method = |name: &str| METHODS.iter().any(|(method, _)| *method == name);
    entries.iter().any(|(key, _)| is_method(&key.name))
}

fn template(key: &Key, mut fields: Fields, reader: &mut Reader<'_>) -> Result<Template, Fault> {
    let target = target(key, &mut fields, reader)?;
    let name = fields.optional("name", Node::plain_name)?;
    let query = query(fields.take("query"), reader)?;
    let mut headers = match fields.take("headers") {
        Some(node) => headers(node, reader)?,
        None => Vec::new(),
    };
    let auth = answers::auth(&mut fields, &headers, reader)?;
    let body = bodies::read(&mut fields, &mut headers, reader)?;
    Ok(Template {
        key: key.name.clone(),
        place: reader.place(key.span),
        method: target.method.to_owned(),
        origin: target.origin,
        path: target.path,
        query,
        name: name.unwrap_or(target.name),
        headers,
        body,
        auth,
        timeout: fields.optional("timeout", Node::length)?,
        tags: tags(fields.take("tags"))?,
        allow_status: match fields.take("allow_status") {
            Some(node) => allow_status(node)?,
            None => Vec::new(),
        },
        expects: answers::expects(&mut fields, reader)?,
        think: match fields.take("think") {
            Some(node) => think(node)?,
            None => Wait::None,
        },
    })
}

/// Where a request goes.
struct Target {
    method: &'static str,
    origin: String,
    path: Text,
    /// The name that samples have unless one is given.
    name: String,
}

fn target(key: &Key, fields: &mut Fields, reader: &mut Reader<'_>) -> Result<Target, Fault> {
    let given = METHODS.map(|(key, method)| fields.take(key).map(|node| (key, method, node)));
    let mut given = given.into_iter().flatten();
    let Some((method_key, method, node)) = given.next() else {
        return at(key.span, Problem::NoMethod(key.name.clone()));
    };
    if let Some((other, _, node)) = given.next() {
        let (one, why) = (method_key, "are two methods for one request");
        return at(node.span, Problem::Both { one, other, why });
    }
    let address = node.template(method_key)?.trim();
    let (origin, path) = split_origin(address);
    if origin.contains("{{") || origin.contains("{%") {
        return at(node.span, Problem::TemplateInHost);
    }
    let written = split_origin(node.written(method_key)?.trim()).1;
    let path = reader.text_from(path, written, method_key, node.span)?;
    let wrong = |cause| {
        let key = method_key.to_owned();
        at(node.span, Problem::Url { key, cause })
    };
    // What fails has been refused by now.
    let checked = match path.settled().ok().flatten() {
        Some(settled) => check_path(&format!("{origin}{settled}")),
        None if origin.is_empty() && !path.source().starts_with('/') => check_path(path.source()),
        None => check_path(&format!("{origin}/")),
    };
    let url = checked.or_else(wrong)?;
    let name = match (&node.replaced, path.constant()) {
        (None, Some(_)) => url.path().to_owned(),
        _ => shown_path(written, &path),
    };
    Ok(Target {
        method,
        origin: origin.to_owned(),
        path,
        name,
    })
}

/// Scheme and host, where the address has them, and the rest.
fn split_origin(address: &str) -> (&str, &str) {
    // A template may hold `://`, a path begins with `/`.
    let Some(place) = address
        .find("://")
        .filter(|_| !address.starts_with(['/', '{']))
    else {
        return ("", address);
    };
    let host = &address[place + 3..];
    let length = host.find(['/', '?', '#']).unwrap_or(host.len());
    address.split_at(place + 3 + length)
}

/// The path as names show it: with placeholders, without query.
fn shown_path(written: &str, path: &Text) -> String {
    let shown = match Text::parse(written) {
        Ok(text) => text.placeholder(),
        // What the environment completes may be no template before.
        Err(_) => path.placeholder(),
    };
    let path = shown.split(['?', '#']).next().unwrap_or_default();
    if path.is_empty() { "/" } else { path }.to_owned()
}

/// Any base will do: whether a path can be sent does not depend on the host.
fn check_path(path: &str) -> Result<Url, url::ParseError> {
    Url::parse("http://localhost")?.join(path)
}

fn query(node: Option<Node>, reader: &mut Reader<'_>) -> Result<Vec<(String, Text)>, Fault> {
    let Some(node) = node else {
        return Ok(Vec::new());
    };
    let (_, entries) = fields::entries(node, "`query`")?;
    let mut query = Vec::with_capacity(entries.len());
    for (key, node) in entries {
        if !matches!(node.value, Value::Null) {
            query.push((key.name.clone(), reader.text(&node, &key.name)?));
        }
    }
    Ok(query)
}

/// Header names and values, which may be templates.
pub(super) fn headers(node: Node, reader: &mut Reader<'_>) -> Result<Vec<(String, Text)>, Fault> {
    let (_, entries) = fields::entries(node, "`headers`")?;
    let mut headers = Vec::with_capacity(entries.len());
    for (key, node) in entries {
        check_header(&key.name, "").or_else(|cause| at(key.span, Problem::Request(cause)))?;
        let value = reader.text(&node, &key.name)?;
        // What fails has been refused by now.
        let settled = value.settled().ok().flatten().unwrap_or_default();
        check_header(&key.name, &settled)
            .or_else(|cause| at(node.span, Problem::Request(cause)))?;
        headers.push((key.name, value));
    }
    Ok(headers)
}

/// A word, or a list of words.
pub(super) fn tags(node: Option<Node>) -> Result<Vec<String>, Fault> {
    const KEY: &str = "tags";
    let items = match node {
        None => return Ok(Vec::new()),
        Some(node) if matches!(node.value, Value::List(_)) => fields::items(node, "`tags`")?,
        Some(node) => vec![node],
    };
    items
        .iter()
        .map(|item| {
            match item.plain_name(KEY)? {
                // The command line separates tags by commas.
                tag if tag.contains(',') => item.refuse(KEY, "words without commas"),
                tag => Ok(tag),
            }
        })
        .collect()
}

/// A time between two steps, which cannot count from the step before.
pub(super) fn think(node: Node) -> Result<Wait, Fault> {
    let span = node.span;
    match profiles::wait(node, "think")? {
        Wait::Pacing(_) => at(span, Problem::PacedThinking),
        wait => Ok(wait),
    }
}

fn allow_status(node: Node) -> Result<Vec<u16>, Fault> {
    let items = match node.value {
        Value::Number(_) => vec![node],
        _ => fields::items(node, "`allow_status`")?,
    };
    items
        .iter()
        .map(|node| status(node, "allow_status"))
        .collect()
}

/// An HTTP status.
pub(super) fn status(node: &Node, key: &str) -> Result<u16, Fault> {
    match u16::try_from(node.whole(key, 100, 599)?) {
        Ok(status) => Ok(status),
        Err(_) => node.refuse(key, "a status"),
    }
}
