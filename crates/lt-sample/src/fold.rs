//! Folding samples into frames.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use crate::{Frame, FrameKey, Sample, Tally, UnixMicros};

/// Gathers samples and frames of equal keys until they are taken out.
///
/// Whoever takes them out again and again, each second for instance, gives out a key twice where a request of an
/// earlier second ended late: such frames add up, and nothing is lost or counted twice.
///
/// Memory grows with the number of distinct keys since the last taking ([`Folder::len`]), not with the number of
/// samples: per second at most endpoints × scenarios × stages × endings × sets of tags. A key takes
/// 1.2 KB, and 256 bytes for every 32 neighboring buckets that its times touch, in each of their histograms. Where tags
/// come from the target, their number is the target's choice: take everything out when [`Folder::len`] reaches what there
/// is room for. What stays when all is taken out is 1.2 KB for each of the most keys that were ever held together.
#[derive(Debug, Default)]
pub struct Folder {
    frames: HashTable<Frame>,
}

impl Folder {
    /// Takes in a sample.
    pub fn add_sample(&mut self, sample: &Sample<'_>) {
        let hash = hash(sample);
        let same = |frame: &Frame| is_key_of(&frame.key, sample);
        let frame = match self
            .frames
            .entry(hash, same, |frame| hash_of_key(&frame.key))
        {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(empty(key_of(sample))).into_mut(),
        };
        frame.tally.add_sample(sample);
    }

    /// Takes in a frame.
    pub fn add_frame(&mut self, other: &Frame) {
        let hash = hash_of_key(&other.key);
        let same = |frame: &Frame| frame.key == other.key;
        let frame = match self
            .frames
            .entry(hash, same, |frame| hash_of_key(&frame.key))
        {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(empty(other.key.clone())).into_mut(),
        };
        frame.tally.add(&other.tally);
    }

    /// How many frames are held.
    pub fn len(&self) -> usize {
        self.frames.len()
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Takes out the frames of all seconds before `second`, in the order of their keys.
    pub fn take_before(&mut self, second: u64) -> Vec<Frame> {
        let mut frames: Vec<Frame> = self
            .frames
            .extract_if(|frame| frame.key.second < second)
            .collect();
        frames.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        frames
    }

    /// Takes out everything, in the order of the keys.
    pub fn take_all(&mut self) -> Vec<Frame> {
        let mut frames: Vec<Frame> = self.frames.drain().collect();
        frames.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        frames
    }
}

fn empty(key: FrameKey) -> Frame {
    let tally = Tally::default();
    Frame { key, tally }
}

fn hash(sample: &Sample<'_>) -> u64 {
    hash_parts(
        sample.at_us,
        &sample.name,
        &sample.method,
        sample.outcome.as_str(),
        sample.status,
    )
}

fn hash_of_key(key: &FrameKey) -> u64 {
    let at = UnixMicros::from_second(key.second);
    hash_parts(at, &key.name, &key.method, key.outcome.as_str(), key.status)
}

/// The parts that differ most; [`is_key_of`] looks at all of them.
fn hash_parts(at: UnixMicros, name: &str, method: &str, outcome: &str, status: Option<u16>) -> u64 {
    FixedState::default().hash_one((at.second(), name, method, outcome, status))
}

fn is_key_of(key: &FrameKey, sample: &Sample<'_>) -> bool {
    key.second == sample.at_us.second()
        && key.run == sample.run
        && key.name == sample.name
        && key.method == sample.method
        && key.outcome == sample.outcome
        && key.status == sample.status
        && key.stage == sample.stage
        && key.host.as_deref() == sample.host.as_deref()
        && key.scenario.as_deref() == sample.scenario.as_deref()
        && key.journey.as_deref() == sample.journey.as_deref()
        && key.phase.as_deref() == sample.phase.as_deref()
        && key.error.as_deref() == sample.error.as_deref()
        && key.fault.as_deref() == sample.fault.as_deref()
        && key.tags.len() == sample.tags.len()
        && key
            .tags
            .iter()
            .zip(&sample.tags)
            .all(|(ours, theirs)| ours.0 == theirs.0 && ours.1 == theirs.1)
}

fn key_of(sample: &Sample<'_>) -> FrameKey {
    let owned = |text: &Option<std::borrow::Cow<'_, str>>| text.as_ref().map(ToString::to_string);
    FrameKey {
        second: sample.at_us.second(),
        run: sample.run,
        name: sample.name.to_string(),
        method: sample.method.to_string(),
        host: owned(&sample.host),
        scenario: owned(&sample.scenario),
        journey: owned(&sample.journey),
        stage: sample.stage,
        phase: owned(&sample.phase),
        tags: sample
            .tags
            .iter()
            .map(|(key, value)| (key.to_string(), value.to_string()))
            .collect(),
        outcome: sample.outcome.clone().into_owned(),
        status: sample.status,
        error: owned(&sample.error),
        fault: owned(&sample.fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Outcome, RunId};

    #[test]
    fn samples_that_differ_in_any_part_of_their_key_are_not_folded_together() {
        let base = || {
            let run = RunId::from_bits(1);
            Sample::new(run, UnixMicros(5), "GET", "/", Outcome::Ok)
        };
        let mut samples: Vec<Sample<'_>> = (0..14).map(|_| base()).collect();
        samples[1].run = RunId::from_bits(2);
        samples[2].method = "POST".into();
        samples[3].name = "/a".into();
        samples[4].host = Some("x".into());
        samples[5].scenario = Some("x".into());
        samples[6].journey = Some("x".into());
        samples[7].stage = Some(0);
        samples[8].phase = Some("warmup".into());
        samples[9].tags = vec![("x".into(), "y".into())];
        samples[10].outcome = Outcome::Timeout;
        samples[11].status = Some(200);
        samples[12].error = Some("x".into());
        samples[13].fault = Some("x".into());
        samples.push(Sample {
            at_us: UnixMicros(1_000_000),
            ..base()
        });
        let mut folder = Folder::default();
        for sample in samples.iter().chain(&samples) {
            folder.add_sample(sample);
        }
        assert_eq!(folder.len(), samples.len());
        assert!(folder.take_all().iter().all(|frame| frame.tally.n == 2));
    }
}
