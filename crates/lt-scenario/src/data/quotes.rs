//! Quotes in CSV files: whether the last field that opens with one closes.
//!
//! A field without its closing quote would swallow the rest of the file, and be a row like others.

use std::io::{self, Read};

/// Passes bytes on, and follows the quotes in them.
pub(super) struct Quotes<R> {
    source: R,
    place: Place,
    line: u64,
    /// Where the present field began.
    opened: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// So many bytes of a byte order mark have been read, after which the first field begins.
    Mark(usize),
    BeginOfField,
    Plain,
    Quoted,
    /// After a quote within quotes: it ended the field, or is the first of two.
    Quote,
}

const MARK: &[u8] = b"\xef\xbb\xbf";

impl<R> Quotes<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            place: Place::Mark(0),
            line: 1,
            opened: 1,
        }
    }

    /// The line of a quote that was not closed by the end of what was read.
    pub(super) fn open(&self) -> Option<u64> {
        (self.place == Place::Quoted).then_some(self.opened)
    }

    fn follow(&mut self, byte: u8) {
        if byte == b'\n' {
            self.line += 1;
        }
        self.place = match (self.place, byte) {
            (Place::Mark(n), _) if MARK.get(n) == Some(&byte) => Place::Mark(n + 1),
            (Place::Mark(_) | Place::BeginOfField, b'"') => {
                self.opened = self.line;
                Place::Quoted
            }
            (Place::Quoted, b'"') => Place::Quote,
            (Place::Quoted, _) | (Place::Quote, b'"') => Place::Quoted,
            (_, b',' | b'\n' | b'\r') => Place::BeginOfField,
            _ => Place::Plain,
        };
    }
}

impl<R: Read> Read for Quotes<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(bytes)?;
        bytes[..read].iter().for_each(|byte| self.follow(*byte));
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_field_that_begins_with_a_quote_must_end_with_one() {
        let open = |text: &str| {
            let mut quotes = Quotes::new(text.as_bytes());
            io::copy(&mut quotes, &mut io::sink()).unwrap();
            quotes.open()
        };
        for text in [
            "",
            "a\"b,c",
            "\"a\nb\",c",
            "\"a\"\"\",\"\"",
            "a, \"b",
            "\"a\"b\"c",
        ] {
            assert_eq!(open(text), None, "{text}");
        }
        for (text, line) in [
            ("\"", 1),
            ("\u{feff}\"", 1),
            ("a,b\n1,\"2\n3,4\n", 2),
            ("a\r\n\"b\"\r\n\"c\"\"", 3),
        ] {
            assert_eq!(open(text), Some(line), "{text}");
        }
    }
}
