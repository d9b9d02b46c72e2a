//! What walks keep of answers, and what of those that never come.

use lt_scenario::{Expects, Extract, Source, Step, Value};

use super::walks::{X, Y, expect, journey, template, walk_by};
use super::*;

#[test]
fn a_default_is_kept_where_there_is_no_answer() {
    let refuse_x = |_: RunTime, sent: &str| match sent.starts_with("GET /x") {
        true => Scripted::Refuse,
        false => Scripted::Answer(200, Duration::from_millis(10)),
    };
    let edit = |plan: &mut Plan| {
        let extract = |name: &str, default: Option<Value>| Extract {
            name: name.to_owned(),
            from: Source::json("$.id").unwrap(),
            default,
        };
        let expects = Expects {
            extract: vec![
                extract("id", Some(Value::from("none"))),
                extract("other", None),
            ],
            ..Expects::default()
        };
        expect(plan, X, expects);
        template(plan, Y, "/y/{{ id }}/{{ other is defined }}", &[]);
        plan.program.journeys = vec![journey(true)];
    };
    let steps = vec![Step::Request(X), Step::Request(Y)];
    let ran = walk_by("-u 1 --per-user-iterations 1", refuse_x, &[], steps, edit);
    assert_eq!(ran.sent[1], "GET /y/none/false");
}

#[test]
fn tags_from_answers_have_so_many_values_and_then_one_for_all_others() {
    let count = |at: RunTime, _: &str| {
        let body = format!("{{\"id\": {}}}", at.0);
        Scripted::Say(200, "", body.leak())
    };
    let steps = vec![Step::Request(X)];
    let ran = walk_by(
        "-u 1 --per-user-iterations 150",
        count,
        &[],
        steps,
        |plan| {
            let tags = vec![("id".to_owned(), Source::json("$.id").unwrap())];
            let expects = Expects {
                tags,
                ..Expects::default()
            };
            expect(plan, X, expects);
        },
    );
    let others = ran.samples.iter().filter(|sample| {
        let mut tags = sample.tags.iter();
        tags.any(|(name, value)| name == "id" && value == "(other)")
    });
    assert_eq!((ran.samples.len(), others.count()), (150, 50));
}
