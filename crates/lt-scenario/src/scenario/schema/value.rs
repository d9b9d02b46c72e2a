//! Values that stand in many places.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// Text; `${NAME}` and `${NAME:-default}` stand for values of the environment.
#[derive(JsonSchema)]
pub(super) struct Text(String);

/// Any value; its texts may hold templates.
pub(super) struct Anything;

impl JsonSchema for Anything {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Anything".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"description": "Any value; its texts may hold templates."})
    }
}

/// One, or a list of several.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

/// A time: a number of seconds, or a text with units, such as `500ms`, `10s` or `1h20m`.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Duration {
    Seconds(f64),
    Units(String),
}

/// How long to wait: a duration, two with `..` between them (`1s..3s`), `exponential 2s`, `pacing 5s` or
/// `throughput 0.5/s`; or a map of one of these ways and its size.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Wait {
    Seconds(f64),
    Units(String),
    Way(Way),
}

/// One way to wait.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "WayToWait")]
pub(super) struct Way {
    /// By chance, with this mean.
    exponential: Option<Duration>,
    /// This long after the action before was due, whatever the answer took.
    pacing: Option<Duration>,
    /// So many actions in time.
    throughput: Option<Rate>,
}

/// How fast: arrivals per second as a number, or a text such as `500/s` or `30/m`.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Rate {
    PerSecond(f64),
    Units(String),
}

/// A share: `1%`, or a number.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Share {
    Number(f64),
    Percent(String),
}

/// A whole number, or a value of the environment.
pub(super) struct Whole;

impl JsonSchema for Whole {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Whole".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A whole number, or a value of the environment.",
            "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^\\$\\{"}],
        })
    }
}

/// A whole number within bounds, or a value of the environment.
pub(super) struct Within<const LEAST: u64, const MOST: u64>;

impl<const LEAST: u64, const MOST: u64> JsonSchema for Within<LEAST, MOST> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        match MOST {
            u64::MAX => format!("WholeFrom{LEAST}"),
            _ => format!("WholeFrom{LEAST}To{MOST}"),
        }
        .into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut number = json_schema!({"type": "integer", "minimum": LEAST});
        if MOST < u64::MAX {
            number.insert("maximum".to_owned(), MOST.into());
        }
        json_schema!({
            "description": "A whole number, or a value of the environment.",
            "anyOf": [number, {"type": "string", "pattern": "^\\$\\{"}],
        })
    }
}

/// A whole number that is not 0.
pub(super) type FromOne = Within<1, { u64::MAX }>;
/// A weight.
pub(super) type Weight = Within<0, 1_000_000>;
/// A status of HTTP.
pub(super) type HttpStatus = Within<100, 599>;

/// `true` or `false`, or a value of the environment.
pub(super) struct YesOrNo;

impl JsonSchema for YesOrNo {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "YesOrNo".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "`true` or `false`, or a value of the environment.",
            "anyOf": [{"type": "boolean"}, {"type": "string", "pattern": "^\\$\\{"}],
        })
    }
}

/// A text; numbers, true and false need no quotes.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Word {
    Text(String),
    Number(f64),
    YesOrNo(bool),
}

/// A value that becomes text: text, a number, true or false, or nothing.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Scalar {
    Text(String),
    Number(f64),
    YesOrNo(bool),
    Nothing(()),
}
