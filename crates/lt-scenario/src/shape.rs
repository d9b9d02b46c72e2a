//! How a load changes over time, as people write it.

use std::time::Duration;

use crate::RunTime;
use crate::curve::{Curve, Segment};

/// A load that changes over time. Levels are whole numbers: users, or [`Rate::level`](crate::Rate::level)s of arrivals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One stage after another, from nothing on.
    Stages(Vec<Stage>),
    /// A level, a peak, and the first level again for the rest.
    Spike([Stage; 3]),
    /// Up and down around a mean for as long as the load lasts, beginning at the mean and rising.
    Sine(Sine),
    /// Higher (or lower) by the same step each time.
    Steps(Vec<Stage>),
}

/// One stage: the way to a level, and a stay there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// How long the way from the level before takes; 0 is a jump.
    pub over: Duration,
    /// The level that is reached.
    pub level: u64,
    /// How long it is held.
    pub hold: Duration,
}

/// A level that swings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sine {
    /// Its middle; above zero.
    pub mean: u64,
    /// How far it goes above and below; at most the mean.
    pub amplitude: u64,
    /// The time of one round; above zero.
    pub period: Duration,
}

impl Shape {
    /// The key under which a scenario file writes it.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Stages(_) => "stages",
            Self::Spike(_) => "spike",
            Self::Sine(_) => "sine",
            Self::Steps(_) => "steps",
        }
    }

    /// Its stages in order; none for a sine. The last one of a spike has no length of its own.
    pub fn stages(&self) -> &[Stage] {
        match self {
            Self::Stages(stages) | Self::Steps(stages) => stages,
            Self::Spike(stages) => stages,
            Self::Sine(_) => &[],
        }
    }

    /// The highest level.
    pub fn peak(&self) -> u64 {
        match self {
            Self::Sine(sine) => sine.mean + sine.amplitude,
            other => {
                let levels = other.stages().iter().map(|stage| stage.level);
                levels.max().unwrap_or_default()
            }
        }
    }

    /// The length that follows from it; `None` for a spike and a sine, which last as long as they are told to.
    pub fn length(&self) -> Option<Duration> {
        match self {
            Self::Stages(stages) | Self::Steps(stages) => {
                Some(stages.iter().map(|stage| stage.over + stage.hold).sum())
            }
            Self::Spike(_) | Self::Sine(_) => None,
        }
    }

    /// What it is in words, with its own way to show a level.
    pub(crate) fn describe(&self, show: impl Fn(u64) -> String, what: &str) -> String {
        match self {
            Self::Stages(stages) => {
                let n = stages.len();
                let plural = if n == 1 { "stage" } else { "stages" };
                format!("0 to {} {what} over {n} {plural}", show(self.peak()))
            }
            Self::Spike([base, peak, _]) => {
                let (base, peak) = (show(base.level), show(peak.level));
                format!("{base} {what}, a spike of {peak}")
            }
            Self::Sine(sine) => format!(
                "a sine of {} ± {} {what} every {} s",
                show(sine.mean),
                show(sine.amplitude),
                sine.period.as_secs_f64()
            ),
            Self::Steps(stages) => {
                let level = |stage: Option<&Stage>| show(stage.map_or(0, |stage| stage.level));
                let (first, last) = (level(stages.first()), level(stages.last()));
                format!("{first} to {last} {what} in {} steps", stages.len())
            }
        }
    }

    /// The first level above zero: what a warm-up holds.
    pub(crate) fn first_level(&self) -> u64 {
        match self {
            Self::Sine(sine) => sine.mean,
            other => {
                let mut levels = other.stages().iter().map(|stage| stage.level);
                levels.find(|level| *level > 0).unwrap_or_default()
            }
        }
    }

    /// The curve, after a warm-up in nanoseconds at the first level above zero.
    pub(crate) fn curve(&self, warmup: u64) -> Curve {
        let curve = match self {
            Self::Sine(sine) => Curve::new([(
                u64::MAX,
                Segment::Sine {
                    mean: sine.mean,
                    amplitude: sine.amplitude,
                    period: RunTime::after(sine.period).0,
                },
            )]),
            other => Curve::new(lines(other.stages())),
        };
        if warmup == 0 {
            return curve;
        }
        curve.led_by(warmup, self.first_level())
    }

    /// Which stage a moment lies in, counted from the end of the warm-up; the last one lasts for ever.
    pub(crate) fn stage_at(&self, at: Duration) -> Option<u32> {
        let last = self.stages().len().checked_sub(1)?;
        let mut end = Duration::ZERO;
        let ends = self.stages()[..last].iter().map(|stage| {
            end += stage.over + stage.hold;
            end
        });
        u32::try_from(ends.take_while(|end| *end <= at).count()).ok()
    }
}

fn lines(stages: &[Stage]) -> impl Iterator<Item = (u64, Segment)> {
    let mut before = 0;
    stages.iter().flat_map(move |stage| {
        let (from, to) = (std::mem::replace(&mut before, stage.level), stage.level);
        [
            (RunTime::after(stage.over).0, Segment::Linear { from, to }),
            (
                RunTime::after(stage.hold).0,
                Segment::Linear { from: to, to },
            ),
        ]
    })
}
