//! What one line costs to write and to read.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use lt_sample::histogram::Encoded;
use lt_sample::{Histogram, Micros, Outcome, Record, RunId, Sample, SampleLine, UnixMicros};

fn main() {
    divan::main();
}

/// A sample as a scenario makes it: about 200 bytes.
fn sample() -> Sample<'static> {
    let run = RunId::parse("k3x9a2bc").expect("a run's name");
    let at = UnixMicros(1_763_718_000_123_456);
    let mut sample = Sample::new(run, at, "GET", "/api/products/{id}", Outcome::Ok);
    sample.status = Some(200);
    (sample.delay_us, sample.ttfb_us, sample.service_us) =
        (Some(Micros(12)), Some(Micros(812)), Some(Micros(900)));
    (sample.received, sample.user, sample.iter) = (512, Some(17), Some(4));
    sample.scenario = Some("shop".into());
    sample
}

fn line() -> String {
    let mut line = Vec::new();
    sample().write(&mut line);
    line.pop();
    String::from_utf8(line).expect("a line is text")
}

fn histogram() -> Histogram {
    let mut histogram = Histogram::new();
    (0..1000_u64).for_each(|n| histogram.record(800 + n * n % 9973));
    histogram
}

#[divan::bench(sample_size = 1000)]
fn write_a_line(bencher: Bencher<'_, '_>) {
    let sample = sample();
    let line = SampleLine::of(&sample);
    let mut out = Vec::with_capacity(1 << 10);
    bencher.counter(ItemsCount::new(1_u32)).bench_local(|| {
        out.clear();
        line.write(black_box(&sample), &mut out);
        out.len()
    });
}

#[divan::bench(sample_size = 1000)]
fn read_a_line_in_order(bencher: Bencher<'_, '_>) {
    let line = line();
    bencher.counter(ItemsCount::new(1_u32)).bench_local(|| {
        match Record::parse(black_box(line.as_bytes())) {
            Ok(Record::Sample(sample)) => sample.service_us,
            _ => None,
        }
    });
}

#[divan::bench(sample_size = 1000)]
fn read_a_line_in_any_order(bencher: Bencher<'_, '_>) {
    let line = line();
    bencher
        .counter(ItemsCount::new(1_u32))
        .bench_local(|| Record::parse_any_order(black_box(&line)).is_ok());
}

#[divan::bench(sample_size = 1000)]
fn encode_a_histogram(bencher: Bencher<'_, '_>) {
    let histogram = histogram();
    bencher.bench_local(|| black_box(&histogram).encode());
}

#[divan::bench(sample_size = 1000)]
fn decode_a_histogram(bencher: Bencher<'_, '_>) {
    let encoded: Encoded = histogram().encode();
    bencher.bench_local(|| Histogram::decode(black_box(&encoded)).is_ok());
}
