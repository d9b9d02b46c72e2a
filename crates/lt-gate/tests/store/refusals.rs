//! What is not kept unless somebody says why.

use crate::support::{Desk, fail, succeed};

fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn nothing_is_kept_from_pull_requests_or_changed_trees() {
    let desk = Desk::new();
    for event in ["pull_request", "pull_request_target", "merge_group"] {
        fail(
            desk.save("", "kept", 1).env("GITHUB_EVENT_NAME", event),
            2,
            "nothing is kept from the event",
        );
    }
    succeed(desk.save("", "kept", 1).env("GITHUB_EVENT_NAME", "push"));
    desk.git("", &["init", "-q", "tree"]);
    std::fs::write(desk.path("tree/code"), "1").unwrap();
    desk.git("tree", &["add", "code"]);
    desk.git("tree", &["commit", "-q", "-m", "first"]);
    let run = desk.run(1);
    let save = ["save", "main", run.to_str().unwrap()];
    succeed(&mut desk.gate("tree", &save));
    let head = desk.git("tree", &["rev-parse", "HEAD"]);
    let shown = succeed(&mut desk.gate("tree", &["show", "main", "--format", "json"]));
    let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(shown["source"]["sha"], head.trim());
    std::fs::write(desk.path("tree/code"), "2").unwrap();
    fail(
        &mut desk.gate("tree", &save),
        2,
        "changes that are in no commit",
    );
    let run = desk.run(2);
    let save = ["save", "main", run.to_str().unwrap()];
    succeed(
        desk.gate("tree", &save)
            .args(["--force-reason", "trying things out"]),
    );
    let shown = succeed(&mut desk.gate("tree", &["export", "main"]));
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(
        text.contains("trying things out") && text.contains(r#""dirty":true"#),
        "{text}"
    );
}

#[test]
fn a_doubtful_run_and_one_that_the_gate_did_not_pass_are_refused() {
    let desk = Desk::new();
    let saturated = fixture("saturated.ndjson");
    let save = ["save", "main", &saturated, "--sha", "4f1c"];
    fail(&mut desk.gate("", &save), 5, "the run is in doubt");
    let run = desk.run(1);
    for (verdict, code) in [
        ("fail", 5),
        ("regression", 5),
        ("invalid", 5),
        ("pass", 0),
        ("no-baseline", 0),
    ] {
        let result = format!(r#"{{"format":"lt.result/1","verdict":"{verdict}","checks":[]}}"#);
        std::fs::write(desk.path("result.json"), result).unwrap();
        let save = [
            "save",
            "main",
            run.to_str().unwrap(),
            "--sha",
            "4f1c",
            "--verdict",
            "result.json",
        ];
        let output = desk.gate("", &save).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{output:?}");
    }
    std::fs::write(desk.path("result.json"), "{}").unwrap();
    let save = [
        "save",
        "main",
        run.to_str().unwrap(),
        "--sha",
        "4f1c",
        "--verdict",
        "result.json",
    ];
    fail(&mut desk.gate("", &save), 2, "is no result");
}
