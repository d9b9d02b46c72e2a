//! The wire form of a histogram: HdrHistogram's V2 encoding, deflated, in base64, beside the exact moments.
//!
//! The encoding is that of <https://github.com/HdrHistogram/HdrHistogram> (`encodeIntoCompressedByteBuffer`), so that
//! any HdrHistogram library can read what lt writes. It is written and read here bucket by bucket: the crate
//! `hdrhistogram` goes through dense tables, and believes a length of 4 GiB that a hostile line tells.

use std::io::{self, Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::bufread::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::{Deserialize, Serialize};

use super::{Histogram, bucket_of};

/// A histogram as it stands in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoded {
    /// HdrHistogram V2 with 3 digits, DEFLATE, base64.
    pub hist: String,
    /// Smallest value.
    pub min: u64,
    /// Largest value.
    pub max: u64,
    /// Sum of the values.
    pub sum: u128,
    /// Sum of their squares.
    pub sum_sq: u128,
}

/// Why a histogram of a line could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The text is not base64.
    #[error("histogram is not base64")]
    Base64(#[from] base64::DecodeError),
    /// The bytes are not deflated, or end too early.
    #[error("histogram cannot be inflated: {0}")]
    Deflate(#[from] io::Error),
    /// The bytes are no V2 histogram.
    #[error("histogram is not HdrHistogram V2 with DEFLATE")]
    NotV2,
    /// It has another resolution than 3 digits from 1.
    #[error("histogram has {digits} digits from {low}; it must have 3 from 1")]
    Resolution {
        /// Significant digits found.
        digits: u32,
        /// Lowest discernible value found.
        low: u64,
    },
    /// Counts and moments contradict each other.
    #[error("histogram and its min, max, sum or sum_sq contradict each other")]
    Contradiction,
}

const DIGITS: u32 = 3;
const V2: u32 = 0x1c84_9313;
const V2_DEFLATED: u32 = 0x1c84_9314;
/// Cookie, length of the counts, offset, digits, lowest and highest value, ratio.
const HEADER: usize = 40;
const MOST_BUCKETS: usize = bucket_of::<11>(u64::MAX) + 1;
const LONGEST_VARINT: usize = 9;
/// Bytes that are inflated at a time.
const PIECE: usize = 4096;

impl Histogram<11> {
    /// Writes the histogram in its wire form.
    pub fn encode(&self) -> Encoded {
        let counts = self.counts();
        let length = u32::try_from(counts.len()).expect("9 bytes for each of 56,320 buckets");
        let mut plain = Vec::with_capacity(HEADER + counts.len());
        plain.extend_from_slice(&V2.to_be_bytes());
        plain.extend_from_slice(&length.to_be_bytes());
        plain.extend_from_slice(&0_u32.to_be_bytes());
        plain.extend_from_slice(&DIGITS.to_be_bytes());
        plain.extend_from_slice(&1_u64.to_be_bytes());
        plain.extend_from_slice(&self.max.max(2).to_be_bytes());
        plain.extend_from_slice(&1_f64.to_be_bytes());
        plain.extend_from_slice(&counts);
        Encoded {
            hist: STANDARD.encode(deflate(&plain)),
            min: self.min,
            max: self.max,
            sum: self.sum,
            sum_sq: self.sum_sq,
        }
    }

    /// Reads the wire form, and refuses one whose counts and moments cannot belong together.
    pub fn decode(encoded: &Encoded) -> Result<Self, DecodeError> {
        let mut histogram = inflate(&STANDARD.decode(&encoded.hist)?)?;
        let mut buckets = histogram.buckets_from_below().map(|(low, _)| low);
        let lowest = buckets.next().ok_or(DecodeError::Contradiction)?;
        let highest = buckets.last().unwrap_or(lowest);
        let n = u128::from(histogram.count);
        let (min, max) = (u128::from(encoded.min), u128::from(encoded.max));
        let fits = bucket_of::<11>(lowest) == bucket_of::<11>(encoded.min)
            && bucket_of::<11>(highest) == bucket_of::<11>(encoded.max)
            && (min.saturating_mul(n)..=max.saturating_mul(n)).contains(&encoded.sum)
            && ((min * min).saturating_mul(n)..=(max * max).saturating_mul(n))
                .contains(&encoded.sum_sq);
        if !fits {
            return Err(DecodeError::Contradiction);
        }
        (histogram.min, histogram.max) = (encoded.min, encoded.max);
        (histogram.sum, histogram.sum_sq) = (encoded.sum, encoded.sum_sq);
        Ok(histogram)
    }

    /// The counts from below in ZigZag varints: a count as it is, several empty buckets as their negative number.
    fn counts(&self) -> Vec<u8> {
        let mut counts = Vec::new();
        let mut next = 0;
        for (low, count) in self.buckets_from_below() {
            let bucket = bucket_of::<11>(low);
            match (bucket - next) as u64 {
                0 => {}
                1 => write_varint(&mut counts, 0),
                empty => write_varint(&mut counts, 2 * empty - 1),
            }
            // The format has no room for more; only a hostile stream gets there.
            write_varint(&mut counts, 2 * count.min(u64::MAX / 2));
            next = bucket + 1;
        }
        counts
    }
}

/// The counts of a histogram, taken in byte by byte.
struct Counts {
    histogram: Histogram<11>,
    bucket: usize,
    varint: u64,
    /// Which byte of a varint is next.
    place: usize,
    /// Whether the last buckets that were told were empty ones.
    was_empty: bool,
}

impl Counts {
    fn new() -> Self {
        Self {
            histogram: Histogram::new(),
            bucket: 0,
            varint: 0,
            place: 0,
            was_empty: false,
        }
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        for byte in bytes {
            let is_last = self.place + 1 == LONGEST_VARINT;
            let bits = if is_last { *byte } else { *byte & 0x7f };
            self.varint |= u64::from(bits) << (7 * self.place);
            self.place += 1;
            if is_last || *byte < 0x80 {
                let zigzag = std::mem::take(&mut self.varint);
                self.place = 0;
                self.count(zigzag)?;
            }
        }
        Ok(())
    }

    fn count(&mut self, zigzag: u64) -> Result<(), DecodeError> {
        let is_empty = zigzag == 0 || zigzag % 2 == 1;
        // No encoder of HdrHistogram V2 writes two of them beside each other: a run of empty buckets is one negative number.
        // A bomb does, for half a million of them take a few hundred bytes when they are deflated.
        if is_empty && self.was_empty {
            return Err(DecodeError::NotV2);
        }
        self.was_empty = is_empty;
        let empty = match zigzag {
            0 => 1,
            _ => usize::try_from(zigzag / 2 + 1).unwrap_or(usize::MAX),
        };
        if is_empty {
            self.bucket = self.bucket.saturating_add(empty);
            return Ok(());
        }
        if self.bucket >= MOST_BUCKETS {
            return Err(DecodeError::NotV2);
        }
        let count = zigzag / 2;
        self.histogram.add_to_bucket(self.bucket, count);
        self.histogram.count = self.histogram.count.saturating_add(count);
        self.bucket += 1;
        Ok(())
    }

    fn finish(self) -> Result<Histogram<11>, DecodeError> {
        match self.place {
            0 => Ok(self.histogram),
            _ => Err(DecodeError::NotV2),
        }
    }
}

/// The number of bytes that the counts behind a header take.
fn length_of(header: &[u8; HEADER]) -> Result<u32, DecodeError> {
    let word = |at: usize| u32_at(header, at);
    let low = u64::from(word(16)) << 32 | u64::from(word(20));
    let ratio = &header[32..];
    if word(0) != V2 || word(8) != 0 || ratio != 1_f64.to_be_bytes() {
        return Err(DecodeError::NotV2);
    }
    let digits = word(12);
    match (digits, low) {
        (DIGITS, 1) => Ok(word(4)),
        _ => Err(DecodeError::Resolution { digits, low }),
    }
}

fn deflate(plain: &[u8]) -> Vec<u8> {
    // The place of the length is filled in at the end.
    let mut bytes = V2_DEFLATED.to_be_bytes().to_vec();
    bytes.extend_from_slice(&[0; 4]);
    let mut encoder = ZlibEncoder::new(bytes, Compression::default());
    let bytes = encoder.write_all(plain).and_then(|()| encoder.finish());
    let mut bytes = bytes.expect("writing into memory does not fail");
    let length = u32::try_from(bytes.len() - 8).expect("half a megabyte at most");
    bytes[4..8].copy_from_slice(&length.to_be_bytes());
    bytes
}

/// Inflates piece by piece, so that what is no histogram is refused before it has become large.
fn inflate(bytes: &[u8]) -> Result<Histogram<11>, DecodeError> {
    let (cookie, deflated) = bytes.split_at_checked(8).ok_or(DecodeError::NotV2)?;
    if u32_at(cookie, 0) != V2_DEFLATED {
        return Err(DecodeError::NotV2);
    }
    let mut plain = ZlibDecoder::new(deflated);
    let mut header = [0; HEADER];
    plain.read_exact(&mut header)?;
    let mut plain = plain.take(length_of(&header)?.into());
    let mut counts = Counts::new();
    let mut piece = [0; PIECE];
    while plain.limit() > 0 {
        match plain.read(&mut piece)? {
            0 => return Err(DecodeError::NotV2),
            n => counts.read(&piece[..n])?,
        }
    }
    // The checksum is behind the last byte.
    io::copy(&mut plain.into_inner().take(1), &mut io::sink())?;
    counts.finish()
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4]
        .iter()
        .fold(0, |word, byte| word << 8 | u32::from(*byte))
}

/// Seven bits a byte from below, a set top bit saying that more follow; the ninth byte holds eight.
fn write_varint(out: &mut Vec<u8>, mut value: u64) {
    for _ in 1..LONGEST_VARINT {
        let [low, ..] = value.to_le_bytes();
        if value < 0x80 {
            return out.push(low);
        }
        out.push(low | 0x80);
        value >>= 7;
    }
    let [last, ..] = value.to_le_bytes();
    out.push(last);
}

#[cfg(test)]
mod tests;
