//! The form that `/swarm` is sent.

use super::python;

/// What a form asks for.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Form {
    users: Option<i64>,
    spawn_rate: Option<f64>,
    /// Another target than the file's.
    pub(super) host: Option<String>,
    /// Seconds; above zero.
    pub(super) run_time: Option<u64>,
    /// User profiles, which Locust calls user classes.
    pub(super) user_classes: Vec<String>,
    /// A scenario file, by the name under which it is offered; ours alone.
    pub(super) scenario: Option<String>,
    /// Only what has one of these tags.
    pub(super) tags: Vec<String>,
    /// Nothing that has one of these tags.
    pub(super) exclude_tags: Vec<String>,
}

impl Form {
    /// Reads the fields. As in Locust, the first of a name counts, and an unknown one says nothing.
    ///
    /// # Errors
    /// A value makes no sense: what Locust says of it.
    pub(super) fn read(fields: &[(String, String)]) -> Result<Self, String> {
        let mut form = Self::default();
        let mut known: Vec<&str> = Vec::new();
        for (key, value) in fields {
            if key == "user_classes" {
                form.user_classes.push(value.clone());
            } else if !known.contains(&key.as_str()) {
                known.push(key);
                form.take(key, value)?;
            }
        }
        Ok(form)
    }

    fn take(&mut self, key: &str, value: &str) -> Result<(), String> {
        let said = (!value.is_empty()).then(|| value.to_owned());
        match key {
            "user_count" => {
                let wrong = || wrong("user_count", value, "an integer");
                self.users = Some(python::int(value).ok_or_else(wrong)?);
            }
            "spawn_rate" => {
                let wrong = || wrong("spawn_rate", value, "a number");
                self.spawn_rate = Some(python::float(value).ok_or_else(wrong)?);
            }
            "run_time" if said.is_some() => {
                const FORMATS: &str =
                    "Valid run_time formats are : 20, 20s, 3m, 2h, 1h20m, 3h30m10s, etc.";
                let seconds = python::seconds(value).ok_or(FORMATS)?;
                self.run_time = (seconds > 0).then_some(seconds);
            }
            "host" => self.host = said,
            "scenario" => self.scenario = said,
            "tags" => self.tags = words(value),
            "exclude_tags" => self.exclude_tags = words(value),
            _ => {}
        }
        Ok(())
    }

    /// Users, and how many of them begin each second.
    ///
    /// # Errors
    /// One of them is missing or too small: what Locust says of it.
    pub(super) fn load(&self) -> Result<(u64, f64), String> {
        const WRONG: &str = "Missing or invalid user_count or spawn_rate from /swarm request";
        let users = self.users.and_then(|users| u64::try_from(users).ok());
        let spawn_rate = self
            .spawn_rate
            .filter(|rate| *rate > 0.0 && rate.is_finite());
        users.zip(spawn_rate).ok_or_else(|| WRONG.to_owned())
    }
}

fn wrong(key: &str, value: &str, kind: &str) -> String {
    format!(
        "Invalid {key} value: {} (must be {kind})",
        python::repr(value)
    )
}

fn words(list: &str) -> Vec<String> {
    let words = list.split([',', ' ']).filter(|word| !word.is_empty());
    words.map(ToOwned::to_owned).collect()
}
