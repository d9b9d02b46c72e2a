//! oha's `--output-format csv`: the requests that were answered, without URL, in seconds since oha began.

use crate::Flaw;
use crate::answered::Answered;
use crate::number::{SECOND, status_of};
use crate::stream::Stream;
use crate::table::{Cells, Column, Columns, Header};

/// Where oha's columns are.
#[derive(Debug)]
pub(crate) struct Oha {
    start: Column,
    dns: Column,
    dialup: Column,
    response_delay: Column,
    duration: Column,
    bytes: Column,
    status: Column,
}

impl Oha {
    /// The columns by which the format is known.
    pub(crate) const NEEDED: &[&str] = &[
        "request-start",
        "DNS",
        "DNS+dialup",
        "Response-delay",
        "request-duration",
        "bytes",
        "status",
    ];
}

impl Columns for Oha {
    fn find(header: &Header<'_>) -> Result<Self, Flaw> {
        Ok(Self {
            start: header.column("request-start")?,
            dns: header.column("DNS")?,
            dialup: header.column("DNS+dialup")?,
            response_delay: header.column("Response-delay")?,
            duration: header.column("request-duration")?,
            bytes: header.column("bytes")?,
            status: header.column("status")?,
        })
    }

    fn read(&mut self, row: &Cells<'_>, out: &mut Stream) -> Result<(), Flaw> {
        let answered = Answered {
            at: row.micros(self.start, SECOND)?,
            status: status_of(row.text(self.status), self.status.1)?,
            service: row.micros(self.duration, SECOND)?,
            first_byte: row.micros(self.response_delay, SECOND)?,
            dns: row.micros(self.dns, SECOND)?,
            dialup: row.micros(self.dialup, SECOND)?,
            received: row.count(self.bytes)?,
        };
        answered.write(out);
        Ok(())
    }
}
