use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::ScenarioFile;
use crate::scenario::{
    KEYS, data, faults, hooks, http, journeys, pieces, profiles, requests, shapes, steps,
};

fn schema() -> Value {
    let generator = SchemaSettings::draft07().into_generator();
    let mut schema = generator.into_root_schema_for::<ScenarioFile>().to_value();
    let root = schema.as_object_mut().unwrap();
    root.insert("title".to_owned(), "A scenario file of lt-gen".into());
    schema
}

#[test]
fn the_committed_schema_is_current() {
    const FILE: &str = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../configs/scenario.schema.json"
    );
    let current = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(FILE, &current).unwrap();
    }
    let committed = std::fs::read_to_string(FILE).unwrap().replace('\r', "");
    assert!(
        committed == current,
        "configs/scenario.schema.json is old; write it with UPDATE_SCHEMA=1 cargo test -p lt-scenario"
    );
}

/// The keys of a map in the schema; `name` is that of its definition, empty for the whole file.
fn keys_of(schema: &Value, name: &str) -> BTreeSet<String> {
    let map = match name {
        "" => schema,
        name => &schema["definitions"][name],
    };
    assert_eq!(map["additionalProperties"], false, "{name}");
    let keys = map["properties"]
        .as_object()
        .unwrap_or_else(|| panic!("{name}"));
    keys.keys()
        .filter(|key| *key != "$schema")
        .cloned()
        .collect()
}

#[test]
fn the_schema_and_the_reader_know_the_same_keys() {
    let schema = schema();
    let with_request = |more: &[&'static str]| [requests::KEYS, more].concat();
    let timeline = [hooks::HOOK_KEYS, hooks::TIMELINE_KEYS].concat();
    let mut expected: Vec<(&str, Vec<&str>)> = vec![
        ("", KEYS.to_vec()),
        ("Request", requests::KEYS.to_vec()),
        ("DescribedPart", requests::PART_KEYS.to_vec()),
        ("Auth", requests::AUTH_KEYS.to_vec()),
        ("Basic", requests::BASIC_KEYS.to_vec()),
        ("Place", requests::SOURCE_KEYS.to_vec()),
        ("ExtractPlace", requests::EXTRACT_KEYS.to_vec()),
        ("Data", data::KEYS.to_vec()),
        ("Http", http::KEYS.to_vec()),
        ("DescribedJourney", journeys::KEYS.to_vec()),
        ("Choice", steps::CHOICE_KEYS.to_vec()),
        ("Profile", profiles::KEYS.to_vec()),
        ("DescribedAction", profiles::ACTION_KEYS.to_vec()),
        ("Scenario", pieces::KEYS.to_vec()),
        ("Stage", shapes::STAGE_KEYS.to_vec()),
        ("Spike", shapes::SPIKE_KEYS.to_vec()),
        ("Sine", shapes::SINE_KEYS.to_vec()),
        ("Steps", shapes::STEPS_KEYS.to_vec()),
        ("WayToWait", crate::wait::WAYS.to_vec()),
        ("DescribedHook", with_request(hooks::HOOK_KEYS)),
        ("Ready", with_request(hooks::READY_KEYS)),
        ("TimelineEntry", with_request(&timeline)),
        ("Variant", hooks::VARIANT_KEYS.to_vec()),
        ("Fault", faults::KEYS.to_vec()),
        ("DescribedRule", faults::RULE_KEYS.to_vec()),
    ];
    let of_steps = [
        "RequestStep",
        "JourneyStep",
        "ThinkStep",
        "SetStep",
        "IfStep",
        "RepeatStep",
        "WhileStep",
        "ForeachStep",
        "ChooseStep",
        "ParallelStep",
    ];
    let steps = of_steps.into_iter().zip(steps::STEPS);
    expected.extend(steps.map(|(name, (_, keys))| (name, keys.to_vec())));
    for (name, keys) in &expected {
        let keys: BTreeSet<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        assert_eq!(keys_of(&schema, name), keys, "{name}");
    }
    // Whatever else is a map with known keys has a line above.
    for (name, definition) in schema["definitions"].as_object().unwrap() {
        let is_listed = expected.iter().any(|(listed, _)| listed == name);
        assert!(definition["properties"].is_null() || is_listed, "{name}");
    }
}
