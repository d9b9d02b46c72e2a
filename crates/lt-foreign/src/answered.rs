//! An answered request of a tool that tells neither URL nor verdict.

use lt_sample::{Micros, Outcome};

use crate::stream::Stream;

/// What hey and oha tell of a request; times in microseconds.
#[derive(Debug)]
pub(crate) struct Answered {
    /// Counted from the start of the tool.
    pub(crate) at: u64,
    pub(crate) status: Option<u16>,
    pub(crate) service: u64,
    /// 0 where none was seen.
    pub(crate) first_byte: u64,
    /// 0 on a connection that was there.
    pub(crate) dns: u64,
    /// With `dns` and TLS in it; 0 on a connection that was there.
    pub(crate) dialup: u64,
    pub(crate) received: u64,
}

impl Answered {
    /// Writes its sample, under the one name that all have.
    pub(crate) fn write(&self, out: &mut Stream) {
        // Statuses below 400 are what the stream calls allowed unless somebody says otherwise.
        let outcome = match self.status {
            Some(..400) => Outcome::Ok,
            Some(_) => Outcome::HttpError,
            None => Outcome::ProtocolError,
        };
        let unless_zero = |time| Some(Micros(time)).filter(|time| time.0 > 0);
        let mut sample = out.draft(self.at, "", "all requests", outcome);
        sample.status = self.status;
        sample.ttfb_us = unless_zero(self.first_byte);
        sample.service_us = Some(Micros(self.service));
        sample.received = self.received;
        sample.dns_us = unless_zero(self.dns);
        sample.connect_us = unless_zero(self.dialup.saturating_sub(self.dns));
        out.sample(&sample);
    }
}
