//! What a command is answered, as an event of the stream.

use std::collections::BTreeMap;

use lt_sample::{Event, RunId, UnixMicros};

use super::command::Asked;

/// An answer that waits for the run in whose stream it will stand.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// When the command held, or was refused.
    pub(super) at: UnixMicros,
    text: String,
    labels: BTreeMap<String, String>,
}

impl Answer {
    /// An answer to what was asked now.
    pub(super) fn to(asked: &Asked, at: UnixMicros) -> Self {
        let name = asked
            .name
            .map(|name| ("command".to_owned(), name.to_owned()));
        let id = asked.id.clone().map(|id| ("id".to_owned(), id));
        let mut answer = Self {
            at,
            text: String::new(),
            labels: name.into_iter().chain(id).collect(),
        };
        if let Ok(command) = &asked.command {
            answer.text = command.describe();
            let labels = command.labels().into_iter();
            let labels = labels.map(|(name, value)| (name.to_owned(), value));
            answer.labels.extend(labels);
        }
        answer
    }

    /// The command is not done.
    pub(super) fn refuse(&mut self, why: String) {
        self.text.clone_from(&why);
        self.labels.insert("refused".to_owned(), why);
    }

    /// The ramp that the command began has reached its level.
    pub(super) fn reach(&mut self, at: UnixMicros) {
        self.at = at;
        let level = self.labels.get("users").cloned().unwrap_or_default();
        self.text = format!("{level} users reached");
        self.labels.insert("reached".to_owned(), level);
    }

    pub(super) fn into_event(self, run: RunId) -> Event {
        Event {
            at_us: self.at,
            run,
            name: "control".to_owned(),
            text: self.text,
            labels: self.labels,
        }
    }
}
