//! A test: its legs one after another, each a run of its own, and what is done before, between and after them.

use std::rc::Rc;
use std::sync::Arc;

use anyhow::Context;
use lt_cli::{Exit, message};
use tokio::runtime::LocalRuntime;

use crate::conductor::{self, Stage};
use crate::hooks::{Hooks, Told};
use crate::outbox::Outbox;
use crate::resolve::Job;
use crate::stop::{Stop, Urgency};
use crate::{TOOL, announce, machine};

/// Carries out all legs; ends with the first that does not end as planned.
///
/// # Errors
/// What keeps a leg from beginning: a target that is not ready, a hook that fails, threads that cannot be made.
pub(crate) fn run(legs: &[Arc<Job>], outbox: Outbox, stop: &Arc<Stop>) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build_local(Default::default())?;
    let listening = runtime.block_on(async { stop.listen_to_signals() });
    listening.context("cannot listen to signals")?;
    if let Some(job) = legs.first() {
        announce::say_what_is_too_many(job, machine::raise_file_limit());
    }
    for (n, job) in legs.iter().enumerate() {
        announce::say_which_leg(job, n, legs.len());
        let hooks = Hooks::new(job).context("`variables`")?;
        let hooks = Rc::new(hooks);
        let mut told = Told::new();
        let begun = begin(&runtime, stop, &hooks, n == 0, &mut told);
        if begun.is_err() {
            // What `before` began, `after` may have to end: a target left on another configuration, say.
            runtime.block_on(hooks.after_all(&mut Told::new()));
        }
        begun?;
        let stage = Stage {
            runtime: &runtime,
            stop,
            hooks: &hooks,
            is_last: n + 1 == legs.len(),
        };
        let exit = conductor::run(job, &stage, &told, outbox.another())?;
        if stop.urgency() != Urgency::None && !stage.is_last {
            message::note(
                TOOL,
                format_args!("stopped in leg {} of {}", n + 1, legs.len()),
            );
        }
        if exit != Exit::Done || stop.urgency() != Urgency::None {
            return Ok(exit);
        }
    }
    Ok(Exit::Done)
}

/// Does what comes before a leg, unless somebody wishes to stop meanwhile.
fn begin(
    runtime: &LocalRuntime,
    stop: &Stop,
    hooks: &Hooks,
    is_first: bool,
    told: &mut Told,
) -> anyhow::Result<()> {
    runtime.block_on(async {
        tokio::select! {
            done = hooks.before_leg(is_first, told) => done,
            () = stop.heard() => Ok(()),
        }
    })
}
