//! Two builds of a service measured by turns on one machine: what differs between them is not the machine.
//!
//! Pairs share a session, and half of them begin with either build, so that neither a slow machine nor a machine that
//! warms up looks like a slow build.

mod group;
mod health;
mod order;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use lt_cli::usage;
use lt_stats::baseline::{About, Baseline};

use crate::reading::read_runs;

use group::Group;
use health::Health;

pub use order::{Side, order};

/// How often a service is asked whether it is there.
const LOOK: Duration = Duration::from_millis(50);

/// What is measured, and how.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The command line that starts the build that is compared with.
    pub base: String,
    /// The one that starts the build that is judged.
    pub head: String,
    /// The command line that makes load, and writes its stream to stdout.
    pub run: String,
    /// How many pairs are measured.
    pub pairs: u32,
    /// How many pairs are made before that, and thrown away.
    pub rehearsals: u32,
    /// Decides who comes first in each pair.
    pub seed: u64,
    /// An `http://` URL that answers when a build is ready.
    pub health: String,
    /// How long a build may take to become ready.
    pub health_within: Duration,
    /// How long a build may take to end.
    pub stop_within: Duration,
    /// Where runs, streams and logs are kept.
    pub folder: PathBuf,
}

/// The runs of both builds, in the order of their pairs.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// Runs of the build that is compared with.
    pub base: Vec<Baseline>,
    /// Runs of the build that is judged.
    pub head: Vec<Baseline>,
}

/// One turn of one build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Number of the pair, from 1; 0 is a rehearsal.
    pub pair: u32,
    /// Which build.
    pub side: Side,
}

/// Measures the builds by turns. `tell` hears before each turn what comes, and after it what was measured.
///
/// # Errors
/// A command cannot be begun or fails, a build does not become ready, what it answers to is taken already, or somebody
/// wants to stop. Whatever was begun has ended then.
pub fn measure(
    plan: &Plan,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Turn, Option<&Baseline>),
) -> anyhow::Result<Measured> {
    let health = Health::of(&plan.health).map_err(usage)?;
    group::adopt_orphans()?;
    let rehearsals = order(plan.rehearsals, plan.seed).into_iter();
    let rehearsals = rehearsals.map(|sides| (0, sides));
    let pairs = (1..).zip(order(plan.pairs, plan.seed));
    let mut measured = Measured::default();
    for (pair, sides) in rehearsals.chain(pairs) {
        for side in sides {
            let turn = Turn { pair, side };
            tell(turn, None);
            let run = measure_one(plan, turn, &health, stop).with_context(|| format!("{turn}"))?;
            if pair == 0 {
                continue;
            }
            tell(turn, Some(&run));
            match side {
                Side::Base => measured.base.push(run),
                Side::Head => measured.head.push(run),
            }
        }
    }
    Ok(measured)
}

fn measure_one(
    plan: &Plan,
    turn: Turn,
    health: &Health,
    stop: &AtomicBool,
) -> anyhow::Result<Baseline> {
    if health.is_taken() {
        bail!(
            "something answers at {health} already; end it, or the wrong service would be measured"
        );
    }
    let line = match turn.side {
        Side::Base => &plan.base,
        Side::Head => &plan.head,
    };
    let name = format!("pair-{:02}-{}", turn.pair, turn.side.as_str());
    let place = |ending: &str| plan.folder.join(format!("{name}.{ending}"));
    let variables = [
        ("LT_PAIR", turn.pair.to_string()),
        ("LT_SIDE", turn.side.as_str().to_owned()),
    ];
    let mut service = Group::begin(line, &variables, &place("service.log"), None)?;
    wait_until_ready(&mut service, health, plan.health_within, stop)?;
    let stream = place("ndjson");
    let mut load = Group::begin(&plan.run, &variables, &place("load.log"), Some(&stream))?;
    let status = load.wait(stop)?;
    if !status.success() {
        bail!("the load ended with {status}; {}", load.last_words());
    }
    still_there(&mut service)?;
    load.end(plan.stop_within)?;
    service.end(plan.stop_within)?;
    wait_until_free(health, plan.stop_within)?;
    let run = run_of(&stream, turn)?;
    // What is thrown away is not to be found among the others.
    if turn.pair > 0 {
        let kept = place("json");
        fs::write(&kept, run.to_json())
            .with_context(|| format!("cannot write `{}`", kept.display()))?;
    }
    Ok(run)
}

fn wait_until_ready(
    service: &mut Group,
    health: &Health,
    within: Duration,
    stop: &AtomicBool,
) -> anyhow::Result<()> {
    let deadline = Instant::now() + within;
    loop {
        if stop.load(Ordering::Relaxed) {
            bail!("stopped");
        }
        let is_good = health.is_good();
        still_there(service)?;
        if is_good {
            return Ok(());
        }
        if Instant::now() >= deadline {
            bail!(
                "no good answer from {health} within {} s; {}",
                within.as_secs_f64(),
                service.last_words()
            );
        }
        thread::sleep(LOOK);
    }
}

/// A service that ended, or went into the background, would not be ended before the other comes.
fn still_there(service: &mut Group) -> anyhow::Result<()> {
    match service.status()? {
        None => Ok(()),
        Some(status) if status.success() => bail!(
            "the service ended by itself, or went into the background; its command line must stay until it is ended; {}",
            service.last_words()
        ),
        Some(status) => bail!(
            "the service ended by itself with {status}; {}",
            service.last_words()
        ),
    }
}

fn wait_until_free(health: &Health, within: Duration) -> anyhow::Result<()> {
    let deadline = Instant::now() + within;
    while health.is_taken() {
        if Instant::now() >= deadline {
            bail!(
                "the service has ended, but something that it began still answers at {health}; let that stay in its process group, or end with it"
            );
        }
        thread::sleep(LOOK);
    }
    Ok(())
}

/// The one run in a stream, with the number of its pair among its labels.
fn run_of(stream: &Path, turn: Turn) -> anyhow::Result<Baseline> {
    let labels = [
        ("pair".to_owned(), turn.pair.to_string()),
        ("side".to_owned(), turn.side.as_str().to_owned()),
    ];
    let about = About {
        name: turn.side.as_str().to_owned(),
        labels: BTreeMap::from(labels),
        ..About::default()
    };
    let mut runs = read_runs(&[stream.to_owned()], &about)?;
    match (runs.pop(), runs.len()) {
        (Some(run), 0) => Ok(run),
        (_, more) => Err(usage(anyhow!(
            "the load made {} runs where one is wanted; let --run make one leg, such as one scenario of one variant",
            more + 1
        ))),
    }
}

impl std::fmt::Display for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.pair {
            0 => write!(f, "rehearsal, {}", self.side.as_str()),
            pair => write!(f, "pair {pair}, {}", self.side.as_str()),
        }
    }
}
