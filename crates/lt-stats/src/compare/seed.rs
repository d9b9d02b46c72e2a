//! Seeds made of what is compared, so that the same inputs draw the same.

use sha2::{Digest, Sha256};

use crate::baseline::Baseline;

/// The seed of a comparison: of the ids of its runs, whatever side they are on and in which order.
pub(super) fn of_runs(head: &[Baseline], base: &[Baseline]) -> u64 {
    let mut ids: Vec<&str> = head.iter().chain(base).map(|run| run.id.as_str()).collect();
    ids.sort_unstable();
    of_words(&ids)
}

/// The seed of some words: the first eight bytes of the SHA-256 of their lengths and bytes.
pub(super) fn of_words(words: &[&str]) -> u64 {
    let mut hash = Sha256::new();
    for word in words {
        hash.update((word.len() as u64).to_be_bytes());
        hash.update(word.as_bytes());
    }
    let digest = hash.finalize();
    digest
        .iter()
        .take(8)
        .fold(0, |seed, byte| seed << 8 | u64::from(*byte))
}
