use lt_target::{Faults, Profile, Share};

use super::{refuses, start};
use crate::support::Server;

#[test]
fn round_robin_goes_round_and_every_answer_of_a_back_end_tells_which() {
    let server = start(Profile::Balancer);
    let mut client = server.connect();
    let paths = [
        "/assets/a.css",
        "/",
        "/api/orders/1",
        "/nowhere",
        "/api/orders",
    ];
    let backends = paths.map(|path| {
        let reply = client.ask("GET", path);
        reply.header("x-backend").unwrap().to_owned()
    });
    assert_eq!(
        backends,
        [
            "backend-1",
            "backend-2",
            "backend-3",
            "backend-4",
            "backend-1"
        ]
    );
    assert_eq!(client.ask("GET", "/health").header("x-backend"), None);
}

#[test]
fn the_algorithm_can_be_asked_and_chosen() {
    let server = start(Profile::Balancer);
    let mut client = server.connect();
    let now = |name: &str| format!(r#"{{"name":"{name}"}}"#);
    assert_eq!(
        client.ask("GET", "/admin/algorithm").body,
        now("round-robin")
    );
    for name in ["least-connections", "rl", "round-robin", "rl"] {
        let chosen = client.post("/admin/algorithm", &now(name));
        assert_eq!((chosen.status, chosen.body), (200, now(name)));
        assert_eq!(client.ask("GET", "/admin/algorithm").body, now(name));
    }
    let wrong = ["", "{}", r#"{"name":"random"}"#, r#"{"name":"rl""#];
    refuses(&mut client, "/admin/algorithm", 400, &wrong);
    let refused = client.post("/admin/algorithm", &now("random"));
    assert!(refused.body.contains("round-robin") && refused.body.contains("least-connections"));
    assert_eq!(client.ask("GET", "/admin/algorithm").body, now("rl"));
}

#[test]
fn metrics_count_what_ended_and_nothing_of_the_administration_until_they_are_reset() {
    let server = start(Profile::Balancer);
    let mut client = server.connect();
    for _ in 0..5 {
        client.ask("GET", "/assets/a.css");
    }
    let metrics = client.ask("GET", "/admin/metrics").json();
    assert_eq!(metrics["algorithm"], "round-robin");
    assert_eq!(
        (&metrics["requests"], &metrics["errors"]),
        (&5.into(), &0.into())
    );
    assert!(metrics["mean_ms"].as_f64().unwrap() > 0.0);
    assert!(metrics["p95_ms"].as_f64() >= metrics["mean_ms"].as_f64());
    let first = &metrics["backends"][0];
    assert_eq!(
        (&first["name"], &first["requests"]),
        (&"backend-1".into(), &2.into())
    );
    assert_eq!(
        (&first["in_flight"], &first["queued"]),
        (&0.into(), &0.into())
    );
    assert_eq!(metrics["backends"].as_array().unwrap().len(), 4);

    let reset = client.ask("POST", "/admin/metrics/reset");
    assert_eq!((reset.status, &*reset.body), (200, r#"{"status":"reset"}"#));
    let metrics = client.ask("GET", "/admin/metrics").json();
    assert_eq!(
        (&metrics["requests"], &metrics["mean_ms"]),
        (&0.into(), &0.0.into())
    );
}

#[test]
fn faults_strike_behind_the_balancer_too() {
    let faults = Faults {
        error_rate: Share::ALL,
        ..Faults::default()
    };
    let server = Server::start(Profile::Balancer, faults);
    let reply = server.connect().ask("GET", "/assets/a.css");
    assert_eq!(reply.status, 500);
    assert_eq!(reply.header("x-backend"), Some("backend-1"));
}
