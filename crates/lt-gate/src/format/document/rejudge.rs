//! A result that somebody else wrote, judged again: by its numbers, never by its words.
//!
//! Whoever writes the numbers can invent them; what is made sure of here is that the words say no more than they do, and,
//! with a configuration, that no threshold of it was left out or weakened. Rows of a comparison that are not there nobody can
//! miss: which endpoints there were only the figures tell.

mod answer;
mod bounds;
mod checks;
mod contradictions;
mod rows;

use super::{Document, Tally};
use crate::config::Config;
use contradictions::Contradictions;

pub(crate) use bounds::TooLarge;

/// What became of it.
#[derive(Clone, Debug)]
pub(crate) struct Rejudged {
    /// The result, with statuses, rulings, counts and the verdict as its numbers say.
    pub(crate) document: Document,
    /// In what it differs from what it said of itself, in sentences.
    pub(crate) contradictions: Vec<String>,
}

/// Judges each line again; with a configuration by its thresholds and its policy, whatever the result says of them.
///
/// Thresholds that the configuration has not got are shown, and only warn; those that the result has not got are missing.
/// What only a configuration can tell, that a breach was accepted or that doubt fails the run, is believed where there is
/// none.
///
/// # Errors
/// It has more lines than are shown, or one of them cannot be read: the sentence names it.
pub(crate) fn rejudge(document: Document, config: Option<&Config>) -> anyhow::Result<Rejudged> {
    let mut document = bounds::checked(document)?;
    let mut found = Contradictions::default();
    document.checks = checks::judge(document.checks, config, &mut found)?;
    if let Some(comparison) = &mut document.comparison {
        rows::judge(comparison, config, &mut found)?;
    }
    let summary = Tally::of(&document.checks, document.comparison.as_ref());
    if summary != document.summary && found.is_empty() {
        found.add("the counts of the result are not those of its lines".to_owned());
    }
    document.summary = summary;
    let answer = answer::of(&document, config);
    if answer != document.verdict {
        found.add(format!(
            "the verdict is `{}` by the numbers of the result; it says `{}`",
            answer.as_str(),
            document.verdict.as_str()
        ));
    }
    document.verdict = answer;
    Ok(Rejudged {
        document,
        contradictions: found.into_sentences(),
    })
}

#[cfg(test)]
mod tests;
