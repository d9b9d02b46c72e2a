//! Two kept runs side by side, with the words of `lt-gate`.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::process::Command;

use super::errand;
use super::recording::Recording;
use super::rendering::temporary;
use super::words::{self, Word};
use super::{Archive, Id, Opened, Trouble};
use crate::snapshot::{Row, Series};
use crate::tools::Tools;

/// Two kept runs side by side.
#[derive(Debug, Serialize)]
pub(crate) struct Comparison {
    /// The answer of `lt-gate`: `pass`, `regression`, `inconclusive`, `invalid` and so on.
    answer: String,
    /// Its answer to each question, those first that forbid to judge at all.
    words: Vec<Word>,
    /// All that it says, as it says it in a terminal.
    text: String,
    /// The run to compare with.
    base: Side,
    /// The run in question.
    head: Side,
}

/// One of the two runs.
#[derive(Debug, Serialize)]
struct Side {
    id: Id,
    series: Series,
    total: Row,
    rows: Vec<Row>,
}

/// What is read of `lt.result/1`.
#[derive(Deserialize)]
struct Document {
    verdict: String,
    #[serde(default)]
    reasons: Vec<String>,
}

impl Archive {
    /// Compares a run with another.
    ///
    /// # Errors
    /// There is no such run, one goes on or cannot be read, or `lt-gate` does not do it.
    pub(crate) async fn compare(
        &self,
        tools: &Tools,
        base: &Id,
        head: &Id,
        running: Option<&Id>,
    ) -> Result<Comparison, Trouble> {
        if base == head {
            return Err(Trouble::Senseless(
                "a run is the same as itself; choose two different ones",
            ));
        }
        if let Some(running) = running.filter(|running| [base, head].contains(running)) {
            return Err(Trouble::Running(running.clone()));
        }
        let [base, head] = [self.find(base).await?, self.find(head).await?];
        let sides = [
            Side::of(&base, &*self.open_recording(&base).await?),
            Side::of(&head, &*self.open_recording(&head).await?),
        ];
        let (document, words, text) = self.judge(tools, &base, &head).await?;
        let reasons = document.reasons.into_iter().map(|text| Word {
            answer: document.verdict.clone(),
            text: lt_cli::message::harmless(&text),
        });
        let [base, head] = sides;
        Ok(Comparison {
            words: reasons.chain(words).collect(),
            answer: document.verdict,
            text,
            base,
            head,
        })
    }

    /// One call of `lt-gate` says it in three ways.
    async fn judge(
        &self,
        tools: &Tools,
        base: &Recording,
        head: &Recording,
    ) -> Result<(Document, Vec<Word>, String), Trouble> {
        const LIMIT: Duration = Duration::from_secs(600);
        let turn = self.turns().take().await?;
        let folder = temporary()?;
        let [json, junit] = ["result.json", "result.xml"].map(|name| folder.path().join(name));
        let mut command = Command::new(&tools.lt_gate);
        command.args(["compare", "--base", base.id.as_str()]);
        for recording in [base, head] {
            let file = recording.path.display();
            command.arg("--arm").arg(format!("{}={file}", recording.id));
        }
        command.arg("--json").arg(&json).arg("--junit").arg(&junit);
        let said = errand::run("lt-gate", command, LIMIT, (folder.clone(), turn)).await?;
        if said.code != 0 {
            return Err(Trouble::Refused(self.without_paths(&said.words)));
        }
        let document = serde_json::from_str(&bounded(&json)?);
        let document = document
            .map_err(|error| Trouble::failed("the answer of `lt-gate` is not understood", error))?;
        let text = self.without_paths(&said.stdout);
        let lines: Vec<String> = text.lines().map(lt_cli::message::harmless).collect();
        Ok((document, words::read(&bounded(&junit)?), lines.join("\n")))
    }
}

impl Side {
    fn of(recording: &Recording, opened: &Opened) -> Self {
        Self {
            id: recording.id.clone(),
            series: opened.series.clone(),
            total: opened.snapshot.total.clone(),
            rows: opened.snapshot.rows.clone(),
        }
    }
}

fn bounded(path: &Path) -> Result<String, Trouble> {
    const LONGEST: u64 = 32 << 20;
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(LONGEST).read_to_string(&mut text));
    read.map_err(|error| Trouble::failed("the answer of `lt-gate` cannot be read", error))?;
    Ok(text)
}
