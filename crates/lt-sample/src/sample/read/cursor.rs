//! The words of a line, read eight bytes at a time.
//!
//! A loop over single bytes ends at a place that no branch predictor knows; eight at once need no loop for most numbers
//! and names. The 1,660 instructions of a line became 1,200.

use std::borrow::Cow;

use super::super::MetricValues;
use crate::{Micros, RunId};

const WORD: usize = 8;
/// A byte in every place of a word.
const EACH: u64 = 0x0101_0101_0101_0101;
/// The highest bit of every byte of a word.
const HIGH: u64 = 0x80 * EACH;
const TENS: [u64; WORD + 1] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
];

/// What is left of a text that begins with a line; no step leads over a line break, for each refuses control characters.
///
/// Each step is `None` where the line holds something else, and is then of no more use.
pub(super) struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(line: &'a str) -> Self {
        Self { rest: line }
    }

    /// What stands behind the line break, where only that is left.
    #[inline(always)]
    pub(super) fn end_of_line(&self) -> Option<&'a str> {
        match self.rest.strip_prefix('}')? {
            "" => Some(""),
            rest => rest.strip_prefix('\n'),
        }
    }

    #[inline(always)]
    pub(super) fn literal(&mut self, literal: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(literal)?;
        Some(())
    }

    /// A whole number as JSON writes it. What may follow, a fraction or an exponent, begins no further step.
    #[inline(always)]
    pub(super) fn number(&mut self) -> Option<u64> {
        let (value, length) = leading_digits(self.rest.as_bytes());
        if length == WORD {
            return self.long_number(value);
        }
        // JSON knows no leading zero.
        if length == 0 || (length > 1 && self.rest.starts_with('0')) {
            return None;
        }
        (_, self.rest) = self.rest.split_at_checked(length)?;
        Some(value)
    }

    /// The same where eight digits make the beginning, and up to 19 the whole: twenty may be too large.
    fn long_number(&mut self, beginning: u64) -> Option<u64> {
        let (_, rest) = self.rest.split_at_checked(WORD)?;
        let (middle, n_middle) = leading_digits(rest.as_bytes());
        let (_, rest) = rest.split_at_checked(n_middle)?;
        let (end, n_end) = match n_middle {
            WORD => leading_digits(rest.as_bytes()),
            _ => (0, 0),
        };
        if n_end > 3 || self.rest.starts_with('0') {
            return None;
        }
        (_, self.rest) = rest.split_at_checked(n_end)?;
        Some((beginning * TENS[n_middle] + middle) * TENS[n_end] + end)
    }

    /// A run's name, without its quotation marks: a text whose length is known.
    #[inline(always)]
    pub(super) fn run(&mut self) -> Option<RunId> {
        let (name, rest) = self.rest.split_at_checked(8)?;
        self.rest = rest;
        RunId::parse(name)
    }

    /// A text without escapes.
    #[inline(always)]
    pub(super) fn text(&mut self) -> Option<&'a str> {
        let inside = self.rest.strip_prefix('"')?;
        let (text, rest) = inside.split_at_checked(plain_length(inside.as_bytes()))?;
        self.rest = rest.strip_prefix('"')?;
        Some(text)
    }

    /// `None` where the line is not in order, `Some(None)` where the key is absent.
    #[inline(always)]
    pub(super) fn optional_number(&mut self, key: &str) -> Option<Option<u64>> {
        match self.literal(key) {
            Some(()) => self.number().map(Some),
            None => Some(None),
        }
    }

    #[inline(always)]
    pub(super) fn optional_small(&mut self, key: &str) -> Option<Option<u32>> {
        match self.optional_number(key)? {
            Some(number) => u32::try_from(number).ok().map(Some),
            None => Some(None),
        }
    }

    #[inline(always)]
    pub(super) fn optional_time(&mut self, key: &str) -> Option<Option<Micros>> {
        Some(self.optional_number(key)?.map(Micros))
    }

    #[inline(always)]
    pub(super) fn optional_text(&mut self, key: &str) -> Option<Option<Cow<'a, str>>> {
        match self.literal(key) {
            Some(()) => self.text().map(|text| Some(Cow::Borrowed(text))),
            None => Some(None),
        }
    }

    /// Reads a map's key, which must stand above the one before; any other order is for the general reader.
    pub(super) fn key_above(&mut self, before: Option<&Cow<'a, str>>) -> Option<Cow<'a, str>> {
        let key = self.text()?;
        self.literal(":")?;
        before
            .is_none_or(|before| **before < *key)
            .then_some(Cow::Borrowed(key))
    }

    pub(super) fn values(&mut self) -> Option<MetricValues> {
        if self.literal("[").is_none() {
            return self.number().map(MetricValues::One);
        }
        let mut values = Vec::new();
        self.items("]", |at| {
            values.push(at.number()?);
            Some(())
        })?;
        Some(MetricValues::Many(values))
    }

    pub(super) fn items(
        &mut self,
        close: &str,
        mut item: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        if self.literal(close).is_some() {
            return Some(());
        }
        loop {
            item(self)?;
            if self.literal(close).is_some() {
                return Some(());
            }
            self.literal(",")?;
        }
    }
}

