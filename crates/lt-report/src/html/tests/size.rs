//! Pages of long runs and of many endpoints.

use std::collections::BTreeMap;

use lt_sample::{Gauge, Micros, Outcome, Record, RunId, Sample, UnixMicros};
use lt_stats::{Include, Summary};

use super::{page, render};
use crate::tests::{OK, RUN, sample};

/// An hour of 50 endpoints, each asked once a second, with failures of several kinds.
fn hour() -> Summary {
    let mut summary = Summary::new(Include::Measured);
    let run = RunId::parse("k3x9a2bc").unwrap();
    let start = 1_763_718_000_000_000;
    for second in 0..3_600_u64 {
        for n in 0..50_u64 {
            let name = format!("/api/v1/tenants/{{tenant}}/resources-of-kind-{n:02}/{{id}}");
            let at = UnixMicros(start + second * 1_000_000 + n * 20_000);
            let mut sample = Sample::new(run, at, "GET", &name, Outcome::Ok);
            let mixed = (second * 50 + n).wrapping_mul(2_654_435_761) % 1_000;
            let service = 1_000 + n * 700 + mixed * mixed + second * 3;
            (sample.delay_us, sample.service_us) = (Some(Micros(mixed)), Some(Micros(service)));
            sample.status = Some(200);
            if mixed.is_multiple_of(40) {
                sample.outcome = Outcome::HttpError;
                sample.status = Some(500 + u16::try_from(n % 5).unwrap());
            }
            summary.add(&Record::Sample(sample));
        }
        summary.add(&Record::Gauge(Gauge {
            run,
            at_us: UnixMicros(start + second * 1_000_000),
            source: "lt-gen".to_owned(),
            name: "users".to_owned(),
            value: 50.0 + (second % 7) as f64,
            unit: String::new(),
            labels: BTreeMap::new(),
        }));
    }
    summary
}

#[test]
fn an_hour_of_fifty_endpoints_is_a_page_below_one_mebibyte() {
    let page = render(&hour()).unwrap();
    assert!(page.len() < 1 << 20, "{} bytes", page.len());
    assert!(page.contains("resources-of-kind-49"));
}

#[test]
fn of_very_many_endpoints_those_with_the_most_requests_are_listed() {
    let mut lines = vec![RUN.to_owned()];
    for n in 0..700_u64 {
        let name = format!(r#""/e{n:03}""#);
        let asked = if n % 7 == 0 { 2 } else { 1 };
        lines.extend((0..asked).map(|tenth| sample(tenth, &OK.replace("\"/\"", &name))));
    }
    let page = page(&lines);
    assert!(page.contains("200 more are in the row of all and not in this page"));
    let listed = |name: &str| page.contains(&format!("<bdi>&#x2f;{name}</bdi>"));
    assert!(listed("e693") && listed("e001") && !listed("e699"));
}
