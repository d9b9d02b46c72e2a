//! Results of other load generators, translated into the stream while they are read.
//!
//! Bytes of a foreign format go in, lines of a stream come out: a `run` line, samples, gauges, an `end` line. Memory
//! does not grow with the input, and equal inputs give equal bytes. Nothing is opened or printed here, no clock is
//! read, and what a format does not know is left out. Which column becomes what is told in `docs/foreign.md`.

mod answered;
mod bad_line;
mod flaw;
mod format;
mod hey;
mod jmeter;
mod k6;
mod locust;
mod number;
mod oha;
mod phrase;
mod rows;
mod stream;
mod table;
mod tool;
mod translated;
mod url;
mod vegeta;
mod verdict;

pub use bad_line::BadLine;
pub use flaw::Flaw;
pub use format::{Format, sniff};
pub use tool::Tool;
pub use translated::{Options, Translated};
