//! A run of lt-gen at a shop with eight endpoints: what those are measured with that read.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::bail;

use super::Bench;
use super::cores::Side;
use super::server::Target;
use crate::tools;

/// How many requests are made, and how many where the turns are those of a trial.
const REQUESTS: u64 = 10_000_000;
const REQUESTS_OF_A_TRIAL: u64 = 500_000;
/// Room that a line takes at most, in the file and others made of it.
const ROOM: u64 = 260;

/// Lets lt-gen make its requests at a lt-target, and write them to `file`; tells how many.
///
/// # Errors
/// There is no room for them, or one of our tools fails.
pub(super) fn record(bench: &Bench, file: &Path) -> anyhow::Result<u64> {
    let n = match is_trial(bench) {
        true => REQUESTS_OF_A_TRIAL,
        false => REQUESTS,
    };
    make_sure_of_room(bench, n * ROOM)?;
    let target = Target::start(bench, &[])?;
    let scenario = bench.file("shop.yaml");
    fs::write(&scenario, scenario_of(&target.url(), n))?;
    let mut generate = bench.pinned(Side::Client, &tools::path("lt-gen"));
    generate.arg(&scenario).arg("-o").arg(file);
    bench.shell.must_run(generate)?;
    Ok(n)
}

/// Whether the turns are so short that they only show that everything works.
pub(super) fn is_trial(bench: &Bench) -> bool {
    bench.turn.as_secs() <= 1
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
