//! Saying what is missing.

use lt_cli::{Exit, message};
use lt_sample::Ledger;

use crate::source::Reading;

/// Says on stderr how inputs ended badly and what their tests lack, one finding a line.
///
/// With an expected number of shards a finding is a failure; without it, a warning.
pub(crate) fn tell(readings: &[Reading], expected: Option<u32>) -> Exit {
    let mut ledger = Ledger::default();
    for reading in readings {
        ledger.merge(&reading.ledger);
        tell_end(reading);
    }
    let mut findings: Vec<String> = ledger
        .findings(expected)
        .iter()
        .map(ToString::to_string)
        .collect();
    if let Some(expected) = expected.filter(|_| !ledger.runs().any(|(_, run)| run.run.is_some())) {
        findings.push(format!(
            "no run line was read, but {expected} shards are expected"
        ));
    }
    tell_tests(&ledger);
    for finding in &findings {
        match expected {
            Some(_) => message::note("lt-merge", finding),
            None => message::warn("lt-merge", finding),
        }
    }
    match expected {
        Some(_) if !findings.is_empty() => Exit::Failed,
        _ => Exit::Done,
    }
}

/// Says that what was joined does not belong together, where that is so.
fn tell_tests(ledger: &Ledger) {
    const NAMED: usize = 3;
    let tests = ledger.tests();
    if tests.len() < 2 {
        return;
    }
    let mut names: Vec<String> = tests
        .iter()
        .take(NAMED)
        .map(|test| format!("`{test}`"))
        .collect();
    if tests.len() > NAMED {
        names.push(format!("and {} more", tests.len() - NAMED));
    }
    let text = format!("joined {} tests: {}", tests.len(), names.join(", "));
    message::note("lt-merge", text);
}

fn tell_end(reading: &Reading) {
    let name = &reading.name;
    if let Some(format) = reading.format {
        let (title, unknown) = (format.title(), format.unknown());
        message::note("lt-merge", format!("{name}: read as {title}: {unknown}"));
    }
    for text in &reading.left_out {
        message::note("lt-merge", format!("{name}: {text}"));
    }
    if reading.end.cut_off {
        let text = format!("{name}: ends in the middle of a line; the run was cut off");
        message::note("lt-merge", text);
    }
    match reading.end.skipped {
        0 => {}
        1 => message::warn(
            "lt-merge",
            format!("{name}: left out 1 line that is no record"),
        ),
        n => message::warn(
            "lt-merge",
            format!("{name}: left out {n} lines that are no records"),
        ),
    }
}
