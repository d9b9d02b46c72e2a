//! Why reading ended before the stream did.

use std::io;

use crate::record::NotARecord;

/// Why a stream could not be read on.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The bytes could not be had.
    #[error("{name}: cannot read on after line {line}")]
    Io {
        /// Name of the stream.
        name: String,
        /// The last line that was read.
        line: u64,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A line is no record.
    #[error("{name}:{line}: not a line of an lt stream ({cause}); {advice}")]
    BadLine {
        /// Name of the stream.
        name: String,
        /// The line's number, from 1.
        line: u64,
        /// What is wrong with it.
        cause: String,
        /// The way out.
        advice: &'static str,
    },
    /// A run was written in a newer format.
    #[error("{name}:{line}: {cause}")]
    NewerFormat {
        /// Name of the stream.
        name: String,
        /// The line's number, from 1.
        line: u64,
        /// Which version was found and which is known.
        cause: NotARecord,
    },
    /// The stream holds no line at all.
    #[error("{name}: the stream is empty; did the tool that should write it say why?")]
    Empty {
        /// Name of the stream.
        name: String,
    },
}

impl ReadError {
    /// Whether the input as a whole is unusable (exit code 2), rather than broken midway (exit code 1).
    pub fn is_unusable_input(&self) -> bool {
        match self {
            Self::Io { line, .. } => *line == 0,
            Self::BadLine { line, .. } => *line == 1,
            Self::NewerFormat { .. } | Self::Empty { .. } => true,
        }
    }
}
