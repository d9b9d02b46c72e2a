//! Thresholds of the command line.

use super::stands_in;
use crate::threshold::{self, ParseError, Threshold};

/// Appends what `--threshold` gave.
pub(super) fn read(typed: &[String], thresholds: &mut Vec<Threshold>) -> Result<(), TypedError> {
    for text in typed {
        let threshold = threshold::parse(text).map_err(|cause| TypedError::Wrong {
            column: cause.column(text),
            text: text.clone(),
            cause,
        })?;
        if stands_in(thresholds, &threshold).is_some() {
            return Err(TypedError::Double(text.clone()));
        }
        thresholds.push(threshold);
    }
    Ok(())
}

/// Why a `--threshold` cannot be used.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(super) enum TypedError {
    #[error("--threshold `{text}`, column {column}: {cause}")]
    Wrong {
        text: String,
        column: usize,
        cause: ParseError,
    },
    #[error("--threshold `{0}` is given twice; give it once")]
    Double(String),
}
