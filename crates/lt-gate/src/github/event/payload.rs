//! The event's file: the webhook's JSON, of which any part may be missing.

use std::fs::File;
use std::io::Read;

use anyhow::{Context, anyhow};
use lt_cli::usage;
use serde_json::Value;

/// An event; asked by paths such as `/pull_request/head/sha`.
#[derive(Debug)]
pub(super) struct Payload(Value);

/// Bytes of the largest event: GitHub sends none above 25 MB.
const LARGEST: u64 = 32 << 20;

impl Payload {
    /// Reads the file; without one nothing is known.
    ///
    /// # Errors
    /// It cannot be read, is too large, or is no JSON. What it says is not repeated.
    pub(super) fn read(path: Option<String>) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Self(Value::Null));
        };
        let place = || format!("cannot read the event `{path}` that `GITHUB_EVENT_PATH` names");
        let mut text = Vec::new();
        let file = File::open(&path).with_context(place).map_err(usage)?;
        let mut file = file.take(LARGEST + 1);
        let read = file.read_to_end(&mut text);
        read.with_context(place).map_err(usage)?;
        if file.limit() == 0 {
            return Err(usage(anyhow!("the event `{path}` is larger than 32 MiB")));
        }
        Self::parse(&text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            usage(anyhow!(
                "the event `{path}` is no JSON: line {line}, column {column}"
            ))
        })
    }

    pub(super) fn parse(text: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(text).map(Self)
    }

    /// The text at a path that says something; `None` of anything else.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        let text = self.0.pointer(path)?.as_str()?;
        (!text.is_empty()).then_some(text)
    }

    /// The number at a path, from 1 on.
    pub(super) fn number(&self, path: &str) -> Option<u64> {
        self.0.pointer(path)?.as_u64().filter(|number| *number > 0)
    }

    /// Whether the path says yes.
    pub(super) fn says(&self, path: &str) -> bool {
        self.0.pointer(path).and_then(Value::as_bool) == Some(true)
    }
}
