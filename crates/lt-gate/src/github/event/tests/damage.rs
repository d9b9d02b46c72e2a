//! Events that are not as GitHub sends them.

use lt_stats::baseline::is_name;

use super::*;

/// Puts something else at one place of an event; how many places were passed is counted down in `at`.
fn put(value: &mut Value, at: &mut usize, other: &Value) {
    if *at == 0 {
        *value = other.clone();
    }
    *at = at.wrapping_sub(1);
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|value| put(value, at, other)),
        Value::Array(items) => items.iter_mut().for_each(|value| put(value, at, other)),
        _ => {}
    }
}

fn places(value: &Value) -> usize {
    let below: usize = match value {
        Value::Object(fields) => fields.values().map(places).sum(),
        Value::Array(items) => items.iter().map(places).sum(),
        _ => 0,
    };
    1 + below
}

fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "(refs/heads/)?[a-z./:\u{202e}`<-]{0,300}".prop_map(Value::from),
        Just(serde_json::json!({"ref": 1, "sha": [], "repo": {"full_name": "a/b/c"}})),
    ]
}

/// What holds of every event that was read, however it was.
fn check_all(told: Told, payload: &[u8]) {
    let Ok(context) = read_with(&variables(told), payload) else {
        return;
    };
    assert!(is_name(&context.baseline_name()));
    assert!(!context.comment_key(None).is_empty());
    let url = context.run_url();
    assert!(url.starts_with("https://github.com/lamplight-shop/orders-api/actions/runs/"));
    if let Some(sha) = &context.sha {
        assert!(sha.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
    match context.may_keep() {
        Ok(()) => assert!(matches!(
            context.event,
            Event::Push | Event::Schedule | Event::WorkflowDispatch | Event::WorkflowRun { .. }
        )),
        Err(why) => assert_eq!(why, shown(&why)),
    }
    match (&context.audience, told.0) {
        (Audience::PullRequest(_), event) => assert!(event.starts_with("pull_request")),
        (Audience::HeadOf { head }, event) => {
            assert!(event == "workflow_run" && head.contains(':'));
        }
        (Audience::Nobody(why), _) => assert_eq!(why, &shown(why)),
    }
}

proptest! {
    #[test]
    fn a_place_of_an_event_may_hold_anything(
        told in proptest::sample::select(EVENTS.to_vec()),
        changes in proptest::collection::vec((any::<Index>(), anything()), 1..6),
    ) {
        let mut payload: Value = serde_json::from_str(told.2).unwrap();
        for (at, other) in changes {
            let mut at = at.index(places(&payload));
            put(&mut payload, &mut at, &other);
        }
        check_all(told, payload.to_string().as_bytes());
    }

    #[test]
    fn an_event_may_be_torn(
        told in proptest::sample::select(EVENTS.to_vec()),
        end in any::<Index>(),
        bytes in proptest::collection::vec((any::<Index>(), any::<u8>()), 0..8),
    ) {
        let mut text = told.2.as_bytes().to_vec();
        for (at, byte) in bytes {
            let at = at.index(text.len());
            text[at] = byte;
        }
        text.truncate(end.index(text.len()) + 1);
        check_all(told, &text);
    }

    #[test]
    fn a_variable_may_hold_anything(name in 0_usize..11, value in any::<String>()) {
        let told = EVENTS[0];
        let mut variables = variables(told);
        let name = *variables.keys().nth(name).unwrap();
        variables.insert(name, value);
        if let Ok(context) = read_with(&variables, told.2.as_bytes()) {
            let (owner, repository) = context.repository.split_once('/').unwrap();
            assert!(!owner.is_empty() && !repository.contains('/') && !repository.starts_with(".."));
            let url = context.run_url();
            assert!(!url.contains([' ', ')', '<', '"', '\n', '`']), "{url}");
        }
    }
}

/// One of each shape; their places are what is damaged.
const EVENTS: [Told; 10] = [
    told!("pull_request", "refs/pull/41/merge", "pull_request"),
    told!("pull_request", "refs/pull/42/merge", "pull_request_fork"),
    told!(
        "pull_request_target",
        "refs/heads/main",
        "pull_request_target_fork"
    ),
    told!("workflow_run", "refs/heads/main", "workflow_run_fork"),
    told!("workflow_run", "refs/heads/main", "workflow_run_push"),
    told!("push", "refs/heads/main", "push_default"),
    told!("push", "refs/heads/main", "push_deleted"),
    told!("merge_group", "refs/heads/x", "merge_group"),
    told!("schedule", "refs/heads/main", "schedule"),
    told!("workflow_dispatch", "refs/heads/main", "workflow_dispatch"),
];
