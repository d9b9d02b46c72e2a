//! The run in a dozen lines: what was asked, answered and waited for.

use lt_stats::{Percentile, Slice, mean, percentile};

use crate::number;

/// Left out where no request was measured.
pub(super) fn write(out: &mut String, total: &Slice) {
    let n = total.requests();
    if n == 0 {
        return;
    }
    let span = total.span();
    let response = &total.tally.response;
    let share = |part: u64| format!("{} ({}%)", number::count(part), number::percent(part, n));
    let time =
        |p| percentile(response, p).map_or_else(unknown, |us| format!("{}ms", number::micros(us)));
    let well = n.saturating_sub(total.errors);
    // A single instant has no rate.
    let rate = |n: u64| match span.0 {
        0 => unknown(),
        _ => number::rate(n as f64 / span.as_secs_f64()),
    };
    let per_minute = match span.0 {
        0 => unknown(),
        _ => number::whole(total.rate_over(span) * 60.0),
    };
    let lines = [
        (
            "Total requests",
            format!("{} in {}", number::count(n), number::duration(span)),
        ),
        ("Successful", share(well)),
        ("Failed", share(total.errors)),
        (
            "Average response time",
            mean(response).map_or_else(unknown, |us| format!("{}ms", number::ms(us))),
        ),
        ("Requests per second", rate(n)),
        ("Requests per minute", per_minute),
        ("Successful per second", rate(well)),
        ("Median response time", time(Percentile::P50)),
        ("P95 response time", time(Percentile::P95)),
        ("P99 response time", time(Percentile::P99)),
        ("Bytes sent", number::bytes(total.tally.sent)),
        ("Bytes received", number::bytes(total.tally.received)),
    ];
    out.push_str("Summary:\n");
    for (what, value) in lines {
        out.push_str(&format!("  {what}: {value}\n"));
    }
    out.push('\n');
}

fn unknown() -> String {
    "\u{2013}".to_owned()
}
