//! Thresholds, judged again by what was observed.

mod again;

use anyhow::anyhow;

use super::Contradictions;
use crate::config::Config;
use crate::format::document::Check;
use crate::judge::Status;
use crate::threshold::{self, Severity, Threshold};
use again::again;

/// The checks of a result as their numbers say; with a configuration by its thresholds, and with those that are missing.
///
/// # Errors
/// A threshold cannot be read.
pub(super) fn judge(
    told: Vec<Check>,
    config: Option<&Config>,
    found: &mut Contradictions,
) -> anyhow::Result<Vec<Check>> {
    let read = told.iter().map(|check| {
        let threshold = threshold::parse(&check.threshold());
        threshold.map_err(|error| anyhow!("the threshold {} of the result: {error}", check.id))
    });
    let read: Vec<Threshold> = read.collect::<anyhow::Result<_>>()?;
    if let Some(config) = config {
        return Ok(by_config(&told, &read, config, found));
    }
    let checks = told.iter().zip(read);
    let checks = checks.map(|(told, threshold)| by_itself(told, threshold, found));
    Ok(checks.collect())
}

/// By the limit and the severity that the result names itself.
fn by_itself(told: &Check, threshold: Threshold, found: &mut Contradictions) -> Check {
    let threshold = Threshold {
        severity: told.severity,
        ..threshold
    };
    // Only a configuration knows what was accepted.
    let accepted = told.status == Status::Accepted && told.why.is_some();
    let again = again(told, &threshold, false);
    let again = match accepted && again::is_broken(again.status) {
        true => Check {
            status: Status::Accepted,
            ..again
        },
        false => again,
    };
    compare(told, &again, found);
    again
}

fn by_config(
    told: &[Check],
    read: &[Threshold],
    config: &Config,
    found: &mut Contradictions,
) -> Vec<Check> {
    let asked = asked(read, &config.thresholds);
    let mut checks = Vec::with_capacity(told.len());
    let mut others: Vec<String> = Vec::new();
    for ((told, threshold), asked) in told.iter().zip(read).zip(&asked) {
        let check = match asked {
            Some(at) => demanded(told, threshold, &config.thresholds[*at], config, found),
            None => {
                others.push(told.id.clone());
                only_told(told, threshold)
            }
        };
        checks.push(check);
    }
    if let Some(sentence) = not_demanded(&others) {
        found.add(sentence);
    }
    let left_out = (0..config.thresholds.len()).filter(|at| !asked.contains(&Some(*at)));
    for at in left_out {
        let check = absent(&config.thresholds[at], &checks);
        found.add(format!(
            "the result lacks `{}`, which the configuration demands",
            check.threshold()
        ));
        checks.push(check);
    }
    checks
}

/// Which threshold of the configuration each of the result stands for: the same one, or one with another limit.
fn asked(read: &[Threshold], demanded: &[Threshold]) -> Vec<Option<usize>> {
    let mut asked: Vec<Option<usize>> = vec![None; read.len()];
    let is_about = |one: &Threshold, other: &Threshold| {
        let (one_rule, other_rule) = (&one.rule, &other.rule);
        one.selector == other.selector
            && one_rule.aggregate == other_rule.aggregate
            && one_rule.comparison == other_rule.comparison
    };
    for by_limit in [true, false] {
        let fits = |one: &Threshold, other: &Threshold| match by_limit {
            true => one.demands_the_same_as(other),
            false => is_about(one, other),
        };
        for (at, threshold) in demanded.iter().enumerate() {
            if asked.contains(&Some(at)) {
                continue;
            }
            let mut free = (0..read.len()).filter(|n| asked[*n].is_none());
            if let Some(n) = free.find(|n| fits(&read[*n], threshold)) {
                asked[n] = Some(at);
            }
        }
    }
    asked
}

/// What nobody demands fails nothing.
fn only_told(told: &Check, threshold: &Threshold) -> Check {
    let threshold = Threshold {
        severity: Severity::Warn,
        ..threshold.clone()
    };
    again(told, &threshold, false)
}

/// Which thresholds are none of the configuration, all in one sentence: those of a scenario file are many.
fn not_demanded(ids: &[String]) -> Option<String> {
    const MOST: usize = 5;
    let first = ids[..ids.len().min(MOST)].join(", ");
    Some(match ids.len() {
        0 => return None,
        1 => {
            format!("{first} is no threshold of the configuration: it is shown, and does not count")
        }
        n => {
            let more = match n.saturating_sub(MOST) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!(
                "{first}{more} are no thresholds of the configuration: they are shown, and do not count"
            )
        }
    })
}

/// By the threshold of the configuration that it stands for.
fn demanded(
    told: &Check,
    threshold: &Threshold,
    demanded: &Threshold,
    config: &Config,
    found: &mut Contradictions,
) -> Check {
    if !threshold.demands_the_same_as(demanded) {
        found.add(format!(
            "{} was judged by `{}`, and the configuration demands `{}`",
            told.id, threshold.rule, demanded.rule
        ));
        return again(told, demanded, config.require_levels);
    }
    let again = again(told, demanded, config.require_levels);
    if again.severity != told.severity {
        found.add(format!(
            "a breach of {} means `{}` by the configuration, and `{}` by the result",
            told.id,
            again.severity.as_str(),
            told.severity.as_str()
        ));
    } else {
        compare(told, &again, found);
    }
    again
}

/// Says in what a check is not what the result says of it.
fn compare(told: &Check, again: &Check, found: &mut Contradictions) {
    let id = &told.id;
    if told.status != again.status {
        return found.add(format!(
            "{id} is `{}` by its numbers; the result says `{}`",
            again.status.as_str(),
            told.status.as_str()
        ));
    }
    let parts = [
        ("limit", told.limit != again.limit),
        ("unit", told.unit != again.unit),
        ("needed", told.needed != again.needed),
        ("interval", told.interval != again.interval),
        ("marginal", told.marginal != again.marginal),
        ("beyond", told.beyond != again.beyond),
    ];
    let contradicts = format!("{id} contradicts its own numbers or its rule");
    found.add_parts(&contradicts, &parts);
}

/// A check that the result has not got.
fn absent(threshold: &Threshold, checks: &[Check]) -> Check {
    let numbers = checks
        .iter()
        .filter_map(|check| check.id[1..].parse::<u64>().ok());
    let id = numbers.max().unwrap_or_default() + 1;
    let nothing = Check {
        id: format!("t{id}"),
        selector: threshold.selector.to_string(),
        rule: threshold.rule.to_string(),
        metric: threshold.selector.metric.to_string(),
        status: Status::Missing,
        severity: threshold.severity,
        observed: None,
        limit: None,
        unit: String::new(),
        n: 0,
        needed: None,
        interval: None,
        marginal: false,
        beyond: None,
        why: Some("the result has no such threshold".to_owned()),
        place: None,
        row: None,
    };
    again(&nothing, threshold, true)
}
