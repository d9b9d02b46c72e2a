//! What a run is told while it lasts: a line of `lt-gen --control -`.

use serde::{Deserialize, Deserializer, Serialize};

use super::Refusal;

/// What a run is told while it lasts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Command {
    /// So many users from now on.
    Users {
        /// Users of the whole test.
        users: u64,
        /// Users begun or ended each second; all at once without it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        spawn_rate: Option<f64>,
        /// The scenario that is meant, where several go on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scenario: Option<String>,
    },
    /// So many arrivals from now on.
    Rate {
        /// As `200/s`; a bare number counts seconds.
        #[serde(deserialize_with = "number_or_text")]
        rate: String,
        /// The scenario that is meant, where several go on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scenario: Option<String>,
    },
    /// Begin nothing new.
    Pause {},
    /// Go on.
    Resume {},
    /// Begin the figures anew.
    Reset {},
    /// End in good order; told twice, at once.
    Stop {},
}

impl Command {
    /// The line that says it, with the name by which its answer is known.
    ///
    /// # Errors
    /// A field is longer than any that makes sense: `lt-gen` may take its time to read, and must never be waited for.
    pub(super) fn line(&self, id: &str) -> Result<Vec<u8>, Refusal> {
        #[derive(Serialize)]
        struct Told<'a> {
            #[serde(flatten)]
            command: &'a Command,
            id: &'a str,
        }
        const LONGEST: usize = 200;
        let (field, text) = match self {
            Self::Users { scenario, .. } => ("scenario", scenario.as_deref()),
            Self::Rate { rate, .. } if rate.len() > LONGEST => ("rate", Some(rate.as_str())),
            Self::Rate { scenario, .. } => ("scenario", scenario.as_deref()),
            Self::Pause {} | Self::Resume {} | Self::Reset {} | Self::Stop {} => ("", None),
        };
        if text.is_some_and(|text| text.len() > LONGEST) {
            return Err(Refusal::invalid(
                field,
                format!("`{field}` is too long; {LONGEST} bytes are the most"),
            ));
        }
        let mut line = serde_json::to_vec(&Told { command: self, id })
            .map_err(|error| Refusal::failed(error.to_string()))?;
        line.push(b'\n');
        Ok(line)
    }
}

fn number_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a rate such as 200 or \"200/s\"")]
    enum Rate {
        Number(serde_json::Number),
        Text(String),
    }
    Ok(match Rate::deserialize(deserializer)? {
        Rate::Number(number) => number.to_string(),
        Rate::Text(text) => text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_become_lines_of_the_contract() {
        for (asked, line) in [
            (
                r#"{"command":"users","users":50,"spawn_rate":10}"#,
                r#"{"command":"users","users":50,"spawn_rate":10.0,"id":"7"}"#,
            ),
            (
                r#"{"command":"rate","rate":200}"#,
                r#"{"command":"rate","rate":"200","id":"7"}"#,
            ),
            (
                r#"{"command":"rate","rate":"30/m","scenario":"a"}"#,
                r#"{"command":"rate","rate":"30/m","scenario":"a","id":"7"}"#,
            ),
            (r#"{"command":"stop"}"#, r#"{"command":"stop","id":"7"}"#),
        ] {
            let command: Command = serde_json::from_str(asked).unwrap();
            let told = String::from_utf8(command.line("7").unwrap()).unwrap();
            assert_eq!(told, format!("{line}\n"));
        }
    }

    #[test]
    fn what_is_no_command_or_too_long_is_refused() {
        for text in [
            r#"{"command":"quit"}"#,
            r#"{"command":"stop","now":true}"#,
            r#"{"command":"users"}"#,
            r#"{"command":"rate","rate":[]}"#,
        ] {
            assert!(serde_json::from_str::<Command>(text).is_err(), "{text}");
        }
        let long = Command::Rate {
            rate: "1".repeat(300),
            scenario: None,
        };
        assert_eq!(long.line("7").unwrap_err().field, Some("rate"));
    }
}
