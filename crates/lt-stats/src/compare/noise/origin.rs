//! Which runs noise was learned from.

use crate::baseline::Environment;

/// Which runs noise was learned from.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Origin {
    /// Their commit.
    pub sha: String,
    /// How many.
    pub runs: usize,
    /// In how many sessions.
    pub sessions: usize,
    /// The machines they ran on, each in a few words, in alphabetical order.
    pub machines: Vec<String>,
    /// Their ids, oldest first.
    pub baselines: Vec<String>,
}

/// A machine in a few words; `unknown` where nothing is told of it.
pub(in crate::compare) fn machine(environment: &Environment) -> String {
    let cores = environment.cores.map(|n| format!("{n} cores"));
    let memory = environment.memory_bytes.map(|bytes| {
        let gib = bytes as f64 / f64::from(1 << 30);
        format!("{gib:.1} GiB")
    });
    let parts = [
        environment.cpu.clone(),
        cores,
        memory,
        environment.os.clone(),
    ];
    let told: Vec<String> = parts.into_iter().flatten().collect();
    match told.is_empty() {
        true => "unknown".to_owned(),
        false => told.join(", "),
    }
}
