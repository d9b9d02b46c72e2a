use lt_target::Profile;

use super::{refuses, start};

#[test]
fn every_endpoint_answers_in_json() {
    let server = start(Profile::Resource);
    let mut client = server.connect();
    for path in [
        "/health/",
        "/system/metrics",
        "/analysis/",
        "/lmcache/status",
    ] {
        let reply = client.ask("GET", path);
        assert_eq!(reply.status, 200, "{path}");
        assert!(reply.json().is_object(), "{path}");
    }
    assert_eq!(client.ask("GET", "/health").status, 404);
}

#[test]
fn a_run_is_dry_when_that_was_asked_for() {
    let server = start(Profile::Resource);
    let mut client = server.connect();
    for (body, dry) in [("", false), ("{}", false), (r#"{"dry_run":true}"#, true)] {
        let run = client.post("/optimize/run", body);
        assert_eq!(
            (run.status, &run.json()["dry_run"]),
            (200, &dry.into()),
            "{body}"
        );
    }
    refuses(
        &mut client,
        "/optimize/run",
        400,
        &["{", "7", r#"{"dry_run":1}"#],
    );
}
