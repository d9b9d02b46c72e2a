//! What the kernel tells about a process, and nothing but that.

use std::fs;
use std::process::Child;

use anyhow::Context;
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

/// CPU time of a process and of the children that it waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct CpuTime {
    /// Seconds in user space.
    pub(super) user: f64,
    /// Seconds in the kernel.
    pub(super) system: f64,
}

impl std::iter::Sum for CpuTime {
    fn sum<I: Iterator<Item = Self>>(times: I) -> Self {
        times.fold(Self::default(), |sum, time| Self {
            user: sum.user + time.user,
            system: sum.system + time.system,
        })
    }
}

/// The CPU time of a child that has ended, to the kernel's hundredth of a second; `None` while it runs.
///
/// The child is left to be waited for: until then the kernel keeps its final account.
///
/// # Errors
/// The kernel does not tell.
pub(super) fn final_cpu_time(child: &Child) -> anyhow::Result<Option<CpuTime>> {
    let pid = Pid::from_child(child);
    let how = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    if waitid(WaitId::Pid(pid), how)?.is_none() {
        return Ok(None);
    }
    let path = format!("/proc/{}/stat", child.id());
    let stat = fs::read_to_string(&path).with_context(|| format!("cannot read `{path}`"))?;
    let time = cpu_time(&stat).with_context(|| format!("`{path}` has another form"))?;
    Ok(Some(time))
}

/// The CPU time of a process that runs, and that of the children that it waited for.
///
/// # Errors
/// It has ended, or the kernel does not tell.
pub(super) fn cpu_times_apart(pid: u32) -> anyhow::Result<(CpuTime, CpuTime)> {
    let path = format!("/proc/{pid}/stat");
    let stat = fs::read_to_string(&path).with_context(|| format!("cannot read `{path}`"))?;
    apart(&stat).with_context(|| format!("`{path}` has another form"))
}

/// The most memory that a process ever had resident, in KiB; `None` when it has ended.
pub(super) fn peak_rss(pid: u32) -> Option<u64> {
    status(pid, "VmHWM:")
}

/// The memory that a process has resident, in KiB; `None` when it has ended.
pub(super) fn rss(pid: u32) -> Option<u64> {
    status(pid, "VmRSS:")
}

fn status(pid: u32, field: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    line.split_whitespace().next()?.parse().ok()
}

fn cpu_time(stat: &str) -> Option<CpuTime> {
    let (own, below) = apart(stat)?;
    Some([own, below].into_iter().sum())
}

fn apart(stat: &str) -> Option<(CpuTime, CpuTime)> {
    // The name stands in parentheses and may hold spaces and parentheses itself.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut seconds = || Some(fields.next()?.parse::<f64>().ok()? / ticks_per_second());
    let mut time = || {
        Some(CpuTime {
            user: seconds()?,
            system: seconds()?,
        })
    };
    Some((time()?, time()?))
}

fn ticks_per_second() -> f64 {
    rustix::param::clock_ticks_per_second() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_of_a_process_includes_its_children_whatever_its_name() {
        let stat = "42 (a) R (b) Z 1 2 3 4 5 6 7 8 9 10 200 100 40 10 20 0";
        let expected = CpuTime {
            user: 240.0 / ticks_per_second(),
            system: 110.0 / ticks_per_second(),
        };
        assert_eq!(cpu_time(stat), Some(expected));
        assert_eq!(cpu_time("42 (sh) Z 1 2"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_child_that_ended_has_its_final_account_and_can_still_be_waited_for() {
        let mut child = std::process::Command::new("true").spawn().unwrap();
        while final_cpu_time(&child).unwrap().is_none() {
            std::thread::yield_now();
        }
        assert!(child.wait().unwrap().success());
    }
}
