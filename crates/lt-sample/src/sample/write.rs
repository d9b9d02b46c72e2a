//! Any sample as its line. [`SampleLine`](super::SampleLine) writes the same bytes, faster for many of one endpoint.

use super::{MetricValues, Sample};
use crate::Micros;

impl Sample<'_> {
    /// Appends the sample's line with its line break; [`SampleLine`](super::SampleLine) is the faster way for many of
    /// one endpoint.
    pub fn write(&self, out: &mut Vec<u8>) {
        write_beginning(self, out, |out| number(out, self.at_us.0));
        optional_number(out, b",\"status\":", self.status);
        out.extend_from_slice(b",\"outcome\":");
        text(out, self.outcome.as_str());
        optional_time(out, b",\"delay_us\":", self.delay_us);
        optional_time(out, b",\"ttfb_us\":", self.ttfb_us);
        optional_time(out, b",\"service_us\":", self.service_us);
        unless_zero(out, b",\"sent\":", self.sent);
        unless_zero(out, b",\"received\":", self.received);
        optional_number(out, b",\"user\":", self.user);
        optional_number(out, b",\"iter\":", self.iter);
        optional_number(out, b",\"step\":", self.step);
        let (mut walk, mut host) = (Vec::new(), Vec::new());
        write_walk(self, &mut walk);
        write_host(self, &mut host);
        write_end(self, &walk, &host, out);
    }

    /// Whether nothing follows its `step`, scenario, journey and host aside.
    #[inline(always)]
    pub(super) fn is_plain(&self) -> bool {
        // All looked at, none jumped over: cheaper than eleven branches.
        self.stage.is_none()
            & self.phase.is_none()
            & self.http.is_none()
            & self.dns_us.is_none()
            & self.connect_us.is_none()
            & self.tls_us.is_none()
            & (self.hops | self.retries == 0)
            & self.failed.is_empty()
            & self.error.is_none()
            & self.fault.is_none()
            & self.tags.is_empty()
            & self.metrics.is_empty()
    }
}

/// Writes everything up to the name; `at` is asked for the digits of the intended start.
pub(super) fn write_beginning(
    sample: &Sample<'_>,
    out: &mut Vec<u8>,
    at: impl FnOnce(&mut Vec<u8>),
) {
    out.extend_from_slice(b"{\"type\":\"sample\",\"run\":");
    text(out, sample.run.as_str());
    out.extend_from_slice(b",\"at_us\":");
    at(out);
    out.extend_from_slice(b",\"method\":");
    text(out, &sample.method);
    out.extend_from_slice(b",\"name\":");
    text(out, &sample.name);
}

/// Writes scenario and journey.
pub(super) fn write_walk(sample: &Sample<'_>, out: &mut Vec<u8>) {
    optional_text(out, b",\"scenario\":", sample.scenario.as_deref());
    optional_text(out, b",\"journey\":", sample.journey.as_deref());
}

/// Writes the host.
pub(super) fn write_host(sample: &Sample<'_>, out: &mut Vec<u8>) {
    optional_text(out, b",\"host\":", sample.host.as_deref());
}

/// Writes what follows the `step`, with scenario and journey, and the host, as they were rendered before.
pub(super) fn write_end(sample: &Sample<'_>, walk: &[u8], host: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(walk);
    optional_number(out, b",\"stage\":", sample.stage);
    optional_text(out, b",\"phase\":", sample.phase.as_deref());
    out.extend_from_slice(host);
    write_rare(sample, out);
    out.extend_from_slice(b"}\n");
}

fn write_rare(sample: &Sample<'_>, out: &mut Vec<u8>) {
    optional_text(out, b",\"http\":", sample.http.as_deref());
    optional_time(out, b",\"dns_us\":", sample.dns_us);
    optional_time(out, b",\"connect_us\":", sample.connect_us);
    optional_time(out, b",\"tls_us\":", sample.tls_us);
    unless_zero(out, b",\"hops\":", sample.hops.into());
    unless_zero(out, b",\"retries\":", sample.retries.into());
    if !sample.failed.is_empty() {
        out.extend_from_slice(b",\"failed\":");
        list(out, b"[]", &sample.failed, |out, check| text(out, check));
    }
    optional_text(out, b",\"error\":", sample.error.as_deref());
    optional_text(out, b",\"fault\":", sample.fault.as_deref());
    if !sample.tags.is_empty() {
        out.extend_from_slice(b",\"tags\":");
        list(out, b"{}", &sample.tags, |out, (key, value)| {
            text(out, key);
            out.push(b':');
            text(out, value);
        });
    }
    if !sample.metrics.is_empty() {
        out.extend_from_slice(b",\"metrics\":");
        list(out, b"{}", &sample.metrics, |out, (name, values)| {
            text(out, name);
            out.push(b':');
            match values {
                MetricValues::One(value) => number(out, *value),
                MetricValues::Many(values) => {
                    list(out, b"[]", values, |out, value| number(out, *value));
                }
            }
        });
    }
}

fn number(out: &mut Vec<u8>, value: impl itoa::Integer) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

fn text(out: &mut Vec<u8>, text: &str) {
    if text
        .bytes()
        .all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\')
    {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        serde_json::to_writer(out, text).expect("text written into memory does not fail");
    }
}

fn optional_text(out: &mut Vec<u8>, key: &[u8], value: Option<&str>) {
    if let Some(value) = value {
        out.extend_from_slice(key);
        text(out, value);
    }
}

fn optional_time(out: &mut Vec<u8>, key: &[u8], value: Option<Micros>) {
    optional_number(out, key, value.map(|Micros(value)| value));
}

fn optional_number(out: &mut Vec<u8>, key: &[u8], value: Option<impl itoa::Integer>) {
    if let Some(value) = value {
        out.extend_from_slice(key);
        number(out, value);
    }
}

fn unless_zero(out: &mut Vec<u8>, key: &[u8], value: u64) {
    optional_number(out, key, (value > 0).then_some(value));
}

fn list<T>(
    out: &mut Vec<u8>,
    brackets: &[u8; 2],
    items: &[T],
    mut write: impl FnMut(&mut Vec<u8>, &T),
) {
    out.push(brackets[0]);
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(brackets[1]);
}
