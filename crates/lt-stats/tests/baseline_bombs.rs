//! Bytes that would fill all memory if they were believed; alone in its process, whose memory is measured.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::io::{self, Read};

use lt_sample::Histogram;
use lt_stats::baseline::Baseline;

const HEAD: &str = r#"{"schema":"lt.baseline/1","id":"b-20251121-0123456789abcdef","name":"x","created_us":1,"source":{},"load":{},"environment":{},"span_us":1,"interval_us":1,"#;

/// Half a million counts of zero behind a true header, which no encoder writes one by one.
const ZEROS: &str = concat!(
    "HISTFAAAAhJ42u3FMQFAERQAwIdBAKvhN/nlNJBAQxEMxLhbro/Zoq4vrvJO7/zvAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAIA49ucDRA==",
);

/// A text again and again, for ever.
struct Again {
    text: Vec<u8>,
    place: usize,
}

impl Read for Again {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let rest = &self.text[self.place..];
        let n = rest.len().min(into.len());
        into[..n].copy_from_slice(&rest[..n]);
        self.place = (self.place + n) % self.text.len();
        Ok(n)
    }
}

fn check(head: &str, again: &str, said: &str) {
    let again = Again {
        text: again.as_bytes().to_vec(),
        place: 0,
    };
    let bytes = format!("{HEAD}{head}");
    let error = Baseline::read(bytes.as_bytes().chain(again)).unwrap_err();
    let error = error.to_string();
    assert!(error.starts_with(said), "{error}");
}

/// A distribution with something in every bucket there is: 200 KB that are told in 200 bytes.
fn widest(digits: u32) -> Histogram {
    let mut histogram = Histogram::new();
    let fine = 1_u64 << digits;
    (0..fine).for_each(|value| histogram.record(value));
    for shift in 1..=u64::BITS - digits {
        (fine / 2..fine).for_each(|value| histogram.record(value << shift));
    }
    histogram
}

#[test]
fn no_bytes_make_the_reader_take_more_than_100_mib() {
    check(
        "\"notes\":[",
        "\"\",",
        "is no baseline: a list has more than 1000 items",
    );
    let long = "contradicts itself: a part of it is longer or deeper";
    check("\"verdict\":\"", "aaaaaaaa", long);
    check("\"x\":1", "11111111", long);
    check("\"x\":", "[", long);
    let series = |histogram: &str, intervals: &str| {
        format!(
            r#"{{"method":"","name":"","requests":0,"errors":0,"dropped":0,"sent":0,"received":0,"outcomes":{{}},"response_us":{histogram},"intervals":[{intervals}]}},"#
        )
    };
    let too_much = "is no baseline: its distributions take too much memory";
    let wide = widest(11);
    let encoded = serde_json::to_string(&wide.encode()).unwrap();
    check("\"series\":[", &series(&encoded, ""), too_much);
    // One value, far out: what it takes is the way there.
    let mut far = Histogram::<11>::new();
    far.record(u64::MAX);
    let encoded = serde_json::to_string(&far.encode()).unwrap();
    check("\"series\":[", &series(&encoded, ""), too_much);
    let coarse = widest(8);
    let interval = format!(
        r#"{{"at":0,"requests":1,"errors":0,"received":0,"response_us":{{"n":{},"hist":"{}","min":0,"max":{},"sum":{}}}}},"#,
        coarse.count(),
        middles(&coarse).encode().hist,
        coarse.max(),
        coarse.sum()
    );
    let head = series("null", "");
    let head = head
        .trim_end_matches("]},")
        .replace(r#""response_us":null,"#, "");
    check(&format!("\"series\":[{head}"), &interval, too_much);
    // Empty buckets one by one, half a million of them: the first distribution is refused, whatever follows.
    check(
        "\"series\":[",
        &series(
            &format!(r#"{{"hist":"{ZEROS}","min":1,"max":1,"sum":1,"sum_sq":1}}"#),
            "",
        ),
        "is no baseline: histogram is not HdrHistogram V2 with DEFLATE",
    );
    let peak = peak_kib();
    assert!(peak.is_none_or(|kib| kib < 100 << 10), "{peak:?} KiB");
}

/// The middles of buckets of two digits, by their lowest values.
fn middles(lowest: &Histogram) -> Histogram {
    let mut middles = Histogram::new();
    let mut coarse = Histogram::<8>::new();
    coarse.add(lowest);
    for (low, _) in coarse.buckets_from_below() {
        let shift = (u64::BITS - low.leading_zeros()).saturating_sub(8);
        middles.record(low + ((1 << shift) >> 1));
    }
    middles
}

/// The most memory that this process ever had, where the system tells.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
