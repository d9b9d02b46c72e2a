//! The lines that are read: lt-gen's own, of a shop with eight endpoints.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, bail};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::bench::cores::Side;
use crate::bench::server::Target;
use crate::tools;

/// How many lines are made, and how many where the turns are those of a trial.
const LINES: u64 = 10_000_000;
const LINES_OF_A_TRIAL: u64 = 500_000;
/// How many of them the slower tools read.
const SLICE: u64 = 200_000;
/// Room that a line takes at most, in the file and the others made of it.
const ROOM: u64 = 260;

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
    /// Lets lt-gen make its requests at a lt-target.
    ///
    /// # Errors
    /// There is no room for them, or one of our tools fails.
    pub(super) fn make(bench: &Bench) -> anyhow::Result<Self> {
        let n = match bench.turn.as_secs() {
            ..=1 => LINES_OF_A_TRIAL,
            _ => LINES,
        };
        make_sure_of_room(bench, n * ROOM)?;
        let file = bench.file("lines.ndjson");
        let target = Target::start(bench, &[])?;
        let scenario = bench.file("shop.yaml");
        fs::write(&scenario, scenario_of(&target.url(), n))?;
        let mut generate = bench.pinned(Side::Client, &tools::path("lt-gen"));
        generate.arg(&scenario).arg("-o").arg(&file);
        bench.shell.must_run(generate)?;
        drop(target);

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

/// Says so at once where the lines would fill the disk; a system without `df` is taken at its word.
fn make_sure_of_room(bench: &Bench, needed: u64) -> anyhow::Result<()> {
    let folder = bench.folder.path();
    let mut df = bench.shell.command("df", &["--output=avail", "-B1"]);
    let output = df.arg(folder).stderr(Stdio::null()).output();
    let said = output.map_or_else(|_missing| Vec::new(), |output| output.stdout);
    let said = String::from_utf8_lossy(&said).into_owned();
    let free = said
        .lines()
        .last()
        .and_then(|line| line.trim().parse::<u64>().ok());
    if free.is_some_and(|free| free < needed) {
        let gigabytes = |bytes: u64| bytes as f64 / 1e9;
        bail!(
            "the lines need {:.1} GB in `{}`, where {:.1} GB are free; give another folder with TMPDIR, or `--seconds 1`",
            gigabytes(needed),
            folder.display(),
            gigabytes(free.unwrap_or_default()),
        );
    }
    Ok(())
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

fn scenario_of(url: &str, requests: u64) -> String {
    let base = url.trim_end_matches('/');
    format!(
        r#"base_url: {base}
requests:
  list: {{get: /api/products}}
  view: {{get: "/api/products/17", name: "/api/products/{{id}}"}}
  search: {{get: /api/search}}
  cart: {{get: /api/cart}}
  add: {{post: /api/cart/items, json: {{id: 17}}}}
  order: {{post: /api/orders, json: {{id: 17}}}}
  track: {{get: "/api/orders/5", name: "/api/orders/{{id}}"}}
  health: {{get: /health}}
user_profiles:
  visitor:
    actions:
      - {{name: list, weight: 30}}
      - {{name: view, weight: 25}}
      - {{name: search, weight: 15}}
      - {{name: cart, weight: 10}}
      - {{name: add, weight: 8}}
      - {{name: order, weight: 5}}
      - {{name: track, weight: 4}}
      - {{name: health, weight: 3}}
scenarios:
  - {{name: shop, users: 64, requests: {requests}}}
"#
    )
}
