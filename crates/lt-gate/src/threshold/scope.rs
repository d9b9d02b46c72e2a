//! Which part of a test a selector is about, beyond what a series tells.

use std::collections::BTreeMap;

use super::Pattern;

/// Which part of a test is looked at; everything where nothing is said.
///
/// A summary keeps endpoints and ways of ending apart, nothing else: whoever reads the stream for thresholds with a scope
/// must keep a summary for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The load level of the run.
    pub level: Option<LevelPattern>,
    /// Index of the stage.
    pub stage: Option<Pattern>,
    /// Name of the scenario.
    pub scenario: Option<Pattern>,
    /// Name of the journey.
    pub journey: Option<Pattern>,
    /// Tags of the sample.
    pub tags: BTreeMap<String, Pattern>,
    /// Labels of the run.
    pub labels: BTreeMap<String, Pattern>,
}

/// A load level: runs with the label `level`, or without it and with so many users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelPattern {
    /// Its name, compared without regard to case.
    pub name: Pattern,
    /// Users by which a run without label is recognized.
    pub users: Option<u64>,
}

impl LevelPattern {
    /// Whether a run is of the level: by its label where it has one, else by its users.
    pub fn matches(&self, label: Option<&str>, users: Option<u64>) -> bool {
        match label {
            Some(label) => self.name.matches_in_any_case(label),
            None => self.users.is_some() && self.users == users,
        }
    }
}

impl Scope {
    /// Whether nothing is narrowed.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// The part that lasts as long: what has a tag or is of a journey comes and goes among others, while a level, a stage, a
    /// scenario and a run have their time to themselves.
    pub fn of_time(&self) -> Self {
        Self {
            journey: None,
            tags: BTreeMap::new(),
            ..self.clone()
        }
    }

    /// Whether only runs are told apart, not what happens in them.
    pub fn is_of_runs(&self) -> bool {
        let Self {
            stage,
            scenario,
            journey,
            tags,
            ..
        } = self;
        stage.is_none() && scenario.is_none() && journey.is_none() && tags.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_known_by_its_label_or_by_its_users() {
        let check = |label, users, expected| {
            let name = Pattern::parse("Heavy").unwrap();
            let level = LevelPattern {
                name,
                users: Some(200),
            };
            assert_eq!(level.matches(label, users), expected, "{label:?} {users:?}");
        };
        check(Some("heavy"), None, true);
        check(Some("light"), Some(200), false);
        check(None, Some(200), true);
        check(None, Some(20), false);
        check(None, None, false);
    }
}
