//! The name under which a branch's baselines are kept.

use lt_stats::baseline::is_name;
use sha2::{Digest, Sha256};

/// Letters of the branch that are kept where its own name cannot be: with the digits that follow well below what a name may
/// have.
const LONGEST: usize = 100;

/// The branch itself where it can be a name. Else what cannot be is `-`, and digits of the branch follow, so that
/// `release/1` and `release-1` stay two.
pub(super) fn of_branch(branch: &str) -> String {
    if is_name(branch) {
        return branch.to_owned();
    }
    let fits = |letter: &char| letter.is_ascii_alphanumeric() || "._-".contains(*letter);
    let letters = branch.chars().map(|c| if fits(&c) { c } else { '-' });
    let letters = letters.skip_while(|letter| !letter.is_ascii_alphanumeric());
    let like: String = letters.take(LONGEST).collect();
    let like = match like.trim_end_matches('-') {
        "" => "branch",
        like => like,
    };
    let digest = Sha256::digest(branch);
    let digits: String = digest
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{like}-{digits}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_branch_that_can_be_a_name_is_one() {
        for branch in ["main", "release-1.2", "v1_x"] {
            assert_eq!(of_branch(branch), branch);
        }
    }

    #[test]
    fn what_a_name_cannot_have_is_replaced_and_told_apart() {
        let branches = [
            "release/1",
            "release 1",
            "-release-1",
            "release-1/",
            "é",
            "/",
            "",
        ];
        let names: Vec<String> = branches.iter().map(|branch| of_branch(branch)).collect();
        assert!(names[0].starts_with("release-1-"), "{}", names[0]);
        assert!(names[4].starts_with("branch-"), "{}", names[4]);
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), branches.len());
    }

    proptest! {
        #[test]
        fn every_branch_has_a_name(branch in any::<String>(), more in 0_usize..200) {
            let branch = branch + &"/x".repeat(more);
            prop_assert!(is_name(&of_branch(&branch)), "{branch}");
        }
    }
}
