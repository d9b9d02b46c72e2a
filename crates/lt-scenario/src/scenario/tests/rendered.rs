//! What files send: their data, the environment and constants filled in.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::scenario::{Sources, load_from};
use crate::{Answer, Overrides, Plan, RenderError, Rendered, Session, plan};

/// An environment, and no files.
struct Environment(HashMap<&'static str, &'static str>);

impl Sources for Environment {
    fn read(&self, _: &Path) -> io::Result<String> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn env(&self, name: &str) -> Option<String> {
        self.0.get(name).map(|value| (*value).to_owned())
    }
}

fn planned(text: &str, env: &[(&'static str, &'static str)]) -> Arc<Plan> {
    let env = Environment(env.iter().copied().collect());
    let text = format!("base_url: http://h\nscenarios: [{{users: 1, duration: 1s}}]\n{text}");
    let scenario = load_from(&text, "f.yaml", &env).unwrap_or_else(|error| panic!("{error}"));
    Arc::new(plan::from_scenario(scenario, &Overrides::default()).unwrap())
}

fn rendered(
    text: &str,
    env: &[(&'static str, &'static str)],
) -> Vec<Result<Rendered, RenderError>> {
    let plan = planned(text, env);
    let mut session = Session::begin(&plan, 0, 0).unwrap();
    session.begin_iteration(0);
    let requests = plan.requests.iter();
    requests.map(|request| request.render(&session)).collect()
}

fn path(text: &str, env: &[(&'static str, &'static str)]) -> String {
    let first = rendered(text, env).remove(0);
    first.unwrap().url.path_and_query().to_owned()
}

#[test]
fn rows_and_values_that_are_maps_have_fields() {
    let data = "data: {words: {rows: [{text: tea, more: {n: [1, {b: true}]}}], pick: unique}, lists: [{a: 1}]}\n";
    let requests = rendered(
        &format!(
            "{data}requests: {{a: {{get: '/{{{{ word.text }}}}/{{{{ word.more.n[1].b }}}}/{{{{ list.a }}}}/{{{{ words | length }}}}'}}, b: {{post: /, json: '{{{{ word }}}}'}}}}"
        ),
        &[],
    );
    let first = requests[0].as_ref().unwrap();
    assert_eq!(first.url.path_and_query(), "/tea/true/1/1");
    let body = String::from_utf8(requests[1].as_ref().unwrap().body.to_vec()).unwrap();
    assert_eq!(body, r#"{"more":{"n":[1,{"b":true}]},"text":"tea"}"#);
}

#[test]
fn a_default_may_be_a_map() {
    let plan = planned(
        "requests: {a: {get: /, extract: {cart: {json: $.cart, default: {id: 7, lines: [{n: 1}]}}}}, b: {get: '/{{ cart.id }}/{{ cart.lines[0].n }}'}}",
        &[],
    );
    let session = Session::begin(&plan, 0, 0).unwrap();
    let answer = Answer {
        status: 200,
        headers: http::HeaderMap::new(),
        body: bytes::Bytes::from_static(b"{}"),
        response_ms: 1.0,
    };
    let expects = plan.requests[0].expects.as_ref().unwrap();
    expects.judge(&session, &answer);
    let made = plan.requests[1].render(&session).unwrap();
    assert_eq!(made.url.path_and_query(), "/7/1");
    // And where there is no answer.
    let session = Session::begin(&plan, 0, 0).unwrap();
    expects.give_up(&session);
    assert!(plan.requests[1].render(&session).is_ok());
}

#[test]
fn values_of_the_environment_are_never_templates() {
    let env = [("V", "{{ user }}"), ("S", "{% x \"'"), ("N", "3")];
    for (target, expected) in [
        ("get: '/${V}'", "/%7B%7B%20user%20%7D%7D"),
        (
            "get: '/{{ user }}/${V}${S}'",
            "/0/%7B%7B%20user%20%7D%7D%7B%%20x%20%22'",
        ),
        ("get: '/{% if true %}${S}{% endif %}'", "/%7B%%20x%20%22'"),
        ("get: '/{{ ${N} + 1 }}/${N}'", "/4/3"),
        ("get: '/a b?x=\"<ü>\"'", "/a%20b?x=%22%3C%C3%BC%3E%22"),
        ("get: '/a b/{{ \"c d\" }}'", "/a%20b/c%20d"),
    ] {
        assert_eq!(
            path(&format!("requests: {{a: {{{target}}}}}"), &env),
            expected
        );
    }
    let requests = rendered(
        "requests: {a: {post: /, json: {a: '${V}', b: ['${S}', '{{ user }}${V}']}, headers: {x: 'y${V}'}}}",
        &env,
    );
    let request = requests[0].as_ref().unwrap();
    let body = String::from_utf8(request.body.to_vec()).unwrap();
    assert_eq!(body, r#"{"a":"{{ user }}","b":["{% x \"'","0{{ user }}"]}"#);
    assert!(
        request
            .headers
            .contains(&("x".to_owned(), "y{{ user }}".to_owned()))
    );
}

#[test]
fn failures_name_the_expression_of_the_file_and_no_secret() {
    let env = [("SECRET", "hunter2"), ("BRACES", "{{ hunter2 }}")];
    for (target, phrase) in [
        ("get: '/{{ x }}'", "`x` has no value"),
        ("get: '/{{ x.y }}'", "`x.y` has no value"),
        (
            "get: '/{{ user }}/{{ x + 1 }}'",
            "`x + 1`: invalid operation",
        ),
        (
            "get: '/{{ random_int(5, user) }}'",
            "`random_int(5, user)`: invalid operation",
        ),
        ("get: '/${SECRET}/{{ x }}'", "`x` has no value"),
        (
            "get: '/{{ \"${SECRET}\" ~ x }}'",
            "`\"${SECRET}\" ~ x`: undefined value",
        ),
        (
            "get: '/{{ env(\"SECRET\") ~ x }}'",
            "`env(\"SECRET\") ~ x`: undefined value",
        ),
        ("get: '/${BRACES}/{{ x }}'", "`…` has no value"),
        (
            "get: '/{% if x %}${SECRET}{% endif %}'",
            "`/{% if x %}${SECRET}{% endif %}`: undefined value",
        ),
        (
            "get: /, headers: {a: '{{ \"a\\n\" ~ user }}'}",
            "the value of header `a` cannot be sent",
        ),
    ] {
        let text =
            format!("requests: {{a: {{{target}}}, b: {{get: /, extract: {{x: {{json: $.x}}}}}}}}");
        let plan = planned(&text, &env);
        let session = Session::begin(&plan, 0, 0).unwrap();
        match plan.requests[0].render(&session) {
            Err(RenderError::Failed(failure)) => {
                assert_eq!(failure.phrase(), phrase, "{target}");
                assert!(!failure.to_string().contains("hunter2"), "{failure}");
            }
            other => panic!("{target}: {other:?}"),
        }
    }
}
