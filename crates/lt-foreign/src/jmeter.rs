//! JMeter's JTL in CSV: columns by name, of which older versions write fewer.

mod parent;

use std::borrow::Cow;

use lt_sample::Micros;

use crate::number::MILLISECOND;
use crate::stream::Stream;
use crate::table::{Cells, Column, Columns, Header};
use crate::verdict::Verdict;
use crate::{Flaw, url};

use parent::Parents;

/// Where the columns are.
#[derive(Debug)]
pub(crate) struct Jmeter {
    timestamp: Column,
    elapsed: Column,
    label: Column,
    code: Column,
    message: Option<Column>,
    success: Option<Column>,
    failure: Option<Column>,
    bytes: Option<Column>,
    sent_bytes: Option<Column>,
    all_threads: Option<Column>,
    url: Option<Column>,
    latency: Option<Column>,
    connect: Option<Column>,
    thread: Option<Column>,
    parents: Parents,
    /// Rows that are parts of a request.
    parts: u64,
    /// The number of threads that was written last, and the second of that.
    users: Option<(u64, u64)>,
}

impl Jmeter {
    /// The columns by which the format is known.
    pub(crate) const NEEDED: &[&str] = &["timeStamp", "elapsed", "label", "responseCode"];
}

impl Columns for Jmeter {
    fn find(header: &Header<'_>) -> Result<Self, Flaw> {
        Ok(Self {
            timestamp: header.column("timeStamp")?,
            elapsed: header.column("elapsed")?,
            label: header.column("label")?,
            code: header.column("responseCode")?,
            message: header.optional("responseMessage"),
            success: header.optional("success"),
            failure: header.optional("failureMessage"),
            bytes: header.optional("bytes"),
            sent_bytes: header.optional("sentBytes"),
            all_threads: header.optional("allThreads"),
            url: header.optional("URL"),
            latency: header.optional("Latency"),
            connect: header.optional("Connect"),
            thread: header.optional("threadName"),
            parents: Parents::default(),
            parts: 0,
            users: None,
        })
    }

    fn read(&mut self, row: &Cells<'_>, out: &mut Stream) -> Result<(), Flaw> {
        let at = self.start(row)?;
        let service = row.micros(self.elapsed, MILLISECOND)?;
        let status = status_of(row.text(self.code).trim());
        let verdict = self.verdict(row, status);
        if let Some(requests) = requests_of_transaction(row.optional_text(self.message)) {
            let name = out.name_of(row.text(self.label));
            out.journey(at, name, service, verdict.outcome, requests);
            return Ok(());
        }
        let thread = row.optional_text(self.thread);
        let time = at..at.saturating_add(service);
        if self.parents.take(thread, row.text(self.label), time) {
            self.parts += 1;
            return Ok(());
        }
        let (name, host) = out.endpoint(row.text(self.label), row.optional_text(self.url));
        let mut sample = out.draft(at, "", &name, verdict.outcome);
        sample.status = status;
        sample.service_us = Some(Micros(service));
        sample.ttfb_us = positive(row, self.latency)?;
        sample.connect_us = positive(row, self.connect)?;
        // Without an answer JMeter counts the bytes of its own words.
        let bytes = self.bytes.filter(|_| status.is_some());
        sample.received = bytes.map_or(Ok(0), |column| row.count(column))?;
        sample.sent = self.sent_bytes.map_or(Ok(0), |column| row.count(column))?;
        sample.host = host.map(Cow::Owned);
        sample.failed.extend(verdict.check.map(Cow::Owned));
        sample.error = verdict.error.map(Cow::Owned);
        out.sample(&sample);
        self.tell_users(at, row, out)
    }

    fn left_out(&self) -> Vec<String> {
        let text = match self.parts {
            0 => return Vec::new(),
            1 => "1 row is a part (a redirect, a resource) of a request that is there as a whole"
                .to_owned(),
            n => format!(
                "{n} rows are parts (redirects, resources) of requests that are there as a whole"
            ),
        };
        vec![text]
    }
}

impl Jmeter {
    fn start(&self, row: &Cells<'_>) -> Result<u64, Flaw> {
        row.micros(self.timestamp, MILLISECOND).map_err(|_flaw| {
            Flaw::value(
                self.timestamp.1,
                row.text(self.timestamp),
                "milliseconds since 1970 (jmeter.save.saveservice.timestamp_format=ms)",
            )
        })
    }

    /// What JMeter thought of it; where it does not tell, statuses of 400 and above are errors.
    fn verdict(&self, row: &Cells<'_>, status: Option<u16>) -> Verdict {
        let success = match self.success {
            Some(column) => row.text(column).trim().eq_ignore_ascii_case("true"),
            None => status.is_some_and(|status| status < 400),
        };
        if success {
            return Verdict::OK;
        }
        let words = [row.text(self.code), row.optional_text(self.message)].join(" ");
        match (status, row.optional_text(self.failure).trim()) {
            (Some(status), "") => Verdict::refused(status, &words),
            (Some(status), check) => Verdict::refused(status, check),
            (None, "") => Verdict::unanswered(&words),
            (None, check) => Verdict::unchecked(check),
        }
    }

    /// Every sample tells the number of threads; it is handed on once a second where it changed.
    fn tell_users(&mut self, at: u64, row: &Cells<'_>, out: &mut Stream) -> Result<(), Flaw> {
        let Some(column) = self.all_threads else {
            return Ok(());
        };
        let now = (row.count(column)?, at / 1_000_000);
        let is_new = self
            .users
            .is_none_or(|(users, second)| users != now.0 && second < now.1);
        if is_new {
            self.users = Some(now);
            #[expect(clippy::cast_precision_loss, reason = "threads are few")]
            out.gauge(at, "users", now.0 as f64, None);
        }
        Ok(())
    }
}

/// A time in milliseconds; 0 where it was not measured.
fn positive(row: &Cells<'_>, column: Option<Column>) -> Result<Option<Micros>, Flaw> {
    let Some(column) = column.filter(|column| !row.text(*column).is_empty()) else {
        return Ok(None);
    };
    let time = row.micros(column, MILLISECOND)?;
    Ok(Some(Micros(time)).filter(|time| time.0 > 0))
}

/// Statuses are texts here: `200`, but also `Non HTTP response code: java.net.ConnectException`.
fn status_of(code: &str) -> Option<u16> {
    code.parse()
        .ok()
        .filter(|status| (100..1000).contains(status))
}

/// How many requests a transaction controller's row sums up; `None` of any other row.
fn requests_of_transaction(message: &str) -> Option<u64> {
    let rest = message
        .trim()
        .strip_prefix("Number of samples in transaction :")?;
    let number = rest.split(',').next()?.trim();
    url::cut(number).parse().ok()
}
