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
//!
//! A run that others are to be compared with is kept as a [`baseline::Baseline`]: load the results, make a baseline of
//! them, write a report of it.
//!
//! ```
//! use lt_sample::OnBadLine;
//! use lt_stats::baseline::{About, Baseline, Grades, report};
//! use lt_stats::{Include, Summary};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let results = br#"{"type":"sample","run":"k3x9a2bc","at_us":1763718000123456,"method":"GET","name":"/api/health","status":200,"outcome":"ok","delay_us":12,"ttfb_us":812,"service_us":9100}"#;
//! // `results` is whatever can be read: a file, a pipe, bytes.
//! let mut summary = Summary::new(Include::Measured).with_history();
//! summary.read(&results[..], "results.ndjson", OnBadLine::Stop)?;
//!
//! let name = "production_baseline_v1".to_owned();
//! let baseline = Baseline::of(&summary, About { name, ..About::default() })?;
//!
//! let text = report(&baseline, &Grades::default());
//! assert!(text.contains("Baseline ID: production_baseline_v1\nGenerated: 2025-11-21T09:40:00\n"));
//! assert!(text.contains("GET      /api/health"));
//!
//! // What is kept is read again, and is known to be what was kept.
//! let json = baseline.to_json();
//! assert_eq!(Baseline::read(json.as_bytes())?, baseline);
//! # Ok(())
//! # }
//! ```

pub mod baseline;
mod bounded;
mod bucket;
mod by;
pub mod compare;
pub mod confidence;
mod content;
mod distribution;
mod faults;
mod figures;
mod gauges;
mod group;
mod groups;
mod history;
mod legs;
pub mod live;
mod parallel;
mod percentile;
mod series;
mod since;
mod slice;
mod summary;
mod timeline;
pub mod trend;
mod value;
mod window_length;
mod windows;

pub use bucket::{highest_at_rank, n_at_most};
pub use by::By;
pub use distribution::{deviation, mean, percentile};
pub use figures::Figures;
pub use gauges::{GaugeSeries, Readings};
pub use group::Group;
pub use history::{History, Moment, Moments, Times};
pub use percentile::Percentile;
pub use series::{Ending, Endpoint, SeriesKey};
pub use since::Since;
pub use slice::Slice;
pub use summary::{Failure, Include, Summary};
pub use timeline::{Interval, Timeline};
pub use window_length::WindowLength;
pub use windows::{Answers, Window};
