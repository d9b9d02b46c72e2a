//! The first line of our comment, which nobody sees: whose it is and which run speaks.
//!
//! There are only digits in it, so no text from outside can end it or pretend to be another.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// What the first line tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// Which of the comments on the pull request.
    pub(super) key: String,
    /// Commit that was measured, in hexadecimal digits.
    pub(super) sha: String,
    /// Number of the workflow's run and which attempt it is.
    pub(super) run: (u64, u64),
    /// What the words below come to.
    pub(super) digest: String,
}

const BEGIN: &str = "<!-- lt-gate:comment ";
const END: &str = " -->";
const KEY_DIGITS: usize = 16;
const DIGEST_DIGITS: usize = 32;

impl Marker {
    /// The marker over `words`; of `sha` only what is hexadecimal stays.
    pub(super) fn new(key: &str, sha: &str, run: (u64, u64), words: &str) -> Self {
        Self {
            key: key_of(key),
            sha: commit(sha),
            run,
            digest: digest_of(words),
        }
    }

    /// Reads the first line of a comment; `None` where that is no marker, or not exactly as we write it.
    pub(super) fn parse(line: &str) -> Option<Self> {
        let inner = line.strip_prefix(BEGIN)?.strip_suffix(END)?;
        let mut fields = inner.split(' ');
        let mut field = |name: &str| fields.next()?.strip_prefix(name)?.strip_prefix('=');
        let key = field("key")?.to_owned();
        field("v")?;
        let sha = field("sha")?.to_owned();
        let run = field("run")?.parse().ok()?;
        let attempt = field("attempt")?.parse().ok()?;
        let digest = field("digest")?.to_owned();
        let marker = Self {
            key,
            sha,
            run: (run, attempt),
            digest,
        };
        (marker.is_sound() && marker.to_string() == line).then_some(marker)
    }

    /// Splits a comment into its marker and the words below it.
    pub(super) fn split(body: &str) -> Option<(Self, &str)> {
        let (first, words) = body.split_once('\n').unwrap_or((body, ""));
        let marker = Self::parse(first.strip_suffix('\r').unwrap_or(first))?;
        Some((marker, words))
    }

    fn is_sound(&self) -> bool {
        let is_hexadecimal = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
            let mut bytes = text.bytes();
            lengths.contains(&text.len()) && bytes.all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        };
        is_hexadecimal(&self.key, KEY_DIGITS..=KEY_DIGITS)
            && is_hexadecimal(&self.sha, 1..=LONGEST_SHA)
            && is_hexadecimal(&self.digest, DIGEST_DIGITS..=DIGEST_DIGITS)
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            key,
            sha,
            run: (run, attempt),
            digest,
        } = self;
        write!(
            f,
            "{BEGIN}key={key} v=1 sha={sha} run={run} attempt={attempt} digest={digest}{END}"
        )
    }
}

const LONGEST_SHA: usize = 64;

/// The digits of a commit in lower case, `0` where there are none.
pub(super) fn commit(sha: &str) -> String {
    let digits = sha.chars().filter(char::is_ascii_hexdigit);
    let digits: String = digits.take(LONGEST_SHA).collect();
    match digits.is_empty() {
        true => "0".to_owned(),
        false => digits.to_ascii_lowercase(),
    }
}

/// The digits that stand for the text of a key.
pub(super) fn key_of(text: &str) -> String {
    hashed(text, KEY_DIGITS)
}

fn digest_of(words: &str) -> String {
    hashed(words, DIGEST_DIGITS)
}

fn hashed(text: &str, digits: usize) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    hash.chars().take(digits).collect()
}

#[cfg(test)]
mod tests;
