//! What a templated request costs: filling it in, and judging its answer.

use std::hint::black_box;
use std::sync::Arc;

use bytes::Bytes;
use divan::Bencher;
use http::HeaderMap;
use lt_scenario::{
    Answer, Body, Check, Expects, Extract, Json, Overrides, Plan, Request, RequestTemplate,
    Session, Source, Text, Url, Value, load, plan,
};

fn main() {
    divan::main();
}

#[divan::bench]
fn render_path_and_json(bencher: Bencher) {
    let (request, mut session) = (request(), session());
    let mut iteration = 0;
    bencher.bench_local(|| {
        iteration += 1;
        session.begin_iteration(iteration);
        black_box(request.render(&session))
    });
}

#[divan::bench]
fn judge_one_extract_and_two_checks(bencher: Bencher) {
    let (expects, session, answer) = (expects(), session(), answer());
    bencher.bench_local(|| black_box(expects.judge(&session, &answer)));
}

#[divan::bench]
fn render_and_judge(bencher: Bencher) {
    let (request, mut session) = (request(), session());
    let (expects, answer) = (expects(), answer());
    let mut iteration = 0;
    bencher.bench_local(|| {
        iteration += 1;
        session.begin_iteration(iteration);
        black_box(request.render(&session)).expect("the names are known");
        black_box(expects.judge(&session, &answer))
    });
}

#[divan::bench]
fn begin_a_session(bencher: Bencher) {
    let plan = Arc::new(plan());
    bencher.bench_local(|| black_box(Session::begin(&plan, 0, 1)));
}

fn plan() -> Plan {
    let text = "base_url: http://127.0.0.1:8080\nrequests: {a: {get: /}}\n\
         scenarios: [{users: 2, duration: 1m}]\n";
    let scenario = load(text, "bench.yaml").expect("a scenario");
    plan::from_scenario(scenario, &Overrides::default()).expect("a plan")
}

fn session() -> Session {
    let session = Session::begin(&Arc::new(plan()), 0, 1).expect("no variables to work out");
    session.set("shop", Value::from("north"));
    session.set("cart", Value::from(vec![1, 2, 3]));
    session
}

fn text(source: &str) -> Text {
    Text::parse(source).expect("a template")
}

fn request() -> Request {
    let mut json = Json::default();
    json.literal(r#"{"quantity":"#);
    json.hole(text("{{ random_int(1, 5) }}"));
    json.literal(r#","items":"#);
    json.hole(text("{{ cart }}"));
    json.literal("}");
    let url = Url::parse("http://127.0.0.1:8080").expect("a URL");
    let mut request = Request::new("POST", url).expect("a method");
    request.template = Some(Arc::new(RequestTemplate {
        path: text("/api/{{ shop }}/products/{{ random_int(1, 1000) }}"),
        query: Vec::new(),
        headers: Vec::new(),
        body: Body::Json(json),
        auth: None,
    }));
    request
}

fn expects() -> Expects {
    let check = |source| Check::parse(source).expect("a check");
    Expects {
        checks: vec![check("status == 200"), check("json.id is defined")],
        extract: vec![Extract {
            name: "order".to_owned(),
            from: Source::json("$.id").expect("a path"),
            default: None,
        }],
        tags: Vec::new(),
    }
}

fn answer() -> Answer {
    const BODY: &str = r#"{"id":123456,"status":"created","customer":{"name":"Ann Example","email":"ann@example.com","vip":false},"items":[{"sku":"A-1","price":12.5,"quantity":2},{"sku":"B-2","price":7.25,"quantity":1}],"total":32.25,"currency":"EUR","created":"2025-01-01T12:00:00Z","links":{"self":"/orders/123456"},"x":1}"#;
    Answer {
        status: 200,
        headers: HeaderMap::new(),
        body: Bytes::from_static(BODY.as_bytes()),
        response_ms: 12.0,
    }
}