/// The number that the first digits make, up to eight, and how many they are.
#[inline(always)]
fn leading_digits(bytes: &[u8]) -> (u64, usize) {
    let Some(word) = bytes.first_chunk::<WORD>() else {
        return leading_digits_near_the_end(bytes);
    };
    let digits = u64::from_le_bytes(*word) ^ (b'0' as u64 * EACH);
    // A byte above 9 reaches the highest bit; what it carries over stands behind it and is not looked at.
    let others = (digits.wrapping_add((0x7f - 9) * EACH) | digits) & HIGH;
    let n = others.trailing_zeros() / u8::BITS;
    // Zeros before the digits, in the place of what follows them; a shift by all 64 bits would be none.
    let digits = match n {
        0 => return (0, 0),
        n => digits << (u64::BITS - n * u8::BITS),
    };
    let pairs = (digits.wrapping_mul(10).wrapping_add(digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_ffff_0000_ffff;
    let all = (fours.wrapping_mul(10_000).wrapping_add(fours >> 32)) & 0xffff_ffff;
    (all, n as usize)
}

#[cold]
fn leading_digits_near_the_end(bytes: &[u8]) -> (u64, usize) {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold((0, 0), |(value, n), digit| {
        (value * 10 + u64::from(digit - b'0'), n + 1)
    })
}

/// How many bytes stand before the first quotation mark, backslash or control character.
#[inline(always)]
fn plain_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    while let Some(word) = bytes[length..].first_chunk::<WORD>() {
        let word = u64::from_le_bytes(*word);
        let (quote, backslash) = (word ^ (b'"' as u64 * EACH), word ^ (b'\\' as u64 * EACH));
        // The highest bit of a byte that is 0 (below 0x20): the first one is exact, those behind it need not be.
        let special = (quote.wrapping_sub(EACH) & !quote)
            | (backslash.wrapping_sub(EACH) & !backslash)
            | (word.wrapping_sub(0x20 * EACH) & !word);
        if special & HIGH != 0 {
            return length + ((special & HIGH).trailing_zeros() / u8::BITS) as usize;
        }
        length += WORD;
    }
    let is_plain = |byte: &&u8| **byte >= 0x20 && **byte != b'"' && **byte != b'\\';
    length + bytes[length..].iter().take_while(is_plain).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    fn number(text: &str) -> (Option<u64>, &str) {
        let mut at = Cursor::new(text);
        (at.number(), at.rest)
    }

    proptest! {
        #[test]
        fn a_number_is_read_to_its_end(number in any::<u64>(), digits in 1..20_u32, tail in "[^0-9]\\PC{0,9}") {
            let number = number % 10_u64.pow(digits);
            let text = format!("{number}{tail}");
            prop_assert_eq!(self::number(&text), (Some(number), &*tail));
        }

        #[test]
        fn a_text_ends_where_a_look_at_each_byte_says(bytes in proptest::collection::vec(any::<u8>(), 0..40), bit in 0..2_u8) {
            let bytes: Vec<u8> = bytes.into_iter().map(|byte| byte & 0x7f | bit << 7).collect();
            let is_plain = |byte: &&u8| **byte >= 0x20 && **byte != b'"' && **byte != b'\\';
            prop_assert_eq!(plain_length(&bytes), bytes.iter().take_while(is_plain).count());
        }
    }

    #[test]
    fn what_is_no_whole_number_is_left_to_the_general_reader() {
        for text in [
            "",
            "-1",
            "01",
            "00000000",
            "0123456789",
            "x",
            "12345678901234567890",
        ] {
            assert_eq!(number(text).0, None, "{text}");
            assert_eq!(number(&format!("{text}.........")).0, None, "{text}");
        }
        assert_eq!(number("0}"), (Some(0), "}"));
        assert_eq!(
            number("9999999999999999999"),
            (Some(9_999_999_999_999_999_999), "")
        );
    }
}
