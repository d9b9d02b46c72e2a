//! "Did you mean": the known word nearest to a mistyped one.

use crate::quoted::Quoted;

/// Returns the candidate nearest to `word`, if at most a third of the letters (and at least one) is wrong.
///
/// Swapping two neighbours counts as one mistake; upper and lower case count as the same letter.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 64; // beyond that nobody mistyped a name
    let word: Vec<char> = word.to_lowercase().chars().take(LONGEST + 1).collect();
    if word.len() > LONGEST {
        return None;
    }
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .filter_map(|candidate| {
            let letters: Vec<char> = candidate.to_lowercase().chars().collect();
            let allowed = (word.len().max(letters.len()) / 3).max(1);
            let wrong = distance(&word, &letters);
            (wrong <= allowed && wrong < letters.len()).then_some((wrong, candidate))
        })
        .min_by_key(|(wrong, _)| *wrong)
        .map(|(_, candidate)| candidate)
}

/// The way out after an unknown name: the nearest known one, or all of them.
pub(crate) fn hint<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
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

/// Damerau-Levenshtein distance (optimal string alignment): inserted, missing, wrong and swapped letters.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let wrong = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (above[j] + 1).min(row[j - 1] + 1).min(above[j - 1] + wrong);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
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
