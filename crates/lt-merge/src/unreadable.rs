//! Why an input could not be read on.

use lt_foreign::BadLine;
use lt_sample::ReadError;

/// What was wrong with it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error(transparent)]
    Stream(#[from] ReadError),
    #[error(transparent)]
    Foreign(Box<BadLine>),
    #[error("{name}:1: not a line of an lt stream ({cause}); {}", advice(*.is_binary))]
    Unknown {
        name: String,
        cause: String,
        is_binary: bool,
    },
}

impl Unreadable {
    /// Whether the input as a whole is unusable (exit code 2), rather than broken midway (exit code 1).
    pub(crate) fn is_unusable_input(&self) -> bool {
        match self {
            Self::Stream(error) => error.is_unusable_input(),
            Self::Foreign(bad) => bad.is_unusable_input(),
            Self::Unknown { .. } => true,
        }
    }

    /// Finds what lies behind an error of the stream; of an input that begins with text, or with something else.
    pub(crate) fn of(error: ReadError, is_binary: bool) -> Self {
        match error {
            ReadError::Io { name, line, cause } => match cause.downcast::<BadLine>() {
                Ok(bad) => Self::Foreign(Box::new(bad)),
                Err(cause) => Self::Stream(ReadError::Io { name, line, cause }),
            },
            ReadError::BadLine {
                name,
                line: 1,
                cause,
                ..
            } => Self::Unknown {
                name,
                cause,
                is_binary,
            },
            error => Self::Stream(error),
        }
    }
}

fn advice(is_binary: bool) -> &'static str {
    match is_binary {
        true => "give text; `vegeta encode` turns a binary result of vegeta into JSON",
        false => {
            "give a stream that lt-gen wrote, or a result of k6 (JSON), vegeta (JSON, CSV), oha, hey, JMeter or Locust (CSV)"
        }
    }
}
