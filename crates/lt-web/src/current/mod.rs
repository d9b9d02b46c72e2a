//! The run that is going on: one at a time, made by `lt-gen` as a child process, or read from stdin.

mod child;
mod clock;
mod command;
mod feed;
mod late;
mod log;
mod recording;
mod refusal;
mod run;
mod state;
mod told;
mod wish;

use std::ffi::OsString;
use std::io::Read;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::{Notify, watch};
use tokio::time::MissedTickBehavior;

pub(crate) use command::Command;
pub(crate) use late::Late;
pub(crate) use log::{Log, LogLevel, LogLine};
pub(crate) use refusal::{Kind as RefusalKind, Refusal};
pub(crate) use state::State;
pub(crate) use told::Told;
pub(crate) use wish::Wish;

use crate::archive::Archive;
use crate::offer::Offer;
use crate::snapshot::{Series, Snapshot};
use crate::tools::Tools;
use child::Child;
use feed::{Feed, Seen};
use recording::Recording;
use run::Run;
use state::Facts;

/// What is shown, and what it is as JSON: written once, whoever looks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Update {
    /// What is shown.
    pub(crate) snapshot: Arc<Snapshot>,
    /// The same as JSON on one line.
    pub(crate) json: Bytes,
}

/// The run that is going on, or the one that was.
#[derive(Debug)]
pub(crate) struct Current {
    archive: Archive,
    offer: Offer,
    tools: Tools,
    log: Arc<Log>,
    inner: Mutex<Inner>,
    shown: Mutex<Option<Shown>>,
    updates: watch::Sender<Update>,
    /// Something happened that should be seen before the second is over.
    news: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Inner {
    run: Option<Run>,
    wish: Option<Wish>,
}

/// What was shown: what is over and does not change is not shown again.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    id: Option<String>,
    is_over: bool,
    log: u64,
}

/// What is known of the run at an instant, before its stream is looked at.
struct Present {
    id: String,
    feed: Arc<Feed>,
    facts: Facts,
    /// What is to be said of how it ended.
    trouble: Option<String>,
}

impl Current {
    /// How long the answer to a command is waited for.
    const PATIENCE: Duration = Duration::from_secs(2);

    /// Nothing runs yet.
    pub(crate) fn new(archive: Archive, offer: Offer, tools: Tools) -> Arc<Self> {
        let current = Arc::new(Self {
            archive,
            offer,
            tools,
            log: Arc::default(),
            inner: Mutex::default(),
            shown: Mutex::default(),
            updates: watch::Sender::new(Update::default()),
            news: Arc::default(),
        });
        current.show();
        current
    }

    /// Begins a run; its name is the answer.
    ///
    /// # Errors
    /// Something runs already, or the wish makes no run: what is wrong with which field.
    pub(crate) fn start(&self, wish: &Wish) -> Result<String, Refusal> {
        let mut inner = self.lock();
        self.refuse_if_busy(&mut inner)?;
        let id = recording::name();
        let arguments = wish.arguments(&self.offer, &id)?;
        let run = self.launch(&id, &arguments)?;
        inner.run = Some(run);
        inner.wish = Some(wish.clone());
        drop(inner);
        self.log_note(&format!("run {id} begins"));
        self.show();
        Ok(id)
    }

    /// Watches a stream that somebody else makes, and records it like a run.
    ///
    /// # Errors
    /// Something runs already, or it cannot be recorded.
    pub(crate) fn watch(&self, stream: impl Read + Send + 'static) -> Result<String, Refusal> {
        let mut inner = self.lock();
        self.refuse_if_busy(&mut inner)?;
        let id = recording::name();
        let feed = self.feed(stream, "stdin", &id)?;
        inner.run = Some(Run::new(id.clone(), feed, None));
        drop(inner);
        self.show();
        Ok(id)
    }

