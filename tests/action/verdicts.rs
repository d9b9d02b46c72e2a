//! What is judged, and what a job makes of it.

use std::fs;

use crate::event::Event;
use crate::project::{NUMBER, Project};
use crate::streams::{alike, base, doubled, quick, slow, target};

/// Promises and tolerances that hold on a busy machine, too, where the service is as fast as before.
const GENEROUS: &str = "
[thresholds]
errors = [\"rate<1%\"]
[compare]
gate = [\"p50\"]
tolerance = { rel = \"100%\", abs = \"2ms\" }
";

#[test]
fn the_first_run_is_kept_the_second_compared_and_a_slower_service_is_a_regression() {
    let project = Project::with(GENEROUS);
    let [first, second] = quick();
    let outcome = project.job(Event::push()).judging(&first).run();
    outcome.expect("pass", 0);
    assert_eq!(outcome.output("baseline-saved"), "true");
    assert_eq!(project.kept().len(), 3);

    let outcome = project.job(Event::pull_request()).judging(&second).run();
    outcome.expect("pass", 0);
    assert_eq!(outcome.output("regressions"), "0");
    assert!(outcome.output("baseline-id").starts_with("b-"));

    let outcome = project.job(Event::pull_request()).judging(&slow()).run();
    outcome.expect("regression", 4);
    assert_eq!(outcome.output("regressions"), "1");
    let said = outcome.annotations.join("\n");
    assert!(
        said.contains("::error title=regression::GET / p50:"),
        "{said}"
    );
    let comments = project.comments(NUMBER);
    assert_eq!(
        comments.len(),
        1,
        "the comment of the second run was changed"
    );
    let headline = comments[0].lines().nth(1).unwrap();
    assert!(
        headline.starts_with("## ❌ Load test failed by a regression"),
        "{headline}"
    );
    assert!(
        comments[0].contains("| ❌ | <code>GET&nbsp;/</code> | p50 |"),
        "{}",
        comments[0]
    );
    for file in [
        "report.html",
        "report.json",
        "report_stats.csv",
        "report.txt",
        "result.json",
        "summary.md",
        "junit.xml",
    ] {
        assert!(!outcome.report(file).is_empty(), "{file}");
    }
}

#[test]
fn a_faster_service_is_told_as_improved() {
    let project = Project::with(GENEROUS);
    project
        .job(Event::push())
        .judging(&slow())
        .run()
        .expect("pass", 0);
    let outcome = project
        .job(Event::pull_request())
        .judging(&quick()[0])
        .run();
    assert!(!outcome.is_red, "{}", outcome.told());
    assert_eq!(outcome.output("regressions"), "0");
    let comments = project.comments(NUMBER);
    assert!(comments[0].contains("improved"), "{}", comments[0]);
}

#[test]
fn a_regression_is_not_kept_as_what_others_are_compared_with() {
    let project = Project::new();
    project.job(Event::push()).judging(&base()).run();
    let outcome = project.job(Event::push()).judging(&doubled()).run();
    outcome.expect("regression", 4);
    assert_eq!(outcome.output("baseline-saved"), "false");
    assert_eq!(project.kept().len(), 3);
}

#[test]
fn mode_baseline_keeps_a_slower_run_and_only_tells_that_it_is() {
    let project = Project::new();
    project.job(Event::push()).judging(&base()).run();
    let job = project.job(Event::push()).with("mode", "baseline");
    let outcome = job.judging(&doubled()).run();
    assert!(!outcome.is_red, "{}", outcome.told());
    assert_eq!(outcome.output("verdict"), "regression");
    assert_eq!(
        outcome.output("baseline-saved"),
        "true",
        "{}",
        outcome.told()
    );
    assert_eq!(project.kept().len(), 6);
}

#[test]
fn a_broken_promise_turns_the_job_red_after_the_report_is_uploaded() {
    let project = Project::with("[thresholds]\nresponse_time = [\"p(95)<10ms\"]\n");
    let judged = || project.job(Event::pull_request()).judging(&alike());
    let outcome = judged().run();
    outcome.expect("fail", 3);
    assert_eq!(outcome.output("sla-failed"), "1");
    assert_eq!(outcome.steps["gate"], "success");
    assert_eq!(outcome.steps["verdict"], "failure");
    assert_eq!(outcome.artifacts[0].0, "lt-report-load-1");
    assert!(outcome.output("artifact-url").ends_with("/artifacts/9"));
    assert!(project.comments(NUMBER)[0].contains(outcome.output("artifact-url")));

    let outcome = judged().with("fail-on", "nothing").run();
    outcome.expect("fail", 0);
    let outcome = judged().with("fail-on", "regression").run();
    outcome.expect("fail", 0);
}

#[test]
fn where_a_baseline_is_required_it_is_a_failure_that_there_is_none() {
    let project = Project::new();
    let judged = || project.job(Event::pull_request()).judging(&alike());
    let outcome = judged().run();
    assert!(project.comments(NUMBER)[0].contains("No baseline yet"));
    assert_eq!(outcome.output("exit-code"), "0");
    let outcome = judged().with("require-baseline", "true").run();
    assert_eq!(outcome.output("exit-code"), "6", "{}", outcome.told());
    let outcome = judged().with("fail-on", "no-baseline").run();
    assert_eq!(outcome.output("exit-code"), "6", "{}", outcome.told());
}

#[test]
fn runs_can_be_compared_with_files_and_found_by_globs() {
    let project = Project::new();
    let checkout = project.checkout();
    for (folder, runs) in [("base runs", base()), ("head runs", doubled())] {
        fs::create_dir(checkout.join(folder)).unwrap();
        for (nth, run) in runs.iter().enumerate() {
            fs::copy(run, checkout.join(folder).join(format!("{nth}.ndjson"))).unwrap();
        }
    }
    let job = project.job(Event::pull_request());
    let job = job
        .with("results", "\n  head runs/*.ndjson\n")
        .with("baseline", "base runs/*.ndjson");
    let outcome = job.run();
    outcome.expect("regression", 4);
    assert!(outcome.report("report.txt").contains("/orders"));
    let job = project
        .job(Event::pull_request())
        .with("working-directory", "head runs");
    let outcome = job
        .with("results", "*.ndjson")
        .with("config", "../lt-gate.toml")
        .run();
    outcome.expect("pass", 0);
    let outcome = project
        .job(Event::pull_request())
        .with("results", "none/*.ndjson")
        .run();
    outcome.expect("", 2);
    assert!(outcome.artifacts.is_empty(), "{}", outcome.told());
}

#[test]
fn a_scenario_is_run_judged_and_reported() {
    let project = Project::with("[thresholds]\nerrors = [\"rate<1%\"]\nrequests = [\"count>0\"]\n");
    let target = target("5ms");
    let scenario = format!(
        "base_url: {}\nrequests:\n  home: {{get: /}}\n",
        target.url("")
    );
    fs::write(project.checkout().join("load.yaml"), scenario).unwrap();
    let job = project.job(Event::push()).with("scenario", "load.yaml");
    // What a busy machine makes of the load is not judged here.
    let job = job
        .with("arguments", "--users\n2\n\n--run-time=1s")
        .with("fail-on", "sla");
    let outcome = job.run();
    assert!(!outcome.is_red, "{}", outcome.told());
    assert_eq!(outcome.steps["load"], "success");
    assert_eq!(outcome.output("sla-failed"), "0");
    assert!(
        outcome.summary.contains("<code>GET&nbsp;/</code>"),
        "{}",
        outcome.summary
    );
    assert!(outcome.report("report.html").contains("GET"));
    assert!(target.stats()["received"].as_u64().unwrap() > 10);
}

#[test]
fn a_load_that_cannot_be_made_is_red_and_judges_nothing() {
    let project = Project::new();
    let outcome = project
        .job(Event::push())
        .with("scenario", "nowhere.yaml")
        .run();
    outcome.expect("", 1);
    assert_eq!(outcome.steps["load"], "failure");
    assert!(!outcome.steps.contains_key("gate"));
    let said = outcome.annotations.join("\n");
    assert!(
        said.contains("lt-gen ended with exit code 2, and nothing was judged"),
        "{said}"
    );
}

#[test]
fn a_report_is_made_only_where_it_is_wanted_and_never_hides_the_verdict() {
    let project = Project::new();
    let outcome = project
        .job(Event::push())
        .judging(&base())
        .with("report", "false")
        .run();
    outcome.expect("pass", 0);
    assert!(outcome.artifacts.is_empty() && !outcome.steps.contains_key("report"));
    let job = project.job(Event::push()).judging(&base());
    let outcome = job
        .with("artifact-name", "load")
        .with("retention-days", "3")
        .run();
    assert_eq!(outcome.artifacts[0].0, "load");
}

#[test]
fn the_legs_of_a_matrix_have_their_own_reports_and_comments() {
    let project = Project::new();
    for (index, os) in ["linux", "macos"].into_iter().enumerate() {
        let job = project.job(Event::pull_request()).judging(&alike());
        let outcome = job.leg(serde_json::json!({"os": os}), index as u64).run();
        outcome.expect("pass", 0);
        assert_eq!(outcome.artifacts[0].0, format!("lt-report-load-{index}-1"));
    }
    assert_eq!(project.comments(NUMBER).len(), 2);
}
