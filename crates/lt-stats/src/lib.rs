//! What a stream amounts to: summaries, percentiles and windows.
//!
//! A [`Summary`] is read from records, samples and frames alike, in any order; two summaries can be merged, and the
//! result is that of reading everything into one. It keeps distributions, never averages of percentiles, and its
//! memory does not grow with the number of samples. This crate opens no file, asks no clock and prints nothing.
//!
//! ```
//! use lt_sample::{Micros, Outcome, Record, RunId, Sample, UnixMicros};
//! use lt_stats::{Include, Percentile, Summary, percentile};
//!
//! let mut summary = Summary::new(Include::Measured);
//! for ms in 1..=100 {
//!     let run = RunId::parse("k3x9a2bc").unwrap();
//!     let mut sample = Sample::new(run, UnixMicros(ms), "GET", "/", Outcome::Ok);
//!     (sample.delay_us, sample.service_us) = (Some(Micros(0)), Some(Micros(ms * 1000)));
//!     summary.add(&Record::Sample(sample));
//! }
//! let total = summary.total();
//! assert_eq!(total.requests(), 100);
//! let p95 = percentile(&total.tally.response, Percentile::parse("95").unwrap()).unwrap();
//! assert!(p95.0.abs_diff(95_000) < 95); // within 0.1 %
//! ```

mod bounded;
mod by;
mod content;
mod distribution;
mod faults;
mod figures;
mod gauges;
mod group;
mod groups;
mod history;
mod legs;
mod parallel;
mod percentile;
mod series;
mod slice;
mod summary;
mod timeline;
mod value;
mod window_length;
mod windows;

pub use by::By;
pub use distribution::{deviation, mean, percentile};
pub use figures::Figures;
pub use gauges::GaugeSeries;
pub use group::Group;
pub use history::{History, Moment, Moments, Times};
pub use percentile::Percentile;
pub use series::{Ending, Endpoint, SeriesKey};
pub use slice::Slice;
pub use summary::{Failure, Include, Summary};
pub use timeline::{Interval, Timeline};
pub use window_length::WindowLength;
pub use windows::{Answers, Window};