    /// Tells the run to change or to end, and does not wait for what comes of it.
    ///
    /// # Errors
    /// Nothing runs, or it cannot be told.
    pub(crate) fn control(&self, command: &Command) -> Result<(), Refusal> {
        self.tell(command).map(drop)
    }

    /// Tells the run to change or to end, and waits for what comes of it: a sentence.
    ///
    /// # Errors
    /// Nothing runs, it cannot be told, or it refuses.
    pub(crate) async fn ask(&self, command: &Command) -> Result<String, Refusal> {
        let answer = self.tell(command)?;
        match tokio::time::timeout(Self::PATIENCE, answer).await {
            Ok(Ok(answer)) if answer.is_refused => Err(Refusal::refused(answer.text)),
            Ok(Ok(answer)) => {
                self.news.notify_one();
                Ok(answer.text)
            }
            // It ended before it answered, which is all that a stop asks for.
            Ok(Err(_)) if *command == Command::Stop {} => Ok("the run is over".to_owned()),
            Ok(Err(_)) => Err(Refusal::idle()),
            Err(_) => Ok("lt-gen was told, and has not answered yet".to_owned()),
        }
    }

    /// What is shown, anew once a second.
    pub(crate) fn updates(&self) -> watch::Receiver<Update> {
        self.updates.subscribe()
    }

    /// The whole run over time.
    pub(crate) fn series(&self) -> Series {
        let feed = self.lock().run.as_ref().map(Run::feed);
        let of = |seen: &Seen| Series::whole(&seen.summary, seen.stream);
        feed.map_or_else(Series::default, |feed| feed.look(of))
    }

    /// The lines of the log behind the one of a number; the last thousand are kept.
    pub(crate) fn log(&self, after: u64) -> Vec<LogLine> {
        self.log.after(after)
    }

    /// What was asked for when the last run began.
    pub(crate) fn wish(&self) -> Option<Wish> {
        self.lock().wish.clone()
    }

