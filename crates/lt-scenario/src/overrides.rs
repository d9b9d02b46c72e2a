//! What the command line decides.

use std::time::Duration;

use crate::{HttpChoices, Process, Rate, Url, Wait};

/// Choices that win over the scenario file; `None` or empty leaves the file's own.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `-u`: how many users.
    pub users: Option<u64>,
    /// `-r`: how many users begin per second.
    pub spawn_rate: Option<f64>,
    /// `-t`: how long each load lasts.
    pub run_time: Option<Duration>,
    /// `-n`: how many requests are measured in all.
    pub requests: Option<u64>,
    /// `--per-user-iterations`: how many measured iterations each user makes.
    pub per_user_iterations: Option<u64>,
    /// `--control`: a load without an end of its own goes on until somebody stops it.
    pub may_be_endless: bool,
    /// `--rate`: arrivals in time.
    pub rate: Option<Rate>,
    /// `--arrivals`: how they follow each other.
    pub arrivals: Option<Process>,
    /// `--wait`: replaces the waiting time of every profile.
    pub wait: Option<Wait>,
    /// `--warmup`: how long before the first load's own length the run begins.
    pub warmup: Option<Duration>,
    /// `--seed`: where chance begins.
    pub seed: Option<u64>,
    /// The seed where neither the command line nor the file gives one: a random number of the caller's.
    pub default_seed: u64,
    /// `-H http://…`: replaces the base URLs, those of profiles and variants, too; requests with an address of their own
    /// keep it. Among several, users and arrivals take turns.
    pub hosts: Vec<Url>,
    /// `-H 'Name: value'`: sent with every request, instead of the file's headers of the same name.
    pub headers: Vec<(String, String)>,
    /// How requests are carried.
    pub http: HttpChoices,
    /// How long an answer may take; a request's own `timeout` stays.
    pub request_timeout: Option<Duration>,
    /// `--scenario`: names of the scenarios to run; empty for all.
    pub only: Vec<String>,
    /// `-T`: tags of which a request or action must have one; empty for no choice.
    pub include_tags: Vec<String>,
    /// `-E`: tags of which it must have none.
    pub exclude_tags: Vec<String>,
    /// `--profile`: names of the user profiles to run; empty for all.
    pub profiles: Vec<String>,
}
