//! What was typed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Parser;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use lt_foreign::Tool;
use lt_sample::OnBadLine;

use lt_cli::duration;

use crate::recognized::HowToRead;

/// Join sample streams into one, ordered by time
///
/// Takes the input whose next line has the smallest time and copies lines byte for byte; the order within one input
/// never changes. What is missing of a test (a shard, the end of a run, samples) is said on stderr. Results of
/// k6 (JSON), vegeta (JSON, CSV), oha, hey, JMeter and Locust (CSV) are recognized by their first line and become
/// streams on the way.
#[derive(Debug, Parser)]
#[command(version, after_help = lt_cli::Exit::HELP)]
pub struct Args {
    /// Streams to join, compressed (.zst, .gz) or not; `-` or none is stdin
    #[arg(value_name = "FILES")]
    pub files: Vec<PathBuf>,

    /// What wrote the inputs; without it the first line of each tells
    #[arg(long, value_name = "TOOL", value_parser = parse_tool())]
    pub from: Option<Tool>,

    /// Leave numbers and ids in the paths of other tools' URLs as they are, instead of writing `{id}`
    #[arg(long)]
    pub keep_paths: bool,

    /// Fold samples into frames: exact counts and distributions of each second and endpoint
    #[arg(long, value_name = "LENGTH", value_parser = parse_frames)]
    pub frames: Option<FrameLength>,

    /// Fail unless every test consists of this many shards, each whole and there once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub expect_shards: Option<u32>,

    /// How long to wait for a live input that is silent before going on without it
    #[arg(long, value_name = "DURATION", default_value = "3s", value_parser = duration::parse)]
    pub max_wait: Duration,

    /// Leave out lines that are no records instead of stopping at the first
    #[arg(long)]
    pub skip_bad_lines: bool,

    /// Write to this file instead of stdout; `.zst` or `.gz` compresses
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// How long a frame lasts: one second of Unix time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameLength;

impl Args {
    pub(crate) fn reads_stdin(&self) -> bool {
        self.files.is_empty() || self.files.iter().any(|path| path == Path::new("-"))
    }

    pub(crate) fn how_to_read(&self) -> HowToRead {
        HowToRead {
            on_bad_line: match self.skip_bad_lines {
                true => OnBadLine::Skip,
                false => OnBadLine::Stop,
            },
            from: self.from,
            keep_paths: self.keep_paths,
        }
    }
}

fn parse_tool() -> impl TypedValueParser<Value = Tool> {
    PossibleValuesParser::new(Tool::ALL.map(Tool::name))
        .map(|name| Tool::from_name(&name).expect("only names of tools are possible"))
}

fn parse_frames(text: &str) -> Result<FrameLength, NotAFrameLength> {
    match duration::parse(text) {
        Ok(length) if length == Duration::from_secs(1) => Ok(FrameLength),
        _ => Err(NotAFrameLength),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("frames are whole Unix seconds; write `1s`, the only length that this version knows")]
struct NotAFrameLength;
