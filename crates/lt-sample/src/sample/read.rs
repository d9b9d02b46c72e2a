//! The fast way to read a sample: its keys in the order in which lt-gen writes them.
//!
//! Whatever is not exactly that (another order, an escape, a space, an unknown key) is `None`, never an error:
//! serde_json then reads the line and has the last word. 77 ns a line against 540 ns there.

use std::borrow::Cow;

use super::{MetricValues, Sample};
use crate::{Micros, Outcome, RunId, UnixMicros};

impl<'a> Sample<'a> {
    /// Reads a line whose keys stand in writing order; `None` where it takes the general reader.
    pub(crate) fn read_in_order(line: &'a str) -> Option<Self> {
        let mut at = Cursor { line, at: 0 };
        at.literal("{\"type\":\"sample\",\"run\":")?;
        let run = RunId::parse(at.text()?)?;
        at.literal(",\"at_us\":")?;
        let at_us = UnixMicros(at.number()?);
        at.literal(",\"method\":")?;
        let method = at.text()?;
        at.literal(",\"name\":")?;
        let name = at.text()?;
        let status = match at.optional_number(",\"status\":")? {
            Some(status) => Some(u16::try_from(status).ok()?),
            None => None,
        };
        at.literal(",\"outcome\":")?;
        let mut sample = Sample::new(
            run,
            at_us,
            method,
            name,
            Outcome::from_text(Cow::Borrowed(at.text()?)),
        );
        sample.status = status;
        sample.delay_us = at.optional_time(",\"delay_us\":")?;
        sample.ttfb_us = at.optional_time(",\"ttfb_us\":")?;
        sample.service_us = at.optional_time(",\"service_us\":")?;
        sample.sent = at.optional_number(",\"sent\":")?.unwrap_or(0);
        sample.received = at.optional_number(",\"received\":")?.unwrap_or(0);
        sample.user = at.optional_number(",\"user\":")?;
        sample.iter = at.optional_number(",\"iter\":")?;
        sample.step = at.optional_small(",\"step\":")?;
        sample.scenario = at.optional_text(",\"scenario\":")?;
        sample.journey = at.optional_text(",\"journey\":")?;
        sample.stage = at.optional_small(",\"stage\":")?;
        sample.phase = at.optional_text(",\"phase\":")?;
        if !at.is_at_end() {
            at.rare(&mut sample)?;
        }
        at.is_at_end().then_some(sample)
    }
}

struct Cursor<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rare(&mut self, sample: &mut Sample<'a>) -> Option<()> {
        sample.host = self.optional_text(",\"host\":")?;
        sample.http = self.optional_text(",\"http\":")?;
        sample.dns_us = self.optional_time(",\"dns_us\":")?;
        sample.connect_us = self.optional_time(",\"connect_us\":")?;
        sample.tls_us = self.optional_time(",\"tls_us\":")?;
        sample.hops = self.optional_small(",\"hops\":")?.unwrap_or(0);
        sample.retries = self.optional_small(",\"retries\":")?.unwrap_or(0);
        if self.literal(",\"failed\":[").is_some() {
            self.items("]", |at| {
                sample.failed.push(Cow::Borrowed(at.text()?));
                Some(())
            })?;
        }
        sample.error = self.optional_text(",\"error\":")?;
        sample.fault = self.optional_text(",\"fault\":")?;
        if self.literal(",\"tags\":{").is_some() {
            self.items("}", |at| {
                let key = at.key_above(sample.tags.last().map(|(key, _)| key))?;
                sample.tags.push((key, Cow::Borrowed(at.text()?)));
                Some(())
            })?;
        }
        if self.literal(",\"metrics\":{").is_some() {
            self.items("}", |at| {
                let key = at.key_above(sample.metrics.last().map(|(key, _)| key))?;
                let values = at.values()?;
                sample.metrics.push((key, values));
                Some(())
            })?;
        }
        Some(())
    }

    fn rest(&self) -> &'a [u8] {
        &self.line.as_bytes()[self.at..]
    }

    fn is_at_end(&self) -> bool {
        self.rest() == b"}"
    }

    #[inline]
    fn literal(&mut self, literal: &str) -> Option<()> {
        if !self.rest().starts_with(literal.as_bytes()) {
            return None;
        }
        self.at += literal.len();
        Some(())
    }

    #[inline]
    fn number(&mut self) -> Option<u64> {
        let digits = self.rest();
        let mut value = 0_u64;
        let mut length = 0;
        while let Some(digit) = digits
            .get(length)
            .map(|byte| byte.wrapping_sub(b'0'))
            .filter(|digit| *digit < 10)
        {
            value = value.checked_mul(10)?.checked_add(u64::from(digit))?;
            length += 1;
        }
        // JSON knows no leading zero, and what goes on after the digits is a fraction or an exponent.
        let zero_leads = length > 1 && digits[0] == b'0';
        let goes_on = matches!(digits.get(length), Some(b'.' | b'e' | b'E'));
        if length == 0 || zero_leads || goes_on {
            return None;
        }
        self.at += length;
        Some(value)
    }

    #[inline]
    fn text(&mut self) -> Option<&'a str> {
        let inside = self.rest().strip_prefix(b"\"")?;
        let length = inside
            .iter()
            .position(|byte| *byte == b'"' || *byte == b'\\' || *byte < 0x20)?;
        if inside[length] != b'"' {
            return None;
        }
        let begin = self.at + 1;
        self.at = begin + length + 1;
        self.line.get(begin..begin + length)
    }

    /// `None` where the line is not in order, `Some(None)` where the key is absent.
    #[inline]
    fn optional_number(&mut self, key: &str) -> Option<Option<u64>> {
        match self.literal(key) {
            Some(()) => self.number().map(Some),
            None => Some(None),
        }
    }

    #[inline]
    fn optional_small(&mut self, key: &str) -> Option<Option<u32>> {
        match self.optional_number(key)? {
            Some(number) => u32::try_from(number).ok().map(Some),
            None => Some(None),
        }
    }

    #[inline]
    fn optional_time(&mut self, key: &str) -> Option<Option<Micros>> {
        Some(self.optional_number(key)?.map(Micros))
    }

    #[inline]
    fn optional_text(&mut self, key: &str) -> Option<Option<Cow<'a, str>>> {
        match self.literal(key) {
            Some(()) => self.text().map(|text| Some(Cow::Borrowed(text))),
            None => Some(None),
        }
    }

    /// Reads a map's key, which must stand above the one before; any other order is for the general reader.
    fn key_above(&mut self, before: Option<&Cow<'a, str>>) -> Option<Cow<'a, str>> {
        let key = self.text()?;
        self.literal(":")?;
        before
            .is_none_or(|before| **before < *key)
            .then_some(Cow::Borrowed(key))
    }

    fn values(&mut self) -> Option<MetricValues> {
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

    fn items(&mut self, close: &str, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
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
