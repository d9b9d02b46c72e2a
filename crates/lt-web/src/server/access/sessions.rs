//! Browsers that showed the token: each has a random word of its own, which ends with the server.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

/// So many browsers at a time; one more, and the one that came first must show the token again.
const MOST: usize = 64;

/// Browsers that showed the token. Their words themselves are not kept, only what tells them from others.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<VecDeque<[u8; 32]>>);

impl Sessions {
    /// A new word: 256 bits that nobody can guess.
    pub(super) fn begin(&self) -> io::Result<String> {
        let mut word = [0; 32];
        File::open("/dev/urandom")?.read_exact(&mut word)?;
        let word = word.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut known = self.lock();
        if known.len() == MOST {
            known.pop_front();
        }
        known.push_back(mark(&word));
        Ok(word)
    }

    /// Whether a word is one of ours. What its comparison takes says nothing of it: marks are compared.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.lock().contains(&mark(word))
    }

    /// Forgets a word.
    pub(super) fn end(&self, word: &str) {
        let mark = mark(word);
        self.lock().retain(|known| *known != mark);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<[u8; 32]>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn mark(word: impl AsRef<[u8]>) -> [u8; 32] {
    Sha256::digest(word).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_until_it_ends_or_too_many_came_after_it() {
        let sessions = Sessions::default();
        let (first, second) = (sessions.begin().unwrap(), sessions.begin().unwrap());
        assert!(first.len() == 64 && first != second);
        assert!(sessions.knows(&first) && !sessions.knows(""));
        for _ in 0..MOST - 1 {
            sessions.begin().unwrap();
        }
        assert!(!sessions.knows(&first) && sessions.knows(&second));
        sessions.end(&second);
        assert!(!sessions.knows(&second));
    }
}
