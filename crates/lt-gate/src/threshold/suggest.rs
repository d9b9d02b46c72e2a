//! "Did you mean": the known word nearest to a mistyped one.

/// The way out after an unknown word: the nearest known one, or all of them.
pub(crate) fn hint<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match closest(word, known.clone()) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => {
            let known: Vec<&str> = known.into_iter().collect();
            format!("use {}", known.join(", "))
        }
    }
}

/// The candidate nearest to `word`, if at most a third of the letters (and at least one) is wrong.
pub(super) fn closest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    const LONGEST: usize = 64; // beyond that nobody mistyped a name
    let word: String = word.to_lowercase().chars().take(LONGEST + 1).collect();
    let length = word.chars().count();
    if length > LONGEST {
        return None;
    }
    let measured = candidates.into_iter().filter_map(|candidate| {
        let letters = candidate.to_lowercase();
        let allowed = (length.max(letters.chars().count()) / 3).max(1);
        let wrong = strsim::osa_distance(&word, &letters);
        (wrong <= allowed && wrong < letters.chars().count()).then_some((wrong, candidate))
    });
    measured
        .min_by_key(|(wrong, _)| *wrong)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_its_word() {
        let words = ["response_time", "errors", "us", "ms"];
        assert_eq!(
            hint("respnose_time", words),
            "did you mean `response_time`?"
        );
        assert_eq!(hint("Errors", words), "did you mean `errors`?");
        assert_eq!(hint("hour", words), "use response_time, errors, us, ms");
        assert_eq!(closest(&"a".repeat(1_000_000), words), None);
        assert_eq!(closest("", words), None);
    }
}
