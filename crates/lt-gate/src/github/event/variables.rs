//! The variables that GitHub's runner sets, and what may stand in them.

use anyhow::anyhow;
use lt_cli::usage;

use crate::format::{cut, shown};
use crate::github::environment::Environment;

/// The variables of a step; an empty one is as good as none.
pub(super) struct Variables<'v>(pub(super) Environment<'v>);

/// Letters of a name that GitHub gives to an event, an owner or a repository; it allows fewer.
const LONGEST: usize = 100;
/// Bytes of the longest branch; GitHub allows as many.
const LONGEST_BRANCH: usize = 255;
/// Characters that are repeated of what is wrong.
const SHOWN: usize = 100;

impl Variables<'_> {
    pub(super) fn text(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|text| !text.is_empty())
    }

    /// # Errors
    /// It is missing, or is no `OWNER/NAME`.
    pub(super) fn repository(&self) -> anyhow::Result<String> {
        let fits = |text: &str| is_repository(text).then(|| text.to_owned());
        self.demanded("GITHUB_REPOSITORY", "`OWNER/NAME`", fits)
    }

    /// # Errors
    /// It is missing, or cannot be the name of an event.
    pub(super) fn event(&self) -> anyhow::Result<String> {
        let fits = |text: &str| is_event(text).then(|| text.to_owned());
        self.demanded("GITHUB_EVENT_NAME", "the name of an event", fits)
    }

    /// Number of the workflow's run and which attempt it is.
    ///
    /// # Errors
    /// The number is missing, or is none.
    pub(super) fn run(&self) -> anyhow::Result<(u64, u64)> {
        let fits = |text: &str| text.parse().ok().filter(|number| *number > 0);
        let number = self.demanded("GITHUB_RUN_ID", "a number", fits)?;
        let attempt = match self.text("GITHUB_RUN_ATTEMPT") {
            None => 1,
            Some(_) => self.demanded("GITHUB_RUN_ATTEMPT", "a number", fits)?,
        };
        Ok((number, attempt))
    }

    /// A base of addresses, without a slash at its end.
    ///
    /// # Errors
    /// It is there and cannot be one.
    pub(super) fn url(&self, name: &str, default: &str) -> anyhow::Result<String> {
        if self.text(name).is_none() {
            return Ok(default.to_owned());
        }
        let fits = |text: &str| {
            let url = text.trim_end_matches('/');
            is_base(url).then(|| url.to_owned())
        };
        self.demanded(name, "`https://HOST`", fits)
    }

    /// The branch that the workflow runs on; `None` for a tag, and for the merge of a pull request.
    pub(super) fn branch(&self) -> Option<String> {
        match self.text("GITHUB_REF") {
            Some(reference) => branch_of(&reference),
            None => branch(&self.text("GITHUB_REF_NAME")?),
        }
    }

    fn demanded<T>(
        &self,
        name: &str,
        form: &str,
        fits: impl Fn(&str) -> Option<T>,
    ) -> anyhow::Result<T> {
        let text = self.text(name);
        text.as_deref().and_then(fits).ok_or_else(|| {
            let what = match &text {
                None => "missing".to_owned(),
                Some(text) => format!("`{}`, not {form}", shown(&cut(text, SHOWN))),
            };
            usage(anyhow!(
                "`{name}` is {what}; where this is no job of GitHub Actions, unset `GITHUB_ACTIONS`"
            ))
        })
    }
}

/// `OWNER/NAME` that can stand in an address as it is.
pub(crate) fn is_repository(text: &str) -> bool {
    let name = |name: &str| fits(name, b"._-") && name != "." && name != "..";
    let mut parts = text.split('/');
    let (owner, repository) = (parts.next(), parts.next());
    owner.is_some_and(is_owner) && repository.is_some_and(name) && parts.next().is_none()
}

/// Whether an account can be called so.
pub(super) fn is_owner(text: &str) -> bool {
    fits(text, b"_-")
}

/// The id of a commit, in lowercase digits; nothing but zeros is none.
pub(super) fn commit(text: &str) -> Option<String> {
    let is_digest = matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit());
    let is_none = text.bytes().all(|byte| byte == b'0');
    (is_digest && !is_none).then(|| text.to_ascii_lowercase())
}

/// A branch that can be one.
pub(super) fn branch(text: &str) -> Option<String> {
    let fits = (1..=LONGEST_BRANCH).contains(&text.len()) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

/// The branch of `refs/heads/BRANCH`.
pub(super) fn branch_of(reference: &str) -> Option<String> {
    branch(reference.strip_prefix("refs/heads/")?)
}

fn is_event(text: &str) -> bool {
    fits(text, b"_-")
}

fn fits(text: &str, others: &[u8]) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || others.contains(&byte))
}

/// A base stands in links: it has no letter that would end one, and names nobody.
fn is_base(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.starts_with(['/', ':']) && fits(rest, b".-_~:/[]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_change_an_address_is_no_repository() {
        assert!(is_repository("octo-org/shop.api_2"));
        assert!(is_repository("user_corp/x"));
        for text in [
            "", "x", "a/b/c", "a/..", "a/.", "../b", "a b/c", "a/b?x", "a/b#", "/b", "a/",
        ] {
            assert!(!is_repository(text), "{text}");
        }
    }

    #[test]
    fn zeros_and_words_are_no_commit() {
        let sha = "9F2C1AB70000000000000000000000000000000a";
        assert_eq!(commit(sha), Some(sha.to_lowercase()));
        for text in [
            "",
            "main",
            &"0".repeat(40),
            &"a".repeat(41),
            &"é".repeat(20),
        ] {
            assert_eq!(commit(text), None, "{text}");
        }
    }

    #[test]
    fn a_base_is_a_host_with_a_path() {
        assert!(is_base("https://ghe.example.com:8443/api/v3") && is_base("http://127.0.0.1:80"));
        for text in [
            "",
            "https://",
            "ftp://x",
            "https://user@host",
            "https://h)",
            "https:///x",
        ] {
            assert!(!is_base(text), "{text}");
        }
    }
}
