//! Writing the stream: the lines that every format ends up in.

use std::collections::BTreeMap;

use lt_sample::{
    End, EndReason, FORMAT, Frame, FrameKey, Gauge, Journey, Micros, Outcome, Record, Run, RunId,
    Sample, Shard, Tally, UnixMicros,
};

use crate::url;
use crate::{Options, Tool};

/// The lines that were not fetched yet, and what the `end` line will tell.
#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) run: RunId,
    tool: Tool,
    keep_paths: bool,
    begun: bool,
    /// The first base URL that was met; others are told as hosts.
    target: Option<String>,
    last: UnixMicros,
    samples: u64,
    framed: u64,
    lines: Vec<u8>,
}

impl Stream {
    /// A stream whose name follows from the first bytes of the input, so that equal inputs give equal streams.
    pub(crate) fn new(tool: Tool, head: &[u8], options: Options) -> Self {
        Self {
            run: RunId::from_bits(fingerprint(head)),
            tool,
            keep_paths: options.keep_paths,
            begun: false,
            target: None,
            last: UnixMicros(0),
            samples: 0,
            framed: 0,
            lines: Vec::new(),
        }
    }

    /// The lines since the last call.
    pub(crate) fn take_lines(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.lines)
    }

    /// A request without anything but its start and how it ended.
    pub(crate) fn draft<'a>(
        &self,
        at: u64,
        method: &'a str,
        name: &'a str,
        outcome: Outcome<'a>,
    ) -> Sample<'a> {
        Sample::new(self.run, UnixMicros(at), method, name, outcome)
    }

    /// What an endpoint is called: a URL by its path, everything else as it is.
    pub(crate) fn name_of(&self, text: &str) -> String {
        match url::split(text) {
            Some((_, path)) => url::name_of(path, self.keep_paths),
            None => url::cut(text).to_owned(),
        }
    }

    /// Its name, and the host of its URL where that is not the target's, which the first URL of all names.
    ///
    /// Names that are no paths are kept whatever the host: their authors mean them as they are.
    pub(crate) fn endpoint(&mut self, text: &str, url: &str) -> (String, Option<String>) {
        let name = self.name_of(text);
        let Some((base, _)) = url::split(url) else {
            return (name, None);
        };
        if self.target.is_none() && !self.begun {
            self.target = Some(base.clone());
        }
        let is_other = self.target.as_ref() != Some(&base) && name.starts_with('/');
        let host = base.split_once("://").filter(|_| is_other);
        (name, host.map(|(_, host)| host.to_owned()))
    }

    pub(crate) fn sample(&mut self, sample: &Sample<'_>) {
        self.begin(sample.at_us);
        self.last = self.last.max(sample.end());
        self.samples += 1;
        sample.write(&mut self.lines);
    }

    /// Many arrivals of one instant that were never sent: of the target nothing is known but that it was not asked.
    pub(crate) fn dropped(&mut self, at: u64, scenario: &str, n: u64) {
        let at = UnixMicros(at);
        self.begin(at);
        self.last = self.last.max(at);
        self.framed = self.framed.saturating_add(n);
        let frame = Frame {
            key: FrameKey {
                second: at.second(),
                run: self.run,
                name: "iteration".to_owned(),
                method: String::new(),
                host: None,
                scenario: Some(scenario.to_owned()).filter(|scenario| !scenario.is_empty()),
                journey: None,
                stage: None,
                phase: None,
                tags: Vec::new(),
                outcome: Outcome::Dropped,
                status: None,
                error: None,
                fault: None,
            },
            tally: Tally {
                n,
                first: at,
                last: at,
                ..Tally::default()
            },
        };
        Record::Frame(Box::new(frame)).write(&mut self.lines);
    }

    pub(crate) fn gauge(&mut self, at: u64, name: &str, value: f64, label: Option<(&str, &str)>) {
        let at_us = UnixMicros(at);
        self.begin(at_us);
        self.last = self.last.max(at_us);
        let label = label.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let gauge = Gauge {
            run: self.run,
            at_us,
            source: self.tool.name().to_owned(),
            name: name.to_owned(),
            value,
            unit: String::new(),
            labels: label.into_iter().collect(),
        };
        Record::Gauge(gauge).write(&mut self.lines);
    }

    pub(crate) fn journey(
        &mut self,
        at: u64,
        name: String,
        duration: u64,
        outcome: Outcome<'static>,
        requests: u64,
    ) {
        let journey = Journey {
            run: self.run,
            at_us: UnixMicros(at),
            name,
            duration_us: Micros(duration),
            think_us: Micros(0),
            outcome,
            requests,
            user: None,
            iter: None,
        };
        self.begin(journey.at_us);
        self.last = self.last.max(journey.at_us + journey.duration_us);
        Record::Journey(journey).write(&mut self.lines);
    }

    /// Ends the run, which was read to its end.
    pub(crate) fn end(&mut self) {
        self.begin(UnixMicros(0));
        let end = End {
            run: self.run,
            at_us: self.last,
            test: self.test(),
            shard: Shard::WHOLE,
            reason: EndReason::Completed,
            samples: self.samples,
            framed: self.framed,
            dropped: self.framed,
            cancelled: 0,
            skipped_late: 0,
            health: None,
        };
        Record::End(end).write(&mut self.lines);
    }

    /// Writes the `run` line in front of the first other one.
    fn begin(&mut self, at: UnixMicros) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        let run = Run {
            format: FORMAT,
            run: self.run,
            test: self.test(),
            shard: Shard::WHOLE,
            leg: None,
            attempt: None,
            tool: self.tool.name().to_owned(),
            version: "unknown".to_owned(),
            started_us: at,
            late_us: None,
            scenario_file: None,
            scenario_sha256: None,
            seed: None,
            model: None,
            plan: Vec::new(),
            warmup_us: None,
            labels: BTreeMap::new(),
            checks: BTreeMap::new(),
            thresholds: None,
            machine: None,
            target: self.target.clone(),
            targets: Vec::new(),
            clock: None,
        };
        Record::Run(Box::new(run)).write(&mut self.lines);
    }

    fn test(&self) -> String {
        format!("{}-{}", self.tool.name(), self.run)
    }
}

/// FNV-1a, folded so that all of it reaches the lowest 40 bits: the same on every machine and in every version.
fn fingerprint(bytes: &[u8]) -> u64 {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash ^ (hash >> 40)
}
