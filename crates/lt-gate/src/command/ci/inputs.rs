//! The inputs of the action: their names, and what they mean here.
//!
//! The action hands each over as a variable, `INPUT_BASELINE_NAME` for `baseline-name`. What is empty was not given.

use std::fmt::Display;
use std::str::FromStr;

use anyhow::anyhow;
use clap::ValueEnum;
use lt_cli::usage;

use crate::github::environment::Environment;

/// An input of the action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name.
    pub name: &'static str,
    /// What it is where nobody says anything; empty is nothing.
    pub default: &'static str,
    /// Who reads it.
    pub reader: Reader,
}

/// Who reads an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// `lt-gate ci`.
    Ci,
    /// `lt-gate comment`.
    Comment,
    /// Both.
    Both,
    /// The steps of the action.
    Action,
}

/// The inputs, in the order in which they are told of.
pub const INPUTS: &[Input] = &[
    input("mode", "auto", Reader::Ci),
    input("scenario", "", Reader::Action),
    input("arguments", "", Reader::Action),
    input("results", "", Reader::Ci),
    input("config", "", Reader::Both),
    input("baseline", "git:lt-baselines", Reader::Ci),
    input("baseline-name", "", Reader::Ci),
    input("require-baseline", "false", Reader::Both),
    input("save-baseline", "auto", Reader::Ci),
    input("noise", "", Reader::Ci),
    input("fail-on", "", Reader::Both),
    input("comment", "always", Reader::Comment),
    input("comment-key", "", Reader::Comment),
    input("require-comment", "false", Reader::Comment),
    input("pr-number", "", Reader::Comment),
    input("github-token", "${{ github.token }}", Reader::Action),
    input("check-run", "false", Reader::Comment),
    input("from", "", Reader::Comment),
    input("report", "true", Reader::Action),
    input("artifact-name", "", Reader::Action),
    input("retention-days", "14", Reader::Action),
    input("version", "", Reader::Action),
    input("bin-dir", "", Reader::Action),
    input("fallback", "build", Reader::Action),
    input("verify-attestation", "false", Reader::Action),
    input("working-directory", ".", Reader::Action),
];

/// What the steps of the action hand over beside the inputs.
pub const HANDED_OVER: &[Input] = &[
    input("report-dir", "", Reader::Ci),
    input("report-url", "", Reader::Comment),
    input("matrix", "", Reader::Comment),
];

const fn input(name: &'static str, default: &'static str, reader: Reader) -> Input {
    Input {
        name,
        default,
        reader,
    }
}

/// What was given as inputs.
pub(in crate::command) struct Inputs<'v> {
    /// `None` where nobody is to look.
    variables: Option<Environment<'v>>,
}

impl<'v> Inputs<'v> {
    /// Those among the variables, or none at all.
    pub(in crate::command) fn among(variables: Environment<'v>, are_asked_for: bool) -> Self {
        Self {
            variables: are_asked_for.then_some(variables),
        }
    }

    /// The text of an input.
    pub(in crate::command) fn text(&self, name: &str) -> Option<String> {
        let mut listed = INPUTS.iter().chain(HANDED_OVER);
        debug_assert!(listed.any(|input| input.name == name), "{name}");
        let variable = format!("INPUT_{}", name.replace('-', "_").to_uppercase());
        let text = (self.variables?)(&variable)?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The lines of an input, without empty ones.
    pub(in crate::command) fn lines(&self, name: &str) -> Vec<String> {
        let text = self.text(name).unwrap_or_default();
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    }

    /// Whether an input says yes.
    pub(in crate::command) fn says_yes(&self, name: &str) -> anyhow::Result<bool> {
        match self.text(name).as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(wrong(name, other, "write `true` or `false`")),
        }
    }

    /// The one of some words that an input is.
    pub(in crate::command) fn word<T: ValueEnum>(&self, name: &str) -> anyhow::Result<Option<T>> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        T::from_str(&text, false).map(Some).map_err(|_no_word| {
            let words = T::value_variants().iter().filter_map(T::to_possible_value);
            let words: Vec<String> = words.map(|word| format!("`{}`", word.get_name())).collect();
            wrong(name, &text, format_args!("write {}", words.join(" or ")))
        })
    }

    /// What an input means as a value of its own kind.
    pub(in crate::command) fn parsed<T: FromStr>(&self, name: &str) -> anyhow::Result<Option<T>>
    where
        T::Err: Display,
    {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let parsed = text.parse();
        parsed.map(Some).map_err(|why| wrong(name, &text, why))
    }
}

/// The complaint about an input.
pub(in crate::command) fn wrong(name: &str, text: &str, way_out: impl Display) -> anyhow::Error {
    usage(anyhow!("the input `{name}` is `{text}`; {way_out}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::github::comment::Policy;

    fn variable(name: &str) -> Option<String> {
        let text = match name {
            "INPUT_BASELINE_NAME" => " main\n",
            "INPUT_RESULTS" => "\n a.ndjson\n\n  b c.ndjson\r\n",
            "INPUT_REQUIRE_BASELINE" => "true",
            "INPUT_REQUIRE_COMMENT" => "yes",
            "INPUT_COMMENT" => "on-problem",
            "INPUT_PR_NUMBER" => "-7",
            "INPUT_CONFIG" => "",
            _ => return None,
        };
        Some(text.to_owned())
    }

    #[test]
    fn an_input_is_the_variable_of_its_name_and_what_is_empty_is_not_given() {
        let inputs = Inputs::among(&variable, true);
        assert_eq!(inputs.text("baseline-name").as_deref(), Some("main"));
        assert_eq!(inputs.text("config"), None);
        assert_eq!(inputs.lines("results"), ["a.ndjson", "b c.ndjson"]);
        assert!(inputs.says_yes("require-baseline").unwrap());
        let policy = inputs.word::<Policy>("comment").unwrap();
        assert_eq!(policy, Some(Policy::OnProblem));
        let unasked = Inputs::among(&variable, false);
        assert_eq!(unasked.text("baseline-name"), None);
    }

    #[test]
    fn a_wrong_input_is_named() {
        let inputs = Inputs::among(&variable, true);
        let error = inputs.says_yes("require-comment").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the input `require-comment` is `yes`; write `true` or `false`"
        );
        let error = inputs.parsed::<u64>("pr-number").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("the input `pr-number` is `-7`; ")
        );
    }
}
