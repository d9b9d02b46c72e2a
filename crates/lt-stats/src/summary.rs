//! Everything a report or a gate needs to know of a stream.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;

use lt_sample::{
    Block, Event, Finding, Frame, Health, Ledger, Line, Micros, OnBadLine, Outcome, ReadError,
    Record, RunId, Sample, SharedReader, StreamEnd, Tally, UnixMicros, read_records,
};

use crate::faults::Faults;
use crate::gauges::Gauges;
use crate::groups::Groups;
use crate::history::{History, Moment, Recorder};
use crate::legs::{Lengths, Stretch};
use crate::series::{Endpoint, SeriesTable, write_cause};
use crate::windows::{Windows, length};
use crate::{By, GaugeSeries, Group, SeriesKey, Since, Slice, Window, WindowLength};

/// Which samples a summary counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Include {
    /// All but the warm-up.
    #[default]
    Measured,
    /// All, the warm-up too.
    All,
}

/// What a stream, or several together, amount to.
///
/// Does not depend on the order of lines, nor on whether samples or the frames folded from them were read.
#[derive(Clone, Debug)]
pub struct Summary {
    include: Include,
    since: Since,
    series: SeriesTable,
    lengths: Lengths,
    groups: Option<Groups>,
    history: Option<Recorder>,
    faults: Faults,
    windows: Windows,
    gauges: Gauges,
    events: BTreeMap<Event, u64>,
    events_left_out: u64,
    ledger: Ledger,
    warmup: u64,
    early: Early,
    cut_off: bool,
    skipped: u64,
}

/// What was due too early to count.
#[derive(Clone, Copy, Debug, Default)]
struct Early {
    requests: u64,
    /// Whether there was anything at all: a gauge is no request.
    any: bool,
}

/// Requests that failed in the same way at the same endpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The outcome.
    pub outcome: Outcome<'static>,
    /// Status, where there was an answer.
    pub status: Option<u16>,
    /// What went wrong, where it was told.
    pub error: Option<String>,
    /// How many requests.
    pub n: u64,
    /// Earliest intended start among them.
    pub first: UnixMicros,
    /// Latest end among them.
    pub last: UnixMicros,
}

impl fmt::Display for Failure {
    /// What went wrong, and how that is called in the stream, as [`Ending`](crate::Ending) tells it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_cause(f, &self.outcome, self.status, self.error.as_deref())
    }
}

impl Summary {
    /// Events beyond this many are only counted, the latest ones.
    const MOST_EVENTS: usize = 1000;

    /// A summary of nothing yet.
    pub fn new(include: Include) -> Self {
        Self {
            include,
            since: Since::default(),
            series: SeriesTable::new(),
            lengths: Lengths::default(),
            groups: None,
            history: None,
            faults: Faults::new(),
            windows: Windows::new(),
            gauges: Gauges::new(),
            events: BTreeMap::new(),
            events_left_out: 0,
            ledger: Ledger::default(),
            warmup: 0,
            early: Early::default(),
            cut_off: false,
            skipped: 0,
        }
    }

    /// The same, which counts nothing that was due before a moment, whether it belongs to the warm-up or not.
    ///
    /// What the stream tells of its runs is kept, so that it is known whether all was read, and so are events. A frame counts
    /// whole or not at all: around the moment, frames may tell more or less than the samples that were folded into them.
    #[must_use]
    pub fn since(self, since: Since) -> Self {
        Self { since, ..self }
    }

    /// A summary of what is still to come of the same stream: figures begin anew with what is due since a moment, what is
    /// known of the runs stays.
    #[must_use]
    pub fn anew(&self, since: Since) -> Self {
        Self {
            ledger: self.ledger.clone(),
            cut_off: self.cut_off,
            skipped: self.skipped,
            ..Self::new(self.include).since(since)
        }
    }

    /// The same, which also takes its requests apart, as [`Summary::groups`] tells.
    #[must_use]
    pub fn comparing(self, by: By) -> Self {
        Self {
            groups: Some(Groups::new(by)),
            ..self
        }
    }

    /// The same, which also keeps what happened at each endpoint when, as [`Summary::history`] tells.
    #[must_use]
    pub fn with_history(self) -> Self {
        Self {
            history: Some(Recorder::new()),
            ..self
        }
    }

    /// Takes in a whole stream, which messages call `name`.
    ///
    /// # Errors
    /// As [`read_records`].
    pub fn read(
        &mut self,
        source: impl Read,
        name: &str,
        on_bad_line: OnBadLine,
    ) -> Result<(), ReadError> {
        self.begin_stream(name);
        let reader = SharedReader::new(source, name, on_bad_line);
        let mut block = Block::default();
        while reader.read_block(&mut block, |line| self.add(&line.record)) {}
        self.note_end(reader.end()?);
        Ok(())
    }

