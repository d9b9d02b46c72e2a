//! The variables of a step. What they may hold is checked by who reads them.

/// Looks a variable up; an empty one is as good as none.
pub(crate) type Environment<'e> = &'e dyn Fn(&str) -> Option<String>;

/// A variable of this process.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

/// Whether this is a job of GitHub Actions.
pub(crate) fn is_job(variable: Environment<'_>) -> bool {
    variable("GITHUB_ACTIONS").as_deref() == Some("true")
}
