//! The request log of `locust.contrib.csv_request_logger`.

use std::borrow::Cow;

use lt_sample::Micros;

use crate::number::{MILLISECOND, SECOND, status_of};
use crate::stream::Stream;
use crate::table::{Cells, Column, Columns, Header};
use crate::verdict::Verdict;
use crate::{Flaw, phrase, url};

/// Where the log's columns are.
#[derive(Debug)]
pub(crate) struct Locust {
    timestamp: Column,
    request_type: Column,
    name: Column,
    response_time: Column,
    response_length: Column,
    status: Column,
    exception: Column,
}

impl Locust {
    /// The columns by which the format is known.
    pub(crate) const NEEDED: &[&str] = &[
        "timestamp",
        "request_type",
        "name",
        "response_time_ms",
        "response_length",
        "status_code",
        "exception",
    ];
}

impl Columns for Locust {
    fn find(header: &Header<'_>) -> Result<Self, Flaw> {
        Ok(Self {
            timestamp: header.column("timestamp")?,
            request_type: header.column("request_type")?,
            name: header.column("name")?,
            response_time: header.column("response_time_ms")?,
            response_length: header.column("response_length")?,
            status: header.column("status_code")?,
            exception: header.column("exception")?,
        })
    }

    fn read(&mut self, row: &Cells<'_>, out: &mut Stream) -> Result<(), Flaw> {
        let at = row.micros(self.timestamp, SECOND)?;
        let status = status_of(row.text(self.status), self.status.1)?;
        let verdict = verdict_of(status, row.text(self.exception));
        let method = url::cut(row.text(self.request_type));
        let name = url::cut(row.text(self.name));
        let mut sample = out.draft(at, method, name, verdict.outcome);
        sample.status = status;
        sample.service_us = Some(Micros(row.micros(self.response_time, MILLISECOND)?));
        sample.received = row.count(self.response_length)?;
        sample.failed.extend(verdict.check.map(Cow::Owned));
        sample.error = verdict.error.map(Cow::Owned);
        out.sample(&sample);
        Ok(())
    }
}

/// No words mean success, whatever the status. Failures in spite of a good answer are the test's author's, and so are
/// those without a status whose words nobody knows: what is no HTTP has none.
fn verdict_of(status: Option<u16>, words: &str) -> Verdict {
    match (status, words.trim()) {
        (_, "") => Verdict::OK,
        (Some(status), words) => Verdict::refused(status, words),
        (None, words) => {
            phrase::known(words).map_or_else(|| Verdict::unchecked(words), Verdict::from)
        }
    }
}
