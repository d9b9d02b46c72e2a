//! Every example in docs/scenario.md is loaded and planned as it stands, and data of examples is sent.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use lt_scenario::scenario::{Sources, System, load_from};
use lt_scenario::{Overrides, Session, plan};

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

/// The examples of a page, as its requests are sent by a user.
fn sent(page: &str, wanted: &str, rest: &str, requests: &[&str]) -> Vec<String> {
    let page = page.replace('\r', "");
    let example = page
        .split("```yaml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .find(|example| example.contains(wanted))
        .unwrap();
    let scenario = load_from(&format!("{example}{rest}"), "example.yaml", &Documentation)
        .unwrap_or_else(|error| panic!("{error}"));
    let keys: Vec<String> = (scenario.requests.iter())
        .map(|template| template.key.clone())
        .collect();
    let overrides = Overrides {
        run_time: Some(Duration::from_secs(1)),
        ..Overrides::default()
    };
    let plan = Arc::new(plan::from_scenario(scenario, &overrides).unwrap());
    let mut session = Session::begin(&plan, 0, 0).unwrap();
    session.begin_iteration(0);
    let send = |key: &&str| {
        let number = keys.iter().position(|own| own == key).unwrap();
        let request = &plan.requests[plan.on_base(number, 0, 0).0];
        let rendered = request.render(&session).unwrap();
        let body = String::from_utf8(rendered.body.to_vec()).unwrap();
        format!("{} {body}", rendered.url.path_and_query())
    };
    requests.iter().map(send).collect()
}

#[test]
fn the_data_of_the_examples_can_be_sent() {
    let from_locust = include_str!("../../../docs/from-locust.md");
    let search = sent(from_locust, "words: {rows:", "", &["search"]).remove(0);
    assert!(
        ["/search?q=tea ", "/search?q=cup "].contains(&&*search),
        "{search}"
    );
    let scenario = include_str!("../../../docs/scenario.md")
        .replace("  products: {file: data/products.csv, pick: random}\n", "");
    let rest = "base_url: http://h\nrequests: {login: {post: /login, json: {user: '{{ account.user }}', all: '{{ account }}'}}, ask: {post: /ask, body: '{{ question }}'}}\n";
    let sent = sent(&scenario, "accounts: {rows:", rest, &["login", "ask"]);
    assert_eq!(
        sent[0],
        r#"/login {"user":"a","all":{"password":"x","user":"a"}}"#
    );
    assert!(sent[1].ends_with('?'), "{}", sent[1]);
}
