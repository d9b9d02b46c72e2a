//! hey's `-o csv`: the requests that were answered, without URL, in seconds since hey began.

use crate::Flaw;
use crate::answered::Answered;
use crate::number::{SECOND, status_of};
use crate::stream::Stream;
use crate::table::{Cells, Column, Columns, Header};

/// Where hey's columns are.
#[derive(Debug)]
pub(crate) struct Hey {
    response_time: Column,
    dialup: Column,
    dns: Column,
    response_read: Column,
    status: Column,
    offset: Column,
}

impl Hey {
    /// The columns by which the format is known.
    pub(crate) const NEEDED: &[&str] = &[
        "response-time",
        "DNS+dialup",
        "DNS",
        "Response-read",
        "status-code",
        "offset",
    ];
}

impl Columns for Hey {
    fn find(header: &Header<'_>) -> Result<Self, Flaw> {
        Ok(Self {
            response_time: header.column("response-time")?,
            dialup: header.column("DNS+dialup")?,
            dns: header.column("DNS")?,
            response_read: header.column("Response-read")?,
            status: header.column("status-code")?,
            offset: header.column("offset")?,
        })
    }

    fn read(&mut self, row: &Cells<'_>, out: &mut Stream) -> Result<(), Flaw> {
        let service = row.micros(self.response_time, SECOND)?;
        let answered = Answered {
            at: row.micros(self.offset, SECOND)?,
            status: status_of(row.text(self.status), self.status.1)?,
            service,
            // What stands between is rounded to 0.1 ms piece by piece; from the end only one rounding is lost.
            first_byte: service.saturating_sub(row.micros(self.response_read, SECOND)?),
            dns: row.micros(self.dns, SECOND)?,
            dialup: row.micros(self.dialup, SECOND)?,
            received: 0,
        };
        answered.write(out);
        Ok(())
    }
}
