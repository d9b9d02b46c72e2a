//! Where requests go, what they carry, and what comes back that is no answer.

use rustls::RootCertStore;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;

use super::script::{Line, Script, says};
use super::*;

const TOLD: &str = r#"{"id": 3, "body": "told"}"#;
const BEARER: &str = "\r\nauthorization: Bearer write-token\r\n";

fn told() -> Line {
    says(200, "", TOLD)
}

#[tokio::test]
async fn every_request_says_who_asks_and_for_what() {
    let script = Script::of([told(), says(201, "", TOLD)]);
    let api = api(&format!("{}/api/v3", script.url()), PATIENCE);
    assert_eq!(get(&api).await.unwrap().body, "told");
    assert_eq!(post(&api).await.unwrap().id, 3);
    let [get, post] = script.asked().try_into().unwrap();
    assert!(
        get.starts_with("GET /api/v3/repos/o/r/issues/comments/1 HTTP/1.1\r\n"),
        "{get}"
    );
    assert!(
        post.starts_with("POST /api/v3/repos/o/r/issues/7/comments HTTP/1.1\r\n"),
        "{post}"
    );
    assert!(post.ends_with("\r\n\r\n{\"body\":\"posted\"}"), "{post}");
    assert!(
        post.contains("\r\ncontent-type: application/json\r\n"),
        "{post}"
    );
    for request in [get, post] {
        let host = format!("\r\nhost: 127.0.0.1:{}\r\n", script.port);
        let agent = concat!(
            "\r\nuser-agent: lt-gate/",
            env!("CARGO_PKG_VERSION"),
            "\r\n"
        );
        for header in [
            BEARER,
            host.as_str(),
            agent,
            "\r\naccept: application/vnd.github+json\r\n",
            "\r\nx-github-api-version: 2022-11-28\r\n",
        ] {
            assert_eq!(request.matches(header).count(), 1, "{header} in {request}");
        }
        assert_eq!(request.matches("authorization").count(), 1, "{request}");
    }
}

#[tokio::test]
async fn a_repository_with_a_new_name_is_followed_with_the_same_request() {
    let moved = |status| {
        says(
            status,
            "location: /repositories/1/issues/7/comments\r\n",
            "",
        )
    };
    for status in [301, 302, 307, 308] {
        let script = Script::of([moved(status), says(201, "", TOLD)]);
        assert_eq!(
            post(&api(&script.url(), PATIENCE)).await.unwrap().body,
            "told"
        );
        let [_, second] = script.asked().try_into().unwrap();
        assert!(
            second.starts_with("POST /repositories/1/issues/7/comments "),
            "{second}"
        );
        assert!(
            second.contains(BEARER) && second.ends_with("posted\"}"),
            "{second}"
        );
    }
    let circle = || says(307, &format!("location: {LIST}\r\n"), "");
    let script = Script::of([circle(), circle(), circle(), circle(), told()]);
    let refused = get(&api(&script.url(), PATIENCE)).await;
    assert!(matches!(refused, Err(Refusal::Nonsense(_))), "{refused:?}");
}

#[tokio::test]
async fn the_token_goes_to_no_other_machine() {
    let other = Script::of([told(), told()]);
    let elsewhere = format!("{}{ONE}", other.url());
    let sent = says(302, &format!("location: {elsewhere}\r\n"), "");
    let linked = says(200, &format!("link: <{elsewhere}>; rel=\"next\"\r\n"), "[]");
    let script = Script::of([sent, linked]);
    let api = api(&script.url(), PATIENCE);
    let refused = get(&api).await;
    assert!(matches!(refused, Err(Refusal::Nonsense(_))), "{refused:?}");
    let refused = api.all(LIST, 9, Some::<Told>).await;
    assert!(matches!(refused, Err(Refusal::Nonsense(_))), "{refused:?}");
    assert_eq!(script.asked().len(), 2);
    assert!(other.asked().is_empty());
}

