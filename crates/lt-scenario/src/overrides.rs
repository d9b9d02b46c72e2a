//! What the command line decides.

use std::time::Duration;

use crate::{Rate, Url};

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
    /// `--rate`: arrivals in time.
    pub rate: Option<Rate>,
    /// `--warmup`: how long before the first load's own length the run begins.
    pub warmup: Option<Duration>,
    /// `--seed`: where chance begins.
    pub seed: Option<u64>,
    /// The seed where neither the command line nor the file gives one: a random number of the caller's.
    pub default_seed: u64,
    /// `-H http://…`: replaces the base URL; requests with an address of their own keep it.
    pub host: Option<Url>,
    /// `-H 'Name: value'`: sent with every request, instead of the file's headers of the same name.
    pub headers: Vec<(String, String)>,
    /// How long an answer may take; a request's own `timeout` stays.
    pub request_timeout: Option<Duration>,
    /// `--scenario`: names of the scenarios to run; empty for all.
    pub only: Vec<String>,
}
