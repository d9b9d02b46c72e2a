//! Which verdicts turn the job red.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use lt_cli::Exit;
use lt_stats::compare::Ruling;

use super::inputs::Inputs;
use crate::Verdict;
use crate::comparing::Row;
use crate::config::{Config, OnDoubt};
use crate::threshold::Severity;
use crate::verdict::Answer;

/// The verdicts that turn the job red; others are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailOn {
    /// By which it fails.
    answers: Vec<Answer>,
    /// By which of them it fails whatever the configuration says.
    named: Vec<Answer>,
    /// Whether the mode left out what is compared.
    only_keeps: bool,
}

/// What can be named, and the verdict that it is.
const NAMES: [(&str, Answer); 5] = [
    ("sla", Answer::Fail),
    ("regression", Answer::Regression),
    ("invalid", Answer::Invalid),
    ("inconclusive", Answer::Inconclusive),
    ("no-baseline", Answer::NoBaseline),
];
const NOTHING: &str = "nothing";

/// Without a list the job fails by what `lt-gate check` fails by.
impl Default for FailOn {
    fn default() -> Self {
        Self {
            answers: NAMES.map(|(_, answer)| answer).to_vec(),
            named: Vec::new(),
            only_keeps: false,
        }
    }
}

impl FailOn {
    /// What was typed, else what the inputs say, else everything that the verdict holds against the run.
    pub(in crate::command) fn of(
        typed: Option<&Self>,
        requires_baseline: bool,
        inputs: &Inputs<'_>,
    ) -> anyhow::Result<Self> {
        let fail_on = match typed {
            Some(typed) => Some(typed.clone()),
            None => inputs.parsed("fail-on")?,
        };
        let fail_on = fail_on.unwrap_or_default();
        Ok(
            match requires_baseline || inputs.says_yes("require-baseline")? {
                true => fail_on.and_no_baseline(),
                false => fail_on,
            },
        )
    }

    /// By these, and by no others.
    fn by(answers: Vec<Answer>) -> Self {
        Self {
            named: answers.clone(),
            answers,
            only_keeps: false,
        }
    }

    /// The same, and a missing baseline as well.
    #[must_use]
    fn and_no_baseline(mut self) -> Self {
        for answers in [&mut self.answers, &mut self.named] {
            if !answers.contains(&Answer::NoBaseline) {
                answers.push(Answer::NoBaseline);
            }
        }
        self
    }

    /// What is compared does not count.
    #[must_use]
    pub(super) fn without_comparison(mut self) -> Self {
        for answers in [&mut self.answers, &mut self.named] {
            answers.retain(|answer| matches!(answer, Answer::Fail | Answer::Invalid));
        }
        self.only_keeps = true;
        self
    }

    /// Doubt that is named here fails whatever the configuration says.
    pub(in crate::command) fn sharpen(&self, config: &mut Config) {
        if self.named.contains(&Answer::Inconclusive) {
            config.compare.on_inconclusive = OnDoubt::Fail;
        }
        if self.named.contains(&Answer::NoBaseline) {
            config.compare.on_missing_baseline = OnDoubt::Fail;
        }
    }

    /// What the shell is told; where that is less than the verdict, a sentence for the result says so.
    pub(super) fn exit(&self, verdict: &Verdict) -> (Exit, Option<String>) {
        let found = self.found(verdict);
        let exit = found.iter().find(|answer| self.answers.contains(answer));
        let exit = exit.map_or(Exit::Done, |answer| answer.exit());
        let told = found.iter().filter(|answer| !self.answers.contains(answer));
        let told: Vec<String> = told
            .filter_map(|answer| Some(format!("`{}`", name_of(*answer)?)))
            .collect();
        let note = (!told.is_empty()).then(|| {
            let told = told.join(" and ");
            let why = match self.only_keeps {
                true => "mode `baseline` fails by no more than",
                false => "`fail-on` is",
            };
            format!("the job does not fail by {told}, because {why} `{self}`")
        });
        (exit, note)
    }

