//! Which format a file is in, and what is to be known of each.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::hey::Hey;
use crate::jmeter::Jmeter;
use crate::k6::K6;
use crate::locust::Locust;
use crate::oha::Oha;
use crate::table::{Table, cells_of};
use crate::tool::Tool;
use crate::translated::Translate;
use crate::vegeta::{VegetaCsv, VegetaJson};

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// k6's points, one JSON object a line.
    K6,
    /// vegeta's results, one JSON object a line.
    VegetaJson,
    /// vegeta's results as CSV without header.
    VegetaCsv,
    /// oha's successful requests as CSV.
    Oha,
    /// hey's successful requests as CSV.
    Hey,
    /// JMeter's JTL as CSV.
    Jmeter,
    /// Locust's request log as CSV.
    Locust,
}

/// Tells the format by the first line; `None` where it is none of them, or the line is not whole.
pub fn sniff(head: &[u8]) -> Option<Format> {
    let head = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head);
    let mut lines = head.split(|byte| *byte == b'\n');
    let line = lines.find(|line| !line.trim_ascii().is_empty())?;
    let line = std::str::from_utf8(line).ok()?.trim();
    match line.starts_with('{') {
        true => sniff_object(line),
        false => sniff_cells(&cells_of(line).ok()?),
    }
}

/// Some programs of Windows put it before text.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

fn sniff_object(line: &str) -> Option<Format> {
    #[derive(Deserialize)]
    struct Probe<'a> {
        #[serde(rename = "type", borrow)]
        kind: Option<Cow<'a, str>>,
        metric: Option<IgnoredAny>,
        code: Option<IgnoredAny>,
        timestamp: Option<IgnoredAny>,
        latency: Option<IgnoredAny>,
    }
    let probe: Probe<'_> = serde_json::from_str(line).ok()?;
    match probe.kind.as_deref() {
        Some("Metric" | "Point") => probe.metric.map(|_| Format::K6),
        Some(_) => None,
        None => (probe.code.is_some() && probe.timestamp.is_some() && probe.latency.is_some())
            .then_some(Format::VegetaJson),
    }
}

fn sniff_cells(cells: &[Cow<'_, str>]) -> Option<Format> {
    let has = |names: &[&str]| {
        names
            .iter()
            .all(|name| cells.iter().any(|cell| cell == name))
    };
    if has(Hey::NEEDED) {
        Some(Format::Hey)
    } else if has(Oha::NEEDED) {
        Some(Format::Oha)
    } else if has(Jmeter::NEEDED) {
        Some(Format::Jmeter)
    } else if has(Locust::NEEDED) {
        Some(Format::Locust)
    } else {
        VegetaCsv::is_row(cells).then_some(Format::VegetaCsv)
    }
}

impl Format {
    /// What people call it: `k6 JSON`.
    pub fn title(self) -> &'static str {
        match self {
            Self::K6 => "k6 JSON",
            Self::VegetaJson => "vegeta JSON",
            Self::VegetaCsv => "vegeta CSV",
            Self::Oha => "oha CSV",
            Self::Hey => "hey CSV",
            Self::Jmeter => "JMeter CSV",
            Self::Locust => "Locust's request log",
        }
    }

    /// Who writes it.
    pub fn tool(self) -> Tool {
        match self {
            Self::K6 => Tool::K6,
            Self::VegetaJson | Self::VegetaCsv => Tool::Vegeta,
            Self::Oha => Tool::Oha,
            Self::Hey => Tool::Hey,
            Self::Jmeter => Tool::Jmeter,
            Self::Locust => Tool::Locust,
        }
    }

    /// What a result in it does not tell, as the end of a sentence.
    pub fn unknown(self) -> &'static str {
        match self {
            Self::K6 | Self::VegetaJson | Self::VegetaCsv | Self::Jmeter | Self::Locust => {
                "intended starts are unknown, so response time is service time"
            }
            Self::Oha | Self::Hey => {
                "intended starts are unknown, so response time is service time; URLs, requests without an answer and the time of day are unknown, too (times count from 1970)"
            }
        }
    }

    pub(crate) fn is_csv(self) -> bool {
        !matches!(self, Self::K6 | Self::VegetaJson)
    }

    pub(crate) fn translator(self) -> Box<dyn Translate + Send> {
        match self {
            Self::K6 => Box::new(K6::default()),
            Self::VegetaJson => Box::new(VegetaJson),
            Self::VegetaCsv => Box::new(VegetaCsv),
            Self::Oha => Box::new(Table::<Oha>::default()),
            Self::Hey => Box::new(Table::<Hey>::default()),
            Self::Jmeter => Box::new(Table::<Jmeter>::default()),
            Self::Locust => Box::new(Table::<Locust>::default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, expected: Option<Format>) {
        assert_eq!(sniff(head.as_bytes()), expected, "{head}");
    }

    #[test]
    fn the_first_line_tells_the_format() {
        check(
            r#"{"type":"Metric","data":{},"metric":"http_reqs"}"#,
            Some(Format::K6),
        );
        check(
            "\r\n\n{\"metric\":\"vus\",\"type\":\"Point\",\"data\":{}}\nx",
            Some(Format::K6),
        );
        check(
            r#"{"attack":"","seq":0,"code":200,"timestamp":"2026-02-16T12:00:00Z","latency":1}"#,
            Some(Format::VegetaJson),
        );
        check(
            "1739707200000000000,200,2371194,0,6067,,,,0,GET,http://h/,",
            Some(Format::VegetaCsv),
        );
        check(
            "request-start,DNS,DNS+dialup,Response-delay,request-duration,bytes,status\n",
            Some(Format::Oha),
        );
        check(
            "response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset\r\n",
            Some(Format::Hey),
        );
        check(
            "\u{feff}timeStamp,elapsed,label,responseCode,success\n",
            Some(Format::Jmeter),
        );
        check(
            "timestamp,request_type,name,response_time_ms,response_length,status_code,exception\n",
            Some(Format::Locust),
        );
    }

    #[test]
    fn a_stream_of_our_own_and_everything_else_is_none() {
        check(r#"{"type":"run","format":1,"run":"aaaaaaaa"}"#, None);
        check(r#"{"type":"from-the-future","metric":1}"#, None);
        check(r#"{"code":200}"#, None);
        check(r#"{"type":"Metric","da"#, None);
        check("metric_name,timestamp,metric_value,check", None);
        check("1,2,3,4,5,6,7,8,9,10,11", None);
        check("\"timeStamp,elapsed", None);
        check(" \n", None);
        check("", None);
        assert_eq!(sniff(b"\xff\xfe,,,"), None);
    }
}
