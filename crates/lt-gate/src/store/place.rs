//! How a place is written.

use std::path::PathBuf;

use anyhow::bail;
use lt_cli::usage;

/// Where baselines are kept unless something else is typed.
pub const DEFAULT_PLACE: &str = "dir:.lt/baselines";

/// The place that is meant: what was typed, else what the variable `LT_STORE` says, else [`DEFAULT_PLACE`].
pub fn meant_place(typed: Option<&str>) -> String {
    let set = || std::env::var("LT_STORE").ok().filter(|set| !set.is_empty());
    let typed = typed.map(str::to_owned);
    typed
        .or_else(set)
        .unwrap_or_else(|| DEFAULT_PLACE.to_owned())
}

const DEFAULT_DIR: &str = ".lt/baselines";
const DEFAULT_BRANCH: &str = "lt-baselines";

/// A place as it was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A folder.
    Dir(PathBuf),
    /// A branch in the repository of the working folder.
    Git {
        /// Its name.
        branch: String,
        /// Where it lives.
        remote: Remote,
    },
    /// A service, by its URL.
    Http(String),
}

/// Where a branch lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Remote {
    /// At `origin` where there is one, otherwise here.
    OriginOrHere,
    /// Here, whatever remotes there are.
    Here,
    /// At the remote of this name.
    Named(String),
}

impl Place {
    pub(super) fn parse(text: &str) -> anyhow::Result<Self> {
        read(text).map_err(usage)
    }
}

fn read(text: &str) -> anyhow::Result<Place> {
    if text.starts_with("http://") || text.starts_with("https://") {
        return Ok(Place::Http(text.to_owned()));
    }
    if let Some(rest) = text.strip_prefix("git:") {
        let (branch, remote) = match rest.rsplit_once('@') {
            None => (rest, Remote::OriginOrHere),
            Some((branch, ".")) => (branch, Remote::Here),
            Some((_, "")) => {
                bail!("`{text}` names no remote after the `@`; leave it out, or write `@origin`")
            }
            Some((branch, remote)) => (branch, Remote::Named(remote.to_owned())),
        };
        let branch = if branch.is_empty() {
            DEFAULT_BRANCH
        } else {
            branch
        };
        let branch = branch.to_owned();
        return Ok(Place::Git { branch, remote });
    }
    match text.strip_prefix("dir:") {
        Some("") => Ok(Place::Dir(DEFAULT_DIR.into())),
        Some(path) => Ok(Place::Dir(path.into())),
        None if text.is_empty() || text.contains("://") => bail!(
            "`{text}` is no place for baselines; write `dir:PATH`, `git:BRANCH`, `http://HOST:PORT` or `https://HOST`"
        ),
        None => Ok(Place::Dir(text.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(branch: &str, remote: Remote) -> Place {
        Place::Git {
            branch: branch.to_owned(),
            remote,
        }
    }

    #[test]
    fn a_place_is_a_folder_a_branch_or_a_service() {
        for (typed, meant) in [
            (DEFAULT_PLACE, Place::Dir(DEFAULT_DIR.into())),
            ("dir:", Place::Dir(DEFAULT_DIR.into())),
            ("kept/here", Place::Dir("kept/here".into())),
            ("git:", git("lt-baselines", Remote::OriginOrHere)),
            ("git:perf/main", git("perf/main", Remote::OriginOrHere)),
            ("git:@.", git("lt-baselines", Remote::Here)),
            ("git:b@up", git("b", Remote::Named("up".to_owned()))),
            (
                "http://127.0.0.1:8787/",
                Place::Http("http://127.0.0.1:8787/".to_owned()),
            ),
        ] {
            assert_eq!(Place::parse(typed).unwrap(), meant, "{typed}");
        }
        for typed in ["", "s3://bucket", "git:b@"] {
            assert!(Place::parse(typed).unwrap_err().is::<lt_cli::Usage>());
        }
    }
}