#[tokio::test]
async fn a_body_that_hangs_breaks_or_never_ends_is_no_answer() {
    let begun = || "HTTP/1.1 201 x\r\ncontent-length: 99\r\n\r\n{\"id\"".to_owned();
    let stumbles = [Line::Holds(begun()), Line::Says(begun())];
    let script = Script::of(stumbles.into_iter().chain(std::iter::repeat_with(told)));
    let api_of = |script: &Script| api(&script.url(), IMPATIENCE);
    assert_eq!(get(&api_of(&script)).await.unwrap().body, "told");
    assert!(script.asked().len() > 2);
    for line in [Line::Holds(begun()), Line::Says(begun())] {
        let script = Script::of([line, told()]);
        let posted = post(&api_of(&script)).await;
        assert!(matches!(posted, Err(Refusal::Unsure(_))), "{posted:?}");
        assert_eq!(script.asked().len(), 1);
    }
    let head = "HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n".to_owned();
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let script = Script::of([Line::Repeats(head, chunk), told()]);
    let got = get(&api(&script.url(), PATIENCE)).await;
    assert!(matches!(got, Err(Refusal::Nonsense(_))), "{got:?}");
    assert_eq!(script.asked().len(), 1);
}

#[tokio::test]
async fn what_is_no_answer_of_the_api_is_not_understood() {
    for body in [
        "",
        "<html>write-token</html>",
        "[]",
        r#"{"id": "write-token", "body": ""}"#,
    ] {
        let script = Script::of([says(200, "", body), says(200, "", body)]);
        let api = api(&script.url(), PATIENCE);
        let error = get(&api).await.unwrap_err();
        assert!(matches!(error, Refusal::Nonsense(_)), "{error:?}");
        let error = post(&api).await.unwrap_err();
        assert!(matches!(error, Refusal::Unsure(_)), "{error:?}");
    }
    let script = Script::of([Line::Says("SSH-2.0-x\r\n".into()), told()]);
    let posted = post(&api(&script.url(), PATIENCE)).await;
    assert!(matches!(posted, Err(Refusal::Unsure(_))), "{posted:?}");
    assert_eq!(script.asked().len(), 1);
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_done() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let api = api(&format!("http://127.0.0.1:{port}"), PATIENCE);
    let posted = post(&api).await;
    assert!(matches!(posted, Err(Refusal::Unreachable(_))), "{posted:?}");
}

#[tokio::test]
async fn who_echoes_the_token_does_not_make_us_show_it() {
    let echo = || {
        let said = r#"{"message": "Bearer write-token", "errors": ["write-token"]}"#;
        let locations = [
            "http://write-token.example/write-token",
            "write-token",
            "/write-token",
        ];
        let answers = [400, 401, 403, 404, 409, 410, 413, 418, 422, 500];
        let answers = answers.map(|status| says(status, "", said));
        let sent = locations.map(|to| says(302, &format!("location: {to}\r\n"), said));
        let others = [
            says(200, "", r#"{"id": "write-token"}"#),
            says(429, "retry-after: 9999\r\n", said),
            Line::Says("write-token".into()),
        ];
        answers.into_iter().chain(sent).chain(others)
    };
    let script = Script::of(echo());
    let api = api(&script.url(), PATIENCE);
    let mut told = format!("{api:?} {api:#?} {PATIENCE:?} {:?}", api.token);
    for _ in echo() {
        let Err(refusal) = post(&api).await else {
            panic!("it was posted");
        };
        told += &format!("{refusal:?} {refusal} {}", refusal.advice("checks: write"));
    }
    assert!(!told.contains("write-token"), "{told}");
}

#[tokio::test]
async fn https_asks_only_whom_we_trust() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = made.signing_key.serialize_der().try_into().unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let script = Script::encrypted(std::iter::repeat_with(told), config);
    let base = format!("https://localhost:{}/api/v3", script.port);
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let tls = tls::trusting(roots).unwrap();
    let trusting = Api::over(
        Base::parse(&base).unwrap(),
        Some(tls),
        &token(WRITE_TOKEN),
        PATIENCE,
    );
    assert_eq!(get(&trusting).await.unwrap().body, "told");
    assert!(script.asked()[0].contains(BEARER));
    let distrusting = api(&base, PATIENCE);
    let Err(Refusal::Unreachable(why)) = post(&distrusting).await else {
        panic!("it was trusted");
    };
    assert!(why.starts_with("the TLS handshake failed"), "{why}");
    assert_eq!(script.asked().len(), 1);
}
