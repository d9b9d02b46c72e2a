//! The name that the contents of a baseline make.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::Baseline;
use super::wire::{Form, write};
use crate::value::instant;

impl Baseline {
    /// The same with the id that its contents make; needed after every change, for [`Baseline::read`] checks it.
    #[must_use]
    pub fn sealed(self) -> Self {
        Self {
            id: self.content_id(),
            ..self
        }
    }

    /// The id that the contents make: the date of the end of the run, and the first 64 bits of the SHA-256 of the
    /// canonical form without its id, in which each distribution is the list of its buckets. What deflates them may
    /// change its mind over the years.
    pub(super) fn content_id(&self) -> String {
        let mut sum = Sum(Sha256::new());
        write(self, Form::Hashed, &mut sum).expect("a checksum takes everything");
        let digest = sum.0.finalize();
        let digits: String = digest[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let created = instant(self.created_us);
        let date = created
            .split('T')
            .next()
            .unwrap_or_default()
            .replace('-', "");
        format!("b-{date}-{digits}")
    }
}

/// Whether a text has the form of an id.
pub(super) fn is_id(text: &str) -> bool {
    let parts = text
        .strip_prefix("b-")
        .and_then(|text| text.split_once('-'));
    parts.is_some_and(|(date, digest)| {
        let is_digest = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (8..=10).contains(&date.len())
            && date.bytes().all(|byte| byte.is_ascii_digit())
            && digest.len() == 16
            && digest.bytes().all(is_digest)
    })
}

struct Sum(Sha256);

impl Write for Sum {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
