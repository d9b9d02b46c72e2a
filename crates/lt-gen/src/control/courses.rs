//! How all loads of a run go, and what they become by a command.

use lt_scenario::{Course, Load, Pick, Plan, Quoted, RunTime};

use super::command::Command;

/// The courses of all loads from a moment on.
#[derive(Clone, Debug)]
pub(crate) struct Courses {
    /// When they hold, in time of the run.
    pub(crate) at: RunTime,
    /// By load.
    pub(crate) of: Vec<Course>,
    /// Whether users hold; arrivals are not due then anyway.
    pub(crate) is_paused: bool,
    /// When the last pause ended; zero where there was none.
    pub(crate) resumed: RunTime,
}

/// A change of the number of users; it may take no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ramp {
    pub(super) load: usize,
    /// When there are as many as were asked for.
    pub(super) reached: RunTime,
}

impl Courses {
    /// As it was planned.
    pub(crate) fn planned(plan: &Plan) -> Self {
        Self {
            at: RunTime(0),
            of: plan.courses(),
            is_paused: false,
            resumed: RunTime(0),
        }
    }

    /// What becomes of them by a command that holds from `at` on, and the ramp that it begins; or why it cannot be done
    /// and what can.
    pub(super) fn changed(
        &self,
        plan: &Plan,
        command: &Command,
        at: RunTime,
    ) -> Result<(Self, Option<Ramp>), String> {
        let mut changed = Self { at, ..self.clone() };
        let mut ramp = None;
        match command {
            Command::Users {
                users,
                spawn_rate,
                scenario,
            } => {
                let load = self.chosen(plan, scenario.as_deref(), at)?;
                self.check_users(plan, load, *users)?;
                let (course, reached) = self.of[load].with_users(at, *users, *spawn_rate);
                // What the load's end cuts short reaches nothing.
                let is_reached = course.end().is_none_or(|end| reached < end);
                ramp = is_reached.then_some(Ramp { load, reached });
                changed.of[load] = course;
            }
            Command::Rate { rate, scenario } => {
                let load = self.chosen(plan, scenario.as_deref(), at)?;
                self.check_rate(plan, load)?;
                let course = self.of[load].with_rate(at, *rate);
                changed.of[load] = course.map_err(|why| why.to_string())?;
            }
            Command::Pause if self.is_paused => {
                return Err("the load is paused; give `resume` to go on".to_owned());
            }
            Command::Pause => {
                changed.is_paused = true;
                changed.each(|course| course.paused(at))?;
            }
            Command::Resume if !self.is_paused => {
                return Err("the load is not paused; give `pause` first".to_owned());
            }
            Command::Resume => {
                changed.is_paused = false;
                changed.resumed = at;
                changed.each(|course| course.resumed(at))?;
            }
            Command::Reset | Command::Stop => {}
        }
        Ok((changed, ramp))
    }

    fn each(
        &mut self,
        change: impl Fn(&Course) -> Result<Course, lt_scenario::Unchangeable>,
    ) -> Result<(), String> {
        for course in &mut self.of {
            *course = change(course).map_err(|why| why.to_string())?;
        }
        Ok(())
    }

    /// Which load is meant: the one of that name, or the only one that runs.
    fn chosen(&self, plan: &Plan, scenario: Option<&str>, at: RunTime) -> Result<usize, String> {
        let runs = |load: &usize| {
            let course = &self.of[*load];
            course.begin() <= at && course.end().is_none_or(|end| at < end)
        };
        let running: Vec<usize> = (0..self.of.len()).filter(runs).collect();
        let Some(name) = scenario else {
            return match running.as_slice() {
                [load] => Ok(*load),
                [] => Err("no scenario runs now; wait until one begins, or give `stop`".to_owned()),
                several => {
                    let names = several.iter().map(|load| name_of(&plan.loads[*load]));
                    let names: Vec<String> = names.collect();
                    let names = names.join(", ");
                    Err(format!(
                        "several scenarios run now; name one as `scenario`: {names}"
                    ))
                }
            };
        };
        let is_called = |load: &Load| load.name.as_deref() == Some(name);
        let Some(load) = plan.loads.iter().position(is_called) else {
            let names = plan.loads.iter().filter_map(|load| load.name.as_deref());
            let names: Vec<&str> = names.collect();
            let hint = lt_scenario::suggest::hint(name, names);
            return Err(format!("no scenario {}; {hint}", Quoted(name)));
        };
        let (begin, name) = (self.of[load].begin(), Quoted(name));
        match running.contains(&load) {
            true => Ok(load),
            false if at < begin => Err(format!(
                "scenario {name} begins {} s into the run; wait until then",
                begin.elapsed().as_secs_f64()
            )),
            false => Err(format!("scenario {name} is over; begin another run")),
        }
    }

    fn check_users(&self, plan: &Plan, load: usize, users: u64) -> Result<(), String> {
        let planned = &plan.loads[load];
        if planned.is_open() {
            return Err("this load has a rate, not users; give `rate`".to_owned());
        }
        if planned.limit.requests.is_some() {
            return Err(
                "its number of requests is dealt out to the users that were planned; begin it with a run time instead"
                    .to_owned(),
            );
        }
        match unique_rows(plan) {
            Some(set) if users > self.planned_users(plan, load) => Err(format!(
                "the rows of {}, each for one user, are dealt out to the users that were planned; begin with more users",
                Quoted(set)
            )),
            _ => Ok(()),
        }
    }

    fn planned_users(&self, plan: &Plan, load: usize) -> u64 {
        plan.user_base(load + 1) - plan.user_base(load)
    }

    fn check_rate(&self, plan: &Plan, load: usize) -> Result<(), String> {
        if !plan.loads[load].is_open() {
            return Err("this load has users, not a rate; give `users`".to_owned());
        }
        match unique_rows(plan) {
            // An endless load deals out its rows as its arrivals come.
            Some(set) if plan.loads[load].limit.is_set() => Err(format!(
                "the rows of {}, each for one arrival, are dealt out to the arrivals that were planned; begin with another rate",
                Quoted(set)
            )),
            _ => Ok(()),
        }
    }
}

fn unique_rows(plan: &Plan) -> Option<&str> {
    let set = plan.data.iter().find(|set| set.pick == Pick::Unique);
    set.map(|set| set.name.as_str())
}

fn name_of(load: &Load) -> String {
    let name = load.name.as_deref();
    name.map_or("(without name)".to_owned(), |name| Quoted(name).to_string())
}
