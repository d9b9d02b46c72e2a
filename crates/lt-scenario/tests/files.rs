//! Whole files become plans.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::path::Path;

use lt_scenario::{Overrides, Plan, Scenario, Task, load, plan, table};

fn scenario(name: &str) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    load(&text, path.to_str().unwrap()).unwrap_or_else(|error| panic!("{error}"))
}

fn planned(name: &str, overrides: &Overrides) -> Plan {
    plan::from_scenario(scenario(name), overrides).unwrap()
}

#[test]
fn the_file_of_seed_000_runs_unchanged_beside_its_actions() {
    let plan = planned("quick_test.yaml", &Overrides::default());
    let load = &plan.loads[0];
    assert_eq!(load.name.as_deref(), Some("Read-Heavy Traffic"));
    let mix: Vec<(Task, u64)> = (load.mix.iter().flatten().map(|a| (a.what, a.weight))).collect();
    assert_eq!(
        mix,
        [(Task::Journey(0), 800_000), (Task::Journey(1), 200_000)]
    );
    let names: Vec<&str> = (table(&plan)[0].shares.iter())
        .map(|(request, _)| plan.requests[request.0].endpoint.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "/api/products",
            "/api/products/search",
            "/api/products/{id}",
            "/api/cart",
            "/api/orders"
        ]
    );
    assert_eq!(plan.base_urls[0].to_string(), "http://localhost:8080/");
}
