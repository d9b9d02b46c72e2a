//! Runs, each for itself, to be kept or compared.

use std::io::{self, BufReader, Read};
use std::path::PathBuf;

use anyhow::{Context, anyhow};
use lt_cli::{Input, open_inputs, usage};
use lt_sample::{Line, read_records};
use lt_stats::baseline::{About, Baseline, NoBaseline};

use super::collector::Collector;
use super::{Reading, Wanted};

/// Reads the runs of some files: streams, of which each leg (same test and labels) is kept as `about` tells, and
/// baselines, which are one already. Streams are read together: shards in several files are one run.
///
/// # Errors
/// A file cannot be read, is neither, or holds nothing that could be kept.
pub fn read_runs(files: &[PathBuf], about: &About) -> anyhow::Result<Vec<Baseline>> {
    let wanted = Wanted {
        runs: true,
        ..Wanted::default()
    };
    let mut collector = Collector::of_runs(&wanted);
    let mut runs = Vec::new();
    let mut streams = Vec::new();
    for input in open_inputs(files)? {
        let name = input.name.clone();
        match sort(input)? {
            Sorted::Baseline(baseline) => runs.push(*baseline),
            Sorted::Stream(source) => {
                let each = |mut line: Line<'_>| collector.add(&mut line.record).map(drop);
                let end = read_records(source, &name, wanted.on_bad_line, each).map_err(usage)?;
                collector.end_stream(end);
                streams.push(name);
            }
        }
    }
    if !streams.is_empty() {
        let found = kept(&collector.finish(), about).and_then(|found| match found.is_empty() {
            true => Err(NoBaseline::Empty),
            false => Ok(found),
        });
        runs.extend(found.context(streams.join(", ")).map_err(usage)?);
    }
    Ok(runs)
}

/// The legs of a reading that kept its runs, each as a baseline, in order of time; none where nothing was measured.
///
/// # Errors
/// The name cannot be that of a baseline, or a leg is larger than one may be.
pub(crate) fn kept(reading: &Reading, about: &About) -> Result<Vec<Baseline>, NoBaseline> {
    let legs = reading.runs();
    let kept = legs.iter().map(|leg| Baseline::of(leg, about.clone()));
    kept.collect()
}

/// What follows the first bytes of a file, and those.
type Rewound = io::Chain<io::Cursor<Vec<u8>>, Box<dyn Read + Send>>;

/// A file by what is in it.
enum Sorted {
    Baseline(Box<Baseline>),
    Stream(Rewound),
}

/// A baseline says what it is with its first key; a line of a stream has another.
fn sort(mut input: Input) -> anyhow::Result<Sorted> {
    const BASELINE: &[u8] = b"{\"schema\":";
    let mut head = Vec::with_capacity(BASELINE.len());
    let mut first = input.reader.by_ref().take(BASELINE.len() as u64);
    match first.read_to_end(&mut head) {
        // A torn file is told of as one by who reads it.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {}
        read => drop(read.with_context(|| input.name.clone()).map_err(usage)?),
    }
    let is_baseline = head == BASELINE;
    let source = io::Cursor::new(head).chain(input.reader);
    if !is_baseline {
        return Ok(Sorted::Stream(source));
    }
    let baseline = Baseline::read(BufReader::new(source));
    let baseline = baseline.map_err(|error| anyhow!("{}: {error}", input.name));
    Ok(Sorted::Baseline(Box::new(baseline.map_err(usage)?)))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn streams_and_baselines_are_told_apart_by_what_is_in_them() {
        let folder = tempfile::tempdir().unwrap();
        let stream = folder.path().join("stream");
        let text = r#"{"type":"run","format":1,"run":"k3x9a2bc","test":"t","shard":{"index":0,"of":1},"tool":"lt-gen","version":"1","started_us":1}
{"type":"sample","run":"k3x9a2bc","at_us":1,"method":"GET","name":"/x","status":200,"outcome":"ok","delay_us":0,"service_us":9}
"#;
        fs::write(&stream, text).unwrap();
        let about = About {
            name: "main".to_owned(),
            ..About::default()
        };
        let from_stream = read_runs(std::slice::from_ref(&stream), &about).unwrap();
        let kept = folder.path().join("kept");
        fs::write(&kept, from_stream[0].to_json()).unwrap();
        let both = read_runs(&[kept, stream], &about).unwrap();
        assert_eq!(both, [from_stream.clone(), from_stream].concat());
        let empty = folder.path().join("empty");
        fs::write(&empty, "").unwrap();
        assert!(read_runs(&[empty], &about).is_err());
    }
}
