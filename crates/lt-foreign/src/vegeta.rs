//! vegeta's results as `vegeta encode` writes them, in JSON or in CSV.

use std::borrow::Cow;

use lt_sample::{Micros, Sample};
use serde::Deserialize;

use crate::number::{instant_of, status_of};
use crate::stream::Stream;
use crate::table::{Cells, cells_of};
use crate::translated::{Translate, object};
use crate::verdict::Verdict;
use crate::{Flaw, url};

/// One JSON object a line.
#[derive(Debug)]
pub(crate) struct VegetaJson;

/// Twelve cells a row, no header.
#[derive(Debug)]
pub(crate) struct VegetaCsv;

impl Translate for VegetaJson {
    fn row(&mut self, row: &str, out: &mut Stream) -> Result<(), Flaw> {
        #[derive(Deserialize)]
        struct Line<'a> {
            #[serde(default, borrow)]
            attack: Cow<'a, str>,
            #[serde(default)]
            seq: u64,
            code: u16,
            #[serde(borrow)]
            timestamp: Cow<'a, str>,
            latency: u64,
            #[serde(default)]
            bytes_out: u64,
            #[serde(default)]
            bytes_in: u64,
            #[serde(default, borrow)]
            error: Cow<'a, str>,
            #[serde(default, borrow)]
            method: Cow<'a, str>,
            #[serde(default, borrow)]
            url: Cow<'a, str>,
        }
        let line: Line<'_> = object(row)?;
        let hit = Hit {
            at: instant_of(&line.timestamp, "timestamp")?,
            status: Some(line.code).filter(|code| *code > 0),
            service: line.latency / 1000,
            sent: line.bytes_out,
            received: line.bytes_in,
            error: &line.error,
            attack: &line.attack,
            seq: line.seq,
            method: &line.method,
            url: &line.url,
        };
        hit.write(out);
        Ok(())
    }
}

impl VegetaCsv {
    const COLUMNS: usize = 12;

    /// Whether these may be the cells of a row: there is no header to know it by.
    pub(crate) fn is_row(cells: &[Cow<'_, str>]) -> bool {
        let is_number = |cell: &str| !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit());
        cells.len() == Self::COLUMNS
            && [0, 1, 2, 3, 4, 8]
                .iter()
                .all(|place| is_number(&cells[*place]))
            && cells[0].len() >= 16
    }
}

impl Translate for VegetaCsv {
    fn row(&mut self, row: &str, out: &mut Stream) -> Result<(), Flaw> {
        let cells = cells_of(row)?;
        if cells.len() != Self::COLUMNS {
            return Err(Flaw::Cells {
                found: cells.len(),
                wanted: Self::COLUMNS,
            });
        }
        let row = Cells(&cells);
        let hit = Hit {
            at: row.count((0, "timestamp"))? / 1000,
            status: status_of(row.text((1, "")), "code")?,
            service: row.count((2, "latency"))? / 1000,
            sent: row.count((3, "bytes_out"))?,
            received: row.count((4, "bytes_in"))?,
            error: row.text((5, "")),
            attack: row.text((7, "")),
            seq: row.count((8, "seq"))?,
            method: row.text((9, "")),
            url: row.text((10, "")),
        };
        hit.write(out);
        Ok(())
    }
}

/// One result.
struct Hit<'a> {
    at: u64,
    status: Option<u16>,
    service: u64,
    sent: u64,
    received: u64,
    error: &'a str,
    attack: &'a str,
    seq: u64,
    method: &'a str,
    url: &'a str,
}

impl Hit<'_> {
    fn write(&self, out: &mut Stream) {
        let (name, host) = out.endpoint(self.url, self.url);
        let verdict = self.verdict();
        let method = url::cut(self.method);
        let sample = Sample {
            status: self.status,
            service_us: Some(Micros(self.service)),
            sent: self.sent,
            received: self.received,
            user: Some(self.seq),
            scenario: Some(url::cut(self.attack))
                .filter(|attack| !attack.is_empty())
                .map(Cow::Borrowed),
            host: host.map(Cow::Owned),
            failed: verdict.check.into_iter().map(Cow::Owned).collect(),
            error: verdict.error.map(Cow::Owned),
            ..out.draft(self.at, method, &name, verdict.outcome)
        };
        out.sample(&sample);
    }

    /// vegeta counts statuses from 200 to 399 as successes.
    fn verdict(&self) -> Verdict {
        match self.status {
            Some(200..400) => Verdict::OK,
            Some(status) => Verdict::refused(status, self.error),
            None => Verdict::unanswered(self.error),
        }
    }
}
