//! What the form asks for, and the arguments of `lt-gen` that this means.

use std::ffi::OsString;

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::offer::Offer;

/// What the form asks for. Fields that are empty leave it to the scenario.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Wish {
    /// A scenario file, by the name under which it is offered.
    pub(crate) scenario: Option<String>,
    /// A URL to GET, where there is no scenario file.
    pub(crate) url: Option<String>,
    /// Users of a closed model.
    pub(crate) users: Option<u64>,
    /// Users begun each second.
    pub(crate) spawn_rate: Option<f64>,
    /// Arrivals of an open model: `200/s`.
    pub(crate) rate: Option<String>,
    /// Another target than the file's.
    pub(crate) host: Option<String>,
    /// How long: `30s`, `5m`; without it until it is stopped.
    pub(crate) run_time: Option<String>,
    /// Only what has one of these tags.
    pub(crate) tags: Vec<String>,
    /// Nothing that has one of these tags.
    pub(crate) exclude_tags: Vec<String>,
    /// Only these user profiles.
    pub(crate) profiles: Vec<String>,
    /// Only these scenarios of the file.
    pub(crate) scenarios: Vec<String>,
}

impl Wish {
    /// The arguments of `lt-gen`.
    ///
    /// # Errors
    /// No source, two of them, one that is not offered, or a field that makes no sense.
    pub(super) fn arguments(&self, offer: &Offer, id: &str) -> Result<Vec<OsString>, Refusal> {
        let source = self.source(offer)?;
        self.check()?;
        let mut arguments = vec![
            source,
            "--control=-".into(),
            format!("--test-id={id}").into(),
        ];
        let mut option = |name: &str, value: Option<String>| {
            arguments.extend(value.map(|value| OsString::from(format!("{name}={value}"))));
        };
        option("--users", self.users.map(|users| users.to_string()));
        option("--spawn-rate", self.spawn_rate.map(|rate| rate.to_string()));
        option("--rate", self.rate.clone());
        option("--run-time", self.run_time.clone());
        option("--header", self.host.clone());
        let lists = [
            ("--tags", &self.tags),
            ("--exclude-tags", &self.exclude_tags),
            ("--profile", &self.profiles),
            ("--scenario", &self.scenarios),
        ];
        for (name, values) in lists {
            values
                .iter()
                .for_each(|value| option(name, Some(value.clone())));
        }
        Ok(arguments)
    }

    fn source(&self, offer: &Offer) -> Result<OsString, Refusal> {
        match (&self.scenario, &self.url) {
            (Some(name), None) => {
                let file = offer.find(name);
                let file = file.ok_or_else(|| {
                    Refusal::invalid(
                        "scenario",
                        "no such scenario is offered; choose one of the list",
                    )
                })?;
                let mut argument = OsString::from(&file);
                if argument.as_encoded_bytes().starts_with(b"-") {
                    let mut here = OsString::from("./");
                    here.push(argument);
                    argument = here;
                }
                Ok(argument)
            }
            (None, Some(url)) if is_url(url) => Ok(url.into()),
            (None, Some(_)) => Err(Refusal::invalid(
                "url",
                "a URL begins with http:// or https://",
            )),
            (Some(_), Some(_)) => Err(Refusal::invalid(
                "scenario",
                "choose a scenario or give a URL, not both",
            )),
            (None, None) => Err(Refusal::invalid(
                "scenario",
                "choose a scenario or give a URL",
            )),
        }
    }

    /// What can be seen here is said beside its field; the rest is said by `lt-gen`.
    fn check(&self) -> Result<(), Refusal> {
        let refuse = |field, message: &str| Err(Refusal::invalid(field, message));
        if self.users == Some(0) {
            return refuse("users", "a run needs one user or more");
        }
        let is_rate = |rate: f64| rate.is_finite() && rate > 0.0;
        if !self.spawn_rate.is_none_or(is_rate) {
            return refuse("spawn_rate", "the spawn rate is more than 0 users a second");
        }
        if self.rate.is_some() && (self.users.is_some() || self.spawn_rate.is_some()) {
            return refuse("rate", "give users or an arrival rate, not both");
        }
        if !self.host.as_deref().is_none_or(is_url) {
            return refuse("host", "a host begins with http:// or https://");
        }
        Ok(())
    }
}

fn is_url(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(wish: &str) -> Result<Vec<String>, Refusal> {
        let wish: Wish = serde_json::from_str(wish).unwrap();
        let arguments = wish.arguments(&Offer::default(), "id")?.into_iter();
        Ok(arguments.map(|one| one.into_string().unwrap()).collect())
    }

    #[test]
    fn fields_become_options_that_no_value_can_leave() {
        let wish = r#"{"url":"http://a/","users":5,"spawn_rate":2.5,"host":"https://b","run_time":"-k","tags":["a","--allow-commands"]}"#;
        assert_eq!(
            arguments(wish).unwrap(),
            [
                "http://a/",
                "--control=-",
                "--test-id=id",
                "--users=5",
                "--spawn-rate=2.5",
                "--run-time=-k",
                "--header=https://b",
                "--tags=a",
                "--tags=--allow-commands",
            ]
        );
    }

    #[test]
    fn what_makes_no_run_is_said_of_its_field() {
        for (wish, field) in [
            ("{}", "scenario"),
            (r#"{"url":"http://a","scenario":"b"}"#, "scenario"),
            (r#"{"scenario":"../../etc/passwd"}"#, "scenario"),
            (r#"{"url":"--allow-commands"}"#, "url"),
            (r#"{"url":"http://a","users":0}"#, "users"),
            (r#"{"url":"http://a","spawn_rate":0}"#, "spawn_rate"),
            (r#"{"url":"http://a","users":1,"rate":"5/s"}"#, "rate"),
            (r#"{"url":"http://a","host":"X-Evil: 1"}"#, "host"),
        ] {
            assert_eq!(arguments(wish).unwrap_err().field, Some(field), "{wish}");
        }
    }
}
