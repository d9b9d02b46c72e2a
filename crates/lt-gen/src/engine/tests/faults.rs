//! Faults that we inject, as the engine makes them.

use lt_scenario::{Fault, FaultKind, Step};

use super::walks::{X, Y, Z, names, shop, walk_by};
use super::*;

/// Lets every request of a kind be hit by a fault.
fn with_fault(kind: FaultKind, steps: Vec<Step>, script: Script) -> Ran {
    walk_by("-u 1 --per-user-iterations 1", script, &[], steps, |plan| {
        plan.faults = vec![Fault {
            kind,
            share: 1.0,
            only: vec![Z],
        }];
    })
}

#[test]
fn a_fault_is_marked_and_no_error_and_the_walk_goes_on_where_the_answer_is_good() {
    let steps = || vec![Step::Request(X), Step::Request(Z), Step::Request(Y)];
    let ran = with_fault(FaultKind::MalformedBody, steps(), after_10_ms);
    assert_eq!(ran.sent, ["GET /x", "POST /z | {\"a\"{", "GET /y"]);
    let faults: Vec<Option<&str>> = ran
        .samples
        .iter()
        .map(|sample| sample.fault.as_deref())
        .collect();
    assert_eq!(faults, [None, Some("malformed_body"), None]);
    assert_eq!(ran.samples[1].outcome, Outcome::FaultInjected);
    assert_eq!(ran.journeys[0].outcome, Outcome::Ok);
    let ran = with_fault(FaultKind::MalformedBody, steps(), |_, sent| {
        Scripted::Say(if sent.contains("/z") { 400 } else { 200 }, "", "")
    });
    assert_eq!(
        (names(&ran).as_str(), ran.samples[1].status),
        ("/x/z", Some(400))
    );
    assert_eq!(ran.journeys[0].outcome, Outcome::FaultInjected);
}

#[test]
fn wrong_authentication_is_sent_instead_of_the_right_one() {
    let ran = with_fault(
        FaultKind::WrongAuth,
        vec![Step::Request(X), Step::Request(Z)],
        shop,
    );
    assert!(
        ran.sent[1].contains("| cookie: session=wrong"),
        "{}",
        ran.sent[1]
    );
    assert_eq!(ran.samples[1].fault.as_deref(), Some("wrong_auth"));
}

#[test]
fn of_a_duplicate_the_copy_is_marked_and_both_are_sent_at_once() {
    let ran = with_fault(
        FaultKind::Duplicate,
        vec![Step::Request(Z), Step::Request(Y)],
        after_10_ms,
    );
    let said: Vec<_> = ran
        .samples
        .iter()
        .map(|sample| {
            (
                sample.at_us.0 % 10_000_000 / 1000,
                &*sample.name,
                sample.outcome.as_str(),
                sample.fault.as_deref(),
            )
        })
        .collect();
    let wanted = [
        (0, "/z", "ok", None),
        (0, "/z", "fault_injected", Some("duplicate")),
        (10, "/y", "ok", None),
    ];
    assert_eq!(said, wanted);
    assert_eq!(ran.journeys[0].requests, 2);
    assert_eq!((ran.health().offered, ran.health().achieved), (3, 3));
}
