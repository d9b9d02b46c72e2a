//! The action as GitHub would run it: the steps of the real `action.yml`, in a checkout, with the files of a runner, against
//! the practice target and an imitation of GitHub.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

mod comments;
mod definition;
mod event;
mod events;
mod expression;
mod install;
mod job;
mod outcome;
mod project;
mod rules;
mod streams;
mod verdicts;
