//! `PREFIX_failures.csv` and `PREFIX_exceptions.csv`: what went wrong, and how often.

use jiff::Timestamp;
use lt_sample::{Outcome, UnixMicros};
use lt_stats::{Failure, Summary};

use super::csv::Csv;
use super::python;
use crate::args::LocustCsv;
use crate::words;

/// Requests that failed, the most frequent reason first.
pub(super) fn failures_csv(summary: &Summary, version: LocustCsv) -> String {
    let mut csv = Csv::default();
    let columns = [
        "Method",
        "Name",
        "Error",
        "Occurrences",
        "First Seen",
        "Last Seen",
    ];
    let shown = match version {
        LocustCsv::Current => 6,
        LocustCsv::Legacy => 4,
    };
    csv.header(&columns[..shown]);
    for failure in summary.failures() {
        csv.text(&failure.endpoint.method)
            .text(&words::name(&failure.endpoint))
            .text(&error(&failure))
            .plain(failure.n);
        if version == LocustCsv::Current {
            csv.plain(instant(failure.first))
                .plain(instant(failure.last));
        }
        csv.end_row();
    }
    csv.into_text()
}

/// What went wrong in the scenario itself, as an exception in a task of Locust's does.
pub(super) fn exceptions_csv(summary: &Summary) -> String {
    let mut csv = Csv::default();
    csv.header(["Count", "Message", "Traceback", "Nodes"]);
    let failures = summary.failures().into_iter();
    for failure in failures.filter(|failure| failure.outcome == Outcome::TemplateError) {
        let endpoint = &failure.endpoint;
        let place = format!("in {} {}", endpoint.method, words::name(endpoint));
        csv.plain(failure.n)
            .text(&failure.to_string())
            .text(&place)
            .plain("");
        csv.end_row();
    }
    csv.into_text()
}

/// Where Locust has an exception for it, as Locust shows that; else as our other reports say it.
fn error(failure: &Failure) -> String {
    match (&failure.outcome, failure.status, &failure.error) {
        (Outcome::HttpError, Some(status @ 400..=599), error) => {
            let side = if status < 500 { "Client" } else { "Server" };
            let name = words::name(&failure.endpoint);
            let reason = reason(status);
            let more = error
                .as_ref()
                .map_or_else(String::new, |error| format!(" ({error})"));
            let text = format!("{status} {side} Error: {reason} for url: {name}{more}");
            format!("HTTPError({})", python::quoted(&text))
        }
        (Outcome::CheckFailed, _, Some(error)) => {
            format!("CatchResponseError({})", python::quoted(error))
        }
        _ => failure.to_string(),
    }
}

/// The phrase that servers send with a status; a sample does not tell it.
fn reason(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "Length Required",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        414 => "URI Too Long",
        415 => "Unsupported Media Type",
        418 => "I'm a teapot",
        422 => "Unprocessable Content",
        423 => "Locked",
        425 => "Too Early",
        426 => "Upgrade Required",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        451 => "Unavailable For Legal Reasons",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        507 => "Insufficient Storage",
        511 => "Network Authentication Required",
        _ => "None",
    }
}

/// To the second; empty beyond every calendar.
fn instant(at: UnixMicros) -> String {
    let at = i64::try_from(at.0).ok();
    at.and_then(|at| Timestamp::from_microsecond(at).ok())
        .map_or_else(String::new, |at| {
            at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
        })
}
