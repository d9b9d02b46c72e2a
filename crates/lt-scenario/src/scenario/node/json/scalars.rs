//! The values of JSON5 without parts: texts, numbers and words.

use serde_json::Number;

use super::Tree;
use crate::scenario::node::Value;
use crate::scenario::problem::{Fault, Problem, at};

impl Tree<'_> {
    /// A text in quotes.
    pub(super) fn quoted(&mut self, quote: char) -> Result<String, Fault> {
        let begin = self.place;
        self.place += 1;
        let mut text = String::new();
        while let Some(c) = self.next() {
            let place = self.place;
            self.place += c.len_utf8();
            match c {
                '\\' => {
                    let escaped = self.escaped(place)?;
                    text.extend(escaped);
                }
                '\n' | '\r' => break,
                c if c == quote => return Ok(text),
                c => text.push(c),
            }
        }
        self.place = begin + 1;
        self.refuse("a text without its closing quote", begin)
    }

    /// What a backslash and the next character mean; `None` where a line goes on in the next one.
    fn escaped(&mut self, begin: usize) -> Result<Option<char>, Fault> {
        let Some(c) = self.next() else {
            return self.refuse("a backslash at the end", begin);
        };
        self.place += c.len_utf8();
        Ok(Some(match c {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            '0' if !self.next().is_some_and(|c| c.is_ascii_digit()) => '\0',
            'x' => {
                return self
                    .code(2, begin)
                    .and_then(|code| self.letter(code, begin));
            }
            'u' => {
                let code = self.code(4, begin)?;
                return self.surrogates(code, begin);
            }
            '\r' => {
                self.takes('\n');
                return Ok(None);
            }
            '\n' | '\u{2028}' | '\u{2029}' => return Ok(None),
            c if c.is_ascii_digit() => return self.refuse("an unknown escape", begin),
            c => c,
        }))
    }

    /// So many hexadecimal digits.
    fn code(&mut self, digits: usize, begin: usize) -> Result<u32, Fault> {
        let code = self.rest().get(..digits).filter(|text| {
            // `from_str_radix` takes a sign.
            text.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()) {
            Some(code) => {
                self.place += digits;
                Ok(code)
            }
            None => self.refuse("an escape without its hexadecimal digits", begin),
        }
    }

    fn surrogates(&mut self, code: u32, begin: usize) -> Result<Option<char>, Fault> {
        if !(0xd800..0xdc00).contains(&code) {
            return self.letter(code, begin);
        }
        if !self.rest().starts_with("\\u") {
            return self.refuse("half of a character", begin);
        }
        self.place += 2;
        let low = self.code(4, begin)?;
        match low {
            0xdc00..0xe000 => {
                self.letter(0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00), begin)
            }
            _ => self.refuse("half of a character", begin),
        }
    }

    fn letter(&self, code: u32, begin: usize) -> Result<Option<char>, Fault> {
        match char::from_u32(code) {
            Some(c) => Ok(Some(c)),
            None => self.refuse("half of a character", begin),
        }
    }

    /// A number, or one of the words that are values.
    pub(super) fn word(&mut self) -> Result<Value, Fault> {
        let begin = self.place;
        let rest = self.rest();
        let is_part = |c: char| super::is_word(c) || matches!(c, '.' | '+' | '-');
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        self.place += length;
        let word = &rest[..length];
        match word {
            "null" => return Ok(Value::Null),
            "true" => return Ok(Value::Bool(true)),
            "false" => return Ok(Value::Bool(false)),
            _ => {}
        }
        let unsigned = word.trim_start_matches(['+', '-']);
        let is_number = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        if !is_number && !matches!(unsigned, "NaN" | "Infinity") {
            return self.refuse("a text without quotes", begin);
        }
        match number(word) {
            Some(number) => Ok(Value::Number(number)),
            None => at(self.span(begin), Problem::NotFinite),
        }
    }
}

/// A number as JSON5 writes it; `None` for one that is none, or infinite.
fn number(text: &str) -> Option<Number> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if let Some(hex) = digits.strip_prefix("0x").or(digits.strip_prefix("0X")) {
        let value = u64::from_str_radix(hex, 16).ok()?;
        return match is_negative {
            false => Some(value.into()),
            true => Some(i64::try_from(value).ok()?.checked_neg()?.into()),
        };
    }
    let sign = if is_negative { "-" } else { "" };
    // JSON wants digits on both sides of the point.
    let digits = match digits.strip_prefix('.') {
        Some(fraction) => format!("0.{fraction}"),
        None => digits.to_owned(),
    };
    let digits = match digits.strip_suffix('.') {
        Some(whole) => whole.to_owned(),
        None => digits,
    };
    let number: Number = serde_json::from_str(&format!("{sign}{digits}")).ok()?;
    let is_finite = number.as_f64().is_some_and(f64::is_finite);
    is_finite.then_some(number)
}