    /// Everything that is against a run, the worst first.
    fn found(&self, verdict: &Verdict) -> Vec<Answer> {
        let mut found = verdict.against();
        let mut rows = verdict.compared.iter().flat_map(|compared| &compared.rows);
        // A regression outweighs doubt in the one word, and must not hide it from a list that names doubt alone.
        if self.named.contains(&Answer::Inconclusive)
            && found.contains(&Answer::Regression)
            && rows.any(is_in_doubt)
        {
            found.push(Answer::Inconclusive);
        }
        found
    }
}

/// Whether a figure that is judged is in doubt, whatever the others are.
fn is_in_doubt(row: &Row) -> bool {
    let asked = &row.answer;
    let doubt = matches!(asked.ruling, Ruling::Inconclusive | Ruling::Insufficient);
    doubt && asked.question.gated && row.severity == Severity::Fail
}

fn name_of(answer: Answer) -> Option<&'static str> {
    let mut names = NAMES.iter();
    let (name, _) = names.find(|(_, named)| *named == answer)?;
    Some(name)
}

impl FromStr for FailOn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words = text.split(|c: char| c == ',' || c.is_whitespace());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        if words == [NOTHING] {
            return Ok(Self::by(Vec::new()));
        }
        let answer = |word: &str| {
            let mut names = NAMES.iter();
            let found = names.find(|(name, _)| *name == word);
            found.map(|(_, answer)| *answer).ok_or_else(|| {
                let names = NAMES.map(|(name, _)| format!("`{name}`")).join(", ");
                format!("`{word}` is none of {names}; or write `{NOTHING}` alone")
            })
        };
        match words.is_empty() {
            true => Err(format!("name what fails, or write `{NOTHING}`")),
            false => words
                .into_iter()
                .map(answer)
                .collect::<Result<_, _>>()
                .map(Self::by),
        }
    }
}

impl Display for FailOn {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.answers.iter().copied().filter_map(name_of).collect();
        match names.is_empty() {
            true => f.write_str(NOTHING),
            false => f.write_str(&names.join(",")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(reasons: &[&str]) -> Verdict {
        let reasons = reasons.iter().map(|reason| (*reason).to_owned());
        Verdict::new(reasons.collect(), Vec::new(), None)
    }

    #[test]
    fn a_list_is_words_between_commas_or_lines_or_nothing() {
        let list: FailOn = "sla, regression\ninvalid".parse().unwrap();
        assert_eq!(list.to_string(), "sla,regression,invalid");
        assert_eq!("nothing".parse(), Ok(FailOn::by(Vec::new())));
        let with = list.and_no_baseline();
        assert_eq!(with.to_string(), "sla,regression,invalid,no-baseline");
        assert_eq!(with.without_comparison().to_string(), "sla,invalid");
        for wrong in ["", ",", "slow", "nothing,sla", "SLA"] {
            assert!(FailOn::from_str(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_verdict_that_is_not_listed_is_told_and_does_not_fail() {
        let invalid = verdict(&["saturated"]);
        let (exit, note) = FailOn::default().exit(&invalid);
        assert_eq!((exit, note), (Exit::CannotJudge, None));
        let (exit, note) = FailOn::by(vec![Answer::Fail]).exit(&invalid);
        assert_eq!(exit, Exit::Done);
        assert_eq!(
            note.unwrap(),
            "the job does not fail by `invalid`, because `fail-on` is `sla`"
        );
        let nothing = FailOn::by(Vec::new());
        assert_eq!(nothing.exit(&verdict(&[])), (Exit::Done, None));
    }

    #[test]
    fn doubt_that_is_named_fails_whatever_the_configuration_says() {
        let mut config = Config::default();
        FailOn::default().sharpen(&mut config);
        assert_eq!(config, Config::default());
        let strict: FailOn = "inconclusive,no-baseline".parse().unwrap();
        strict.sharpen(&mut config);
        assert_eq!(config.compare.on_inconclusive, OnDoubt::Fail);
        assert_eq!(config.compare.on_missing_baseline, OnDoubt::Fail);
    }
}
