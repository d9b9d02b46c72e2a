//! A JSONPath, parsed once.
//!
//! Answers are hostile: a path is taken only where the work of following it grows no faster than the answer.

mod cost;

use jsonpath_rust::parser::model::{JpQuery, Segment, Selector};
use jsonpath_rust::parser::parse_json_path;
use jsonpath_rust::query::js_path_process;
use minijinja::Value;

use crate::quoted::Quoted;
pub use cost::Costly;

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
    /// Reads a path, such as `$.items[0].id`. One whose work could grow faster than the answer is refused.
    pub fn parse(source: &str) -> Result<Self, JsonPathError> {
        let source = source.trim();
        let path = || source.to_owned();
        let query = parse_json_path(source).map_err(|cause| JsonPathError::Syntax {
            path: path(),
            cause: Box::new(cause),
        })?;
        cost::check(&query).map_err(|cause| JsonPathError::Costly {
            path: path(),
            cause,
        })?;
        Ok(Self {
            source: path(),
            plain: query.segments.iter().map(place).collect(),
            query,
        })
    }

    /// The path as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The first value that it finds; `None` for nothing, and in an answer that would take too much memory to search.
    pub(super) fn first(&self, json: &Value) -> Option<Value> {
        if let Some(way) = &self.plain {
            return follow(way, json);
        }
        let json = serde_json::to_value(json).ok()?;
        if !cost::is_bearable(&json) {
            return None;
        }
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

/// A text that is no JSONPath, or one that cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum JsonPathError {
    /// Not a JSONPath.
    #[error("{} is no JSONPath; write such as `$.items[0].id`", Quoted(path))]
    Syntax {
        /// The path as typed.
        path: String,
        /// What the parser says.
        #[source]
        cause: Box<jsonpath_rust::parser::errors::JsonPathError>,
    },
    /// One with which a server could keep us busy.
    #[error("{} {cause}", Quoted(path))]
    Costly {
        /// The path as typed.
        path: String,
        /// What makes it so.
        cause: Costly,
    },
}
