//! What stands out, in words.

use lt_stats::Summary;

use super::Look;
use crate::observation::observations;

/// From here on silence means something.
const FEWEST: u64 = 100;

/// Left out where nothing was measured; where nothing stands out, that is said.
pub(super) fn write(out: &mut String, summary: &Summary, look: Look) {
    let requests = summary.total().requests();
    let found = observations(summary);
    if found.is_empty() && requests > 0 {
        let few = match requests < FEWEST {
            true => ", but so few requests tell little",
            false => "",
        };
        out.push_str(&format!("Findings: none{few}\n\n"));
    }
    if found.is_empty() {
        return;
    }
    out.push_str("Findings\n");
    for observation in found {
        out.push_str(&look.wrapped("  * ", &observation.text));
        for cause in observation.causes {
            out.push_str(&look.wrapped("      - ", cause));
        }
    }
    out.push('\n');
}
