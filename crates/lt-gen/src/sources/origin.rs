//! Where an option was found.

use std::fmt::{self, Display, Formatter};

/// Where an option was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// On the command line.
    Typed,
    /// In a variable.
    Variable(String),
    /// In a line of a file, counted from 1.
    File { name: String, line: usize },
}

impl Origin {
    /// The file, the environment of lt-gen or that of Locust, or the command line: what one person wrote at one time.
    pub(super) fn layer(&self) -> &str {
        match self {
            Self::Typed => "",
            Self::Variable(name) => name.split('_').next().unwrap_or_default(),
            Self::File { name, .. } => name,
        }
    }
}

impl Display for Origin {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Typed => f.write_str("the command line"),
            Self::Variable(name) => f.write_str(name),
            Self::File { name, line } => write!(f, "{name}:{line}"),
        }
    }
}

/// The options that were not typed, and where they stand: what a complaint about one of them needs.
#[derive(Debug, Default)]
pub(crate) struct Origins(Vec<Found>);

#[derive(Debug)]
struct Found {
    /// How messages call the option: `--users`, `-u`.
    names: Vec<String>,
    origin: Origin,
}

impl Origins {
    /// Notes where an option stands that messages call by any of these names.
    pub(crate) fn note(&mut self, names: Vec<String>, origin: Origin) {
        if origin != Origin::Typed {
            self.0.push(Found { names, origin });
        }
    }

    /// The names of the files, each once.
    pub(crate) fn files(&self) -> Vec<&str> {
        self.each_once(|origin| match origin {
            Origin::File { name, .. } => Some(name),
            _ => None,
        })
    }

    /// The names of the variables, each once.
    pub(crate) fn variables(&self) -> Vec<&str> {
        self.each_once(|origin| match origin {
            Origin::Variable(name) => Some(name),
            _ => None,
        })
    }

    fn each_once(&self, name: impl Fn(&Origin) -> Option<&String>) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for name in self.0.iter().filter_map(|found| name(&found.origin)) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }

    /// Adds to an error where the options stand that it names, so that nobody looks for them on the command line.
    pub(crate) fn explain(&self, error: anyhow::Error) -> anyhow::Error {
        let text = format!("{error:#}");
        let words = || text.split(|c: char| !(c.is_ascii_alphanumeric() || "-.".contains(c)));
        let places = self.0.iter().filter_map(|found| {
            let name = found
                .names
                .iter()
                .find(|name| words().any(|word| word == name.as_str()))?;
            Some(format!("`{name}` comes from {}", found.origin))
        });
        let places: Vec<String> = places.collect();
        match places.is_empty() {
            true => error,
            false => anyhow::anyhow!("{text} ({})", places.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_where_the_options_stand_that_it_names() {
        let mut origins = Origins::default();
        origins.note(vec!["--users".into()], Origin::Typed);
        let origin = Origin::File {
            name: "locust.conf".into(),
            line: 3,
        };
        origins.note(vec!["--rate".into(), "-x".into()], origin);
        let explained = |text: &'static str| origins.explain(anyhow::anyhow!(text)).to_string();
        assert_eq!(
            explained("`--users` and `--rate` exclude each other"),
            "`--users` and `--rate` exclude each other (`--rate` comes from locust.conf:3)"
        );
        assert_eq!(explained("`--rates` is odd"), "`--rates` is odd");
        assert_eq!(
            explained("-x: odd"),
            "-x: odd (`-x` comes from locust.conf:3)"
        );
    }
}
