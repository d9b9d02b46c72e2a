use bytes::Bytes;
use hyper::HeaderMap;
use hyper::header::HeaderName;

use super::*;

const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
const RESET: u64 = 784_111_777 + 20;

fn answer(status: u16, headers: &[(&'static str, &str)], message: &str) -> Answer {
    let headers = headers.iter().map(|(name, value)| {
        let name = HeaderName::from_static(name);
        (name, value.parse().unwrap())
    });
    Answer {
        status: StatusCode::from_u16(status).unwrap(),
        headers: HeaderMap::from_iter(headers),
        body: Bytes::from(serde_json::json!({ "message": message }).to_string()),
    }
}

fn after(answer: Answer, method: &Method) -> Step {
    Step::after(Ok(answer), method, "s3cret")
}

/// What a refused `POST` makes us wait for; a limit is one of the few that do.
fn pause(status: u16, headers: &[(&'static str, &str)], message: &str) -> Option<Pause> {
    match after(answer(status, headers, message), &Method::POST) {
        Step::Again(pause, Refusal::Limited) => Some(pause),
        Step::Again(..) => panic!("a POST is repeated"),
        _ => None,
    }
}

const SECONDARY: &str = "You have exceeded a secondary rate limit.";
const INTEGRATION: &str = "Resource not accessible by integration";

#[test]
fn a_limit_holds_for_as_long_as_the_server_says() {
    let seconds = |n| Some(Pause::Limit(Some(Duration::from_secs(n))));
    let reset = RESET.to_string();
    let used_up = [
        ("date", DATE),
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", &reset),
    ];
    assert_eq!(pause(403, &[("retry-after", "7")], SECONDARY), seconds(7));
    assert_eq!(pause(429, &[("retry-after", "7")], "x"), seconds(7));
    assert_eq!(pause(403, &used_up, "API rate limit exceeded"), seconds(20));
    assert_eq!(pause(429, &used_up, ""), seconds(20));
    let both = [&used_up[..], &[("retry-after", "3")]].concat();
    assert_eq!(pause(403, &both, ""), seconds(3));
    let long_gone = [used_up[1], used_up[0], ("x-ratelimit-reset", "5")];
    assert_eq!(pause(403, &long_gone, ""), seconds(0));
}

#[test]
fn a_limit_of_unknown_end_holds_for_a_minute_and_then_for_longer() {
    let unknown = Some(Pause::Limit(None));
    let reset = RESET.to_string();
    let without_date = [
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", &reset),
    ];
    let not_used_up = [("date", DATE), ("x-ratelimit-reset", &reset)];
    assert_eq!(pause(403, &[], SECONDARY), unknown);
    assert_eq!(pause(403, &[("retry-after", "soon")], SECONDARY), unknown);
    assert_eq!(pause(429, &[], ""), unknown);
    assert_eq!(pause(403, &without_date, ""), unknown);
    assert_eq!(pause(403, &not_used_up, SECONDARY), unknown);
    let mut chance = Chance::new();
    let first = Duration::from_secs(1);
    for (n_repeated, seconds) in [(0, 60), (1, 120), (2, 240), (3, 480)] {
        let length = Pause::Limit(None).length(first, n_repeated, &mut chance);
        assert_eq!(length.as_secs(), seconds);
    }
}

#[test]
fn a_token_that_may_not_is_no_limit() {
    assert_eq!(pause(403, &[], INTEGRATION), None);
    assert_eq!(
        pause(403, &[("x-ratelimit-remaining", "0")], INTEGRATION),
        None
    );
    assert_eq!(pause(404, &[("retry-after", "1")], SECONDARY), None);
    assert_eq!(pause(503, &[("retry-after", "1")], SECONDARY), None);
}

#[test]
fn pauses_after_a_stumble_are_about_one_two_four_and_eight_seconds() {
    let mut chance = Chance::new();
    for (n_repeated, about) in [(0, 1), (1, 2), (2, 4), (3, 8)] {
        let about = Duration::from_secs(about);
        let lengths: Vec<Duration> = (0..100)
            .map(|_| Pause::Stumble.length(Duration::from_secs(1), n_repeated, &mut chance))
            .collect();
        assert!(
            lengths
                .iter()
                .all(|length| (about / 2..about * 3 / 2).contains(length))
        );
        assert!(lengths.iter().min() != lengths.iter().max());
    }
}

#[test]
fn no_pause_is_too_long_to_be_reckoned_with() {
    let mut chance = Chance::new();
    let most = Duration::MAX;
    for pause in [Pause::Stumble, Pause::Limit(None), Pause::Limit(Some(most))] {
        assert!(pause.length(most, u32::MAX, &mut chance) >= most / 2);
    }
    assert!(Pause::Limit(Some(most)).length(Duration::ZERO, 0, &mut chance) == most);
}

#[test]
fn what_may_have_been_done_is_asked_again_unless_it_makes_something() {
    let sent = || Err(Broken::Sent(anyhow::anyhow!("reset")));
    let stumbles = [500, 502, 503, 504, 599];
    for method in [Method::GET, Method::PATCH, Method::DELETE] {
        assert!(matches!(
            Step::after(sent(), &method, "s3cret"),
            Step::Again(Pause::Stumble, Refusal::Unreachable(_))
        ));
        for status in stumbles {
            let Step::Again(Pause::Stumble, Refusal::Server(told)) =
                after(answer(status, &[], ""), &method)
            else {
                panic!("{method} {status}");
            };
            assert_eq!(told, status);
        }
    }
    let post = &Method::POST;
    assert!(matches!(
        Step::after(sent(), post, "s3cret"),
        Step::Refused(Refusal::Unsure(_))
    ));
    for status in stumbles {
        let step = after(answer(status, &[], ""), post);
        assert!(
            matches!(step, Step::Refused(Refusal::Unsure(_))),
            "{status}"
        );
    }
    let not_sent = Err(Broken::NotSent(anyhow::anyhow!("refused")));
    assert!(matches!(
        Step::after(not_sent, post, "s3cret"),
        Step::Again(Pause::Stumble, Refusal::Unreachable(_))
    ));
}

#[test]
fn each_refusal_is_told_apart() {
    let told = |status, message: &str| match after(answer(status, &[], message), &Method::POST) {
        Step::Refused(refusal) => format!("{refusal:?}"),
        step => panic!("{status}: {step:?}"),
    };
    assert_eq!(told(401, "Bad credentials"), "Unauthorized");
    assert_eq!(
        told(403, INTEGRATION),
        format!("Forbidden({INTEGRATION:?})")
    );
    assert_eq!(
        told(403, "User is blocked"),
        "Forbidden(\"User is blocked\")"
    );
    assert_eq!(
        told(403, "Unable to create comment because issue is locked."),
        "Locked"
    );
    assert_eq!(told(410, "Gone"), "Locked");
    assert_eq!(told(404, "Not Found"), "NotFound");
    for status in [400, 409, 413, 422] {
        assert_eq!(told(status, "no"), "Unprocessable(\"no\")");
    }
    for status in [300, 303, 304, 402, 407, 418, 451] {
        assert_eq!(told(status, "no"), format!("Server({status})"));
    }
}

#[test]
fn what_the_server_says_is_cut_and_made_harmless() {
    let said = |body: String| {
        let mut answer = answer(422, &[], "");
        answer.body = body.into();
        match after(answer, &Method::POST) {
            Step::Refused(Refusal::Unprocessable(said)) => said,
            step => panic!("{step:?}"),
        }
    };
    let long = serde_json::json!({"message": format!("\u{1b}[31m\n##[error]\u{202e}s3cret{}", "x".repeat(999))});
    let told = said(long.to_string());
    assert!(
        told.starts_with("\u{fffd}[31m\u{fffd}##\u{fffd}[error]\u{fffd}…xxx"),
        "{told}"
    );
    assert_eq!(told.chars().count(), 300);
    let errors = serde_json::json!({"message": "Validation Failed", "errors": [
        {"message": "Body is too long"}, "a word", {"code": "invalid"}, {"resource": "x"}, 7, null, [],
    ]});
    assert_eq!(
        said(errors.to_string()),
        "Validation Failed; Body is too long; a word; invalid"
    );
    assert_eq!(said(r#"{"errors": "one"}"#.into()), "one");
    assert_eq!(said("{}".into()), "GitHub answers 422");
    let page = "422, with a page that is not GitHub's";
    for other in [
        "<html>s3cret</html>",
        "",
        "[]",
        "\u{0}",
        r#"{"message": 7}"#,
    ] {
        assert_eq!(said(other.into()), page, "{other}");
    }
    assert_eq!(
        said(format!(r#"{{"message": "{}"}}"#, "x".repeat(1 << 17))),
        page
    );
}
