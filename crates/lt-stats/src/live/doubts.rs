//! Why the figures must not be judged, while there is more to come.

use lt_sample::Finding;

use super::Stream;
use crate::Summary;

/// Why the figures must not be judged. While the stream flows, that it has no end yet is no doubt.
pub fn doubts(summary: &Summary, stream: Stream) -> Vec<String> {
    if stream == Stream::Ended {
        return summary.doubts();
    }
    let findings = summary.findings().into_iter();
    let grave = findings.filter(|finding| !mends_itself(finding));
    grave.map(|finding| finding.to_string()).collect()
}

/// Whether a finding says only that the stream has not ended yet.
fn mends_itself(finding: &Finding) -> bool {
    match finding {
        Finding::MissingLegs { .. }
        | Finding::MissingShard { .. }
        | Finding::CutOff { .. }
        | Finding::CountsDiffer { .. } => true,
        Finding::DoubleShard { .. }
        | Finding::JoinedLate { .. }
        | Finding::Aborted { .. }
        | Finding::NoRunLine { .. }
        | Finding::RunTwice { .. } => false,
    }
}
