//! A baseline in words, in the layout of the seed's performance baseline report.

mod recommendations;

use std::fmt::Write;

use lt_sample::Histogram;

use super::shown::{cut, name, pad, rounded, thousands};
use super::{Baseline, Grades, Series};
use crate::value::instant;
use crate::{Percentile, mean, percentile};

const WIDTH: usize = 80;
const METHOD: usize = 8;
const ENDPOINT: usize = 41;
const FIGURE: usize = 10;

/// The report: header, overall summary, endpoints, recommendations.
///
/// Times are in milliseconds, the date is UTC. Overall figures are those of all endpoints together.
pub fn report(baseline: &Baseline, grades: &Grades) -> String {
    let mut text = String::new();
    write_report(&mut text, baseline, grades).expect("a text takes everything");
    text
}

fn write_report(
    text: &mut String,
    baseline: &Baseline,
    grades: &Grades,
) -> Result<(), std::fmt::Error> {
    let total = baseline.total();
    write_header(text, baseline, &total)?;
    write_overall(text, baseline, &total)?;
    write_endpoints(text, baseline)?;
    writeln!(text, "\nRecommendations\n{}", line('-'))?;
    let recommendations = recommendations::of(baseline, grades);
    for (place, recommendation) in recommendations.iter().enumerate() {
        writeln!(text, "{}. {recommendation}", place + 1)?;
    }
    Ok(())
}

fn write_header(
    text: &mut String,
    baseline: &Baseline,
    total: &Series,
) -> Result<(), std::fmt::Error> {
    let created = instant(baseline.created_us);
    let rule = line('=');
    writeln!(text, "{rule}\nPerformance Baseline Report\n{rule}")?;
    writeln!(text, "Baseline ID: {}", cut(&baseline.name, WIDTH))?;
    writeln!(text, "Generated: {}", created.trim_end_matches('Z'))?;
    let seconds = baseline.span_us.as_secs_f64();
    writeln!(text, "Test Duration: {seconds:.2} seconds")?;
    writeln!(text, "Total Requests: {}", thousands(total.requests))?;
    if let Some(users) = baseline.load.users {
        writeln!(text, "Concurrent Users: {}", thousands(users))?;
    }
    if let Some(rate) = baseline.load.rate {
        writeln!(text, "Arrival Rate: {} per second", rounded(rate, 2))?;
    }
    Ok(())
}

fn write_overall(
    text: &mut String,
    baseline: &Baseline,
    total: &Series,
) -> Result<(), std::fmt::Error> {
    writeln!(text, "\nOverall Summary\n{}", line('-'))?;
    let average = mean(&total.response).map(|us| us / 1e3);
    let p95 = percentile(&total.response, Percentile::P95).map(|time| time.0 as f64 / 1e3);
    for (figure, ms) in [("Average", average), ("P95", p95)] {
        match ms {
            Some(ms) => writeln!(text, "{figure} Response Time: {ms:.2} ms")?,
            None => writeln!(text, "{figure} Response Time: -")?,
        }
    }
    writeln!(text, "Error Rate: {}", share(total))?;
    writeln!(text, "Requests per Second: {:.2}", baseline.rate(total))
}

fn write_endpoints(text: &mut String, baseline: &Baseline) -> Result<(), std::fmt::Error> {
    let rule = line('-');
    let head = row("Method", "Endpoint", ["P50", "P95", "P99", "RPS"], "Errors");
    writeln!(text, "\nEndpoint Performance\n{rule}\n{head}\n{rule}")?;
    for series in &baseline.series {
        let time = |p| milliseconds(&series.response, p);
        let rate = format!("{:.1}", baseline.rate(series));
        let [p50, p95, p99] = [Percentile::P50, Percentile::P95, Percentile::P99].map(time);
        let method = cut(&series.endpoint.method, METHOD);
        let endpoint = cut(&name(&series.endpoint), ENDPOINT);
        let figures = [&*p50, &*p95, &*p99, &*rate];
        writeln!(text, "{}", row(&method, &endpoint, figures, &share(series)))?;
    }
    Ok(())
}

fn row(method: &str, endpoint: &str, figures: [&str; 4], errors: &str) -> String {
    let figures = figures.map(|figure| pad(figure, FIGURE)).join(" ");
    let (method, endpoint) = (pad(method, METHOD), pad(endpoint, ENDPOINT));
    format!("{method} {endpoint} {figures} {errors}")
}

/// Milliseconds as the seed shows them: whole ones, but for what is so short that nothing would be left of it.
fn milliseconds(times: &Histogram, p: Percentile) -> String {
    match percentile(times, p).map(|time| time.0) {
        None => "-".to_owned(),
        Some(us @ 0..10_000) => rounded(us as f64 / 1e3, 2),
        Some(us) => rounded(us as f64 / 1e3, 0),
    }
}

/// The share of requests that are errors, in percent.
fn share(series: &Series) -> String {
    match series.error_rate() {
        Some(rate) => format!("{:.2}%", rate * 100.0),
        None => "-".to_owned(),
    }
}

fn line(of: char) -> String {
    of.to_string().repeat(WIDTH)
}

#[cfg(test)]
mod tests;
