//! Comparisons, judged again by the numbers of their changes.

mod change;

use anyhow::anyhow;
use lt_stats::Endpoint;
use lt_stats::compare::{Measure, Question, Ruling, Tolerance};

use super::Contradictions;
use crate::config::{ComparePolicy, Config};
use crate::format::document::{Change, Comparison, Row, unit};
use crate::threshold::Severity;
use change::{by_interval, is_sound, is_tolerance, share, tolerated};

/// Judges every row.
///
/// # Errors
/// A row is about no measure.
pub(super) fn judge(
    comparison: &mut Comparison,
    config: Option<&Config>,
    found: &mut Contradictions,
) -> anyhow::Result<()> {
    let told = comparison
        .alpha
        .filter(|alpha| *alpha > 0.0 && *alpha < 0.5);
    if told != comparison.alpha {
        found.add(
            "alpha of the result is no share below a half; how sure its intervals are is not known"
                .to_owned(),
        );
        comparison.alpha = told;
    }
    let policy = config.map(|config| &config.compare);
    let alpha = policy.map(|policy| policy.alpha).or(told);
    let alpha = alpha.unwrap_or(ComparePolicy::default().alpha);
    if let Some(told) = told.filter(|told| config.is_some() && (told - alpha).abs() > 1e-9) {
        found.add(format!(
            "alpha is {told} in the result, and {alpha} in the configuration, which counts; the intervals are those of the result"
        ));
    }
    let judge = Judge {
        alpha,
        family: comparison.rows.len().max(1) as f64,
        config,
    };
    for row in &mut comparison.rows {
        let again = judge.again(row)?;
        compare(row, &again, found);
        *row = again;
    }
    Ok(())
}

struct Judge<'c> {
    alpha: f64,
    /// So many questions at most were asked at once.
    family: f64,
    config: Option<&'c Config>,
}

impl Judge<'_> {
    fn again(&self, told: &Row) -> anyhow::Result<Row> {
        let measure = Measure::parse(&told.measure).ok_or_else(|| {
            anyhow!(
                "the comparison {} of the result is about no measure",
                told.id
            )
        })?;
        let mut row = Row {
            measure: measure.to_string(),
            unit: unit(measure).to_owned(),
            ..told.clone()
        };
        let mut other_tolerance = false;
        if let Some(config) = self.config {
            let question = question(told, measure, &config.compare);
            row.gated = is_gated(told, measure, &config.compare);
            let agreed = config.compare.overrides.iter().rev();
            let agreed = agreed.into_iter().find(|agreed| agreed.covers(&question));
            row.severity = agreed.map_or(Severity::Fail, |agreed| agreed.severity);
            let tolerance = agreed.and_then(|agreed| agreed.tolerance);
            let tolerance = tolerance.unwrap_or(question.tolerance);
            if let Some(change) = &mut row.change {
                other_tolerance = !is_tolerance(change.tolerance, tolerance, told.base, measure);
                if other_tolerance {
                    change.tolerance = Some(share(tolerance, told.base, measure));
                }
            }
        }
        row.change = row.change.map(|change| self.within_family(change));
        row.ruling = match row.change {
            None => without_change(told, measure),
            Some(change) if other_tolerance => by_interval(&change, measure),
            Some(change) => self.by_chances(told, &change, measure),
        };
        row.needs = told.needs.filter(|_| row.ruling == Ruling::Inconclusive);
        row.accepted = self.accepted(&row, measure);
        Ok(row)
    }

    /// A corrected chance is no smaller than the plain one, and no larger than that for each question that was asked.
    fn within_family(&self, change: Change) -> Change {
        let adjusted = change.p_worse_adjusted.zip(change.p_worse);
        let adjusted = adjusted.map(|(adjusted, plain)| {
            adjusted
                .max(plain)
                .min((plain * self.family).min(1.0).max(plain))
        });
        Change {
            p_worse_adjusted: adjusted,
            ..change
        }
    }

    /// The ruling of [`lt_stats::compare::decide`].
    fn by_chances(&self, told: &Row, change: &Change, measure: Measure) -> Ruling {
        let chances = change.p_worse_adjusted.zip(change.p_tolerable);
        let is_chance = |p: f64| (0.0..=1.0).contains(&p);
        let chances =
            chances.filter(|(worse, tolerable)| is_chance(*worse) && is_chance(*tolerable));
        let (Some((worse, tolerable)), true) = (chances, is_sound(change)) else {
            return Ruling::Inconclusive;
        };
        let has_no_error = measure == Measure::ErrorRate && told.head == Some(0.0);
        let ruling = match () {
            () if worse <= self.alpha => Ruling::Regression,
            () if tolerable <= self.alpha => tolerated(change, measure),
            () => Ruling::Inconclusive,
        };
        // What speaks against believing the figures is known to who judged, and is told.
        let is_doubted = told.ruling == Ruling::Inconclusive && told.why.is_some();
        match ruling {
            _ if is_doubted => Ruling::Inconclusive,
            Ruling::Improved => ruling,
            _ if has_no_error => Ruling::Pass,
            ruling => ruling,
        }
    }

    /// Why a regression was accepted. How late it is is known to who judged: an agreement with an end is not made here.
    fn accepted(&self, row: &Row, measure: Measure) -> Option<String> {
        if row.ruling != Ruling::Regression {
            return None;
        }
        let Some(config) = self.config else {
            return row.accepted.clone();
        };
        let question = question(row, measure, &config.compare);
        let estimate = row.change?.estimate?;
        let mut agreed = config.accept.iter().rev().filter(|accept| {
            let is_in_time = accept.until.is_none() || row.accepted.is_some();
            accept.covers(&question) && estimate <= accept.up_to && is_in_time
        });
        agreed.next().map(|accept| accept.reason.clone())
    }
}