    /// Shows once a second what there is, for ever. Nobody waits for that: it is done in a thread of its own.
    pub(crate) async fn tick(self: &Arc<Self>) {
        let mut seconds = tokio::time::interval(Duration::from_secs(1));
        seconds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = seconds.tick() => {}
                () = self.news.notified() => {}
            }
            let current = Arc::clone(self);
            // A look that panicked is tried again in a second.
            tokio::task::spawn_blocking(move || current.show())
                .await
                .ok();
        }
    }

    /// Ends the run in good order, and after `patience` at once; when this is done nothing runs and the recording is whole.
    pub(crate) async fn end(&self, patience: Duration) {
        const GRACE: Duration = Duration::from_secs(2);
        // A child that does not listen is killed in the end.
        self.control(&Command::Stop {}).ok();
        if !self.is_over_within(patience).await {
            if let Some(run) = &mut self.lock().run {
                run.kill();
            }
            self.is_over_within(GRACE).await;
        }
        let mut inner = self.lock();
        self.settle(&mut inner);
        inner.run = None;
    }

    async fn is_over_within(&self, patience: Duration) -> bool {
        const PAUSE: Duration = Duration::from_millis(20);
        let over = Instant::now() + patience;
        loop {
            let is_over = self.lock().run.as_mut().is_none_or(Run::is_done);
            if is_over || Instant::now() >= over {
                return is_over;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn refuse_if_busy(&self, inner: &mut Inner) -> Result<(), Refusal> {
        // How the last run ended is said before it is forgotten.
        let present = self.settle(inner);
        let is_over = present.as_ref().is_none_or(Present::is_over);
        is_over.then_some(()).ok_or_else(Refusal::busy)
    }

    fn tell(&self, command: &Command) -> Result<run::Coming, Refusal> {
        let mut inner = self.lock();
        let run = inner.run.as_mut().ok_or_else(Refusal::idle)?;
        run.tell(command)
    }

    fn launch(&self, id: &str, arguments: &[OsString]) -> Result<Run, Refusal> {
        let recording = self.recording(id)?;
        let spawned = Child::spawn(&self.tools, arguments, Arc::clone(&self.log));
        let (child, stream) = match spawned {
            Ok(spawned) => spawned,
            Err(error) => {
                // One without any line leaves no file.
                recording.end().ok();
                let tool = self.tools.lt_gen.display();
                let text = format!(
                    "cannot start `{tool}`: {error}; install lt-gen beside lt-web, or put it on the PATH"
                );
                self.log.say("lt-web", LogLevel::Error, &text);
                return Err(Refusal::failed(text));
            }
        };
        let feed = self.feed_into(stream, "lt-gen", recording)?;
        Ok(Run::new(id.to_owned(), feed, Some(child)))
    }

    fn feed(
        &self,
        stream: impl Read + Send + 'static,
        name: &'static str,
        id: &str,
    ) -> Result<Arc<Feed>, Refusal> {
        self.feed_into(stream, name, self.recording(id)?)
    }

    fn feed_into(
        &self,
        stream: impl Read + Send + 'static,
        name: &'static str,
        recording: Recording,
    ) -> Result<Arc<Feed>, Refusal> {
        let (log, news) = (Arc::clone(&self.log), Arc::clone(&self.news));
        let feed = Feed::begin(stream, name, recording, log, news);
        feed.map_err(|error| Refusal::failed(format!("the stream cannot be read: {error}")))
    }

    fn recording(&self, id: &str) -> Result<Recording, Refusal> {
        let recording = Recording::begin(&self.archive.place(id));
        recording.map_err(|error| Refusal::failed(format!("{error:#}")))
    }

    /// Shows what there is, unless it is over and was shown already.
    fn show(&self) {
        // One after the other: what is older must not be shown later.
        let mut shown = lock(&self.shown);
        let present = self.settle(&mut self.lock());
        let key = Shown {
            id: present.as_ref().map(|present| present.id.clone()),
            is_over: present.as_ref().is_none_or(Present::is_over),
            log: self.log.count(),
        };
        if key.is_over && shown.as_ref() == Some(&key) {
            return;
        }
        self.publish(present.map_or_else(Snapshot::default, Present::look));
        *shown = Some(key);
    }

    /// Takes note of how the run ended, once it has, and tells what there is.
    fn settle(&self, inner: &mut Inner) -> Option<Present> {
        let run = inner.run.as_mut()?;
        let was_over = run.is_settled();
        let trouble = run.settle(&self.log);
        let present = Present {
            id: run.id().to_owned(),
            feed: run.feed(),
            facts: run.facts(),
            trouble,
        };
        if present.is_over() && !was_over {
            let remember = |seen: &Seen| self.archive.remember(&present.id, &seen.summary);
            present.feed.look(remember);
        }
        Some(present)
    }

    fn publish(&self, mut snapshot: Snapshot) {
        snapshot.log = self.log.count();
        let json = serde_json::to_vec(&snapshot).unwrap_or_default();
        self.updates.send_replace(Update {
            snapshot: Arc::new(snapshot),
            json: json.into(),
        });
    }

    fn log_note(&self, text: &str) {
        self.log.say("lt-web", LogLevel::Note, text);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }
}

impl Present {
    fn is_over(&self) -> bool {
        self.facts.is_well_over.is_some()
    }

    fn look(self) -> Snapshot {
        self.feed.flush();
        let (state, mut snapshot) = self.feed.look(|seen| {
            let gauges = seen.summary.gauges();
            let trouble = seen.trouble.iter().chain(&self.trouble);
            let snapshot =
                Snapshot::live(&seen.summary, &gauges, seen.stream, &seen.late, &seen.told);
            let state = State::of(run::with_stream(self.facts, seen, &gauges));
            (state, snapshot.with_trouble(trouble))
        });
        snapshot.can = state.can(snapshot.plan.model.as_deref());
        (snapshot.state, snapshot.id) = (state, Some(self.id));
        snapshot
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
