//! Every example in docs/scenario.md is loaded and planned as it stands.

use std::io;
use std::path::Path;
use std::time::Duration;

use lt_scenario::scenario::{Sources, System, load_from};
use lt_scenario::{Overrides, plan};

/// What the pieces of files in the documentation leave out.
const REST: &str = r#"
base_url: http://127.0.0.1:8080
requests:
  home: {get: /}
  search: {get: /search}
  login: {post: /login}
  add_to_cart: {post: /cart}
  order: {post: /orders}
journeys:
  checkout: [order]
"#;

struct Documentation;

impl Sources for Documentation {
    fn read(&self, path: &Path) -> io::Result<String> {
        match path.ends_with("rest.yaml") {
            true => Ok(REST.to_owned()),
            false => System.read(path),
        }
    }

    fn env(&self, _: &str) -> Option<String> {
        None
    }
}

#[test]
fn every_example_of_the_documentation_is_right() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::fs::write(folder.path().join("data/products.csv"), "id,name\n1,lamp\n").unwrap();
    std::fs::write(
        folder.path().join("data/accounts.csv"),
        "user,password\na,x\n",
    )
    .unwrap();
    let page = include_str!("../../../docs/scenario.md").replace('\r', "");
    let examples = page
        .split("```yaml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap());
    let mut n_examples = 0;
    for example in examples {
        n_examples += 1;
        let text = match example.contains("\nbase_url:") {
            true => example.to_owned(),
            false => format!("include: rest.yaml\n{example}"),
        };
        let name = folder.path().join("example.yaml");
        let scenario = load_from(&text, name.to_str().unwrap(), &Documentation)
            .unwrap_or_else(|error| panic!("{error}\n{text}"));
        let overrides = Overrides {
            run_time: Some(Duration::from_secs(1)),
            ..Overrides::default()
        };
        let overrides = match scenario
            .scenarios
            .iter()
            .any(|piece| piece.course.is_some())
        {
            true => Overrides::default(),
            false => overrides,
        };
        plan::from_scenario(scenario, &overrides).unwrap_or_else(|error| panic!("{error}\n{text}"));
    }
    assert!(n_examples >= 9, "{n_examples}");
}
