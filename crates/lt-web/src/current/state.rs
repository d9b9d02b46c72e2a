//! Where in its life the run is.

use serde::Serialize;

/// Where in its life the run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// Nothing was started yet.
    #[default]
    Ready,
    /// `lt-gen` was called and has not said anything.
    Starting,
    /// Users begin or end until the asked number is there.
    Spawning,
    /// Load is made as asked.
    Running,
    /// Nothing new is begun.
    Paused,
    /// It was told to end, and what is in flight ends.
    Stopping,
    /// It ended, as planned or as asked.
    Stopped,
    /// It ended otherwise: `lt-gen` died, or could not begin.
    Failed,
    /// The stream on stdin, which nobody here controls.
    Watching,
}

/// What the state follows from.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facts {
    /// The stream is somebody else's.
    pub(super) is_watched: bool,
    /// The stream tells of a run.
    pub(super) has_begun: bool,
    /// Users are still becoming more or fewer.
    pub(super) is_spawning: bool,
    /// It was paused and not resumed.
    pub(super) is_paused: bool,
    /// It was told to stop.
    pub(super) is_stopping: bool,
    /// It is over; `false` where it ended otherwise than it should.
    pub(super) is_well_over: Option<bool>,
}

impl State {
    /// Whether there is a process at work.
    pub(crate) fn is_at_work(self) -> bool {
        match self {
            Self::Ready | Self::Stopped | Self::Failed => false,
            Self::Starting
            | Self::Spawning
            | Self::Running
            | Self::Paused
            | Self::Stopping
            | Self::Watching => true,
        }
    }

    /// The state of a run; what is further on in its life goes before.
    pub(super) fn of(facts: Facts) -> Self {
        match facts {
            Facts {
                is_well_over: Some(well),
                ..
            } => match well {
                true => Self::Stopped,
                false => Self::Failed,
            },
            facts if facts.is_watched => Self::Watching,
            facts if facts.is_stopping => Self::Stopping,
            facts if !facts.has_begun => Self::Starting,
            facts if facts.is_paused => Self::Paused,
            facts if facts.is_spawning => Self::Spawning,
            _ => Self::Running,
        }
    }

    /// What a run in this state can be told, by the names of commands.
    pub(super) fn can(self, model: Option<&str>) -> Vec<&'static str> {
        let changes = match model {
            Some("open") => &["rate"][..],
            Some("closed") => &["users"],
            _ => &["users", "rate"],
        };
        let [before, after]: [&[&'static str]; 2] = match self {
            Self::Spawning | Self::Running => [changes, &["pause", "stop", "reset"]],
            Self::Paused => [changes, &["resume", "stop", "reset"]],
            Self::Starting | Self::Stopping => [&[], &["stop"]],
            Self::Ready | Self::Stopped | Self::Failed | Self::Watching => [&[], &[]],
        };
        [before, after].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_goes_from_start_to_end_whatever_happens_on_the_way() {
        let mut facts = Facts::default();
        let mut seen = vec![State::of(facts)];
        let changes: [fn(&mut Facts); 6] = [
            |facts| (facts.has_begun, facts.is_spawning) = (true, true),
            |facts| facts.is_spawning = false,
            |facts| facts.is_paused = true,
            |facts| facts.is_paused = false,
            |facts| facts.is_stopping = true,
            |facts| facts.is_well_over = Some(true),
        ];
        for change in changes {
            change(&mut facts);
            seen.push(State::of(facts));
        }
        let expected = [
            State::Starting,
            State::Spawning,
            State::Running,
            State::Paused,
            State::Running,
            State::Stopping,
            State::Stopped,
        ];
        assert_eq!(seen, expected);
        facts.is_well_over = Some(false);
        assert_eq!(State::of(facts), State::Failed);
        let watched = Facts {
            is_watched: true,
            ..Facts::default()
        };
        assert_eq!(State::of(watched), State::Watching);
    }

    #[test]
    fn commands_are_those_that_make_sense_now() {
        let running = State::Running.can(Some("closed"));
        assert_eq!(running, ["users", "pause", "stop", "reset"]);
        let paused = State::Paused.can(Some("open"));
        assert_eq!(paused, ["rate", "resume", "stop", "reset"]);
        assert_eq!(State::Stopping.can(Some("open")), ["stop"]);
        assert_eq!(State::Watching.can(Some("open")), [""; 0]);
        assert_eq!(State::Failed.can(None), [""; 0]);
    }
}
