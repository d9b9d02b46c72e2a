//! What a stream of a million samples costs to read and to summarize.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use lt_sample::{
    Micros, OnBadLine, Outcome, ReadError, RunId, Sample, SampleLine, UnixMicros, read_records,
};
use lt_stats::{Include, Summary};

const LINES: u64 = 1_000_000;
const ENDPOINTS: [&str; 8] = [
    "/api/products",
    "/api/products/{id}",
    "/api/search",
    "/api/cart",
    "/api/cart/items",
    "/api/orders",
    "/api/orders/{id}",
    "/health",
];

fn main() {
    divan::main();
}

/// A minute of samples at eight endpoints, about 200 bytes each; one in fifty fails.
fn stream() -> Vec<u8> {
    let run = RunId::parse("k3x9a2bc").expect("a run's name");
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut stream = Vec::new();
    for n in 0..LINES {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let name = ENDPOINTS[usize::try_from(random % 8).expect("below 8")];
        let at = UnixMicros(1_763_718_000_000_000 + n * 60);
        let outcome = if random % 50 == 9 {
            Outcome::HttpError
        } else {
            Outcome::Ok
        };
        let mut sample = Sample::new(run, at, "GET", name, outcome);
        sample.status = Some(if random % 50 == 9 { 503 } else { 200 });
        let service = 500 + (random >> 20) % 1000 + ((random >> 40) % 100).pow(3) / 20;
        sample.delay_us = Some(Micros((random >> 50) % 40));
        sample.ttfb_us = Some(Micros(service - 50));
        sample.service_us = Some(Micros(service));
        sample.received = 400 + random % 300;
        (sample.user, sample.iter) = (Some(random % 64), Some(n / 64));
        sample.scenario = Some("shop".into());
        SampleLine::of(&sample).write(&sample, &mut stream);
    }
    stream
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn read_only(bencher: Bencher<'_, '_>) {
    let stream = stream();
    bencher
        .counter(ItemsCount::new(LINES))
        .counter(BytesCount::of_slice(&stream))
        .bench_local(|| {
            let mut times = 0;
            read_records(black_box(&stream[..]), "-", OnBadLine::Stop, |line| {
                times += u64::from(line.record.at().is_some());
                Ok::<(), ReadError>(())
            })
            .expect("a stream in memory is read");
            times
        });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn read_and_summarize(bencher: Bencher<'_, '_>) {
    let stream = stream();
    bencher
        .counter(ItemsCount::new(LINES))
        .counter(BytesCount::of_slice(&stream))
        .bench_local(|| {
            let mut summary = Summary::new(Include::Measured);
            summary
                .read(black_box(&stream[..]), "-", OnBadLine::Stop)
                .expect("a stream in memory is read");
            summary.total().requests()
        });
}
