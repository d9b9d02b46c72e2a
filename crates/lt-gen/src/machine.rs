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
    }
}

/// Allows as many open files, and so connections, as the system lets this process have.
pub(crate) fn raise_file_limit() {
    let limit = rustix::process::getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    // Where that is refused, connections beyond the limit say `too many open files`.
    let _: Result<(), _> = rustix::process::setrlimit(Resource::Nofile, raised);
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

#[cfg(not(target_os = "linux"))]
fn cpu_model() -> Option<String> {
    None
}

#[cfg(not(target_os = "linux"))]
fn memory() -> Option<u64> {
    None
}
