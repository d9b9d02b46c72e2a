//! The lines that are read: lt-gen's own, of a shop with eight endpoints.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::{Value, json};

use crate::bench::{Bench, shop};
use crate::tools;

/// How many of them the slower tools read.
const SLICE: u64 = 200_000;

/// Files of the bench's folder, and how much is in them.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) file: PathBuf,
    pub(super) n: u64,
    pub(super) bytes: u64,
    pub(super) frames: PathBuf,
    pub(super) slice: PathBuf,
    pub(super) n_slice: u64,
    /// The requests of the slice as vegeta writes them.
    pub(super) for_vegeta: PathBuf,
}

impl Lines {
    /// Lets lt-gen record them, and makes the others of them.
    ///
    /// # Errors
    /// There is no room for them, or one of our tools fails.
    pub(super) fn make(bench: &Bench) -> anyhow::Result<Self> {
        let file = bench.file("lines.ndjson");
        let n = shop::record(bench, &file)?;

        let frames = bench.file("frames.ndjson");
        let mut merge = bench
            .shell
            .command(tools::path("lt-merge"), &["--frames", "1s"]);
        merge.arg(&file).arg("-o").arg(&frames);
        bench.shell.must_run(merge)?;

        let (slice, for_vegeta) = (bench.file("slice.ndjson"), bench.file("vegeta.json"));
        let n_slice = n.min(SLICE);
        cut(&file, n_slice, &slice, &for_vegeta)?;
        Ok(Self {
            n,
            bytes: fs::metadata(&file)?.len(),
            file,
            frames,
            slice,
            n_slice,
            for_vegeta,
        })
    }
}

/// The first samples, as they are and as vegeta writes such requests.
fn cut(file: &Path, n: u64, slice: &Path, for_vegeta: &Path) -> anyhow::Result<()> {
    let mut slice = BufWriter::new(File::create(slice)?);
    let mut theirs = BufWriter::new(File::create(for_vegeta)?);
    let mut left = n;
    for line in BufReader::new(File::open(file)?).lines() {
        let line = line?;
        let sample: Value = serde_json::from_str(&line)?;
        if sample["type"] == "sample" {
            writeln!(theirs, "{}", as_vegeta_writes(&sample)?)?;
            left -= 1;
        }
        writeln!(slice, "{line}")?;
        if left == 0 {
            break;
        }
    }
    slice.flush()?;
    Ok(theirs.flush()?)
}

fn as_vegeta_writes(sample: &Value) -> anyhow::Result<Value> {
    let number = |key: &str| sample[key].as_u64().unwrap_or_default();
    let start = i64::try_from(number("at_us") + number("delay_us"))?;
    let timestamp = jiff::Timestamp::from_microsecond(start).context("a time out of range")?;
    Ok(json!({
        "attack": "", "seq": number("iter"), "code": number("status"), "timestamp": timestamp.to_string(),
        "latency": number("service_us") * 1000, "bytes_out": number("sent"), "bytes_in": number("received"),
        "error": "", "body": null, "method": sample["method"], "url": sample["name"], "headers": {},
    }))
}
