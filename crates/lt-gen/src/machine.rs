//! Which machine this is.

use lt_sample::Machine;
use rustix::process::{Resource, Rlimit};

/// CPU model, cores, memory and system, as far as they can be read.
pub(crate) fn fingerprint() -> Machine {
    let system = rustix::system::uname();
    Machine {
        cpu: cpu_model(),
        cores: std::thread::available_parallelism()
            .ok()
            .and_then(|cores| u32::try_from(cores.get()).ok()),
        memory_bytes: memory(),
        os: Some(format!(
            "{} {}",
            system.sysname().to_string_lossy(),
            system.release().to_string_lossy()
        )),
        boot: boot(),
    }
}

/// What all cores of the machine did in a stretch of time, in the system's ticks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct CpuTimes {
    /// All time of all cores.
    total: f64,
    /// Time spent neither idle nor taken away.
    busy: f64,
    /// Time that the hypervisor took away.
    steal: f64,
    /// Time of our own process.
    own: f64,
}

impl CpuTimes {
    /// What was done since the machine was started, where the system tells.
    pub(crate) fn now() -> Option<Self> {
        let own = crate::clock::process_cpu() as f64 / 1e9 * ticks_per_second();
        let stat = proc_stat()?;
        Some(Self {
            own,
            ..parse_stat(&stat)?
        })
    }

    /// What was done since an earlier reading.
    pub(crate) fn since(self, earlier: Self) -> Self {
        Self {
            total: self.total - earlier.total,
            busy: self.busy - earlier.busy,
            steal: self.steal - earlier.steal,
            own: self.own - earlier.own,
        }
    }

    /// Share of the cores' time that the hypervisor took away, 0 to 1.
    pub(crate) fn steal_share(self) -> f64 {
        (self.steal / self.total.max(1.0)).clamp(0.0, 1.0)
    }

    /// Share of the cores' time that other processes used, 0 to 1.
    pub(crate) fn foreign_share(self) -> f64 {
        ((self.busy - self.own) / self.total.max(1.0)).clamp(0.0, 1.0)
    }
}

/// Reads the first line of `/proc/stat` (proc_stat(5)): `cpu user nice system idle iowait irq softirq steal …`.
fn parse_stat(stat: &str) -> Option<CpuTimes> {
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let fields = line
        .split_whitespace()
        .map(|field| field.parse::<f64>().ok());
    let fields: Vec<f64> = fields.collect::<Option<_>>()?;
    // Time of guests (fields 9 and 10) is part of user and nice.
    let [user, nice, system, idle, iowait, irq, softirq, steal] = *fields.first_chunk()?;
    let busy = user + nice + system + irq + softirq;
    Some(CpuTimes {
        total: busy + idle + iowait + steal,
        busy,
        steal,
        own: 0.0,
    })
}

/// Allows as many open files, and so connections, as the system lets this process have; tells how many that are.
pub(crate) fn raise_file_limit() -> u64 {
    let limit = rustix::process::getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    // Where that is refused, connections beyond the limit say `too many open files`.
    let _: Result<(), _> = rustix::process::setrlimit(Resource::Nofile, raised);
    let limit = rustix::process::getrlimit(Resource::Nofile);
    limit.current.unwrap_or(u64::MAX)
}

#[cfg(target_os = "linux")]
fn proc_stat() -> Option<String> {
    std::fs::read_to_string("/proc/stat").ok()
}

#[cfg(not(target_os = "linux"))]
fn proc_stat() -> Option<String> {
    None
}

fn ticks_per_second() -> f64 {
    rustix::param::clock_ticks_per_second() as f64
}

#[cfg(target_os = "linux")]
fn cpu_model() -> Option<String> {
    let facts = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = facts.lines().find(|line| line.starts_with("model name"))?;
    line.split_once(':')
        .map(|(_, model)| model.trim().to_owned())
}

#[cfg(target_os = "linux")]
fn memory() -> Option<u64> {
    let facts = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = facts.lines().find(|line| line.starts_with("MemTotal:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    kib.checked_mul(1024)
}

/// The first part of the random name that Linux gives to each of its starts (random(4)): enough to tell them apart.
#[cfg(target_os = "linux")]
fn boot() -> Option<String> {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let first: String = id.chars().take_while(char::is_ascii_hexdigit).collect();
    (!first.is_empty()).then_some(first)
}

#[cfg(not(target_os = "linux"))]
fn cpu_model() -> Option<String> {
    None
}

#[cfg(not(target_os = "linux"))]
fn boot() -> Option<String> {
    None
}

#[cfg(not(target_os = "linux"))]
fn memory() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_the_cores_time_are_those_of_the_stretch() {
        let read = |line: &str| parse_stat(line).unwrap();
        let before = read("cpu 100 0 50 800 10 0 5 35 0 0\ncpu0 1 2 3\n");
        let after = CpuTimes {
            own: 20.0,
            ..read("cpu  140 10 60 950 10 5 10 65 7 0\n")
        };
        let stretch = after.since(before);
        // 70 busy of 250 in all, 30 stolen, 20 our own.
        assert!((stretch.total - 250.0).abs() < 1e-9 && (stretch.busy - 70.0).abs() < 1e-9);
        assert!((stretch.steal_share() - 0.12).abs() < 1e-9);
        assert!((stretch.foreign_share() - 0.2).abs() < 1e-9);
        assert_eq!(parse_stat("intr 1 2 3"), None);
        assert_eq!(parse_stat("cpu 1 2"), None);
    }
}
