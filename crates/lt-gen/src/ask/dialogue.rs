//! Questions and answers, a line each.

use std::io::{BufRead, Read, Write};

use anyhow::bail;
use lt_cli::message::harmless;

/// Somebody who is asked.
#[derive(Debug)]
pub(super) struct Dialogue<R, W> {
    answers: R,
    questions: W,
}

/// How often nonsense is asked about again.
const TRIES: usize = 3;
/// More letters than an answer has.
const LONGEST: u64 = 200;

impl<R: BufRead, W: Write> Dialogue<R, W> {
    pub(super) fn new(answers: R, questions: W) -> Self {
        Self { answers, questions }
    }

    /// Asks for one thing, and again where the answer is none; `None` where the answer is empty.
    ///
    /// # Errors
    /// Three answers were none, or nobody is there any more.
    pub(super) fn ask<T>(
        &mut self,
        what: &str,
        default: &str,
        read: impl Fn(&str) -> anyhow::Result<T>,
    ) -> anyhow::Result<Option<T>> {
        for _ in 0..TRIES {
            write!(self.questions, "{what} [{default}]: ")?;
            self.questions.flush()?;
            let mut answer = Vec::new();
            let most = self.answers.by_ref().take(LONGEST);
            if { most }.read_until(b'\n', &mut answer)? == 0 {
                writeln!(self.questions)?;
                bail!("--ask: no answer; give the numbers as options instead");
            }
            let answer = String::from_utf8_lossy(&answer);
            if answer.trim().is_empty() {
                return Ok(None);
            }
            match read(answer.trim()) {
                Ok(value) => return Ok(Some(value)),
                Err(wrong) => self.say(&format!("{wrong:#}"))?,
            }
        }
        bail!("--ask: {TRIES} answers about {what} made no sense; give it as an option instead")
    }

    /// Says something that is no question.
    pub(super) fn say(&mut self, text: &str) -> anyhow::Result<()> {
        Ok(writeln!(self.questions, "  {}", harmless(text))?)
    }
}
