//! Counts as Prometheus scrapes them.

use std::fmt::Write;

use super::endpoint::Endpoint;
use crate::answer::Answer;
use crate::stats::Stats;

/// What the endpoints of a table answered, in the table's order; paths that are none of them are in the sum only.
pub(super) fn metrics(endpoints: &[Endpoint], stats: &Stats) -> Answer {
    let mut text = format!(
        "# HELP http_requests_received_total Requests received.\n\
         # TYPE http_requests_received_total counter\n\
         http_requests_received_total {}\n\
         # HELP http_requests_total Requests answered, by endpoint and status.\n\
         # TYPE http_requests_total counter\n",
        stats.received()
    );
    for Endpoint {
        method, template, ..
    } in endpoints
    {
        for (status, n) in stats.answered(method, template) {
            writeln!(
                text,
                r#"http_requests_total{{method="{method}",path="{template}",status="{status}"}} {n}"#
            )
            .expect("a String takes everything");
        }
    }
    Answer::of_type("text/plain; version=0.0.4", text)
}
