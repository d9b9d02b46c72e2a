//! A request that is put together from its points.

use std::borrow::Cow;

use lt_sample::{MetricValues, Micros, Outcome, Sample};

use super::{Point, Tags, tags_of, user_of};
use crate::number::{MILLISECOND, instant_of, whole};
use crate::stream::Stream;
use crate::{Flaw, phrase, url};

/// What one metric tells of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Count,
    Duration,
    Blocked,
    Connecting,
    Tls,
    Sending,
    Waiting,
    Receiving,
    Failed,
}

impl Part {
    const ALL: usize = 9;

    /// `None` for a metric that is not about a request.
    pub(super) fn of_metric(metric: &str) -> Option<Self> {
        Some(match metric {
            "http_reqs" => Self::Count,
            "http_req_duration" => Self::Duration,
            "http_req_blocked" => Self::Blocked,
            "http_req_connecting" => Self::Connecting,
            "http_req_tls_handshaking" => Self::Tls,
            "http_req_sending" => Self::Sending,
            "http_req_waiting" => Self::Waiting,
            "http_req_receiving" => Self::Receiving,
            "http_req_failed" => Self::Failed,
            _ => return None,
        })
    }

    /// A time in microseconds; of a count, or of a failure, the number.
    pub(super) fn value_of(self, point: &Point<'_>) -> Result<u64, Flaw> {
        let unit = match self {
            Self::Count | Self::Failed => 1.0,
            _ => MILLISECOND,
        };
        whole(point.value * unit)
            .ok_or_else(|| Flaw::value("value", point.value, "a time that can be"))
    }
}

/// Its points so far.
#[derive(Debug)]
pub(super) struct Request {
    time: String,
    raw_tags: String,
    raw_metadata: String,
    /// k6 dates a request by its end.
    end: u64,
    tags: Tags,
    user: Option<u64>,
    iteration: Option<u64>,
    parts: [Option<u64>; Part::ALL],
    failed: Vec<String>,
}

impl Request {
    /// Checks of one request beyond this are not kept.
    const MOST_CHECKS: usize = 20;

    /// Bytes of tags that are held of each.
    const MOST_TAGS: usize = 16 * 1024;

    pub(super) fn new(point: &Point<'_>) -> Result<Self, Flaw> {
        let raw = [point.tags, point.metadata].into_iter().flatten();
        if let Some(long) = raw
            .map(|tags| tags.get())
            .find(|tags| tags.len() > Self::MOST_TAGS)
        {
            return Err(Flaw::value("tags", url::cut(long), "16 KiB or less"));
        }
        let mut tags = tags_of(point.tags)?;
        let metadata = tags_of(point.metadata)?;
        let iteration = tags.get("iter").or_else(|| metadata.get("iter"));
        let iteration = iteration.and_then(|iteration| iteration.parse().ok());
        let user = user_of(&tags, &metadata);
        tags.retain(|_, value| !value.is_empty());
        Ok(Self {
            time: point.time.clone().into_owned(),
            raw_tags: point.tags.map_or("", |tags| tags.get()).to_owned(),
            raw_metadata: point.metadata.map_or("", |tags| tags.get()).to_owned(),
            end: instant_of(&point.time, "time")?,
            tags,
            user,
            iteration,
            parts: [None; Part::ALL],
            failed: Vec::new(),
        })
    }

    /// Whether a point has its time and tags.
    pub(super) fn is_of(&self, point: &Point<'_>) -> bool {
        self.time == point.time
            && self.raw_tags == point.tags.map_or("", |tags| tags.get())
            && self.raw_metadata == point.metadata.map_or("", |tags| tags.get())
    }

    pub(super) fn user(&self) -> Option<u64> {
        self.user
    }

    pub(super) fn has(&self, part: Part) -> bool {
        self.parts[part as usize].is_some()
    }

    pub(super) fn set(&mut self, part: Part, value: u64) {
        self.parts[part as usize] = Some(value);
    }

    pub(super) fn is_whole(&self) -> bool {
        self.parts.iter().all(Option::is_some)
    }

    /// Takes note of a check that did not hold.
    pub(super) fn fail(&mut self, check: &str) {
        if self.failed.len() < Self::MOST_CHECKS {
            self.failed.push(check.to_owned());
        }
    }

