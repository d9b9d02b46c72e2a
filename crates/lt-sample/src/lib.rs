#![doc = include_str!("../FORMAT.md")]

mod end;
mod event;
mod fold;
mod frame;
mod gauge;
pub mod histogram;
mod journey;
mod ledger;
mod leg;
mod outcome;
mod progress;
mod reader;
mod record;
mod run;
mod run_id;
mod sample;
mod shard;
mod tally;
mod time;

pub use end::{End, EndReason, Health};
pub use event::Event;
pub use fold::Folder;
pub use frame::{Frame, FrameKey};
pub use gauge::Gauge;
pub use histogram::Histogram;
pub use journey::Journey;
pub use ledger::{Account, Finding, Ledger};
pub use leg::Leg;
pub use outcome::Outcome;
pub use progress::{Progress, Underway};
pub use reader::{Block, Line, OnBadLine, ReadError, SharedReader, StreamEnd, read_records};
pub use record::{NotARecord, Record};
pub use run::{ClockEstimate, Machine, PlannedScenario, PlannedSine, PlannedStage, Run};
pub use run_id::RunId;
pub use sample::{MetricValues, Sample, SampleLine};
pub use shard::{NotAShard, Shard};
pub use tally::Tally;
pub use time::{Micros, UnixMicros};

/// The version of the stream that this crate writes, and the newest that it reads.
pub const FORMAT: u32 = 1;

/// The longest line that a reader accepts, in bytes without its line break.
pub const MAX_LINE: usize = 1 << 20;
