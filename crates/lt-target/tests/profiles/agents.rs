use lt_target::Profile;

use super::{refuses, start};

#[test]
fn twenty_agents_can_be_listed_and_asked() {
    let server = start(Profile::Agents);
    let mut client = server.connect();
    assert_eq!(client.ask("GET", "/api/health").status, 200);
    let list = client.ask("GET", "/api/agents").json();
    let agents = list["agents"].as_array().unwrap();
    assert_eq!((agents.len(), &list["total"]), (20, &20.into()));
    assert_eq!(agents[6], client.ask("GET", "/api/agents/agent-7").json());

    let found = client.post("/api/agents/agent-7/query", r#"{"query":"select 1"}"#);
    assert_eq!(found.status, 200);
    let found = found.json();
    assert_eq!(found["agent"], "agent-7");
    assert!(!found["rows"].as_array().unwrap().is_empty());
    assert!(found["took_ms"].as_f64().unwrap() > 0.0);
}

#[test]
fn unknown_agents_and_bad_queries_are_refused() {
    let server = start(Profile::Agents);
    let mut client = server.connect();
    for id in ["agent-0", "agent-21", "agent-07", "7"] {
        assert_eq!(client.ask("GET", &format!("/api/agents/{id}")).status, 404);
        let query = format!("/api/agents/{id}/query");
        assert_eq!(client.post(&query, r#"{"query":"x"}"#).status, 404);
    }
    let bodies = ["", "{", "{}", r#"{"query":7}"#, r#"{"query":" "}"#];
    refuses(&mut client, "/api/agents/agent-1/query", 400, &bodies);
}
