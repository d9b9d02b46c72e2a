//! Documents against the JSON Schema of `lt.result/1`, in both directions: nothing in a document that the schema does not
//! name, and nothing in the schema that no document has.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Document, verdicts};

const SCHEMA: &str = include_str!("../../../../../../docs/result.schema.json");

#[test]
fn results_and_schema_name_the_same_keys() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut check = Check {
        schema: &schema,
        met: BTreeSet::new(),
        wrong: Vec::new(),
    };
    for (n, verdict) in verdicts().iter().enumerate() {
        let document = Document::of(verdict).to_json();
        let value = serde_json::from_str(&document).unwrap();
        check.value(&schema, &value, &n.to_string());
    }
    assert!(check.wrong.is_empty(), "{:#?}", check.wrong);
    let mut named = BTreeSet::new();
    properties(&schema, &mut named);
    let unmet: Vec<&String> = named.difference(&check.met).collect();
    assert!(unmet.is_empty(), "no result has {unmet:?}");
}

/// A checker of the keywords that the schema uses; any other is refused.
struct Check<'s> {
    schema: &'s Value,
    /// Keys that occurred, with what the schema says of them.
    met: BTreeSet<String>,
    wrong: Vec<String>,
}

impl<'s> Check<'s> {
    fn value(&mut self, schema: &'s Value, value: &Value, place: &str) {
        for (keyword, rule) in schema.as_object().unwrap() {
            let holds = match keyword.as_str() {
                "$schema" | "$defs" | "title" | "description" => true,
                "$ref" => {
                    let name = rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                    self.value(&self.schema["$defs"][name], value, place);
                    true
                }
                "anyOf" => self.any_of(rule.as_array().unwrap(), value, place),
                "type" => is_of(rule, value),
                "const" => rule == value,
                "enum" => rule.as_array().unwrap().contains(value),
                "minimum" => value
                    .as_f64()
                    .is_none_or(|number| number >= rule.as_f64().unwrap()),
                "required" => {
                    let mut keys = rule.as_array().unwrap().iter();
                    !value.is_object() || keys.all(|key| value.get(key.as_str().unwrap()).is_some())
                }
                "properties" => self.object(schema, value, place),
                "items" => {
                    for value in value.as_array().into_iter().flatten() {
                        self.value(rule, value, &format!("{place}[]"));
                    }
                    true
                }
                other => panic!("`{other}` is not checked here"),
            };
            if !holds {
                let wrong = format!("{place}: {value} against {keyword} {rule}");
                self.wrong.push(wrong);
            }
        }
    }

    fn object(&mut self, schema: &'s Value, value: &Value, place: &str) -> bool {
        let rules = schema["properties"].as_object().unwrap();
        for (key, value) in value.as_object().into_iter().flatten() {
            let place = format!("{place}.{key}");
            match rules.get(key) {
                Some(rule) => {
                    self.met.insert(property(schema, key));
                    self.value(rule, value, &place);
                }
                None => self.wrong.push(format!("{place} is not in the schema")),
            }
        }
        true
    }

    fn any_of(&mut self, rules: &'s [Value], value: &Value, place: &str) -> bool {
        let before = self.wrong.len();
        for rule in rules {
            self.value(rule, value, place);
            if self.wrong.len() == before {
                return true;
            }
            self.wrong.truncate(before);
        }
        false
    }
}

fn is_of(rule: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_u64(),
        "number" => value.is_number(),
        other => panic!("`{other}` is no type"),
    };
    match rule {
        Value::Array(names) => names.iter().any(is),
        name => is(name),
    }
}

/// A key of an object, told from keys of the same name in other objects by what the schema says of the whole.
fn property(schema: &Value, key: &str) -> String {
    let keys: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    format!("{key} of {keys:?}")
}

fn properties(schema: &Value, named: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(rules)) = map.get("properties") {
                named.extend(rules.keys().map(|key| property(schema, key)));
            }
            map.values().for_each(|part| properties(part, named));
        }
        Value::Array(parts) => parts.iter().for_each(|part| properties(part, named)),
        _ => {}
    }
}
