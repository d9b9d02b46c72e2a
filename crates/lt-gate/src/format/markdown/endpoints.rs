//! The endpoints as a table.

use super::escape::endpoint;
use super::{Section, unbroken};
use crate::format::document::Document;
use crate::format::figure::{Style, grouped};
use crate::verdict::EndpointFigures;

/// What each endpoint's requests amount to; nothing where that is not known.
pub(super) fn section(document: &Document, most: usize) -> Option<Section> {
    let rows: Vec<[String; 8]> = document.endpoints.iter().map(row).collect();
    let header = [
        "Endpoint", "n", "p50", "p95", "p99", "max", "Rate", "Errors",
    ];
    let sides = [":--", "--:", "--:", "--:", "--:", "--:", "--:", "--:"];
    let title = match rows.len() {
        0 => return None,
        1 => "The endpoint".to_owned(),
        n => format!("All {n} endpoints"),
    };
    Some(Section {
        title,
        text: super::table(header, sides, &rows, most),
    })
}

fn row(figures: &EndpointFigures) -> [String; 8] {
    let shown = |value: Option<f64>, unit: &str| {
        let text = value.map(|value| Style::Prose.near(value, &[], unit));
        text.map_or_else(|| "–".to_owned(), |text| unbroken(&text))
    };
    let time = |time: Option<u64>| shown(time.map(|time| time as f64), "us");
    let errors = figures.errors as f64 / figures.requests as f64;
    [
        endpoint(&figures.whose()),
        grouped(figures.requests),
        time(figures.p50),
        time(figures.p95),
        time(figures.p99),
        time(figures.max),
        shown(figures.rate, "per_second"),
        shown(Some(errors).filter(|share| share.is_finite()), "share"),
    ]
}
