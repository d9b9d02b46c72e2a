//! A run: its name, its stream, and the process that makes it where that is ours.

use std::sync::Arc;
use std::time::{Duration, Instant};

use lt_stats::GaugeSeries;
use lt_stats::live::{Stream, of_generator};
use tokio::sync::oneshot;

use super::child::Child;
use super::feed::{Feed, Seen};
use super::log::{Log, LogLevel};
use super::state::Facts;
use super::told::Answer;
use super::{Command, Refusal};

/// What will come of a command.
pub(super) type Coming = oneshot::Receiver<Answer>;

/// A run that goes on, or did.
#[derive(Debug)]
pub(super) struct Run {
    id: String,
    feed: Arc<Feed>,
    child: Option<Child>,
    is_watched: bool,
    commands: u64,
    is_told_to_stop: bool,
    /// Whether it ended well, and what is to be said of that.
    end: Option<(bool, Option<String>)>,
}

impl Run {
    /// So many commands may wait for an answer: their lines fit into the pipe, whether `lt-gen` reads it or not.
    const MOST_COMMANDS: u64 = 100;

    /// A run that has just begun; without a process it is watched only.
    pub(super) fn new(id: String, feed: Arc<Feed>, child: Option<Child>) -> Self {
        Self {
            id,
            feed,
            is_watched: child.is_none(),
            child,
            commands: 0,
            is_told_to_stop: false,
            end: None,
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn feed(&self) -> Arc<Feed> {
        Arc::clone(&self.feed)
    }

    /// Tells `lt-gen` a command.
    pub(super) fn tell(&mut self, command: &Command) -> Result<Coming, Refusal> {
        if self.is_watched {
            return Err(Refusal::watched());
        }
        let child = self.child.as_mut().filter(|_| self.end.is_none());
        let child = child.ok_or_else(Refusal::idle)?;
        let answered = self.feed.look(|seen| seen.answers);
        if self.commands.saturating_sub(answered) >= Self::MOST_COMMANDS {
            return Err(Refusal::failed(
                "lt-gen has not answered the last hundred commands; stop lt-web if it hangs",
            ));
        }
        let id = format!("web-{}", self.commands + 1);
        let line = command.line(&id)?;
        let coming = self.feed.answer(&id);
        child.tell(&line).map_err(|error| {
            Refusal::failed(format!("lt-gen does not listen: {error}; has it ended?"))
        })?;
        self.commands += 1;
        self.is_told_to_stop |= *command == Command::Stop {};
        Ok(coming)
    }

    pub(super) fn kill(&mut self) {
        if let Some(child) = &mut self.child {
            child.kill();
        }
    }

    /// Whether the stream was read to its end and the process is gone.
    pub(super) fn is_done(&mut self) -> bool {
        let has_ended = self.feed.look(|seen| seen.stream == Stream::Ended);
        let is_gone = |child: &mut Child| child.is_gone();
        has_ended && self.child.as_mut().is_none_or(is_gone)
    }

    /// Takes note of how the run ended, once it has; what is to be said of that, if anything.
    pub(super) fn settle(&mut self, log: &Log) -> Option<String> {
        if self.end.is_none() && self.is_done_soon() {
            let end = self.ending();
            let (level, text) = match &end {
                (true, _) => (LogLevel::Note, format!("run {} is over", self.id)),
                (false, words) => (LogLevel::Error, words.clone().unwrap_or_default()),
            };
            log.say("lt-web", level, &text);
            self.end = Some(end);
        }
        self.end.as_ref()?.1.clone()
    }

    /// Whether it is known how the run ended.
    pub(super) fn is_settled(&self) -> bool {
        self.end.is_some()
    }

    /// What the state follows from, as far as it is known without the stream.
    pub(super) fn facts(&self) -> Facts {
        Facts {
            is_watched: self.is_watched,
            is_stopping: self.is_told_to_stop,
            is_well_over: self.end.as_ref().map(|(well, _)| *well),
            ..Facts::default()
        }
    }

    /// A process that has closed its stdout is about to end: that is shown at once, not in a second.
    fn is_done_soon(&mut self) -> bool {
        const PATIENCE: Duration = Duration::from_millis(300);
        let has_ended = self.feed.look(|seen| seen.stream == Stream::Ended);
        let over = Instant::now() + PATIENCE;
        while has_ended && !self.is_done() && Instant::now() < over {
            std::thread::sleep(Duration::from_millis(5));
        }
        self.is_done()
    }

    fn ending(&mut self) -> (bool, Option<String>) {
        let feed = self.feed();
        let (has_begun, is_empty, is_broken) =
            feed.look(|seen| (seen.has_begun, seen.is_empty, seen.is_broken));
        let death = self.child.as_mut().and_then(Child::death);
        let is_told_to_stop = self.is_told_to_stop;
        match death {
            // What is wrong with the stream is said already, and a process that nobody reads dies of that.
            _ if is_broken => (false, None),
            None if is_empty => {
                let words = "the stream is empty; did the tool that should write it say why?";
                (false, Some(words.to_owned()))
            }
            None => (true, None),
            Some(death) if death.is_well() && (has_begun || is_told_to_stop) => (true, None),
            // Told to stop twice it goes without another word.
            Some(death) if death.is_interrupted() && is_told_to_stop => (true, None),
            Some(death) => (false, Some(death.words(has_begun))),
        }
    }
}

/// The facts with what the stream tells.
pub(super) fn with_stream(facts: Facts, seen: &Seen, gauges: &[GaugeSeries]) -> Facts {
    Facts {
        has_begun: seen.has_begun,
        is_spawning: seen.told.is_spawning || is_ramping(seen, gauges),
        is_paused: seen.told.is_paused,
        is_stopping: facts.is_stopping || seen.told.is_stopping,
        ..facts
    }
}

/// Whether users are still being begun as planned, before anything was changed.
fn is_ramping(seen: &Seen, gauges: &[GaugeSeries]) -> bool {
    if seen.told.users.is_some() {
        return false;
    }
    let runs = seen.summary.ledger().runs();
    let present = runs.filter_map(|(_, account)| account.run.as_ref());
    let Some(run) = present.max_by_key(|run| run.started_us) else {
        return false;
    };
    let users = of_generator(gauges, "users").last();
    let (at, users) = users.copied().unwrap_or((run.started_us, 0.0));
    let progress = run.progress(at);
    let underway = progress
        .scenario
        .and_then(|scenario| run.plan.get(scenario.index));
    underway.is_some_and(|scenario| match (scenario.users, scenario.spawn_rate) {
        (Some(planned), Some(rate)) if scenario.stages.is_empty() => {
            let since = progress.elapsed.as_secs_f64() - scenario.start_us.as_secs_f64();
            users < planned as f64 && since <= planned as f64 / rate + 2.0
        }
        _ => false,
    })
}
