use lt_target::Profile;

use super::{refuses, start};

#[test]
fn it_generates_what_was_asked_for() {
    let server = start(Profile::Aurax);
    let mut client = server.connect();
    let sizes = ["text", "code", "image"].map(|kind| {
        let task = format!(r#"{{"type":"{kind}","prompt":"a sea"}}"#);
        let made = client.post("/generate", &task);
        assert_eq!((made.status, &made.json()["type"]), (200, &kind.into()));
        assert!(made.json()["id"].as_str().unwrap().starts_with("gen-"));
        made.json()["output"].as_str().unwrap().len()
    });
    assert!(
        sizes[0] > 10 && sizes[1] > 10 && sizes[2] > 32_000,
        "{sizes:?}"
    );
    let bodies = [
        "",
        "{",
        r#"{"type":"song","prompt":"x"}"#,
        r#"{"type":"text"}"#,
        r#"{"type":"text","prompt":""}"#,
    ];
    refuses(&mut client, "/generate", 400, &bodies);
}

#[test]
fn it_chooses_a_model_and_reads_a_page() {
    let server = start(Profile::Aurax);
    let mut client = server.connect();
    for (prompt, model) in [
        ("Write a function", "aurax-code"),
        ("Draw a cat", "aurax-image"),
        ("Tell a story", "aurax-text"),
    ] {
        let chosen = client.post("/route", &format!(r#"{{"prompt":"{prompt}"}}"#));
        assert_eq!(chosen.body, format!(r#"{{"model":"{model}"}}"#));
    }
    refuses(&mut client, "/route", 400, &["{", "{}"]);
    let page = client.post("/scrape", r#"{"url":"https://example.com/a"}"#);
    assert_eq!(
        (page.status, &page.json()["url"]),
        (200, &"https://example.com/a".into())
    );
    refuses(
        &mut client,
        "/scrape",
        400,
        &["{", "{}", r#"{"url":"file:///etc/passwd"}"#],
    );
}

#[test]
fn it_tells_its_health_models_and_counts() {
    let server = start(Profile::Aurax);
    let mut client = server.connect();
    assert_eq!(client.ask("GET", "/health").body, r#"{"status":"ok"}"#);
    let models = client.ask("GET", "/models").json();
    assert_eq!(models["models"].as_array().unwrap().len(), 3);
    let metrics = client.ask("GET", "/metrics").body;
    assert!(
        metrics.contains("http_requests_received_total 3\n"),
        "{metrics}"
    );
}
