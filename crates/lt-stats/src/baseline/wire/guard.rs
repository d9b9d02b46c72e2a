//! Bytes of a stranger, counted before anything is made of them.

use std::io::{self, Read};

use crate::baseline::BaselineError;
use crate::baseline::limits::{MOST_BYTES, MOST_DEPTH, MOST_TOKEN};

/// Reads no more than a baseline may have, and no text or number that is longer than any of its can be: a parser keeps
/// each in memory, some of them twice. Nor anything that is nested deeper: what is skipped takes memory by its depth.
pub(super) struct Guard<R> {
    source: R,
    left: u64,
    in_text: bool,
    escaped: bool,
    token: usize,
    depth: usize,
    head: Vec<u8>,
    refusal: Option<BaselineError>,
}

impl<R: Read> Guard<R> {
    /// Enough to see which schema the bytes have.
    const HEAD: usize = 256;

    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            left: MOST_BYTES,
            in_text: false,
            escaped: false,
            token: 0,
            depth: 0,
            head: Vec::new(),
            refusal: None,
        }
    }

    /// Why reading failed.
    pub(super) fn explain(&mut self, error: serde_json::Error) -> BaselineError {
        if let Some(refusal) = self.refusal.take() {
            return refusal;
        }
        if error.is_io() {
            return BaselineError::Io(error.into());
        }
        match self.foreign_schema() {
            Some(schema) => BaselineError::Schema(schema),
            None => BaselineError::Syntax(error),
        }
    }

    /// The schema, where it stands at the beginning, as it must, and is not ours.
    fn foreign_schema(&self) -> Option<String> {
        let head = String::from_utf8_lossy(&self.head);
        let mut rest: &str = &head;
        for part in ["{", "\"schema\"", ":", "\""] {
            rest = rest.trim_ascii_start().strip_prefix(part)?;
        }
        let (schema, _) = rest.split_once('"')?;
        (schema != super::SCHEMA).then(|| harmless(schema))
    }

    fn check(&mut self, bytes: &[u8]) -> Result<(), BaselineError> {
        let n = bytes.len() as u64;
        let too_large = BaselineError::TooLarge(MOST_BYTES >> 20);
        self.left = self.left.checked_sub(n).ok_or(too_large)?;
        let missing = Self::HEAD - self.head.len();
        self.head.extend(bytes.iter().take(missing));
        for byte in bytes {
            self.step(*byte);
            if self.token > MOST_TOKEN || self.depth > MOST_DEPTH {
                let said = "a part of it is longer or deeper than any of a baseline";
                return Err(BaselineError::Contradiction(said));
            }
        }
        Ok(())
    }

    fn step(&mut self, byte: u8) {
        self.token += 1;
        match (byte, self.in_text) {
            (_, true) if self.escaped => self.escaped = false,
            (b'\\', true) => self.escaped = true,
            (b'"', in_text) => (self.in_text, self.token) = (!in_text, 0),
            (b'[' | b'{', false) => (self.depth, self.token) = (self.depth + 1, 0),
            (b']' | b'}', false) => (self.depth, self.token) = (self.depth.saturating_sub(1), 0),
            (b',' | b':', false) => self.token = 0,
            _ => {}
        }
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.source.read(into)?;
        let checked = self.check(&into[..n]);
        checked.map(|()| n).map_err(|refusal| {
            self.refusal = Some(refusal);
            io::Error::from(io::ErrorKind::InvalidData)
        })
    }
}

/// The beginning of a foreign text, without what a terminal would obey.
pub(super) fn harmless(text: &str) -> String {
    text.chars().take(40).flat_map(char::escape_debug).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_read_than_the_largest_baseline_has() {
        let mut guard = Guard::new(io::repeat(b','));
        let error = io::copy(&mut guard, &mut io::sink()).unwrap_err();
        let said = guard.explain(serde_json::Error::io(error)).to_string();
        assert_eq!(said, "is larger than 64 MiB; no baseline is");
        assert!(guard.head.len() == Guard::<&[u8]>::HEAD);
    }
}
