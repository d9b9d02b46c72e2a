//! What is done around the load: `ready`, `before`, `after` and `timeline`, requests and commands alike.
//!
//! They are no part of the load: none of them becomes a sample. What they did is told as events, and what they found as
//! gauges.

mod command;
mod request;
mod saved;
mod timeline;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use lt_cli::message;
use lt_sample::{Event, Gauge, Record};
use lt_scenario::{Hook, HookAction, Ready, RenderError, RunTime, Session, Variant};
use tokio::time::Instant;

pub(crate) use timeline::Timeline;

use crate::TOOL;
use crate::clock::wall_clock;
use crate::resolve::Job;

/// When a hook is done; its word is the name of the hook's event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Before a load begins; what fails here keeps it from beginning.
    Before,
    /// After a load has ended.
    After,
    /// While load is made.
    Timeline,
}

/// How long an attempt of `ready` may take that does not say it itself.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(5);
/// After this it is said what is waited for.
const LONG: Duration = Duration::from_secs(2);

/// Does what the file asks for around the load of one leg.
#[derive(Debug)]
pub(crate) struct Hooks {
    job: Arc<Job>,
    /// What their templates see; a failure is that of each request.
    session: Result<Session, RenderError>,
    /// Whether the target was ready once.
    was_ready: Cell<bool>,
    /// Whether the variant's own hooks were begun.
    is_switched: Cell<bool>,
}

/// What a hook left: its event, and a gauge for each number it found.
pub(crate) type Told = Vec<Record<'static>>;

impl Hooks {
    /// The hooks of a leg; they have a user's memory of their own, which begins with the file's variables.
    pub(crate) fn new(job: &Arc<Job>) -> Self {
        Self {
            // No user and no profile: rows of `unique` sets are not for them.
            session: Session::begin(&job.plan, usize::MAX, u64::MAX),
            job: Arc::clone(job),
            was_ready: Cell::new(false),
            is_switched: Cell::new(false),
        }
    }

    /// Whether this process does them: of several shards one is enough. Each waits until the target is ready.
    pub(crate) fn are_ours(&self) -> bool {
        self.job.share.residues().first() == Some(&0)
    }

    /// What comes before a leg: the file's `before` once, the variant's, and that of scenarios that begin with the run; and
    /// the target is ready then. A command may be what starts the target: only requests wait for it.
    ///
    /// # Errors
    /// The first of all this that fails.
    pub(crate) async fn before_leg(&self, is_first: bool, told: &mut Told) -> anyhow::Result<()> {
        let hooks = &self.job.plan.hooks;
        if self.are_ours() {
            if is_first {
                self.all(When::Before, &hooks.before, told).await?;
            }
            if let Some(variant) = self.variant() {
                self.is_switched.set(true);
                self.all(When::Before, &variant.before, told).await?;
                let text = format!("leg of variant {}", variant.name);
                let label = ("variant".to_owned(), variant.name.clone());
                told.push(self.event("variant", text, [label]));
            }
        }
        self.until_ready(told).await?;
        if self.are_ours() {
            for (before, _) in self.loads_where(|start, _| start == RunTime(0)) {
                self.all(When::Before, before, told).await?;
            }
        }
        Ok(())
    }

    /// What comes after a leg, and after those of its scenarios that had begun and not ended when its load did, which
    /// lasted so long. What fails is said.
    pub(crate) async fn after_leg(&self, lasted: Option<RunTime>, told: &mut Told) {
        if !self.are_ours() {
            return;
        }
        let last = self.job.plan.end();
        if let Some(lasted) = lasted {
            let is_open = |start, end: Option<RunTime>| {
                start <= lasted && end.is_none_or(|end| Some(end) == last || end > lasted)
            };
            for (_, after) in self.loads_where(is_open) {
                self.each(When::After, after, told).await;
            }
        }
        if let Some(variant) = self.variant().filter(|_| self.is_switched.get()) {
            self.each(When::After, &variant.after, told).await;
        }
    }

    /// What comes after all legs.
    pub(crate) async fn after_all(&self, told: &mut Told) {
        if self.are_ours() {
            self.each(When::After, &self.job.plan.hooks.after, told)
                .await;
        }
    }

    fn variant(&self) -> Option<&Variant> {
        self.job.plan.hooks.variants.get(self.job.leg.variant?)
    }

    /// What is done before and after the loads whose begin and planned end are so.
    fn loads_where(
        &self,
        fits: impl Fn(RunTime, Option<RunTime>) -> bool,
    ) -> impl Iterator<Item = &(Vec<Hook>, Vec<Hook>)> {
        let plan = &self.job.plan;
        let starts = plan.load_starts().into_iter().enumerate();
        let loads = starts.zip(&plan.hooks.loads);
        loads.filter_map(move |((load, start), hooks)| {
            fits(start, plan.load_end(load)).then_some(hooks)
        })
    }