    /// As [`Summary::read`], and hands on every line.
    ///
    /// # Errors
    /// As [`read_records`], and those of `each`.
    pub fn read_and<E: From<ReadError>>(
        &mut self,
        source: impl Read,
        name: &str,
        on_bad_line: OnBadLine,
        mut each: impl FnMut(&Line<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.begin_stream(name);
        let end = read_records(source, name, on_bad_line, |line| {
            self.add(&line.record);
            each(&line)
        })?;
        self.note_end(end);
        Ok(())
    }

    /// Takes note of which stream the records are of that are taken in from now on.
    pub fn begin_stream(&mut self, name: &str) {
        if let Some(groups) = &mut self.groups {
            groups.begin_stream(name);
        }
    }

    /// A summary of nothing yet that is to be merged into this one; `None` where requests are also taken apart, which
    /// would take the memory of the whole once for each part.
    pub(crate) fn part(&self) -> Option<Self> {
        let is_whole_only = self.groups.is_none() && self.history.is_none();
        is_whole_only.then(|| Self {
            since: self.since,
            series: self.series.emptied(),
            ..Self::new(self.include)
        })
    }

    /// How many bytes that take which grow most: series and windows.
    pub(crate) fn heap(&self) -> usize {
        self.series.heap() + self.windows.heap()
    }

    /// The finest parts.
    pub(crate) fn series(&self) -> impl Iterator<Item = &(SeriesKey, Tally)> {
        self.series.iter()
    }

    /// When there was load, leg by leg.
    pub(crate) fn load(&self) -> Vec<Stretch> {
        self.lengths.stretches(&self.ledger)
    }

    /// Whether all that was read are whole lines of types that we do not know: those of another tool.
    pub fn is_foreign(&self) -> bool {
        let is_whole = !self.cut_off && self.skipped == 0;
        let has_no_run = self.ledger.runs().next().is_none();
        is_whole
            && has_no_run
            && !self.early.any
            && self.events.is_empty()
            && self.gauges.is_empty()
    }

    /// Takes note of how a stream ended whose records were taken in one by one.
    pub fn note_end(&mut self, end: StreamEnd) {
        self.cut_off |= end.cut_off;
        self.skipped = self.skipped.saturating_add(end.skipped);
    }

    /// Takes in one record.
    pub fn add(&mut self, record: &Record<'_>) {
        self.ledger.add(record);
        if self.since.leaves_out(record) {
            self.early.add(record);
            return;
        }
        match record {
            Record::Sample(sample) if self.include == Include::Measured && sample.is_warmup() => {
                self.warmup = self.warmup.saturating_add(1);
            }
            Record::Frame(frame) if self.include == Include::Measured && frame.is_warmup() => {
                self.warmup = self.warmup.saturating_add(frame.tally.n);
            }
            Record::Sample(sample) if sample.is_fault() => self.faults.add_sample(sample),
            Record::Frame(frame) if frame.is_fault() => self.faults.add_frame(frame),
            Record::Sample(sample) => self.add_sample(sample),
            Record::Frame(frame) => self.add_frame(frame),
            Record::Gauge(gauge) => self.gauges.add(gauge),
            Record::Event(event) => self.add_event(event, 1),
            Record::Run(_) | Record::Journey(_) | Record::End(_) | Record::Unknown => {}
        }
    }

    /// Takes in what another summary, of the same choice of samples, moment, groups and history, took in.
    pub fn merge(&mut self, other: &Self) {
        self.series.merge(&other.series);
        self.lengths.merge(&other.lengths);
        if let (Some(ours), Some(theirs)) = (&mut self.groups, &other.groups) {
            ours.merge(theirs);
        }
        if let (Some(ours), Some(theirs)) = (&mut self.history, &other.history) {
            ours.merge(theirs);
        }
        self.faults.merge(&other.faults);
        self.windows.merge(&other.windows);
        self.gauges.merge(&other.gauges);
        other
            .events
            .iter()
            .for_each(|(event, n)| self.add_event(event, *n));
        self.events_left_out += other.events_left_out;
        self.ledger.merge(&other.ledger);
        self.warmup = self.warmup.saturating_add(other.warmup);
        self.early.merge(other.early);
        self.cut_off |= other.cut_off;
        self.skipped += other.skipped;
    }

    /// The sum of everything.
    pub fn total(&self) -> Slice {
        self.select(|_| true)
    }

    /// The sum of the series that a condition picks.
    pub fn select(&self, condition: impl Fn(&SeriesKey) -> bool) -> Slice {
        let mut slice = Slice::default();
        for (key, tally) in self.series.iter().filter(|(key, _)| condition(key)) {
            slice.add(&key.ending.outcome, key.ending.status, tally);
        }
        slice.leave_out_pauses(&self.lengths.stretches(&self.ledger));
        slice
    }

    /// The requests taken apart by what was asked for, injected faults aside; empty where nothing was asked for.
    ///
    /// The groups of a label, a scenario or a stage follow each other: they stand in order of time, and the span of each
    /// is its own. So is that of a stream; streams stand in the order in which they were read. The span of a window is
    /// the load that was in it, zero where that is less than a tenth of it. Those of an endpoint, a method or a status
    /// share the time of all legs, those of a journey or a tag that of the legs in which they are; they stand in order of
    /// their values. Requests that have no such value come last.
    ///
    /// Each is put together when it is its turn: all at once take as much memory as the summary has for them.
    pub fn groups(&self) -> impl Iterator<Item = Group> {
        self.groups.iter().flat_map(|groups| {
            let load = self.lengths.stretches(&self.ledger);
            groups.groups(&self.ledger, load)
        })
    }

    /// Whether anything has the label, the tag or whatever else the requests are taken apart by; `false` where they are not.
    pub fn has_groups(&self) -> bool {
        let groups = self.groups.as_ref();
        groups.is_some_and(|groups| groups.have_values(&self.ledger))
    }

    /// How long the windows are that are compared, where they had to be longer than what was asked for: more of them
    /// than a few hundred would take too much memory.
    pub fn widened(&self) -> Option<WindowLength> {
        self.groups.as_ref()?.widened()
    }

    /// What the requests are taken apart by, where they are.
    pub fn by(&self) -> Option<&By> {
        self.groups.as_ref().map(Groups::by)
    }

    /// By what the requests can be taken apart; known only where they are taken apart by something.
    pub fn comparable(&self) -> Vec<By> {
        let groups = self.groups.as_ref();
        groups.map_or_else(Vec::new, |groups| groups.comparable(&self.ledger))
    }

    /// The requests into which we injected a fault, by its kind; they are in nothing else that a summary tells.
    pub fn faults(&self) -> Vec<(&str, &Slice)> {
        let faults = self.faults.iter();
        faults.map(|(kind, slice)| (kind.as_str(), slice)).collect()
    }

    /// The endpoints in the order of name, method and host, `other` last, with what each amounts to.
    pub fn endpoints(&self) -> Vec<(Endpoint, Slice)> {
        let mut rows: BTreeMap<Endpoint, Slice> = BTreeMap::new();
        for (key, tally) in self.series.iter() {
            let row = rows.entry(key.endpoint.clone()).or_default();
            row.add(&key.ending.outcome, key.ending.status, tally);
        }
        let stretches = self.lengths.stretches(&self.ledger);
        for row in rows.values_mut() {
            row.leave_out_pauses(&stretches);
        }
        let other = rows.remove_entry(&Endpoint::other());
        rows.into_iter().chain(other).collect()
    }

    /// Requests that are errors, grouped by what went wrong: most frequent first, then by endpoint.
    pub fn failures(&self) -> Vec<Failure> {
        let failed = self
            .series
            .iter()
            .filter(|(key, _)| key.ending.outcome.is_error());
        let mut failures: Vec<(&SeriesKey, Failure)> = failed
            .map(|(key, tally)| {
                let failure = Failure {
                    endpoint: key.endpoint.clone(),
                    outcome: key.ending.outcome.clone(),
                    status: key.ending.status,
                    error: key.ending.error.clone(),
                    n: tally.n,
                    first: tally.first,
                    last: tally.last,
                };
                (key, failure)
            })
            .collect();
        failures.sort_by(|(key, failure), (other_key, other)| {
            other.n.cmp(&failure.n).then(key.cmp(other_key))
        });
        failures.into_iter().map(|(_, failure)| failure).collect()
    }

    /// The width of the windows, and the windows in which something was due, by their beginning.
    pub fn windows(&self) -> (Micros, Vec<(UnixMicros, Cow<'_, Window>)>) {
        let (width, windows) = self.windows.at_least(self.gauges.width());
        (length(width), windows)
    }

    /// What happened when, in windows at least as wide; by endpoint, too, where that was asked for.
    pub fn history(&self) -> History<'_> {
        let recorder = self.history.as_ref();
        let width = recorder.map_or(1, Recorder::width).max(self.gauges.width());
        let (width, windows) = self.windows.at_least(width);
        let windows = windows.iter();
        History {
            width: length(width),
            total: windows
                .map(|(at, window)| (*at, Moment::of_window(window)))
                .collect(),
            endpoints: recorder.map_or_else(Vec::new, |recorder| recorder.at_least(width)),
        }
    }

    /// The gauges, in windows of the same width.
    pub fn gauges(&self) -> Vec<GaugeSeries> {
        let width = self.windows.width().max(self.gauges.width());
        self.gauges.combined(width, &self.ledger)
    }

    /// The events in order of time, and how many more were left out.
    pub fn events(&self) -> (Vec<&Event>, u64) {
        (self.events.keys().collect(), self.events_left_out)
    }

    /// What was read of each run.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What is missing, double or contradictory.
    pub fn findings(&self) -> Vec<Finding> {
        self.ledger.findings(None)
    }

    /// Whether a stream ended in the middle of a line or of a compressed block.
    pub fn is_cut_off(&self) -> bool {
        self.cut_off
    }

    /// How many lines were left out because they are no records.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// How many samples of the warm-up were left out.
    pub fn warmup(&self) -> u64 {
        self.warmup
    }

    /// The moment before which nothing counts, where there is one, and how many requests were left out because they were due
    /// before it.
    pub fn early(&self) -> Option<(UnixMicros, u64)> {
        let Since(moment) = self.since;
        (self.since != Since::default()).then_some((moment, self.early.requests))
    }

    /// Why the figures must not be judged: a saturated generator, or a stream that is not all there. Empty when they may.
    pub fn doubts(&self) -> Vec<String> {
        let mut doubts: Vec<String> = self.saturated().into_iter().collect();
        doubts.extend(self.findings().iter().map(ToString::to_string));
        if self.cut_off {
            doubts.push("a stream ends in the middle of a line".to_owned());
        }
        doubts
    }

    /// Whether generators were saturated; of several, what the one says whose requests were latest.
    fn saturated(&self) -> Option<String> {
        let runs = self.ledger.runs().filter_map(|(run, account)| {
            let health = account.end.as_ref()?.health.as_ref()?;
            health.saturated.then_some((run, health))
        });
        let runs: Vec<_> = runs.collect();
        let n = runs.len();
        let latest = |(run, health): &(RunId, &Health)| (health.delay_p99_us, Reverse(*run));
        let (run, health) = runs.into_iter().max_by_key(latest)?;
        let why = match health.why.is_empty() {
            true => "its end line says so".to_owned(),
            false => health.why.join("; "),
        };
        Some(match n {
            1 => format!("the generator of run {run} was saturated: {why}"),
            n => {
                format!("the generators of {n} runs were saturated, the worst of run {run}: {why}")
            }
        })
    }

    fn add_sample(&mut self, sample: &Sample<'_>) {
        self.series.add_sample(sample);
        self.windows.add_sample(sample);
        if sample.outcome.is_request() {
            let (first, last) = (sample.at_us, sample.end());
            self.lengths.add(sample.run, Stretch { first, last });
        }
        if let Some(groups) = &mut self.groups {
            groups.add_sample(sample);
        }
        if let Some(history) = &mut self.history {
            history.add_sample(sample);
        }
    }

    fn add_frame(&mut self, frame: &Frame) {
        self.series.add_frame(frame);
        self.windows.add_frame(frame);
        if frame.key.outcome.is_request() {
            let (first, last) = (frame.tally.first, frame.tally.last);
            self.lengths.add(frame.key.run, Stretch { first, last });
        }
        if let Some(groups) = &mut self.groups {
            groups.add_frame(frame);
        }
        if let Some(history) = &mut self.history {
            history.add_frame(frame);
        }
    }

    fn add_event(&mut self, event: &Event, n: u64) {
        *self.events.entry(event.clone()).or_default() += n;
        while self.events.len() > Self::MOST_EVENTS {
            let latest = self.events.pop_last();
            self.events_left_out += latest.map_or(0, |(_, n)| n);
        }
    }
}

impl Early {
    fn add(&mut self, record: &Record<'_>) {
        let requests = match record {
            Record::Sample(sample) if sample.outcome.is_request() => 1,
            Record::Frame(frame) if frame.key.outcome.is_request() => frame.tally.n,
            _ => 0,
        };
        self.merge(Self {
            requests,
            any: true,
        });
    }

    fn merge(&mut self, other: Self) {
        self.requests = self.requests.saturating_add(other.requests);
        self.any |= other.any;
    }
}

#[cfg(test)]
mod tests;