    /// Writes its sample; nothing where its duration, which every request has once, stands elsewhere: one whose points lie
    /// too far apart must not count twice.
    pub(super) fn write(mut self, out: &mut Stream) {
        let Some(duration) = self.part(Part::Duration) else {
            return;
        };
        let mut take = |key: &str| self.tags.remove(key).unwrap_or_default();
        let [method, url, name] = [take("method"), take("url"), take("name")];
        let [status, error, code] = [take("status"), take("error"), take("error_code")];
        let [scenario, proto] = [take("scenario"), take("proto")];
        let status: Option<u16> = status.parse().ok().filter(|status| *status > 0);
        let (name, host) = out.endpoint(if name.is_empty() { &url } else { &name }, &url);
        let (outcome, error) = self.verdict(status, &code, &error);
        // From asking for a connection: `blocked` holds waiting, looking up the name, connecting and TLS.
        let service = duration.saturating_add(self.part(Part::Blocked).unwrap_or(0));
        let start = self.end.saturating_sub(service);
        let mut sample = out.draft(start, url::cut(&method), &name, outcome);
        sample.status = status;
        sample.service_us = Some(Micros(service));
        let scenario = Some(url::cut(&scenario)).filter(|name| !name.is_empty());
        sample.scenario = scenario.map(Cow::Borrowed);
        sample.host = host.map(Cow::Owned);
        sample.http = http_of(&proto).map(Cow::Borrowed);
        sample.error = error.map(Cow::Owned);
        self.add_details(&mut sample, duration);
        out.sample(&sample);
    }

    fn add_details<'s>(&'s self, sample: &mut Sample<'s>, duration: u64) {
        sample.ttfb_us = self.first_byte().filter(|_| sample.status.is_some());
        sample.user = self.user;
        sample.iter = self.iteration;
        sample.connect_us = self.positive(Part::Connecting);
        sample.tls_us = self.positive(Part::Tls);
        let failed = self.failed.iter().map(|check| Cow::Borrowed(&**check));
        sample.failed = failed.collect();
        sample.tags = self.own_tags().collect();
        // Beside ours, which begins earlier: people compare with what k6 printed.
        let own = MetricValues::One(duration);
        sample.metrics = vec![("http_req_duration_us".into(), own)];
    }

    fn part(&self, part: Part) -> Option<u64> {
        self.parts[part as usize]
    }

    /// 0 means that the connection was there.
    fn positive(&self, part: Part) -> Option<Micros> {
        self.part(part).filter(|time| *time > 0).map(Micros)
    }

    fn first_byte(&self) -> Option<Micros> {
        let parts = [Part::Sending, Part::Waiting].map(|part| self.part(part));
        let blocked = self.part(Part::Blocked).unwrap_or(0);
        Some(Micros(blocked) + Micros(parts[0]?) + Micros(parts[1]?))
    }

    /// Success is what k6 says it is; only where it does not judge, by the status.
    fn verdict(
        &self,
        status: Option<u16>,
        code: &str,
        words: &str,
    ) -> (Outcome<'static>, Option<String>) {
        let failed = match self.part(Part::Failed) {
            Some(failed) => failed > 0,
            None => status.is_none_or(|status| status >= 400),
        };
        match status {
            _ if !failed && self.failed.is_empty() => (Outcome::Ok, None),
            _ if !failed => (Outcome::CheckFailed, None),
            Some(400..) => (Outcome::HttpError, None),
            Some(_) => (
                Outcome::CheckFailed,
                Some("status was not expected".to_owned()),
            ),
            None => {
                let (outcome, words) = failure_of(code, words);
                (outcome, Some(words).filter(|words| !words.is_empty()))
            }
        }
    }

    /// The tags that the test's author gave it, as many as anybody reads.
    fn own_tags(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        const MOST: usize = 20;
        const SYSTEM: [&str; 9] = [
            "check",
            "expected_response",
            "ip",
            "iter",
            "ocsp_status",
            "service",
            "subproto",
            "tls_version",
            "vu",
        ];
        // A key that is too long might be cut to another one.
        let is_own = |key: &str| !SYSTEM.contains(&key) && url::cut(key) == key;
        let own = self.tags.iter().filter(move |(key, _)| is_own(key));
        own.map(|(key, value)| (key.as_str().into(), url::cut(value).into()))
            .take(MOST)
    }
}

/// What went wrong, by k6's number for it where there is one, else by its words.
fn failure_of(code: &str, words: &str) -> (Outcome<'static>, String) {
    let by_words = phrase::known(words);
    let outcome = match code.parse::<u16>() {
        Ok(1050) => Outcome::Timeout,
        Ok(1100..1110) => Outcome::DnsError,
        // From 1110 on k6 was told not to ask that host.
        Ok(1110..1200 | 1210..1220) => Outcome::ConnectError,
        Ok(1300..1400) => Outcome::TlsError,
        Ok(1200..1300 | 1600..1800) => Outcome::ProtocolError,
        _ => match &by_words {
            Some(failure) => failure.outcome.clone(),
            None => Outcome::ProtocolError,
        },
    };
    let phrase = match by_words {
        Some(failure) if failure.outcome == outcome => failure.phrase,
        _ if outcome == Outcome::Timeout => String::new(),
        _ => phrase::of_words(words),
    };
    (outcome, phrase)
}

/// `HTTP/2.0` as the stream says it; nothing for 1.1.
fn http_of(proto: &str) -> Option<&str> {
    let version = proto.strip_prefix("HTTP/")?;
    let version = version
        .strip_suffix(".0")
        .filter(|major| *major != "1")
        .unwrap_or(version);
    Some(url::cut(version)).filter(|version| *version != "1.1")
}
