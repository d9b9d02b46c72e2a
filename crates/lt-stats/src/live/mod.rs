//! What a summary that may still grow says of the present.
//!
//! The present is the latest second that the stream tells of; no clock is asked, so the same stream looks the same
//! whenever it is read. Figures only: how they are worded and drawn is up to whoever shows them.

mod doubts;
mod generator;
mod recent;
mod span;
mod table;

pub use doubts::doubts;
pub use generator::{Generator, Strain, of_generator};
pub use recent::Recent;
pub use span::{Span, complete};
pub use table::{Row, Table, percentiles};

/// Whether there is more to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// The reader goes on.
    Open,
    /// Everything was read.
    Ended,
}

#[cfg(test)]
mod tests;
