//! Which figures of a comparison a part of the configuration is about.

use lt_stats::compare::{Measure, Question};

use super::document::Document;
use super::thresholds::within;
use super::value::{Fields, Value, text};
use super::wrong::Wrong;
use crate::threshold::{Metric, Selector, parse_selector};

/// Words for measures; percentiles beyond these are written in the same way.
pub(super) const MEASURES: [&str; 5] = ["p50", "p95", "mean", "error_rate", "throughput"];

/// Reads `match` and `metric`: a selector, and one of its measures or all.
pub(super) fn read(
    fields: &Fields<'_, '_>,
    document: &Document,
) -> Result<(Selector, Option<Measure>), Wrong> {
    let way_out = "say what it is about, as in `match = \"response_time{endpoint:/cart}\"`";
    let value = fields.required("match", way_out)?;
    let written = text(
        value,
        "a selector as in `\"response_time{endpoint:/cart}\"`",
    )?;
    let selector = parse_selector(written)
        .map_err(|error| within(document, &value.span(), written, error))?
        .selector;
    refuse_unknown(&selector, value)?;
    let Some(value) = fields.get("metric") else {
        return Ok((selector, None));
    };
    let measure = measure(value)?;
    match metric_of(measure) == selector.metric {
        true => Ok((selector, Some(measure))),
        false => Err(Wrong::sentence(
            value.span(),
            "`match` has no such figure; percentiles and the mean are of `response_time`, error_rate of `errors`, throughput of `requests`",
        )),
    }
}

/// Refuses what no comparison tells apart.
fn refuse_unknown(selector: &Selector, value: &Value<'_>) -> Result<(), Wrong> {
    let compared = [Metric::ResponseTime, Metric::Errors, Metric::Requests];
    if !compared.contains(&selector.metric) {
        return Err(Wrong::sentence(
            value.span(),
            "this is not compared with a baseline; use `response_time`, `errors` or `requests`",
        ));
    }
    let by_endpoint = Selector {
        endpoint: selector.endpoint.clone(),
        method: selector.method.clone(),
        ..Selector::of_all(selector.metric)
    };
    let is_narrow = *selector != by_endpoint;
    match is_narrow {
        true => Err(Wrong::sentence(
            value.span(),
            "runs are compared endpoint by endpoint; narrow by `endpoint` and `method` only",
        )),
        false => Ok(()),
    }
}

/// A measure by its word.
pub(super) fn measure(value: &Value<'_>) -> Result<Measure, Wrong> {
    let word = text(value, "a measure as in `\"p95\"`")?;
    Measure::parse(word).ok_or_else(|| Wrong::unknown(value.span(), "measure", word, MEASURES))
}

/// Whether a figure is among those of a selector and a measure; `None` is every measure of the selector's metric.
pub(super) fn covers(selector: &Selector, measure: Option<Measure>, question: &Question) -> bool {
    let is_measure = measure.is_none_or(|measure| measure == question.measure);
    let is_whole = selector.endpoint.is_none() && selector.method.is_none();
    let is_endpoint = match &question.endpoint {
        Some(endpoint) => selector.matches_endpoint(endpoint),
        None => is_whole,
    };
    is_measure && is_endpoint && metric_of(question.measure) == selector.metric
}

fn metric_of(measure: Measure) -> Metric {
    match measure {
        Measure::Percentile(_) | Measure::Mean => Metric::ResponseTime,
        Measure::ErrorRate => Metric::Errors,
        Measure::Throughput => Metric::Requests,
    }
}
