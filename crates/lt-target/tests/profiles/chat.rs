use lt_target::Profile;

use super::{refuses, start};

#[test]
fn a_conversation_is_counted_in_turns_and_keeps_its_name() {
    let server = start(Profile::Chat);
    let mut client = server.connect();
    let first = client.post("/chat", r#"{"message":"What is a pod?"}"#);
    assert_eq!((first.status, &first.json()["turn"]), (200, &1.into()));
    assert!(!first.json()["reply"].as_str().unwrap().is_empty());
    assert!(first.json()["conversation_id"].is_string());
    let second = client.post(
        "/chat",
        r#"{"message":"And a service?","conversation_id":"c-7","history":[
            {"role":"user","content":"What is a pod?"},{"role":"assistant","content":"Small."}]}"#,
    );
    let second = second.json();
    assert_eq!(
        (&second["turn"], &second["conversation_id"]),
        (&2.into(), &"c-7".into())
    );
}

#[test]
fn what_is_no_conversation_is_refused() {
    let server = start(Profile::Chat);
    let bodies = [
        "",
        "{",
        "{}",
        r#"{"message":""}"#,
        r#"{"message":7}"#,
        r#"{"message":"a","history":"b"}"#,
        r#"{"message":"a","history":[{"role":"assistant","content":"b"}]}"#,
        r#"{"message":"a","history":[{"role":"user","content":"b"},{"role":"user","content":"c"}]}"#,
        r#"{"message":"a","history":[{"role":"system","content":"b"}]}"#,
        r#"{"message":"a","history":[{"role":"user","content":""}]}"#,
        r#"{"message":"a","history":[{"role":"user"}]}"#,
    ];
    refuses(&mut server.connect(), "/chat", 422, &bodies);
}

#[test]
fn two_pods_take_turns_and_counts_are_those_of_the_requests() {
    let server = start(Profile::Chat);
    let mut client = server.connect();
    client.post("/chat", r#"{"message":"a"}"#);
    client.post("/chat", "{");
    let replies = ["/health", "/stats", "/nowhere", "/metrics"].map(|path| client.ask("GET", path));
    let pods = replies
        .each_ref()
        .map(|reply| reply.header("x-pod").unwrap());
    let [one, two] = ["llm-chatbot-backend-1", "llm-chatbot-backend-2"];
    assert_eq!(pods, [one, two, one, two]);
    let [_, stats, _, metrics] = &replies;
    assert_eq!(
        stats.body,
        r#"{"requests":4,"replies":1,"refused":1,"pods":2}"#
    );
    assert_eq!(
        metrics.header("content-type"),
        Some("text/plain; version=0.0.4")
    );
    let numbers: Vec<_> = metrics
        .body
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert_eq!(
        numbers,
        [
            "http_requests_received_total 6",
            r#"http_requests_total{method="GET",path="/health",status="200"} 1"#,
            r#"http_requests_total{method="POST",path="/chat",status="200"} 1"#,
            r#"http_requests_total{method="POST",path="/chat",status="422"} 1"#,
            r#"http_requests_total{method="GET",path="/stats",status="200"} 1"#,
        ]
    );
}
