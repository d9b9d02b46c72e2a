//! The programs that others wrote: which are here, and how to get those that are not.

use std::env;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::shell::say;

/// A program that is looked for on PATH.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peer {
    Wrk,
    Wrk2,
    Oha,
    Hey,
    H2load,
    K6,
    Locust,
    Nginx,
    Openssl,
    Taskset,
    Valgrind,
    Jq,
    Vegeta,
}

const ALL: [Peer; 13] = [
    Peer::Wrk,
    Peer::Wrk2,
    Peer::Oha,
    Peer::Hey,
    Peer::H2load,
    Peer::K6,
    Peer::Locust,
    Peer::Nginx,
    Peer::Openssl,
    Peer::Taskset,
    Peer::Valgrind,
    Peer::Jq,
    Peer::Vegeta,
];

impl Peer {
    /// The name of its binary.
    pub(super) fn program(self) -> &'static str {
        match self {
            Self::Wrk => "wrk",
            Self::Wrk2 => "wrk2",
            Self::Oha => "oha",
            Self::Hey => "hey",
            Self::H2load => "h2load",
            Self::K6 => "k6",
            Self::Locust => "locust",
            Self::Nginx => "nginx",
            Self::Openssl => "openssl",
            Self::Taskset => "taskset",
            Self::Valgrind => "valgrind",
            Self::Jq => "jq",
            Self::Vegeta => "vegeta",
        }
    }

    fn way_to_get_it(self) -> &'static str {
        match self {
            Self::Wrk => "apt install wrk",
            Self::Wrk2 => {
                "build https://github.com/giltene/wrk2 and put its `wrk` on PATH as `wrk2`"
            }
            Self::Oha => "cargo install --locked oha",
            Self::Hey => "apt install hey",
            Self::H2load => "apt install nghttp2-client",
            Self::K6 => "go install go.k6.io/k6/v2@latest, or see https://grafana.com/docs/k6",
            Self::Locust => "pip install locust",
            Self::Nginx => {
                "apt install nginx-light; without it lt-target is the server, without TLS"
            }
            Self::Openssl => "apt install openssl; without it nothing is measured over TLS",
            Self::Taskset => "apt install util-linux; without it nothing is bound to a core",
            Self::Valgrind => "apt install valgrind; without it instructions are not counted",
            Self::Jq => "apt install jq",
            Self::Vegeta => "go install github.com/tsenart/vegeta/v12@latest",
        }
    }

    fn asks_for_version(self) -> Option<&'static str> {
        match self {
            Self::Wrk | Self::Wrk2 | Self::Nginx => Some("-v"),
            Self::K6 | Self::Openssl => Some("version"),
            Self::Hey => None,
            Self::Vegeta => Some("-version"),
            Self::Oha | Self::H2load | Self::Locust | Self::Taskset | Self::Valgrind | Self::Jq => {
                Some("--version")
            }
        }
    }
}

/// Those that are here.
#[derive(Debug)]
pub(super) struct Peers(Vec<Peer>);

impl Peers {
    /// Looks along PATH, and says how to get what is missing.
    pub(super) fn find() -> Self {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders: Vec<_> = env::split_paths(&path).collect();
        let is_here = |peer: &Peer| {
            let in_folder = |folder: &PathBuf| is_program(&folder.join(peer.program()));
            folders.iter().any(in_folder)
        };
        let (here, missing): (Vec<_>, Vec<_>) = ALL.into_iter().partition(is_here);
        for peer in missing {
            say(format_args!(
                "{} is missing; to have it: {}",
                peer.program(),
                peer.way_to_get_it()
            ));
        }
        Self(here)
    }

    /// Whether this one is here.
    pub(super) fn has(&self, peer: Peer) -> bool {
        self.0.contains(&peer)
    }

    /// Names and versions, as they tell them.
    pub(super) fn versions(&self) -> String {
        let versions: Vec<String> = self.0.iter().map(|peer| version(*peer)).collect();
        versions.join(", ")
    }
}

fn version(peer: Peer) -> String {
    let program = peer.program();
    let asked = peer.asks_for_version().and_then(|flag| {
        let mut command = Command::new(program);
        command.arg(flag).stdin(Stdio::null());
        command.output().ok()
    });
    let said = asked.map(|output| [output.stdout, output.stderr].concat());
    let said = String::from_utf8_lossy(&said.unwrap_or_default()).into_owned();
    match number(&said) {
        Some(number) => format!("{program} {number}"),
        None => program.to_owned(),
    }
}

/// The first word with a digit at its beginning or behind a `/`, `-` or `v`, and a dot in it.
fn number(said: &str) -> Option<String> {
    let words = said.split(|c: char| c.is_whitespace() || "/-,[]()".contains(c));
    let mut words = words.map(|word| word.trim_start_matches('v'));
    let is_version =
        |word: &&str| word.contains('.') && word.starts_with(|c: char| c.is_ascii_digit());
    let word = words.find(is_version)?;
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || ".+".contains(*c);
    Some(word.chars().take_while(is_plain).take(20).collect())
}

fn is_program(path: &Path) -> bool {
    let data = path.metadata();
    data.is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_each_program_says() {
        let check = |said, expected| assert_eq!(number(said).as_deref(), expected, "{said}");
        check(
            "wrk debian/4.1.0-3 [epoll] Copyright (C) 2012",
            Some("4.1.0"),
        );
        check("nginx version: nginx/1.22.1", Some("1.22.1"));
        check("oha 1.16.0\n", Some("1.16.0"));
        check("k6 v2.2.0 (commit/1f2e, go1.27)", Some("2.2.0"));
        check("valgrind-3.19.0", Some("3.19.0"));
        check("locust 2.47.0 from /x (Python 3.11.7)", Some("2.47.0"));
        check("usage: something", None);
    }
}
