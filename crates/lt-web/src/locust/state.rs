//! What Locust calls the states of a run.

use crate::current::State;

/// What Locust calls a state.
pub(super) fn name(state: State) -> &'static str {
    match state {
        State::Ready => "ready",
        State::Starting | State::Spawning => "spawning",
        State::Running | State::Paused | State::Watching => "running",
        State::Stopping => "stopping",
        State::Stopped | State::Failed => "stopped",
    }
}
