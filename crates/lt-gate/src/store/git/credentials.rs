//! GitHub's token for git, where git itself knows none: a checkout without persisted credentials.
//!
//! It goes into variables of the child alone, which git takes for configuration: no argument, which everybody on the machine
//! can read, and no file, which outlives the job. It is for GitHub's own address and no other remote.

use std::fmt::{self, Debug, Formatter};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::github::api::may_carry_token;
use crate::github::environment::{is_job, variable};
use crate::github::token::Token;

/// What git is lent in a job.
#[derive(Clone)]
pub(super) struct Credentials {
    /// Base of the addresses that it is for, with a slash at its end.
    base: String,
    header: String,
}

impl Credentials {
    /// Those of the job; `None` outside of GitHub Actions, and without a token.
    pub(super) fn of_job() -> Option<Self> {
        if !is_job(&variable) {
            return None;
        }
        // A token that can be none is complained about where it is needed; git then asks without.
        let token = Token::find(None).ok().flatten()?;
        Self::of(&variable("GITHUB_SERVER_URL")?, token.secret())
    }

    /// `None` where the token would travel in the clear.
    fn of(server: &str, secret: &str) -> Option<Self> {
        let server = server.trim_end_matches('/');
        let basic = STANDARD.encode(format!("x-access-token:{secret}"));
        may_carry_token(server).then(|| Self {
            base: format!("{server}/"),
            header: format!("Authorization: Basic {basic}"),
        })
    }

    /// Base of the addresses that they are for.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// Hands them to one child, behind what its environment configures already.
    pub(super) fn lend(&self, command: &mut Command) {
        let count = std::env::var("GIT_CONFIG_COUNT").ok();
        let n: usize = count.and_then(|n| n.parse().ok()).unwrap_or(0);
        command
            .env("GIT_CONFIG_COUNT", (n + 1).to_string())
            .env(
                format!("GIT_CONFIG_KEY_{n}"),
                format!("http.{}.extraHeader", self.base),
            )
            .env(format!("GIT_CONFIG_VALUE_{n}"), &self.header)
            // Whoever traces git reads everything but this.
            .env("GIT_TRACE_REDACT", "1")
            .env_remove("GIT_TRACE2_CONFIG_PARAMS")
            .env_remove("GIT_TRACE2_ENV_VARS");
    }
}

impl Debug for Credentials {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials(for {})", self.base)
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    #[test]
    fn they_are_for_one_address_and_never_travel_in_the_clear() {
        let credentials = Credentials::of("https://ghe.example.com/", "s3cret").unwrap();
        assert_eq!(credentials.base(), "https://ghe.example.com/");
        assert_eq!(
            format!("{credentials:?}"),
            "Credentials(for https://ghe.example.com/)"
        );
        for server in [
            "http://127.0.0.1:8080",
            "http://localhost",
            "http://[::1]:80",
        ] {
            assert!(Credentials::of(server, "s3cret").is_some(), "{server}");
        }
        for server in [
            "http://github.com",
            "http://localhost.evil.com",
            "http://127.0.0.1@evil.com",
            "http://127.0.0.1:1@evil.com",
            "ssh://github.com",
            "",
        ] {
            assert!(Credentials::of(server, "s3cret").is_none(), "{server}");
        }
    }

    #[test]
    fn the_token_is_in_the_environment_of_the_child_and_in_no_argument() {
        let mut command = Command::new("git");
        let credentials = Credentials::of("https://github.com", "s3cret").unwrap();
        credentials.lend(&mut command);
        assert_eq!(command.get_args().count(), 0);
        let value = command.get_envs().find_map(|(name, value)| {
            let is_value = name.to_string_lossy().starts_with("GIT_CONFIG_VALUE_");
            value.filter(|_| is_value)
        });
        let basic = STANDARD.encode("x-access-token:s3cret");
        let expected = format!("Authorization: Basic {basic}");
        assert_eq!(value, Some(OsStr::new(&expected)));
    }
}
