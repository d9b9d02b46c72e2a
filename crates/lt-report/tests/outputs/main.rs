//! All outputs of one stream, side by side: what holds for each of them, whatever the stream.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on shall say where"
)]

mod edges;
mod hostile;
mod same_numbers;
mod since;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::{Parser, ValueEnum};
use lt_report::{Args, Format};

/// What was written, by the name of the file or `stdout.FORMAT`.
type Outputs = BTreeMap<String, String>;

const RUN: &str = r#"{"type":"run","format":1,"run":"k3x9a2bc","test":"t-1","shard":{"index":0,"of":1},"tool":"lt-gen","version":"0.1.0","started_us":1763718000000000}"#;

/// A stream of these lines.
fn stream(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// A sample of run `k3x9a2bc` so many milliseconds after its start, with whatever else belongs into its line.
fn sample(ms: i64, rest: &str) -> String {
    let at = 1_763_718_000_000_000 + ms * 1000;
    format!(r#"{{"type":"sample","run":"k3x9a2bc","at_us":{at},{rest}}}"#)
}

const OK: &str =
    r#""method":"GET","name":"/","status":200,"outcome":"ok","delay_us":10,"service_us":2490"#;

fn end(samples: usize) -> String {
    format!(
        r#"{{"type":"end","run":"k3x9a2bc","at_us":1763718009000000,"test":"t-1","shard":{{"index":0,"of":1}},"reason":"completed","samples":{samples},"framed":0,"dropped":0,"cancelled":0}}"#
    )
}

/// Everything that `lt-report` can write of a stream.
fn everything(stream: &str) -> anyhow::Result<Outputs> {
    everything_with(stream, &[])
}

/// The same with more words on the command line.
fn everything_with(stream: &str, words: &[&str]) -> anyhow::Result<Outputs> {
    let folder = tempfile::tempdir()?;
    let input = folder.path().join("run.ndjson");
    fs::write(&input, stream)?;
    let written = folder.path().join("out");
    fs::create_dir(&written)?;
    let mut outputs = Outputs::new();
    for format in Format::value_variants() {
        let format = format.to_possible_value().unwrap();
        let mut args = vec![
            input.display().to_string(),
            format!("--format={}", format.get_name()),
        ];
        args.extend(words.iter().copied().map(str::to_owned));
        if outputs.is_empty() {
            args.push("--csv-full-history".to_owned());
            for (option, name) in FILES {
                args.push(format!("--{option}={}", written.join(name).display()));
            }
        }
        let args = Args::try_parse_from(std::iter::once("lt-report".to_owned()).chain(args))?;
        let mut out = Vec::new();
        lt_report::run(args, &mut out)?;
        outputs.insert(
            format!("stdout.{}", format.get_name()),
            String::from_utf8(out)?,
        );
    }
    collect(&written, &mut outputs)?;
    Ok(outputs)
}

const FILES: [(&str, &str); 6] = [
    ("html", "page.html"),
    ("json", "report.json"),
    ("csv", "locust"),
    ("csv-samples", "samples.csv"),
    ("markdown", "report.md"),
    ("svg", "charts"),
];

fn collect(folder: &Path, outputs: &mut Outputs) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, outputs)?;
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        outputs.insert(name, fs::read_to_string(&path)?);
    }
    Ok(())
}
