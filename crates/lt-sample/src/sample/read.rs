//! The fast way to read a sample: its keys in the order in which lt-gen writes them.
//!
//! Whatever is not exactly that (another order, an escape, a space, an unknown key) is `None`, never an error:
//! serde_json then reads the line and has the last word. 85 ns a line against 700 ns there (`cargo bench -p lt-sample`);
//! `inline(always)`, which makes each key's comparison one of known length, takes 30 ns off.

mod cursor;

use std::borrow::Cow;

use super::Sample;
use crate::{Outcome, Record, UnixMicros};
use cursor::Cursor;

impl<'a> Record<'a> {
    /// Becomes the sample of the first line of a text, and tells what stands behind its line break; `None` where its keys
    /// do not stand in writing order: it takes the general reader then.
    ///
    /// A sample is made where it will stay: it is 450 bytes, and each move of them costs 5 ns.
    pub(crate) fn read_sample(&mut self, text: &'a str) -> Option<&'a str> {
        let mut at = Cursor::new(text);
        *self = Self::Sample(at.frequent()?);
        let Self::Sample(sample) = self else {
            return None;
        };
        if let Some(rest) = at.end_of_line() {
            return Some(rest);
        }
        at.rare(sample)?;
        at.end_of_line()
    }
}

impl<'a> Cursor<'a> {
    #[inline(always)]
    fn frequent(&mut self) -> Option<Sample<'a>> {
        self.literal("{\"type\":\"sample\",\"run\":\"")?;
        let run = self.run()?;
        self.literal("\",\"at_us\":")?;
        let at_us = UnixMicros(self.number()?);
        self.literal(",\"method\":")?;
        let method = self.text()?;
        self.literal(",\"name\":")?;
        let name = self.text()?;
        let status = match self.optional_number(",\"status\":")? {
            Some(status) => Some(u16::try_from(status).ok()?),
            None => None,
        };
        self.literal(",\"outcome\":")?;
        let outcome = Outcome::from_text(Cow::Borrowed(self.text()?));
        Some(Sample {
            status,
            delay_us: self.optional_time(",\"delay_us\":")?,
            ttfb_us: self.optional_time(",\"ttfb_us\":")?,
            service_us: self.optional_time(",\"service_us\":")?,
            sent: self.optional_number(",\"sent\":")?.unwrap_or(0),
            received: self.optional_number(",\"received\":")?.unwrap_or(0),
            user: self.optional_number(",\"user\":")?,
            iter: self.optional_number(",\"iter\":")?,
            step: self.optional_small(",\"step\":")?,
            scenario: self.optional_text(",\"scenario\":")?,
            journey: self.optional_text(",\"journey\":")?,
            stage: self.optional_small(",\"stage\":")?,
            phase: self.optional_text(",\"phase\":")?,
            ..Sample::new(run, at_us, method, name, outcome)
        })
    }

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
}
