//! What a job left behind.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// What a job left behind.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The outputs of the action.
    pub(crate) outputs: BTreeMap<String, String>,
    /// Whether the job turned red.
    pub(crate) is_red: bool,
    /// The steps that ran, and how they ended.
    pub(crate) steps: BTreeMap<String, &'static str>,
    /// The step summaries, one after the other.
    pub(crate) summary: String,
    /// The lines of the log that are annotations.
    pub(crate) annotations: Vec<String>,
    /// What was uploaded, by its name.
    pub(crate) artifacts: Vec<(String, PathBuf)>,
    /// What went into the cache, and from where.
    pub(crate) cached: Option<(String, PathBuf)>,
    /// What was added to the PATH.
    pub(crate) path: String,
    /// Whatever else somebody can read: logs, the outputs of the steps, and then what GitHub was sent.
    pub(super) said: Vec<String>,
    /// Keeps the files until nobody looks at them anymore.
    pub(super) temp: Option<TempDir>,
}

impl Outcome {
    /// An output of the action; empty where there is none.
    pub(crate) fn output(&self, name: &str) -> &str {
        self.outputs.get(name).unwrap()
    }

    /// What the steps printed, and what became of it.
    pub(crate) fn words(&self) -> String {
        self.said.concat()
    }

    /// The whole of it for a test that failed.
    pub(crate) fn told(&self) -> String {
        format!("{:#?}\n{:?}\n{}", self.outputs, self.steps, self.words())
    }

    /// Checks the verdict and the exit code, and that the job is red for no other reason.
    pub(crate) fn expect(&self, verdict: &str, code: u8) {
        assert_eq!(self.output("verdict"), verdict, "{}", self.told());
        assert_eq!(
            self.output("exit-code"),
            code.to_string(),
            "{}",
            self.told()
        );
        assert_eq!(self.is_red, code != 0, "{}", self.told());
    }

    /// A file of the uploaded report.
    pub(crate) fn report(&self, name: &str) -> String {
        let (_, folder) = self.artifacts.first().unwrap();
        fs::read_to_string(folder.join(name)).unwrap()
    }

    pub(super) fn log(&mut self, text: &str) {
        let is_annotation = |line: &&str| {
            ["::error", "::warning", "::notice"]
                .iter()
                .any(|word| line.starts_with(word))
        };
        self.annotations
            .extend(text.lines().filter(is_annotation).map(str::to_owned));
        self.said.push(text.to_owned());
    }

    /// Fails where a secret can be read: in logs, outputs, summaries, or in any file that was written.
    pub(super) fn refuse_to_show(&self, secret: &str) {
        for text in self.said.iter().chain([&self.summary]) {
            assert!(!text.contains(secret), "the token is shown");
        }
        files_in(self.temp.as_ref().unwrap().path(), &mut |path| {
            let bytes = fs::read(path).unwrap();
            let mut windows = bytes.windows(secret.len());
            let is_there = windows.any(|window| window == secret.as_bytes());
            assert!(!is_there, "the token is in {}", path.display());
        });
    }
}

/// What a file of outputs sets: `name=value`, or a name, a mark, lines, and the mark again.
pub(super) fn settings(text: &str) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let (name, value) = match (line.split_once("<<"), line.split_once('=')) {
            (Some((name, mark)), _) if !name.contains('=') => {
                let value: Vec<&str> = lines.by_ref().take_while(|line| *line != mark).collect();
                (name, value.join("\n"))
            }
            (_, Some((name, value))) => (name, value.to_owned()),
            _ => panic!("`{line}` sets nothing"),
        };
        settings.insert(name.to_owned(), value);
    }
    settings
}

fn files_in(folder: &Path, look: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files_in(&path, look),
            false => look(&path),
        }
    }
}
