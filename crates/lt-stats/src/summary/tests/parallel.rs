use std::io;
use std::num::NonZero;

use super::*;

/// A source that gives its bytes in pieces of one length, so that blocks are about as long, and then an end.
struct Pieces<'a>(&'a [u8], usize, Option<io::ErrorKind>);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.1.min(self.0.len()).min(buffer.len());
        if n == 0 {
            return self.2.map_or(Ok(0), |kind| Err(kind.into()));
        }
        buffer[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

fn read(
    source: Pieces<'_>,
    threads: usize,
    on_bad_line: OnBadLine,
) -> Result<Told, (String, bool)> {
    let mut summary = Summary::new(Include::Measured).comparing(By::Scenario);
    let threads = NonZero::new(threads).unwrap();
    match summary.read_in_parallel(source, "a.ndjson", on_bad_line, threads) {
        Ok(()) => Ok(told(&summary)),
        Err(error) => Err((error.to_string(), error.is_unusable_input())),
    }
}

/// Holds what several threads read of pieces of some length against what one reads of the whole.
#[track_caller]
fn check(bytes: &[u8], piece: usize, end: Option<io::ErrorKind>) {
    for on_bad_line in [OnBadLine::Stop, OnBadLine::Skip] {
        let whole = read(Pieces(bytes, bytes.len(), end), 1, on_bad_line);
        for threads in [1, 2, 5] {
            match (
                &whole,
                read(Pieces(bytes, piece, end), threads, on_bad_line),
            ) {
                (Ok(one), Ok(two)) => same(one, &two),
                (one, two) => assert_eq!(one, &two),
            }
        }
    }
}

fn lines<'a>(records: impl IntoIterator<Item = &'a Record<'static>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    records
        .into_iter()
        .for_each(|record| record.write(&mut bytes));
    bytes
}

fn any_line() -> impl Strategy<Value = Vec<u8>> {
    let odd: [&[u8]; 6] = [
        b"\n",
        b" \r\n",
        b"nonsense\n",
        b"{\"type\":\"sample\"}\n",
        b"\xff\n",
        b"{\"type\":\"run\",\"format\":7}\n",
    ];
    prop_oneof![
        20 => any_record().prop_map(|record| lines([&record])),
        1 => select(odd.to_vec()).prop_map(<[u8]>::to_vec),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn several_threads_read_what_one_reads(
        lines in vec(any_line(), 0..30),
        torn in 0..80_usize,
        piece in prop_oneof![1..40_usize, 200..900_usize],
        end in select(&[None, Some(io::ErrorKind::UnexpectedEof), Some(io::ErrorKind::NotConnected)][..]),
    ) {
        let mut bytes = lines.concat();
        bytes.truncate(bytes.len().saturating_sub(torn.saturating_sub(40)));
        check(&bytes, piece, end);
    }
}

#[test]
fn a_line_that_is_too_long_has_its_number_whoever_reads_it() {
    let mut bytes = lines(&[run_line(RUNS[0], 0), Record::Sample(sample(0, "/a".into()))]);
    let line = bytes.clone();
    bytes.resize(bytes.len() + 3 * lt_sample::MAX_LINE, b'x');
    bytes.push(b'\n');
    bytes.extend_from_slice(&line);
    for piece in [1 << 12, 1 << 20, 1 << 23] {
        check(&bytes, piece, None);
    }
}

#[test]
fn parts_that_grow_large_are_handed_over_early() {
    let names = (0..2200).map(|n| Record::Sample(sample(n % 3, format!("/{:04}", n * 7 % 2200))));
    let seconds = (0..4000).map(|n| Record::Sample(sample(n * 11 % 4000, "/a".into())));
    let records: Vec<_> = names.chain(seconds).collect();
    check(&lines(&records), 3000, None);
}
