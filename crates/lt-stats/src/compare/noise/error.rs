//! Why bytes are no noise file.

/// Why noise cannot be read. The bytes may come from anywhere.
#[derive(Debug, thiserror::Error)]
pub enum NoiseError {
    /// Reading failed.
    #[error("cannot be read")]
    Io(#[from] std::io::Error),
    /// More bytes than any honest file has.
    #[error("is larger than {0} MiB; no noise file is")]
    TooLarge(u64),
    /// No JSON, or not of the right form.
    #[error("is no noise file: {0}; make one with `lt-gate calibrate`")]
    Syntax(#[from] serde_json::Error),
    /// A newer or foreign format.
    #[error("has the format `{0}`; this version reads `lt.noise/1`")]
    Schema(String),
    /// A number that cannot be.
    #[error("says of `{figure}` that `{field}` is {value}; it must be zero or more")]
    Number {
        /// Endpoint and measure.
        figure: String,
        /// The field.
        field: &'static str,
        /// What it says.
        value: f64,
    },
    /// The same figure more than once.
    #[error("tells the spread of `{0}` twice; tell it once")]
    Twice(String),
    /// No measure of ours.
    #[error("tells the spread of the measure `{0}`, which this version does not know")]
    Measure(String),
}
