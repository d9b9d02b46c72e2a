//! What a measurement is worth nothing without: the machine, the day, the versions.

use std::fs;

use super::Bench;

/// One line of Markdown about everything that is the same for a whole run of the bench.
pub(super) fn describe(bench: &Bench) -> String {
    let cpuinfo = read("/proc/cpuinfo");
    let model = field(&cpuinfo, "model name").unwrap_or("unknown CPU");
    let n_cpus = cpuinfo
        .lines()
        .filter(|l| l.starts_with("processor"))
        .count();
    let meminfo = read("/proc/meminfo");
    let kib =
        field(&meminfo, "MemTotal").and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    let gib = kib.unwrap_or_default() / 1024.0 / 1024.0;
    let system = rustix::system::uname();
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or("?");
    let pinning = match bench.cores {
        Some(cores) => cores.to_string(),
        None => "**client and server not bound to cores: the figures are not comparable**".into(),
    };
    format!(
        "{model}, {n_cpus} CPUs, {gib:.0} GiB, {} {}; {}; lt {}; {pinning}; load average before {load}; {}.",
        system.sysname().to_string_lossy(),
        system.release().to_string_lossy(),
        jiff::Timestamp::now().strftime("%Y-%m-%d"),
        commit(bench),
        bench.peers.versions(),
    )
}

fn commit(bench: &Bench) -> String {
    let describe = ["describe", "--always", "--dirty"];
    let output = bench.shell.command("git", &describe).output();
    let output = output.ok().filter(|output| output.status.success());
    let said = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    said.unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned())
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim())
}
