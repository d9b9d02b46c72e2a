//! What Locust writes, to the letter: header and columns, order of rows, line ends and the shape of numbers.
//!
//! What the figures are is ours: docs/report-csv.md says where they differ from Locust's, and why.

mod csv;
mod entry;
mod failures;
mod files;
mod history;
mod json;
mod python;
mod stats;
mod users;

pub(crate) use csv::Csv;
pub(crate) use files::Files;
pub(crate) use json::render as json;
pub(crate) use stats::requests_csv;

#[cfg(test)]
mod tests;
