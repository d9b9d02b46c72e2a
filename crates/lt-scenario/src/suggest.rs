//! "Did you mean": the known word nearest to a mistyped one.

use crate::quoted::Quoted;

/// Returns the candidate nearest to `word`, if at most a third of the letters (and at least one) is wrong.
///
/// Swapping two neighbours counts as one mistake; upper and lower case count as the same letter.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 64; // beyond that nobody mistyped a name
    let word: String = word.to_lowercase().chars().take(LONGEST + 1).collect();
    let length = word.chars().count();
    if length > LONGEST {
        return None;
    }
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .filter_map(|candidate| {
            let letters = candidate.to_lowercase();
            let allowed = (length.max(letters.chars().count()) / 3).max(1);
            let wrong = strsim::osa_distance(&word, &letters);
            (wrong <= allowed && wrong < letters.chars().count()).then_some((wrong, candidate))
        })
        .min_by_key(|(wrong, _)| *wrong)
        .map(|(_, candidate)| candidate)
}

/// The way out after an unknown name: the nearest known one, or all of them.
pub fn hint<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    const SHOWN: usize = 20;
    if let Some(nearest) = closest(word, known.clone()) {
        return format!("did you mean {}?", Quoted(nearest));
    }
    let mut names = known.into_iter();
    let shown: Vec<String> = names
        .by_ref()
        .take(SHOWN)
        .map(|name| Quoted(name).to_string())
        .collect();
    let more = if names.next().is_some() { ", …" } else { "" };
    match shown.as_slice() {
        [] => "none is defined".to_owned(),
        shown => format!("known: {}{more}", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 5] = ["weight", "wait", "actions", "name", "duration_minutes"];

    #[test]
    fn a_slip_of_the_finger_finds_its_word() {
        for (typed, meant) in [
            ("weigth", Some("weight")),
            ("Weight", Some("weight")),
            ("action", Some("actions")),
            ("duration_minuets", Some("duration_minutes")),
            ("nmae", Some("name")),
            ("x", None),
            ("", None),
            ("journeys", None),
        ] {
            assert_eq!(closest(typed, KEYS), meant, "{typed}");
        }
        assert_eq!(closest(&"a".repeat(10_000_000), KEYS), None);
    }

    #[test]
    fn without_a_near_word_all_are_named() {
        assert_eq!(hint("x", ["ab", "cd"]), "known: `ab`, `cd`");
        assert_eq!(hint("x", []), "none is defined");
    }
}