fn question(row: &Row, measure: Measure, policy: &ComparePolicy) -> Question {
    Question {
        endpoint: row.endpoint.as_ref().map(|name| Endpoint {
            name: name.name.clone(),
            method: name.method.clone(),
            host: name.host.clone(),
        }),
        measure,
        tolerance: match measure {
            Measure::ErrorRate => Tolerance {
                relative: 0.0,
                absolute: policy.error_tolerance,
            },
            _ => policy.tolerance,
        },
        gated: row.gated,
    }
}

/// Of an open model the throughput is an input, which is known to who judged.
fn is_gated(told: &Row, measure: Measure, policy: &ComparePolicy) -> bool {
    let is_gated = policy.gate.contains(&measure);
    match measure {
        Measure::Throughput => is_gated && told.gated,
        _ => is_gated,
    }
}

/// What can be said without numbers: which side has the figure at all.
fn without_change(told: &Row, measure: Measure) -> Ruling {
    match (told.head, told.base) {
        (Some(_), None) => Ruling::New,
        (None, Some(_)) => Ruling::Missing,
        (None, None) => Ruling::NotJudged,
        (Some(_), Some(_)) => match told.ruling {
            Ruling::NotJudged if measure == Measure::Throughput || !told.gated => told.ruling,
            Ruling::Insufficient => told.ruling,
            _ => Ruling::Inconclusive,
        },
    }
}

/// Says in what a row is not what the result says of it.
fn compare(told: &Row, again: &Row, found: &mut Contradictions) {
    let id = &told.id;
    if told.gated != again.gated {
        let is = if again.gated {
            "is judged"
        } else {
            "is only told"
        };
        return found.add(format!(
            "{id} {is} by the configuration; the result says otherwise"
        ));
    }
    let tolerance = |row: &Row| row.change.and_then(|change| change.tolerance);
    if tolerance(told) != tolerance(again) {
        return found.add(format!(
            "what {id} tolerates is not what the configuration does; it is `{}` by its interval",
            again.ruling.as_str()
        ));
    }
    if told.ruling != again.ruling {
        return found.add(format!(
            "{id} is `{}` by its numbers; the result says `{}`",
            again.ruling.as_str(),
            told.ruling.as_str()
        ));
    }
    let parts = [
        ("unit", told.unit != again.unit),
        ("change", told.change != again.change),
        ("severity", told.severity != again.severity),
        ("accepted", told.accepted != again.accepted),
        ("needs", told.needs != again.needs),
    ];
    let contradicts = format!("{id} contradicts its own numbers or the configuration");
    found.add_parts(&contradicts, &parts);
}
