//! `--ask`: the numbers of a run from somebody at a terminal.

mod dialogue;

use std::io::{self, BufRead, IsTerminal, Write};
use std::time::Duration;

use anyhow::{anyhow, bail};
use lt_cli::usage;
use lt_scenario::{Load, LoadModel, Pace, Plan, Rate, VirtualUsers};

use crate::args::Args;
use crate::resolve;
use dialogue::Dialogue;

/// Asks on stderr for users (or the rate), spawn rate and run time; an empty answer leaves what the file says.
///
/// # Errors
/// Nobody can answer, or nobody does; or the file makes no plan anyway.
pub(crate) fn ask(args: &mut Args) -> anyhow::Result<()> {
    if !io::stdin().is_terminal() {
        return Err(usage(anyhow!(
            "--ask asks on a terminal, and stdin is none; give -u (or --rate), -r and -t instead"
        )));
    }
    let defaults = Defaults::find(args)?;
    let mut dialogue = Dialogue::new(io::stdin().lock(), io::stderr().lock());
    ask_all(args, &defaults, &mut dialogue).map_err(usage)
}

fn ask_all<R: BufRead, W: Write>(
    args: &mut Args,
    defaults: &Defaults,
    dialogue: &mut Dialogue<R, W>,
) -> anyhow::Result<()> {
    match &defaults.level {
        Level::Users { users, spawn_rate } => {
            let (users, spawn_rate) = (shown(users.as_ref()), shown(spawn_rate.as_ref()));
            args.users = dialogue.ask("users", &users, read_users)?.or(args.users);
            args.spawn_rate = dialogue
                .ask("users started per second", &spawn_rate, read_spawn_rate)?
                .or(args.spawn_rate);
        }
        Level::Rate(rate) => {
            let rate = shown(rate.as_ref());
            args.rate = dialogue.ask("arrivals", &rate, read_rate)?.or(args.rate);
        }
        Level::Fixed => dialogue.say("users and rates stay as the file has them")?,
    }
    let default = defaults
        .run_time
        .map(|time| format!("{}s", time.as_secs_f64()));
    let run_time = dialogue.ask("run time", &shown(default.as_ref()), read_run_time)?;
    args.run_time = run_time.or(args.run_time).or(defaults.missing_run_time);
    Ok(())
}

/// What would run without an answer.
#[derive(Debug, PartialEq)]
struct Defaults {
    level: Level,
    /// `None` where scenarios differ, or end by something else.
    run_time: Option<Duration>,
    /// The run time where neither file nor options have an end.
    missing_run_time: Option<Duration>,
}

/// How much load there is, as far as one number can say it.
#[derive(Debug, PartialEq)]
enum Level {
    /// Users, and how many of them begin per second; `None` where scenarios differ.
    Users {
        users: Option<String>,
        spawn_rate: Option<String>,
    },
    /// Arrivals; `None` where scenarios differ.
    Rate(Option<String>),
    /// It changes over time, or there are both.
    Fixed,
}

impl Defaults {
    fn find(args: &mut Args) -> anyhow::Result<Self> {
        let error = match resolve::plan(args) {
            Ok(plan) => return Ok(Self::of(&plan)),
            Err(error) => error,
        };
        // The answer may be all that the file lacks.
        const ASSUMED: Duration = Duration::from_secs(60);
        if args.run_time.is_some() {
            return Err(error);
        }
        args.run_time = Some(ASSUMED);
        let plan = resolve::plan(args);
        args.run_time = None;
        let Ok(plan) = plan else {
            return Err(error);
        };
        Ok(Self {
            missing_run_time: Some(ASSUMED),
            ..Self::of(&plan)
        })
    }

    fn of(plan: &Plan) -> Self {
        let run_times = plan.loads.iter().map(|load| load.limit.duration);
        Self {
            level: Level::of(&plan.loads),
            run_time: common(run_times).flatten(),
            missing_run_time: None,
        }
    }
}

impl Level {
    fn of(loads: &[Load]) -> Self {
        let users = loads.iter().map(|load| match &load.model {
            LoadModel::Closed(users) if users.shape.is_none() => Some(users),
            _ => None,
        });
        if let Some(users) = users.collect::<Option<Vec<&VirtualUsers>>>() {
            let spawn_rate = |users: &&VirtualUsers| match users.spawn_rate {
                Some(rate) => rate.to_string(),
                None => "all at once".to_owned(),
            };
            return Self::Users {
                users: common(users.iter().map(|users| users.users.to_string())),
                spawn_rate: common(users.iter().map(spawn_rate)),
            };
        }
        let rates = loads.iter().map(|load| match &load.model {
            LoadModel::Open(arrivals) => match &arrivals.pace {
                Pace::Constant(rate) => Some(rate.to_string()),
                Pace::Changing(_) => None,
            },
            LoadModel::Closed(_) => None,
        });
        match rates.collect::<Option<Vec<String>>>() {
            Some(rates) => Self::Rate(common(rates)),
            None => Self::Fixed,
        }
    }
}

/// What all of them are; `None` where they differ.
fn common<T: PartialEq>(all: impl IntoIterator<Item = T>) -> Option<T> {
    let mut all = all.into_iter();
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

fn shown(default: Option<&String>) -> String {
    default.map_or("as in the file".to_owned(), String::clone)
}

fn read_users(text: &str) -> anyhow::Result<u64> {
    let users = text.parse().ok();
    users
        .filter(|users| (1..=VirtualUsers::MOST).contains(users))
        .ok_or_else(|| anyhow!("write a whole number from 1 to {}", VirtualUsers::MOST))
}

fn read_spawn_rate(text: &str) -> anyhow::Result<f64> {
    let rate = text.parse().ok();
    rate.filter(|rate: &f64| rate.is_finite() && *rate > 0.0)
        .ok_or_else(|| anyhow!("write a number above 0, such as 2 or 0.5"))
}

fn read_rate(text: &str) -> anyhow::Result<Rate> {
    Ok(lt_scenario::rate::parse(text)?)
}

fn read_run_time(text: &str) -> anyhow::Result<Duration> {
    let time = lt_scenario::duration::parse(text)?;
    if time.is_zero() {
        bail!("write a time above 0, such as 30s or 5m");
    }
    Ok(time)
}

#[cfg(test)]
mod tests;
