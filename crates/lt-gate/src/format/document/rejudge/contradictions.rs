//! In what a result contradicts itself, or the configuration.

/// Sentences, of which only the first are kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Contradictions {
    sentences: Vec<String>,
    more: usize,
}

impl Contradictions {
    /// What is said of one result; more are counted.
    const MOST: usize = 10;

    pub(super) fn add(&mut self, sentence: String) {
        match self.sentences.len() < Self::MOST {
            true => self.sentences.push(sentence),
            false => self.more += 1,
        }
    }

    /// Adds that a line contradicts something in those of its parts that are wrong, where there are any.
    pub(super) fn add_parts(&mut self, contradicts: &str, parts: &[(&str, bool)]) {
        let wrong = parts.iter().filter(|(_, is_wrong)| *is_wrong);
        let wrong: Vec<&str> = wrong.map(|(part, _)| *part).collect();
        if !wrong.is_empty() {
            self.add(format!("{contradicts} in {}", wrong.join(", ")));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }

    pub(super) fn into_sentences(mut self) -> Vec<String> {
        match self.more {
            0 => {}
            1 => self.sentences.push("1 more contradiction".to_owned()),
            n => self.sentences.push(format!("{n} more contradictions")),
        }
        self.sentences
    }
}
