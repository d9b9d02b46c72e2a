//! Holds FORMAT.md against the code: its examples are lines, its tables list their keys.

use std::fmt;

use lt_sample::Record;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

const FORMAT: &str = include_str!("../FORMAT.md");

/// Objects whose keys are fixed; the keys of all others are data.
const FIXED: [&str; 8] = [
    "shard",
    "leg",
    "plan[]",
    "plan[].stages[]",
    "plan[].sine",
    "machine",
    "clock",
    "health",
];

/// The lines of all examples, by the section in which they stand.
fn examples() -> Vec<(&'static str, Vec<&'static str>)> {
    let sections = FORMAT.split("\n# ").skip(1);
    let examples = sections.map(|section| {
        let name = section.lines().next().expect("a heading");
        let blocks = section
            .split("```json\n")
            .skip(1)
            .map(|block| block.split("\n```").next().expect("a block"));
        (name, blocks.flat_map(str::lines).collect())
    });
    examples
        .filter(|(_, lines): &(_, Vec<_>)| !lines.is_empty())
        .collect()
}

#[test]
fn every_record_type_has_a_full_and_a_minimal_example() {
    let sections: Vec<_> = examples()
        .iter()
        .map(|(name, lines)| (*name, lines.len() >= 2))
        .collect();
    let types = ["run", "sample", "frame", "journey", "gauge", "event", "end"];
    assert_eq!(sections, types.map(|name| (name, true)));
}

#[test]
fn every_example_is_read_both_ways_and_written_back_byte_for_byte() {
    for (name, lines) in examples() {
        for line in lines {
            let record = Record::parse(line.as_bytes()).unwrap();
            assert_eq!(Record::parse_any_order(line).unwrap(), record);
            let mut written = Vec::new();
            record.write(&mut written);
            assert_eq!(String::from_utf8(written).unwrap(), format!("{line}\n"));
            assert!(line.starts_with(&format!(r#"{{"type":"{name}","#)));
        }
    }
}

#[test]
fn every_table_lists_the_keys_of_its_full_example_in_writing_order() {
    for (name, lines) in examples() {
        let Tree::Object(keys) = serde_json::from_str(lines[0]).unwrap() else {
            panic!("an object: {}", lines[0])
        };
        let mut expected = Vec::new();
        list("", &keys, &mut expected);
        assert_eq!(expected.remove(0), "type");
        assert_eq!(table(name), expected, "table of `{name}`");
    }
}

#[test]
fn a_minimal_example_has_no_key_that_its_reader_could_do_without() {
    for (name, lines) in examples() {
        let Tree::Object(keys) = serde_json::from_str(lines[1]).unwrap() else {
            panic!("an object: {}", lines[1])
        };
        for (key, _) in &keys {
            let mut rest: serde_json::Value = serde_json::from_str(lines[1]).unwrap();
            rest.as_object_mut().unwrap().remove(key);
            let is_optional = Record::parse_any_order(&rest.to_string()).is_ok();
            assert_eq!(
                is_optional,
                is_always_written(name, key),
                "`{key}` of `{name}`"
            );
        }
    }
}

/// Whether the table says so.
fn is_always_written(section: &str, key: &str) -> bool {
    let row = rows(section)
        .into_iter()
        .find(|row| row[1] == format!("`{key}`"));
    row.is_some_and(|row| row[5].contains("always write"))
}

fn table(section: &str) -> Vec<String> {
    rows(section)
        .iter()
        .map(|row| row[1].trim_matches('`').to_owned())
        .collect()
}

/// The cells of each row, after the head.
fn rows(section: &str) -> Vec<Vec<&'static str>> {
    let start = FORMAT.find(&format!("\n# {section}\n")).expect("a section");
    let lines = FORMAT[start..].lines();
    let rows = lines
        .skip_while(|line| !line.starts_with("|---"))
        .skip(1)
        .take_while(|line| line.starts_with('|'));
    rows.map(|row| row.split('|').map(str::trim).collect())
        .collect()
}

fn list(prefix: &str, keys: &[(String, Tree)], all: &mut Vec<String>) {
    for (key, value) in keys {
        let path = format!("{prefix}{key}");
        all.push(path.clone());
        let (inside, path) = match value {
            Tree::Object(keys) => (keys, path),
            Tree::List(Some(keys)) => (keys, format!("{path}[]")),
            Tree::List(None) | Tree::Leaf => continue,
        };
        if FIXED.contains(&path.as_str()) {
            list(&format!("{path}."), inside, all);
        }
    }
}

/// JSON with its keys in the order of the text, of a list only the first item where that is an object.
enum Tree {
    Object(Vec<(String, Self)>),
    List(Option<Vec<(String, Self)>>),
    Leaf,
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Tree;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
                let mut keys = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    keys.push(pair);
                }
                Ok(Tree::Object(keys))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
                let first = list.next_element()?;
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Tree::List(match first {
                    Some(Tree::Object(keys)) => Some(keys),
                    _ => None,
                }))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Tree, E> {
                Ok(Tree::Leaf)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Tree, E> {
                Ok(Tree::Leaf)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Tree, E> {
                Ok(Tree::Leaf)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
                Ok(Tree::Leaf)
            }

            fn visit_str<E>(self, _: &str) -> Result<Tree, E> {
                Ok(Tree::Leaf)
            }
        }
        deserializer.deserialize_any(Any)
    }
}
