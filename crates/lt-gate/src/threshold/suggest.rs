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
fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 64; // beyond that nobody mistyped a name
    let word: Vec<char> = word.to_lowercase().chars().take(LONGEST + 1).collect();
    if word.len() > LONGEST {
        return None;
    }
    let measured = candidates.into_iter().filter_map(|candidate| {
        let letters: Vec<char> = candidate.to_lowercase().chars().collect();
        let allowed = (word.len().max(letters.len()) / 3).max(1);
        let wrong = distance(&word, &letters);
        (wrong <= allowed && wrong < letters.len()).then_some((wrong, candidate))
    });
    measured
        .min_by_key(|(wrong, _)| *wrong)
        .map(|(_, candidate)| candidate)
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
