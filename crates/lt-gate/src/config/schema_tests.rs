//! docs/lt-gate.schema.json and the reader know the same keys, and the schema says of each what it is.

use std::collections::BTreeSet;

use serde_json::Value;

use super::terms::Terms;
use super::{KEYS, accept, column, compare, grades, noise, overrides, sla};

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../../docs/lt-gate.schema.json")).unwrap()
}

/// The keys of a table in the schema.
fn keys_at<'s>(schema: &'s Value, pointer: &str) -> BTreeSet<&'s str> {
    let table = schema
        .pointer(pointer)
        .unwrap_or_else(|| panic!("{pointer}"));
    assert_eq!(table["additionalProperties"], false, "{pointer}");
    let keys = table["properties"].as_object().unwrap();
    keys.keys().map(String::as_str).collect()
}

#[test]
fn the_schema_and_the_reader_know_the_same_keys() {
    let schema = schema();
    let of_k6 = Terms::OF_K6.map(|(theirs, _)| theirs);
    let tables: [(&str, Vec<&str>); 12] = [
        ("", KEYS.to_vec()),
        ("/properties/noise", noise::KEYS.to_vec()),
        ("/$defs/DescribedRule", [&Terms::KEYS[..], &of_k6].concat()),
        ("/$defs/Sla", sla::KEYS.to_vec()),
        (
            "/$defs/EndpointRow",
            [sla::ENDPOINT_KEYS, column::COLUMNS].concat(),
        ),
        (
            "/$defs/LevelRow",
            [sla::LEVEL_KEYS, column::COLUMNS].concat(),
        ),
        ("/$defs/Limit", sla::CELL_KEYS.to_vec()),
        ("/$defs/Compare", compare::KEYS.to_vec()),
        ("/$defs/Tolerance", compare::TOLERANCE_KEYS.to_vec()),
        ("/$defs/Override", overrides::KEYS.to_vec()),
        ("/$defs/Accept", accept::KEYS.to_vec()),
        ("/$defs/Grades", grades::KEYS.to_vec()),
    ];
    for (pointer, keys) in &tables {
        let keys: BTreeSet<&str> = keys.iter().copied().collect();
        assert_eq!(keys_at(&schema, pointer), keys, "{pointer}");
    }
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        let pointer = format!("/$defs/{name}");
        let is_listed = tables.iter().any(|(listed, _)| *listed == pointer);
        assert!(definition["properties"].is_null() || is_listed, "{name}");
    }
}

#[test]
fn everything_in_the_schema_is_described() {
    fn check(value: &Value, place: &str) {
        let Some(map) = value.as_object() else {
            return;
        };
        let is_told = map.contains_key("description") || map.contains_key("$ref");
        assert!(is_told, "{place}");
        for name in ["properties", "patternProperties", "$defs"] {
            for (key, value) in map
                .get(name)
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                check(value, &format!("{place}/{name}/{key}"));
            }
        }
        for name in ["items", "additionalProperties", "propertyNames"] {
            if let Some(value) = map.get(name) {
                check(value, &format!("{place}/{name}"));
            }
        }
        for value in map
            .get("anyOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            if value.get("required").is_none() {
                check(value, &format!("{place}/anyOf"));
            }
        }
    }
    let schema = schema();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    check(&schema, "");
}

#[test]
fn the_schema_tells_the_defaults_that_hold() {
    let schema = schema();
    let default = |pointer: &str| schema.pointer(pointer).unwrap()["default"].to_string();
    let compare = |key: &str| default(&format!("/$defs/Compare/properties/{key}"));
    let usual = super::ComparePolicy::default();
    let gate: Vec<String> = usual
        .gate
        .iter()
        .map(|measure| format!("\"{measure}\""))
        .collect();
    assert_eq!(compare("gate"), format!("[{}]", gate.join(",")));
    assert_eq!(compare("alpha"), usual.alpha.to_string());
    assert_eq!(compare("window"), usual.window.to_string());
    assert_eq!(
        compare("require_sessions"),
        usual.require_sessions.to_string()
    );
    let read = |text: String| {
        let document = super::Document {
            name: String::new(),
            text,
        };
        super::parse(&document, std::path::Path::new("")).unwrap()
    };
    let mut text = "[compare]\n".to_owned();
    for (key, property) in schema["$defs"]["Compare"]["properties"]
        .as_object()
        .unwrap()
    {
        if let Some(default) = property.get("default") {
            text += &format!("{key} = {default}\n");
        }
    }
    let tolerance = |key: &str| default(&format!("/$defs/Tolerance/properties/{key}"));
    text += &format!(
        "tolerance = {{ rel = {}, abs = {} }}\n",
        tolerance("rel"),
        tolerance("abs")
    );
    text += "[grades]\n";
    for (key, property) in schema["$defs"]["Grades"]["properties"].as_object().unwrap() {
        text += &format!("{key} = {}\n", property["default"]);
    }
    assert_eq!(read(text), super::Config::default());
}
