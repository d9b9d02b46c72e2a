//! What the figures mean, once, at the end.

use super::Look;

const LINES: [(&str, &str); 7] = [
    (
        "Times",
        "response times in milliseconds, from when a request was due until its last byte: its schedule delay and its service time. Failed requests count, too.",
    ),
    (
        "Avg, Min, Max",
        "average, shortest and longest, cut off after the point.",
    ),
    (
        "Med, 50% to 100%",
        "the time within which so many of the requests were answered, to the nearest millisecond: half of them within 50% (the median), all but one in a hundred within 99%, all within 100%.",
    ),
    (
        "# reqs",
        "requests that were sent; arrivals that were dropped and requests cut short by the end are none.",
    ),
    (
        "# fails",
        "requests without an answer, with a status of 400 or above that was not allowed, or whose checks did not hold.",
    ),
    (
        "req/s",
        "requests per second, from the first that was due to the last answer, without pauses between legs.",
    ),
    (
        "Outcomes",
        "ok, or how a request failed; the status codes are those of the last answers, `none` where there was none.",
    ),
];

pub(super) fn write(out: &mut String, look: Look) {
    out.push_str("\nLegend\n");
    for (term, meaning) in LINES {
        out.push_str(&look.wrapped(&format!("  {term:<17} "), meaning));
    }
}