    /// Repeats the request of `ready` until it succeeds.
    ///
    /// # Errors
    /// It has not succeeded in its time; tells what the last attempt met with.
    async fn until_ready(&self, told: &mut Told) -> anyhow::Result<()> {
        let Some(ready) = &self.job.plan.hooks.ready else {
            return Ok(());
        };
        let Ready {
            request,
            within,
            every,
        } = ready;
        let began = Instant::now();
        let mut attempts = 0_u64;
        let place = request::describe(request);
        loop {
            attempts += 1;
            let left = within.saturating_sub(began.elapsed()).max(*every);
            // One connection that hangs must not be the only attempt.
            let limit = left.min(request.timeout.unwrap_or(LONGEST_ATTEMPT));
            let Err(failed) = self.send(request, limit).await else {
                break;
            };
            if began.elapsed() + *every > *within {
                return Err(failed.context(format!(
                    "the target was not ready within {} s: {place}",
                    within.as_secs_f64()
                )));
            }
            if attempts == 1 {
                let within = within.as_secs_f64();
                message::note(
                    TOOL,
                    format_args!("waiting up to {within} s for the target: {place}: {failed:#}"),
                );
            }
            tokio::time::sleep(*every).await;
        }
        let took = began.elapsed().as_secs_f64();
        let text = match attempts {
            1 => format!("{place}: ready at once"),
            n => format!("{place}: ready after {took:.3} s, {n} attempts"),
        };
        if !self.was_ready.replace(true) || attempts > 1 {
            told.push(self.event("ready", text, []));
        }
        Ok(())
    }

    /// Does hooks one after another, until one fails.
    ///
    /// # Errors
    /// The first that failed, together with its name.
    async fn all(&self, when: When, hooks: &[Hook], told: &mut Told) -> anyhow::Result<()> {
        for hook in hooks {
            self.one(when, hook, told).await?;
        }
        Ok(())
    }

    /// Does hooks one after another; what fails is said, and the others are done all the same.
    async fn each(&self, when: When, hooks: &[Hook], told: &mut Told) {
        for hook in hooks {
            if let Err(failed) = self.one(when, hook, told).await {
                message::warn(TOOL, format_args!("{failed:#}"));
            }
        }
    }

    async fn one(&self, when: When, hook: &Hook, told: &mut Told) -> anyhow::Result<()> {
        if matches!(hook.what, HookAction::Send(_)) && when == When::Before && !self.was_ready.get()
        {
            self.until_ready(told).await?;
        }
        let began = Instant::now();
        let done = self.patiently(hook).await;
        let took = began.elapsed().as_secs_f64();
        let (mut text, output) = match &done {
            Ok(output) => (format!("{}: done in {took:.3} s", hook.name), &output[..]),
            Err(failed) => (format!("{}: {failed:#}", hook.name), &[][..]),
        };
        let mut labels = vec![("hook".to_owned(), hook.name.clone())];
        if let Some(save_as) = &hook.save_as {
            labels.push(("save_as".to_owned(), save_as.clone()));
            if !output.is_empty() {
                text = format!("{}: {}", hook.name, saved::beginning(output));
            }
            let numbers = saved::numbers(output);
            told.extend(
                numbers
                    .into_iter()
                    .map(|(name, value)| self.gauge(save_as, name, value)),
            );
        }
        told.push(self.event(when.as_str(), text, labels));
        done.map(drop)
            .with_context(|| format!("{}: {}", when.as_str(), hook.name))
    }

    /// Does what a hook asks for; says so where that takes long.
    async fn patiently(&self, hook: &Hook) -> anyhow::Result<Vec<u8>> {
        let doing = async {
            match &hook.what {
                HookAction::Send(request) => {
                    self.send(request, self.job.plan.request_timeout).await
                }
                HookAction::Run(line) => command::run(line).await,
            }
        };
        let mut doing = pin!(doing);
        tokio::select! {
            done = &mut doing => done,
            () = tokio::time::sleep(LONG) => {
                message::note(TOOL, format_args!("waiting for {}", hook.name));
                doing.await
            }
        }
    }

    /// The event of a hook that was cut off.
    fn cut_off(&self, name: &str) -> Record<'static> {
        let label = ("hook".to_owned(), name.to_owned());
        self.event(When::Timeline.as_str(), format!("{name}: cut off"), [label])
    }

    async fn send(
        &self,
        request: &lt_scenario::Request,
        timeout: Duration,
    ) -> anyhow::Result<Vec<u8>> {
        let session = self.session.as_ref().map_err(Clone::clone);
        let session = session.context("`variables`")?;
        let reply = request::send(&self.job, session, request, timeout).await?;
        let Some(expects) = &request.expects else {
            return Ok(reply.body.into());
        };
        let judged = expects.judge(session, &reply);
        match judged.failed.first() {
            Some(failed) => bail!("answered, but `{failed}` does not hold"),
            None => Ok(reply.body.into()),
        }
    }

    fn event(
        &self,
        name: &str,
        text: String,
        labels: impl IntoIterator<Item = (String, String)>,
    ) -> Record<'static> {
        Record::Event(Event {
            at_us: wall_clock(),
            run: self.job.run,
            name: name.to_owned(),
            text,
            labels: labels.into_iter().collect(),
        })
    }

    fn gauge(&self, source: &str, name: String, value: f64) -> Record<'static> {
        Record::Gauge(Gauge {
            run: self.job.run,
            at_us: wall_clock(),
            source: source.to_owned(),
            name,
            value,
            unit: String::new(),
            labels: BTreeMap::new(),
        })
    }
}

impl When {
    fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
            Self::Timeline => "timeline",
        }
    }
}
