//! The heads that came last.
//!
//! Answers to one request mostly have the same head, but for the values of some fields: the date, an id. Seeing that costs
//! a tenth of parsing; what a head means is not changed by values that mean nothing to us.

use super::head::{self, Head, Refused};

/// A longer head is parsed each time: keeping it gains little.
const MOST_BYTES: usize = 1024;

/// How many requests have a head of their own remembered.
const PLACES: usize = 16;

/// After so many heads in a row that were not known again, their shape is no longer learned.
const MOST_MISSES: u8 = 8;

/// What the last head of some requests was and meant.
#[derive(Debug, Default)]
pub(in crate::transport) struct Memory([Option<Remembered>; PLACES]);

#[derive(Debug)]
struct Remembered {
    head: Head,
    bytes: Vec<u8>,
    /// For each byte, 255 where it must be the same, and 0 within a value that may be any other; empty where that was not
    /// learned.
    fixed: Vec<u8>,
    misses: u8,
}

impl Memory {
    /// As [`head::parse`]; `request` is the request's number in the plan.
    pub(super) fn parse(
        &mut self,
        request: usize,
        bytes: &[u8],
    ) -> Result<Option<(Head, usize)>, Refused> {
        let place = &mut self.0[request % PLACES];
        if let Some(known) = place
            && known.is_head_of(bytes)
        {
            return Ok(Some((known.head, known.bytes.len())));
        }
        let parsed = head::parse(bytes)?;
        if let Some((head, length)) = parsed
            && length <= MOST_BYTES
        {
            let known = place.get_or_insert_with(|| Remembered::new(head));
            known.learn(&bytes[..length], head);
        }
        Ok(parsed)
    }
}

impl Remembered {
    fn new(head: Head) -> Self {
        Self {
            head,
            bytes: Vec::new(),
            fixed: Vec::new(),
            misses: 0,
        }
    }

    /// Whether bytes begin with this head, or one of the same shape, which then is the one to remember.
    fn is_head_of(&mut self, bytes: &[u8]) -> bool {
        let Some(bytes) = bytes.get(..self.bytes.len()) else {
            return false;
        };
        let is_same = *bytes == *self.bytes;
        let is_known =
            is_same || (!self.fixed.is_empty() && has_shape(bytes, &self.bytes, &self.fixed));
        if is_known {
            self.misses = 0;
        }
        if is_known && !is_same {
            self.bytes.copy_from_slice(bytes);
        }
        is_known
    }

    fn learn(&mut self, bytes: &[u8], head: Head) {
        self.head = head;
        self.bytes.clear();
        self.bytes.extend_from_slice(bytes);
        self.fixed.clear();
        self.misses = self.misses.saturating_add(1);
        if self.misses <= MOST_MISSES {
            self.fixed.resize(bytes.len(), 255);
            head::values_without_meaning(bytes, |value| self.fixed[value].fill(0));
        }
    }
}

/// Whether bytes differ from known ones only where they may, and are visible characters there.
fn has_shape(bytes: &[u8], known: &[u8], fixed: &[u8]) -> bool {
    let pairs = bytes.iter().zip(known).zip(fixed);
    // Without a branch, so that it is done for many bytes at a time.
    let wrong = pairs.fold(0, |wrong, ((byte, known), fixed)| {
        let is_visible = byte.wrapping_sub(b' ') <= b'~' - b' ';
        let is_odd = if is_visible { 0 } else { 255 };
        wrong | ((byte ^ known) & fixed) | (is_odd & !fixed)
    });
    wrong == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    fn known_then(known: &str, bytes: &str) -> (bool, Result<Option<(Head, usize)>, Refused>) {
        let mut memory = Memory::default();
        memory.parse(0, known.as_bytes()).unwrap();
        let is_known = memory.0[0]
            .as_mut()
            .is_some_and(|known| known.is_head_of(bytes.as_bytes()));
        (is_known, memory.parse(0, bytes.as_bytes()))
    }

    #[test]
    fn a_head_is_known_again_when_only_values_without_meaning_are_new() {
        let known =
            "HTTP/1.1 200 OK\r\nDate: Sat 1\r\nX-Id: a:b\r\nEmpty:\r\nContent-Length: 2\r\n\r\n";
        for (old, new, is_known) in [
            ("Sat 1", "Sat 1", true),
            ("Sat 1", "Sun 2", true),
            ("a:b", "c d", true),
            ("a:b", "c\rd", false),
            ("a:b", "c\nd", false),
            ("a:b", "c\td", false),
            ("a:b", "c\u{7f}d", false),
            ("a:b", "abcd", false),
            ("a:b", "ab", false),
            ("X-Id", "X-Ie", false),
            ("200", "201", false),
            ("OK", "KO", false),
            (": 2", ": 3", false),
            (":\r", ": \r", false),
        ] {
            let bytes = known.replacen(old, new, 1) + "ok";
            let (was_known, parsed) = known_then(known, &bytes);
            assert_eq!(
                (was_known, parsed),
                (is_known, head::parse(bytes.as_bytes())),
                "{bytes}"
            );
        }
    }

    #[test]
    fn heads_that_are_never_known_again_are_no_longer_learned_until_they_repeat() {
        let head = |n: usize| format!("HTTP/1.1 200 OK\r\nX: a\r\nContent-Length: {n}\r\n\r\n");
        let mut memory = Memory::default();
        let mut parse = |n| {
            memory.parse(0, head(n).as_bytes()).unwrap();
            let known = memory.0[0].as_ref().unwrap();
            (known.misses, !known.fixed.is_empty())
        };
        let learned: Vec<bool> = (0..10).map(|n| parse(n).1).collect();
        assert_eq!(learned, [[true; 8].as_slice(), &[false; 2]].concat());
        assert_eq!(parse(9), (0, false));
        assert_eq!(parse(10), (1, true));
    }

    proptest! {
        #[test]
        fn what_was_known_before_changes_nothing(
            fields in vec(select(&[
                "Connection: close",
                "Connection: keep-alive",
                "content-length: 5",
                "Transfer-Encoding: chunked",
                "Date: Sat, 21 Nov 2026",
                "X: a",
                "X:",
                "Y:  \t a b ",
            ]), 0..6),
            changes in vec((any::<Index>(), select(b"\r\n\t :;,059acdeX-~\x7f\x80".to_vec())), 1..4),
        ) {
            let fields: String = fields.iter().map(|field| format!("{field}\r\n")).collect();
            let known = format!("HTTP/1.1 200 OK\r\n{fields}\r\n").into_bytes();
            let mut bytes = known.clone();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            let mut memory = Memory::default();
            memory.parse(0, &known).unwrap();
            prop_assert_eq!(memory.parse(0, &bytes), head::parse(&bytes));
        }
    }
}
