//! Who asks (`auth`), and what is looked at in the answer: `checks`, `extract`, `tag`.

use std::sync::Arc;

use crate::scenario::fields::{self, Fields};
use crate::scenario::node::{Key, Node, Value};
use crate::scenario::problem::{Fault, Problem, at};
use crate::scenario::reader::Reader;
use crate::{Auth, Expects, Extract, Source, SourceError, Text, Value as TemplateValue, suggest};

pub(in crate::scenario) const AUTH_KEYS: &[&str] = &["basic", "bearer"];
pub(in crate::scenario) const BASIC_KEYS: &[&str] = &["user", "password"];
pub(in crate::scenario) const SOURCE_KEYS: [&str; 5] =
    ["json", "header", "regex", "cookie", "status"];
pub(in crate::scenario) const EXTRACT_KEYS: &[&str] =
    &["json", "header", "regex", "cookie", "status", "default"];

/// Reads `auth`, which no `authorization` header may stand beside.
pub(super) fn auth(
    fields: &mut Fields,
    headers: &[(String, Text)],
    reader: &mut Reader<'_>,
) -> Result<Option<Auth>, Fault> {
    let Some(node) = fields.take("auth") else {
        return Ok(None);
    };
    let is_auth = |(name, _): &(String, Text)| name.eq_ignore_ascii_case("authorization");
    if headers.iter().any(is_auth) {
        let (one, other, why) = ("auth", "authorization", "say the same");
        return at(node.span, Problem::Both { one, other, why });
    }
    let mut fields = Fields::of(node, "`auth`", AUTH_KEYS)?;
    fields.exclude("basic", "bearer", "are two ways to say who asks")?;
    if let Some(node) = fields.take("bearer") {
        return Ok(Some(Auth::Bearer(reader.text(&node, "bearer")?)));
    }
    let mut fields = Fields::of(fields.required("basic")?, "`basic`", BASIC_KEYS)?;
    let (user, password) = (fields.required("user")?, fields.required("password")?);
    Ok(Some(Auth::Basic {
        user: reader.text(&user, "user")?,
        password: reader.text(&password, "password")?,
    }))
}

/// Reads what is looked at in the answer; `None` for nothing.
pub(super) fn expects(
    fields: &mut Fields,
    reader: &mut Reader<'_>,
) -> Result<Option<Arc<Expects>>, Fault> {
    let mut expects = Expects::default();
    if let Some(node) = fields.take("checks") {
        let items = match node.value {
            Value::Text(_) => vec![node],
            _ => fields::items(node, "`checks`")?,
        };
        for item in items {
            expects.checks.push(reader.check(&item, "checks")?);
        }
    }
    if let Some(node) = fields.take("extract") {
        for (key, node) in fields::entries(node, "`extract`")?.1 {
            expects.extract.push(extract(key, node, reader)?);
        }
    }
    if let Some(node) = fields.take("tag") {
        for (key, node) in fields::entries(node, "`tag`")?.1 {
            let (source, _) = source(&key, node, &SOURCE_KEYS)?;
            expects.tags.push((key.name, source));
        }
    }
    let is_empty =
        expects.checks.is_empty() && expects.extract.is_empty() && expects.tags.is_empty();
    Ok((!is_empty).then(|| Arc::new(expects)))
}

fn extract(key: Key, node: Node, reader: &mut Reader<'_>) -> Result<Extract, Fault> {
    reader.names.define(&key)?;
    let (from, default) = source(&key, node, EXTRACT_KEYS)?;
    Ok(Extract {
        name: key.name,
        from,
        default: default.map(|node| node.to_value()),
    })
}

/// Reads where a value stands in an answer: a map of one way and its text, or the word `status`.
fn source(key: &Key, node: Node, known: &[&str]) -> Result<(Source, Option<Node>), Fault> {
    if let Value::Text(word) = &node.value {
        if word == "status" {
            return Ok((Source::Status, None));
        }
        let expected = "`status`, or a map such as `{json: $.id}` or `{header: x-session}`";
        return node.refuse(&key.name, expected);
    }
    let mut fields = Fields::of(node, "a place in an answer", known)?;
    for (i, one) in SOURCE_KEYS.into_iter().enumerate() {
        for other in SOURCE_KEYS.into_iter().skip(i + 1) {
            fields.exclude(one, other, "are two places in an answer")?;
        }
    }
    let default = fields.take("default");
    if let Some(node) = fields.take("status") {
        node.yes_or_no("status")?;
        return Ok((Source::Status, default));
    }
    type Read = fn(&str) -> Result<Source, SourceError>;
    let ways: [(&str, Read); 4] = [
        ("json", Source::json),
        ("header", Source::header),
        ("regex", Source::regex),
        ("cookie", |name| Ok(Source::Cookie(name.to_owned()))),
    ];
    for (way, read) in ways {
        if let Some(node) = fields.take(way) {
            let text = node.text(way)?;
            let source = read(text).or_else(|cause| {
                let key = way.to_owned();
                at(node.span, Problem::Source { key, cause })
            })?;
            return Ok((source, default));
        }
    }
    let hint = suggest::hint("", SOURCE_KEYS);
    at(fields.span, Problem::NoSource { hint })
}

impl Node {
    /// The value as templates see it; texts stand for themselves.
    pub(in crate::scenario) fn to_value(&self) -> TemplateValue {
        match &self.value {
            Value::Null => TemplateValue::from(()),
            Value::Bool(value) => TemplateValue::from(*value),
            Value::Number(number) => number_value(number),
            Value::Text(text) => TemplateValue::from(text.as_str()),
            Value::List(items) => items.iter().map(Self::to_value).collect(),
            Value::Map(entries) => TemplateValue::from_pairs(
                (entries.iter()).map(|(key, node)| (key.name.clone(), node.to_value())),
            ),
        }
    }
}

fn number_value(number: &serde_json::Number) -> TemplateValue {
    if let Some(number) = number.as_u64() {
        return TemplateValue::from(number);
    }
    match number.as_i64() {
        Some(number) => TemplateValue::from(number),
        None => TemplateValue::from(number.as_f64().unwrap_or_default()),
    }
}
