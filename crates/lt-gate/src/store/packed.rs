//! Compression: how baselines are written, and how far what others wrote is unpacked.

use std::io::{self, BufReader, Read};

use anyhow::Context;
use lt_stats::baseline::Baseline;

const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Files above this size are not opened; the largest honest baseline is smaller before it is compressed.
pub(super) const MOST_BYTES: u64 = 64 << 20;
/// The library would set aside 128 MiB where a file asks for it. 8 MiB is what `zstd -19` asks for.
const WINDOW_LOG: u32 = 23;

/// The bytes of a file: the canonical form, compressed.
pub(super) fn pack(baseline: &Baseline) -> anyhow::Result<Vec<u8>> {
    let packed = zstd::encode_all(baseline.to_json().as_bytes(), 9);
    packed.context("cannot compress the baseline")
}

/// Reads a baseline, compressed (zstd, gzip) or not. [`Baseline::read`] stops at the size that no baseline has, so that
/// neither memory nor time depends on what a small file claims to hold.
///
/// # Errors
/// It is none.
pub(crate) fn unpack<'s>(source: impl Read + 's) -> anyhow::Result<Baseline> {
    Ok(Baseline::read(plain(Box::new(source))?)?)
}

fn plain<'s>(mut source: Box<dyn Read + 's>) -> io::Result<Box<dyn Read + 's>> {
    let mut head = Vec::with_capacity(ZSTD_MAGIC.len());
    let length = ZSTD_MAGIC.len() as u64;
    source.by_ref().take(length).read_to_end(&mut head)?;
    let (zstd, gzip) = (head.starts_with(&ZSTD_MAGIC), head.starts_with(&GZIP_MAGIC));
    let rewound = io::Cursor::new(head).chain(source);
    Ok(if zstd {
        let mut decoder = zstd::Decoder::new(rewound)?;
        decoder.window_log_max(WINDOW_LOG)?;
        Box::new(BufReader::new(decoder))
    } else if gzip {
        Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(rewound)))
    } else {
        Box::new(BufReader::new(rewound))
    })
}
