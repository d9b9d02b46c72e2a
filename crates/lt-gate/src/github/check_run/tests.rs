use lt_mock_github::{MockGitHub, READ_TOKEN, WRITE_TOKEN, What};
use serde_json::Value;

use super::*;
use crate::github::comment::tests::{api, n_seen, plan};

const SHA: &str = "9f2c1ab79f2c1ab79f2c1ab79f2c1ab79f2c1ab7";
const NAME: &str = "load & test/ü #1";

fn wanted(run: (u64, u64), answer: Answer) -> Wanted<'static> {
    Wanted {
        repository: "o/r",
        sha: SHA,
        name: NAME,
        run,
        details_url: Some("https://github.com/o/r/actions/runs/1"),
        title: "1 regression",
        summary: &|_| "**evidence**".to_owned(),
        answer,
    }
}

async fn say(github: &MockGitHub, run: (u64, u64), answer: Answer) -> Result<String, Refusal> {
    post(&api(github, WRITE_TOKEN), &wanted(run, answer)).await
}

fn fields(github: &MockGitHub) -> Vec<Value> {
    let state = github.state();
    let runs = state.check_runs.iter();
    runs.map(|run| run.fields.clone()).collect()
}

#[tokio::test]
async fn each_answer_has_its_conclusion() {
    for (answer, conclusion) in [
        (Answer::Pass, "success"),
        (Answer::Fail, "failure"),
        (Answer::Regression, "failure"),
        (Answer::Invalid, "failure"),
        (Answer::Inconclusive, "neutral"),
        (Answer::NoBaseline, "neutral"),
    ] {
        let github = MockGitHub::start();
        let address = say(&github, (5, 2), answer).await.unwrap();
        assert_eq!(address, format!("{}/o/r/runs/1", github.url()));
        let expected = serde_json::json!({
            "name": NAME,
            "head_sha": SHA,
            "external_id": "lt-gate:5:2",
            "status": "completed",
            "conclusion": conclusion,
            "details_url": "https://github.com/o/r/actions/runs/1",
            "output": {"title": "1 regression", "summary": "**evidence**"},
        });
        assert_eq!(fields(&github), [expected]);
    }
}

#[tokio::test]
async fn the_same_attempt_has_one_and_another_its_own() {
    let github = MockGitHub::start();
    say(&github, (5, 1), Answer::Fail).await.unwrap();
    say(&github, (5, 2), Answer::Fail).await.unwrap();
    let again = say(&github, (5, 1), Answer::Pass).await.unwrap();
    assert!(again.ends_with("/runs/1"), "{again}");
    let concluded: Vec<Value> = fields(&github)
        .into_iter()
        .map(|fields| fields["conclusion"].clone())
        .collect();
    assert_eq!(concluded, ["success", "failure"]);
}

#[tokio::test]
async fn a_post_of_which_nobody_knows_is_looked_for_before_it_is_repeated() {
    for (what, n_posts) in [(What::DoneThenReset, 1), (What::Status(502), 2)] {
        let github = MockGitHub::start();
        plan(&github, "POST", 1, what);
        say(&github, (5, 1), Answer::Pass).await.unwrap();
        assert_eq!(n_seen(&github, "POST"), n_posts, "{what:?}");
        assert_eq!(fields(&github).len(), 1);
    }
    let github = MockGitHub::start();
    plan(&github, "POST", 9, What::Status(502));
    let refused = say(&github, (5, 1), Answer::Pass).await;
    assert!(matches!(refused, Err(Refusal::Unsure(_))), "{refused:?}");
    assert_eq!(n_seen(&github, "POST"), 2);
}

#[tokio::test]
async fn title_and_summary_are_bounded_and_refusals_told() {
    let github = MockGitHub::start();
    let wanted = Wanted {
        title: &"ü".repeat(1_000),
        summary: &|most| "x".repeat(most),
        details_url: None,
        ..wanted((1, 1), Answer::Pass)
    };
    post(&api(&github, WRITE_TOKEN), &wanted).await.unwrap();
    let output = fields(&github)[0]["output"].clone();
    let length = |field: &str| output[field].as_str().unwrap().chars().count();
    assert_eq!((length("title"), length("summary")), (250, 65_535));
    let refused = post(&api(&github, READ_TOKEN), &wanted).await;
    assert!(matches!(refused, Err(Refusal::Forbidden(_))), "{refused:?}");
}
