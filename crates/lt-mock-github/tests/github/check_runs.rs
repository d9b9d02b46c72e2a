//! Check runs.

use serde_json::{Value, json};

use crate::support::{act, get, github};

const CHECK_RUNS: &str = "/repos/acme/shop/check-runs";
const OF_COMMIT: &str = "/repos/acme/shop/commits/c0ffee/check-runs";

fn annotations(n: usize) -> Value {
    let one = json!({
        "path": "lt-gate.toml",
        "start_line": 1,
        "end_line": 1,
        "annotation_level": "failure",
        "message": "too slow",
    });
    vec![one; n].into()
}

fn output(n_annotations: usize) -> Value {
    json!({
        "title": "1 regression",
        "summary": "It is slower.",
        "annotations": annotations(n_annotations),
    })
}

#[test]
fn a_check_run_is_made_completed_and_listed_by_its_name() {
    let github = github();
    let begun = json!({"name": "Load test", "head_sha": "c0ffee", "status": "in_progress"});
    let made = act(&github, "POST", CHECK_RUNS, &begun);
    assert_eq!(made.status, 201);
    let made = made.json();
    assert_eq!(made["status"], "in_progress");
    assert!(made["conclusion"].is_null() && made["completed_at"].is_null());
    let html = format!("{}/acme/shop/runs/1", github.url());
    assert_eq!(made["html_url"], html);
    assert_eq!(made["details_url"], html);
    let ended = json!({"conclusion": "failure", "output": output(2)});
    let ended = act(&github, "PATCH", &format!("{CHECK_RUNS}/1"), &ended);
    let ended = ended.json();
    assert_eq!(ended["status"], "completed");
    assert_eq!(ended["output"]["annotations_count"], 2);
    let found = get(&github, &format!("{OF_COMMIT}?check_name=Load+test")).json();
    assert_eq!(found["total_count"], 1);
    assert_eq!(found["check_runs"][0], ended);
    assert_eq!(get(&github, &format!("{CHECK_RUNS}/1")).json(), ended);
    let others = get(&github, &format!("{OF_COMMIT}?check_name=Load")).json();
    assert_eq!(others, json!({"total_count": 0, "check_runs": []}));
    assert_eq!(get(&github, &format!("{CHECK_RUNS}/2")).status, 404);
}

#[test]
fn of_check_runs_with_one_name_the_latest_is_listed_unless_all_are_asked_for() {
    let github = github();
    for name in ["a", "b", "a"] {
        let run = json!({"name": name, "head_sha": "c0ffee"});
        act(&github, "POST", CHECK_RUNS, &run);
    }
    let elsewhere = json!({"name": "a", "head_sha": "decaf"});
    act(&github, "POST", CHECK_RUNS, &elsewhere);
    let ids = |query: &str| -> Vec<u64> {
        let found = get(&github, &format!("{OF_COMMIT}?{query}")).json();
        let runs = found["check_runs"].as_array().unwrap().iter();
        runs.map(|run| run["id"].as_u64().unwrap()).collect()
    };
    assert_eq!(ids(""), [3, 2]);
    assert_eq!(ids("filter=all"), [3, 2, 1]);
    assert_eq!(ids("filter=all&check_name=a&per_page=1&page=2"), [1]);
    assert_eq!(ids("status=completed"), [0; 0]);
    assert_eq!(ids("status=queued&filter=latest"), [3, 2]);
    let page = get(&github, &format!("{OF_COMMIT}?per_page=1"));
    assert_eq!(page.json()["total_count"], 2);
    let next = page.link("next").unwrap();
    assert!(next.ends_with("/repositories/1/commits/c0ffee/check-runs?per_page=1&page=2"));
}

#[test]
fn annotations_are_added_fifty_at_a_time() {
    let github = github();
    let run = |n: usize| json!({"name": "a", "head_sha": "c0ffee", "output": output(n)});
    let refused = act(&github, "POST", CHECK_RUNS, &run(51));
    assert_eq!(refused.status, 422);
    assert_eq!(
        refused.json()["message"],
        "Invalid request.\n\nNo more than 50 items are allowed; 51 were supplied."
    );
    assert!(github.state().check_runs.is_empty());
    act(&github, "POST", CHECK_RUNS, &run(50));
    let one = format!("{CHECK_RUNS}/1");
    let more = act(&github, "PATCH", &one, &json!({"output": output(20)}));
    assert_eq!(more.json()["output"]["annotations_count"], 70);
    let refused = act(&github, "PATCH", &one, &json!({"output": output(51)}));
    assert_eq!(refused.status, 422);
    let words = json!({"output": {"title": "t", "summary": "s"}});
    let words = act(&github, "PATCH", &one, &words).json();
    assert_eq!(words["output"]["annotations_count"], 70);
    assert_eq!(words["output"]["title"], "t");
    let kept = &github.state().check_runs[0].fields["output"]["annotations"];
    assert_eq!(kept.as_array().unwrap().len(), 70);
}

#[test]
fn what_is_no_check_run_is_refused_with_the_reason() {
    let github = github();
    let check = |fields: &[(&str, Value)], words: &str| {
        let mut run = json!({"name": "a", "head_sha": "c0ffee"});
        for (field, value) in fields {
            run[*field] = value.clone();
        }
        let reply = act(&github, "POST", CHECK_RUNS, &run);
        assert_eq!(reply.status, 422, "{run}");
        let said = reply.json()["message"].as_str().unwrap().to_owned();
        assert!(said.starts_with("Invalid request.\n\n"), "{said}");
        assert!(said.contains(words), "{said}");
    };
    check(&[("head_sha", Value::Null)], "\"head_sha\" wasn't supplied");
    check(&[("name", json!(1))], "\"name\" wasn't supplied");
    check(&[("conclusion", json!("great"))], "is not a member of");
    check(&[("status", json!("completed"))], "\"conclusion\" wasn't");
    let untitled = json!({"summary": "s"});
    check(&[("output", untitled)], "\"title\" wasn't supplied");
    let words = "Only 65535 characters are allowed; 65536 were supplied.";
    for field in ["summary", "text"] {
        let mut long = json!({"title": "t", "summary": "s"});
        long[field] = "ü".repeat(65_536).into();
        check(&[("output", long)], words);
    }
    assert!(github.state().check_runs.is_empty());
}
