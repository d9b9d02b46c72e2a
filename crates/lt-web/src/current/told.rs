//! What the run was told by now, as its stream confirms: an event `control` for each command that was heard.

use lt_sample::{Event, UnixMicros};

/// What the run was told by now.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Told {
    /// Users asked for.
    pub(crate) users: Option<u64>,
    /// Users begun or ended each second, where they do not all at once.
    pub(crate) spawn_rate: Option<f64>,
    /// Arrivals per second asked for.
    pub(crate) rate: Option<f64>,
    pub(crate) is_paused: bool,
    pub(crate) is_stopping: bool,
    /// A command began to spawn users, and they are not there yet.
    pub(crate) is_spawning: bool,
    /// The figures began anew at this moment.
    pub(crate) since: Option<UnixMicros>,
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// The name that the command was given.
    pub(super) id: Option<String>,
    /// A sentence.
    pub(super) text: String,
    /// Whether it was not done.
    pub(super) is_refused: bool,
}

impl Told {
    /// What an event of the stream tells, where it is about control.
    pub(super) fn hear(&mut self, event: &Event) -> Option<Answer> {
        if event.name != "control" {
            return None;
        }
        let label = |name| event.labels.get(name).map(String::as_str);
        let is_refused = label("refused").is_some();
        if !is_refused {
            self.follow(event.at_us, label);
        }
        Some(Answer {
            id: label("id").map(ToOwned::to_owned),
            text: event.text.clone(),
            is_refused,
        })
    }

    fn follow<'e>(&mut self, at: UnixMicros, label: impl Fn(&'static str) -> Option<&'e str>) {
        if label("reached").is_some() {
            self.is_spawning = false;
            return;
        }
        match label("command") {
            Some("users") => {
                self.users = label("users").and_then(|users| users.parse().ok());
                self.spawn_rate = label("spawn_rate").and_then(number);
                self.is_spawning = self.spawn_rate.is_some();
            }
            Some("rate") => self.rate = label("rate").and_then(per_second),
            Some("pause") => self.is_paused = true,
            Some("resume") => self.is_paused = false,
            Some("stop") => self.is_stopping = true,
            Some("reset") => self.since = Some(at),
            _ => {}
        }
    }
}

fn number(text: &str) -> Option<f64> {
    let number = text.trim().parse().ok();
    number.filter(|number: &f64| number.is_finite())
}

/// `200`, `200/s`, `30/m`.
fn per_second(text: &str) -> Option<f64> {
    match text.split_once('/') {
        None => number(text),
        Some((number_of, "m")) => number(number_of).map(|number| number / 60.0),
        Some((number_of, _)) => number(number_of),
    }
}

#[cfg(test)]
mod tests {
    use lt_sample::Record;

    use super::*;

    fn hear(told: &mut Told, labels: &str) -> Answer {
        let line = format!(
            r#"{{"type":"event","run":"k3x9a2bc","at_us":5,"name":"control","text":"said","labels":{labels}}}"#
        );
        let Record::Event(event) = Record::parse(line.as_bytes()).unwrap() else {
            panic!("{line}");
        };
        told.hear(&event).unwrap()
    }

    #[test]
    fn what_was_confirmed_holds_and_what_was_refused_does_not() {
        let mut told = Told::default();
        let answer = hear(
            &mut told,
            r#"{"command":"users","users":"50","spawn_rate":"10","id":"7"}"#,
        );
        assert_eq!(
            (answer.id.as_deref(), answer.is_refused),
            (Some("7"), false)
        );
        assert_eq!((told.users, told.spawn_rate), (Some(50), Some(10.0)));
        assert!(told.is_spawning);
        hear(&mut told, r#"{"reached":"50"}"#);
        assert!(!told.is_spawning);
        let answer = hear(
            &mut told,
            r#"{"command":"rate","rate":"5","refused":"this load has users"}"#,
        );
        assert!(answer.is_refused && told.rate.is_none());
        hear(&mut told, r#"{"command":"rate","rate":"30/m"}"#);
        assert_eq!(told.rate, Some(0.5));
        hear(&mut told, r#"{"command":"pause"}"#);
        assert!(told.is_paused);
        hear(&mut told, r#"{"command":"resume"}"#);
        hear(&mut told, r#"{"command":"reset"}"#);
        assert!(!told.is_paused);
        assert_eq!(told.since, Some(UnixMicros(5)));
        hear(&mut told, r#"{"command":"users","users":"many"}"#);
        assert_eq!((told.users, told.is_spawning), (None, false));
    }
}
