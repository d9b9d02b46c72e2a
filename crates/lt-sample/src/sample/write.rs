//! The hot line: a sample is written by hand, its endpoint's constant part once.

use std::borrow::Cow;

use super::{MetricValues, Sample};
use crate::Micros;

/// The constant parts of the lines of one endpoint in one scenario, rendered once.
///
/// Samples written through it must agree in run, method, name, scenario, journey and host; what differs is
/// rendered per line. Writing takes 60 to 110 ns against 250 ns through serde_json (`cargo bench -p lt-sample`).
#[derive(Clone, Debug)]
pub struct SampleLine {
    head: Vec<u8>,
    endpoint: Vec<u8>,
    scenario: Vec<u8>,
    host: Vec<u8>,
}

impl SampleLine {
    /// Renders what the lines of this sample's kind have in common.
    pub fn of(sample: &Sample<'_>) -> Self {
        let mut line = Self {
            head: Vec::new(),
            endpoint: Vec::new(),
            scenario: Vec::new(),
            host: Vec::new(),
        };
        line.head
            .extend_from_slice(b"{\"type\":\"sample\",\"run\":");
        text(&mut line.head, sample.run.as_str());
        line.head.extend_from_slice(b",\"at_us\":");
        line.endpoint.extend_from_slice(b",\"method\":");
        text(&mut line.endpoint, &sample.method);
        line.endpoint.extend_from_slice(b",\"name\":");
        text(&mut line.endpoint, &sample.name);
        optional_text(
            &mut line.scenario,
            b",\"scenario\":",
            sample.scenario.as_ref(),
        );
        optional_text(
            &mut line.scenario,
            b",\"journey\":",
            sample.journey.as_ref(),
        );
        optional_text(&mut line.host, b",\"host\":", sample.host.as_ref());
        line
    }

    /// Appends the sample's line with its line break.
    pub fn write(&self, sample: &Sample<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.head);
        number(out, sample.at_us.0);
        out.extend_from_slice(&self.endpoint);
        if let Some(status) = sample.status {
            out.extend_from_slice(b",\"status\":");
            number(out, status);
        }
        out.extend_from_slice(b",\"outcome\":");
        text(out, sample.outcome.as_str());
        optional_time(out, b",\"delay_us\":", sample.delay_us);
        optional_time(out, b",\"ttfb_us\":", sample.ttfb_us);
        optional_time(out, b",\"service_us\":", sample.service_us);
        unless_zero(out, b",\"sent\":", sample.sent);
        unless_zero(out, b",\"received\":", sample.received);
        optional_number(out, b",\"user\":", sample.user);
        optional_number(out, b",\"iter\":", sample.iter);
        optional_number(out, b",\"step\":", sample.step);
        out.extend_from_slice(&self.scenario);
        optional_number(out, b",\"stage\":", sample.stage);
        optional_text(out, b",\"phase\":", sample.phase.as_ref());
        out.extend_from_slice(&self.host);
        self.write_rare(sample, out);
        out.extend_from_slice(b"}\n");
    }

    fn write_rare(&self, sample: &Sample<'_>, out: &mut Vec<u8>) {
        optional_text(out, b",\"http\":", sample.http.as_ref());
        optional_time(out, b",\"dns_us\":", sample.dns_us);
        optional_time(out, b",\"connect_us\":", sample.connect_us);
        optional_time(out, b",\"tls_us\":", sample.tls_us);
        unless_zero(out, b",\"hops\":", sample.hops.into());
        unless_zero(out, b",\"retries\":", sample.retries.into());
        if !sample.failed.is_empty() {
            out.extend_from_slice(b",\"failed\":");
            list(out, b"[]", &sample.failed, |out, check| text(out, check));
        }
        optional_text(out, b",\"error\":", sample.error.as_ref());
        optional_text(out, b",\"fault\":", sample.fault.as_ref());
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
}

impl Sample<'_> {
    /// Appends the sample's line with its line break; [`SampleLine`] is the faster way for many of one endpoint.
    pub fn write(&self, out: &mut Vec<u8>) {
        SampleLine::of(self).write(self, out);
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

fn optional_text(out: &mut Vec<u8>, key: &[u8], value: Option<&Cow<'_, str>>) {
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
