//! Values that other rooms know how to read.

use std::time::Duration;

use lt_scenario::http::{Connections, Http1Client, Resolve};
use lt_scenario::{Process, Rate, Share, Wait};

use super::Commands;

pub(super) fn duration(text: &str) -> Result<Duration, lt_scenario::duration::ParseError> {
    lt_scenario::duration::parse(text)
}

pub(super) fn wait(text: &str) -> Result<Wait, lt_scenario::wait::ParseError> {
    lt_scenario::wait::parse(text)
}

pub(super) fn rate(text: &str) -> Result<Rate, lt_scenario::rate::ParseError> {
    lt_scenario::rate::parse(text)
}

pub(super) fn process(text: &str) -> Result<Process, String> {
    text.parse().map_err(|error| format!("{error}"))
}

pub(super) fn share(text: &str) -> Result<Share, String> {
    Share::parse(text).map_err(|error| format!("{error}"))
}

pub(super) fn resolve(text: &str) -> Result<Resolve, String> {
    Resolve::parse(text).map_err(|error| format!("{error}"))
}

pub(super) fn client(text: &str) -> Result<Http1Client, String> {
    text.parse().map_err(|error| format!("{error}"))
}

pub(super) fn connections(text: &str) -> Result<Connections, String> {
    text.parse().map_err(|error| format!("{error}"))
}

pub(super) fn control(text: &str) -> Result<Commands, &'static str> {
    match text {
        "-" => Ok(Commands::Stdin),
        _ => Err("commands come from stdin only; write `--control -`"),
    }
}
