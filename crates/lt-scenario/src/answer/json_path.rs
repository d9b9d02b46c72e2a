//! A JSONPath, parsed once.

use jsonpath_rust::parser::model::{JpQuery, Segment, Selector};
use jsonpath_rust::parser::parse_json_path;
use jsonpath_rust::query::js_path_process;
use minijinja::Value;

use crate::quoted::Quoted;

/// A JSONPath (RFC 9535); two are equal where their sources are.
#[derive(Clone, Debug)]
pub struct JsonPath {
    source: String,
    query: JpQuery,
    /// The way, where it is names and numbers only: most are.
    plain: Option<Vec<Place>>,
}

#[derive(Clone, Debug)]
enum Place {
    Name(String),
    Index(i64),
}

impl JsonPath {
    /// Reads a path, such as `$.items[0].id`.
    pub fn parse(source: &str) -> Result<Self, JsonPathError> {
        let source = source.trim();
        match parse_json_path(source) {
            Ok(query) => Ok(Self {
                source: source.to_owned(),
                plain: query.segments.iter().map(place).collect(),
                query,
            }),
            Err(cause) => Err(JsonPathError {
                path: source.to_owned(),
                cause: Box::new(cause),
            }),
        }
    }

    /// The path as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The first value that it finds; `None` for nothing.
    pub(super) fn first(&self, json: &Value) -> Option<Value> {
        if let Some(way) = &self.plain {
            return follow(way, json);
        }
        let json = serde_json::to_value(json).ok()?;
        let found = js_path_process(&self.query, &json).ok()?;
        let first = found.into_iter().next()?.val();
        Some(Value::from(minijinja::value::Serde(first)))
    }
}

fn place(segment: &Segment) -> Option<Place> {
    match segment {
        Segment::Selector(Selector::Name(name)) => unquoted(name).map(Place::Name),
        Segment::Selector(Selector::Index(index)) => Some(Place::Index(*index)),
        _ => None,
    }
}

/// A name of the parser's keeps its quotes and escapes.
fn unquoted(name: &str) -> Option<String> {
    let inner = ['\'', '"']
        .iter()
        .find_map(|quote| name.strip_prefix(*quote)?.strip_suffix(*quote));
    let name = inner.unwrap_or(name);
    (!name.contains('\\')).then(|| name.to_owned())
}

fn follow(way: &[Place], json: &Value) -> Option<Value> {
    use minijinja::value::ValueKind;
    let mut value = json.clone();
    for place in way {
        value = match (place, value.kind()) {
            (Place::Name(name), ValueKind::Map) => value.get_attr(name).ok()?,
            (Place::Index(index), ValueKind::Seq) => {
                let len = i64::try_from(value.len()?).ok()?;
                let index = if *index < 0 { len + index } else { *index };
                value.get_item_by_index(usize::try_from(index).ok()?).ok()?
            }
            _ => return None,
        };
        if value.is_undefined() {
            return None;
        }
    }
    Some(value)
}

impl PartialEq for JsonPath {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

/// A text that is no JSONPath.
#[derive(Debug, thiserror::Error)]
#[error("{} is no JSONPath; write such as `$.items[0].id`", Quoted(path))]
pub struct JsonPathError {
    path: String,
    #[source]
    cause: Box<jsonpath_rust::parser::errors::JsonPathError>,
}
