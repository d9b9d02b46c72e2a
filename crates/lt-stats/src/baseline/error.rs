//! Why bytes are no baseline.

/// Why a baseline cannot be read. The bytes may come from anywhere, such as the fork of a repository.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// Reading failed.
    #[error("cannot be read")]
    Io(#[from] std::io::Error),
    /// More bytes than any honest baseline has.
    #[error("is larger than {0} MiB; no baseline is")]
    TooLarge(u64),
    /// No JSON, or not of the right form. Its words are in ours: as a source they would be told twice.
    #[error("is no baseline: {0}")]
    Syntax(serde_json::Error),
    /// A newer or foreign format.
    #[error("has the format `{0}`; this version reads `lt.baseline/1`")]
    Schema(String),
    /// What it says of itself contradicts itself.
    #[error("contradicts itself: {0}")]
    Contradiction(&'static str),
    /// Its contents are not those that its id was made of.
    #[error("was changed after it was made: its contents do not give the id `{0}`")]
    Changed(String),
}
