//! A named piece of load, as a file writes it.

use std::time::Duration;

use super::WrittenHook;
use crate::{Action, Place, Process, Rate, Shape};

/// One entry of `scenarios`: a named piece of load, as far as the file decides it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Piece {
    /// Where it stands.
    pub place: Place,
    /// Its name, unique in the file.
    pub name: Option<String>,
    /// When it begins, counted from the measured part of the run; `None` after the one before it.
    pub start: Option<Duration>,
    /// How many users; at least 1, and never together with `rate`.
    pub users: Option<u64>,
    /// How long it takes until all users have begun.
    pub ramp_up: Option<Duration>,
    /// Arrivals in time.
    pub rate: Option<Rate>,
    /// A load that changes over time; never together with `users`, `ramp_up` or `rate`.
    pub course: Option<Course>,
    /// How arrivals follow each other.
    pub arrivals: Option<Process>,
    /// Its length; above zero.
    pub duration: Option<Duration>,
    /// How many requests are measured in all; at least 1.
    pub requests: Option<u64>,
    /// How many measured iterations each user makes; at least 1, and never together with `rate`.
    pub per_user_iterations: Option<u64>,
    /// Which of [`Scenario::profiles`](super::Scenario::profiles) take part; never empty, and not all of weight 0.
    pub profiles: Vec<usize>,
    /// What is drawn instead of the profiles' actions; not all of weight 0.
    pub mix: Option<Vec<Action>>,
    /// Done before its load begins.
    pub before: Vec<WrittenHook>,
    /// Done after its load has ended.
    pub after: Vec<WrittenHook>,
    /// Tags by which it can be chosen.
    pub tags: Vec<String>,
}

/// What changes over time.
#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    /// How many users there are.
    Users(Shape),
    /// How fast arrivals come, in [`Rate::level`]s.
    Arrivals(Shape),
}
