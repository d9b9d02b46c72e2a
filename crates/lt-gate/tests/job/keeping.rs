//! What is kept, compared with, and told of both.

use std::fs;

use crate::support::{Job, ends};

#[test]
fn the_first_push_is_kept_and_a_pull_request_is_compared_with_it_and_never_kept() {
    let job = Job::new();
    let (stdout, _) = ends(&mut job.ci("push-default", &job.run(1, 20), &[]), 0);
    assert!(
        stdout.contains("there is no baseline `main` in `dir:kept` yet"),
        "{stdout}"
    );
    assert!(stdout.contains("\nkept b-"), "{stdout}");
    let outputs = job.outputs();
    assert_eq!(
        (
            outputs["verdict"].as_str(),
            outputs["baseline-saved"].as_str()
        ),
        ("pass", "true")
    );
    assert_eq!(outputs["baseline-id"], "");
    assert!(
        job.summary().contains("Load test passed"),
        "{}",
        job.summary()
    );

    let (_, stderr) = ends(&mut job.ci("pull_request", &job.run(2, 20), &[]), 0);
    assert!(
        stderr.contains("not kept as a baseline: what a pull request measured"),
        "{stderr}"
    );
    let outputs = job.outputs();
    assert_eq!(outputs["baseline-saved"], "false");
    assert!(outputs["baseline-id"].starts_with("b-"), "{outputs:?}");
    let compared = &job.result()["comparison"]["baselines"][0];
    assert_eq!(compared["id"], outputs["baseline-id"].as_str());
    assert_eq!(compared["sha"], crate::support::SHA);
}

#[test]
fn what_is_slower_fails_is_not_kept_by_itself_and_is_kept_where_it_has_to_be() {
    let job = Job::new();
    ends(&mut job.ci("push-default", &job.run(1, 20), &[]), 0);
    let slower = job.run(2, 200);
    let (_, stderr) = ends(&mut job.ci("push-default", &slower, &[]), 4);
    assert!(
        stderr.contains(
            "the verdict on the run is `regression`; where that was meant, say so by `[[accept]]`"
        ),
        "{stderr}"
    );
    let outputs = job.outputs();
    assert_eq!(outputs["verdict"], "regression");
    assert_eq!(outputs["baseline-saved"], "false");
    assert_ne!(outputs["regressions"], "0");

    let mut told = job.ci("push-default", &slower, &["--inputs"]);
    let (stdout, _) = ends(told.env("INPUT_MODE", "baseline"), 0);
    assert!(
        stdout
            .contains("the job does not fail by `regression`, because mode `baseline` fails by no more than `sla,invalid`"),
        "{stdout}"
    );
    let outputs = job.outputs();
    assert_eq!(outputs["verdict"], "regression");
    assert_eq!(outputs["baseline-saved"], "true");
}

#[test]
fn a_regression_hides_no_doubt_from_a_list_that_names_doubt_alone() {
    let job = Job::new();
    // Every other request is for the cart, which takes so long.
    let run = |n, milliseconds| {
        let orders = fs::read_to_string(job.run(n, 20)).unwrap();
        let path = job.run(n, milliseconds);
        let cart = fs::read_to_string(&path)
            .unwrap()
            .replace("/orders", "/cart");
        let lines = orders.lines().zip(cart.lines()).enumerate();
        let lines = lines.map(|(n, (orders, cart))| if n % 2 == 0 { orders } else { cart });
        fs::write(&path, lines.collect::<Vec<_>>().join("\n") + "\n").unwrap();
        path
    };
    ends(&mut job.ci("push-default", &run(1, 20), &[]), 0);
    let doubt = ["--fail-on", "inconclusive"];
    ends(&mut job.ci("pull_request", &run(2, 20), &doubt), 5);
    assert_eq!(job.outputs()["verdict"], "inconclusive");
    let (stdout, _) = ends(&mut job.ci("pull_request", &run(3, 200), &doubt), 5);
    assert!(
        stdout
            .contains("the job does not fail by `regression`, because `fail-on` is `inconclusive`"),
        "{stdout}"
    );
    assert_eq!(job.outputs()["verdict"], "regression");
    assert_ne!(job.outputs()["inconclusive"], "0");
}

#[test]
fn a_broken_promise_is_never_kept() {
    let job = Job::new();
    let run = job.run(1, 20);
    let strict = ["--threshold", "med<1ms", "--save", "always"];
    ends(&mut job.ci("push-default", &run, &strict), 3);
    assert_eq!(job.outputs()["sla-failed"], "1");
    let lenient = [
        "--threshold",
        "med<1ms",
        "--save",
        "always",
        "--fail-on",
        "nothing",
    ];
    let (_, stderr) = ends(&mut job.ci("push-default", &run, &lenient), 1);
    assert!(
        stderr.contains("which fails the job: the verdict on the run is `fail`"),
        "{stderr}"
    );
    assert!(!job.path("kept").exists());
}

#[test]
fn a_store_that_cannot_be_read_is_told_and_the_promises_are_judged_all_the_same() {
    let job = Job::new();
    let run = job.run(1, 20);
    let args = ["ci", run.to_str().unwrap(), "--threshold", "p(95)<1s"];
    let (stdout, stderr) = ends(&mut job.gate("pull_request", &args), 0);
    let said = "the baselines in `git:lt-baselines` cannot be read: ";
    assert!(stderr.contains(said) && stdout.contains(said), "{stderr}");
    assert_eq!(job.outputs()["verdict"], "pass");
    let mut required = job.gate("pull_request", &args);
    ends(required.arg("--require-baseline"), 6);
    assert_eq!(job.outputs()["verdict"], "no-baseline");
}

#[test]
fn files_are_compared_with_where_they_are_named_and_nothing_is_kept_without_a_place() {
    let job = Job::new();
    job.run(1, 20);
    let run = job.run(2, 20);
    let args = [
        "ci",
        run.to_str().unwrap(),
        "--threshold",
        "p(95)<1s",
        "--inputs",
    ];
    let mut compared = job.gate("push-default", &args);
    ends(compared.env("INPUT_BASELINE", "run-[1].ndjson"), 0);
    let outputs = job.outputs();
    assert!(outputs["baseline-id"].starts_with("b-"), "{outputs:?}");
    assert_eq!(outputs["baseline-saved"], "false");
    let mut kept = job.gate("push-default", &args);
    kept.env("INPUT_BASELINE", "run-1.ndjson")
        .env("INPUT_SAVE_BASELINE", "true");
    let (_, stderr) = ends(&mut kept, 2);
    assert!(
        stderr.contains("name the place for it by `--store`"),
        "{stderr}"
    );
}
