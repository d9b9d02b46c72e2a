//! A test: its legs one after another, each a run of its own.

use std::rc::Rc;
use std::sync::Arc;

use anyhow::Context;
use lt_cli::{Exit, message};
use tokio::runtime::LocalRuntime;
use tokio::sync::oneshot;

use crate::conductor::{self, Ended, Stage};
use crate::control::Control;
use crate::hooks::Hooks;
use crate::outbox::Outbox;
use crate::resolve::Job;
use crate::stop::Stop;
use crate::{TOOL, announce, machine};

/// Carries out all legs, and waits until everything is written; the first leg that does not end as planned is the last.
///
/// # Errors
/// What kept a leg from its load or cut it short: a target that is not ready, a hook that fails, threads that cannot be
/// made. The legs before it, and the lines of that one, are written.
pub(crate) fn run(
    legs: &[Arc<Job>],
    outbox: Outbox,
    stop: &Arc<Stop>,
    written: oneshot::Receiver<()>,
) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build_local(Default::default())?;
    let listening = runtime.block_on(async { stop.listen_to_signals() });
    listening.context("cannot listen to signals")?;
    let control = Rc::new(Control::default());
    if legs.iter().any(|job| job.is_controlled) {
        let listening = runtime.block_on(async { control.listen_to_stdin(stop) });
        listening.context("cannot listen to stdin")?;
    }
    let ran = one_after_another(legs, &outbox, stop, &control, &runtime);
    // The writer ends with the last outbox; until then signals must be heard.
    drop(outbox);
    runtime.block_on(conductor::leave_when_told(written, stop));
    // A look-up of a host that hangs in its own thread is left behind.
    runtime.shutdown_background();
    ran
}

fn one_after_another(
    legs: &[Arc<Job>],
    outbox: &Outbox,
    stop: &Arc<Stop>,
    control: &Rc<Control>,
    runtime: &LocalRuntime,
) -> anyhow::Result<Exit> {
    if let Some(job) = legs.first() {
        announce::say_what_is_too_many(job, machine::raise_file_limit());
        announce::say_what_is_never_done(&job.plan);
        announce::say_what_is_odd(&job.plan);
    }
    for (n, job) in legs.iter().enumerate() {
        announce::say_which_leg(job);
        let hooks = Rc::new(Hooks::new(job));
        let stage = Stage {
            runtime,
            stop,
            control,
            hooks: &hooks,
            is_first: n == 0,
            is_last: n + 1 == legs.len(),
        };
        let Ended { exit, goes_on } = conductor::run(job, &stage, outbox.another())?;
        if !goes_on {
            if !stage.is_last {
                let (n, of) = (n + 1, legs.len());
                message::note(TOOL, format_args!("stopped in leg {n} of {of}"));
            }
            return Ok(exit);
        }
    }
    Ok(Exit::Done)
}
