//! The `requests` of a scenario file.

use super::Template;
use super::fields::{self, Fields};
use super::node::{Key, Node, Value};
use super::problem::{Fault, Problem, at};
use crate::request::check_header;
use crate::{Url, url};

const METHODS: [(&str, &str); 7] = [
    ("get", "GET"),
    ("post", "POST"),
    ("put", "PUT"),
    ("patch", "PATCH"),
    ("delete", "DELETE"),
    ("head", "HEAD"),
    ("options", "OPTIONS"),
];

const KEYS: &[&str] = &[
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "options",
    "name",
    "headers",
    "body",
    "json",
    "allow_status",
    "timeout",
];

/// Reads all requests, in their order.
pub(super) fn read(node: Node) -> Result<Vec<Template>, Fault> {
    let (line, entries) = fields::entries(node, "`requests`")?;
    if entries.is_empty() {
        let (what, key) = ("`requests`", "NAME: {get: /path}");
        return at(line, Problem::Missing { what, key });
    }
    entries
        .into_iter()
        .map(|(key, node)| template(key, node))
        .collect()
}

fn template(key: Key, node: Node) -> Result<Template, Fault> {
    let mut fields = Fields::of(node, "a request", KEYS)?;
    fields.exclude("body", "json", "are both a body")?;
    let (method, path, default_name) = target(&key, &mut fields)?;
    let name = fields.optional("name", name)?.unwrap_or(default_name);
    let mut headers = match fields.take("headers") {
        Some(node) => headers(node)?,
        None => Vec::new(),
    };
    let text = fields.optional("body", |node, key| node.plain_text(key).map(str::to_owned))?;
    let mut body = text.unwrap_or_default().into_bytes();
    if let Some(node) = fields.take("json") {
        body = json(&node)?;
        let is_type = |(name, _): &(String, String)| name.eq_ignore_ascii_case("content-type");
        if !headers.iter().any(is_type) {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
    }
    let statuses = fields.take("allow_status").map(allow_status).transpose()?;
    Ok(Template {
        key: key.name,
        line: key.line,
        method: method.to_owned(),
        path,
        name,
        headers,
        body,
        allow_status: statuses.unwrap_or_default(),
        timeout: fields.optional("timeout", Node::length)?,
    })
}

/// Returns the method, the path or address, and the name that samples have unless one is given.
fn target(key: &Key, fields: &mut Fields) -> Result<(&'static str, String, String), Fault> {
    let given = METHODS.map(|(key, method)| fields.take(key).map(|node| (key, method, node)));
    let mut given = given.into_iter().flatten();
    let Some((method_key, method, node)) = given.next() else {
        return at(key.line, Problem::NoMethod(key.name.clone()));
    };
    if let Some((other, _, node)) = given.next() {
        let (one, why) = (method_key, "are two methods for one request");
        return at(node.line, Problem::Both { one, other, why });
    }
    let path = node.plain_text(method_key)?.trim().to_owned();
    match check_path(&path) {
        Ok(url) => Ok((method, path, url.path().to_owned())),
        Err(cause) => {
            let key = method_key.to_owned();
            at(node.line, Problem::Url { key, cause })
        }
    }
}

/// Any base will do: whether a path can be sent does not depend on the host.
fn check_path(path: &str) -> Result<Url, url::ParseError> {
    Url::parse("http://localhost")?.join(path)
}

fn name(node: &Node, key: &str) -> Result<String, Fault> {
    match node.plain_text(key)? {
        "" => node.refuse(key, "a name"),
        name => Ok(name.to_owned()),
    }
}

pub(super) fn headers(node: Node) -> Result<Vec<(String, String)>, Fault> {
    let (_, entries) = fields::entries(node, "`headers`")?;
    let read = |(key, node): (Key, Node)| {
        let value = node.plain_text(&key.name)?;
        check_header(&key.name, value).or_else(|cause| at(node.line, Problem::Request(cause)))?;
        Ok((key.name, value.to_owned()))
    };
    entries.into_iter().map(read).collect()
}

fn allow_status(node: Node) -> Result<Vec<u16>, Fault> {
    const KEY: &str = "allow_status";
    let items = match node.value {
        Value::Number(_) => vec![node],
        _ => fields::items(node, "`allow_status`")?,
    };
    let read = |node: &Node| match u16::try_from(node.whole(KEY, 100, 599)?) {
        Ok(status) => Ok(status),
        Err(_) => node.refuse(KEY, "a status"),
    };
    items.iter().map(read).collect()
}

/// Writes a YAML value as JSON, keys in their order.
fn json(node: &Node) -> Result<Vec<u8>, Fault> {
    let mut out = Vec::new();
    write_json(node, &mut out)?;
    Ok(out)
}

fn write_json(node: &Node, out: &mut Vec<u8>) -> Result<(), Fault> {
    match &node.value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Value::Number(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Value::Text(_) => write_string(node.plain_text("json")?, out),
        Value::List(items) => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write_json(item, out)?;
            }
            out.push(b']');
        }
        Value::Map(entries) => {
            out.push(b'{');
            for (i, (key, item)) in entries.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write_string(&key.name, out);
                out.push(b':');
                write_json(item, out)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

fn write_string(text: &str, out: &mut Vec<u8>) {
    let quoted = serde_json::Value::from(text).to_string();
    out.extend_from_slice(quoted.as_bytes());
}
