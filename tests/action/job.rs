//! A job that uses the action: what it is told, and its steps one after the other, as a runner takes them.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use lt_mock_github::WRITE_TOKEN;
use lt_tests::tool;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::definition::{Action, Step, root};
use crate::event::Event;
use crate::expression::Scope;
use crate::outcome::{Outcome, settings};
use crate::project::{Project, REPOSITORY};

/// A job, before it runs.
pub(crate) struct Job<'p> {
    project: &'p Project,
    event: Event,
    inputs: BTreeMap<String, String>,
    variables: BTreeMap<String, String>,
    token: String,
    /// Number of the workflow's run, and which attempt it is.
    run: (u64, u64),
    action: PathBuf,
    leg: Option<(Value, u64)>,
}

impl<'p> Job<'p> {
    pub(super) fn new(project: &'p Project, event: Event) -> Self {
        let bin_dir = tool("lt-gate");
        let bin_dir = Path::new(bin_dir.get_program()).parent().unwrap();
        let bin_dir = bin_dir.to_str().unwrap().to_owned();
        Self {
            project,
            event,
            inputs: BTreeMap::from([("bin-dir".to_owned(), bin_dir)]),
            variables: BTreeMap::new(),
            token: WRITE_TOKEN.to_owned(),
            run: (1001, 1),
            action: root(),
            leg: None,
        }
    }

    /// With an input; an empty one is given, too.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.inputs.insert(name.to_owned(), value.into());
        self
    }

    /// With these streams to judge.
    pub(crate) fn judging(self, streams: &[PathBuf]) -> Self {
        let names: Vec<&str> = streams.iter().map(|path| path.to_str().unwrap()).collect();
        self.with("results", names.join("\n"))
    }

    /// With another token than one that may write.
    pub(crate) fn token(mut self, token: &str) -> Self {
        token.clone_into(&mut self.token);
        self
    }

    /// In this run of the workflow, and in this attempt of it.
    pub(crate) fn run_number(mut self, number: u64, attempt: u64) -> Self {
        self.run = (number, attempt);
        self
    }

    /// As a leg of a matrix of four.
    pub(crate) fn leg(mut self, matrix: Value, index: u64) -> Self {
        self.leg = Some((matrix, index));
        self
    }

    /// With the action checked out elsewhere.
    pub(crate) fn action_at(mut self, folder: &Path) -> Self {
        folder.clone_into(&mut self.action);
        self
    }

    /// With a variable of the machine.
    pub(crate) fn variable(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    /// Runs the steps. What the token is must show nowhere, though the runner tells all it knows.
    pub(crate) fn run(self) -> Outcome {
        let action = Action::ours();
        for name in self.inputs.keys() {
            assert!(
                action.inputs.contains_key(name),
                "no input is called {name}"
            );
        }
        let mut running = Running {
            temp: tempfile::tempdir().unwrap(),
            outcome: Outcome::default(),
            scope: self.scope(&action),
            job: self,
        };
        running.begin();
        for step in &action.runs.steps {
            running.take(step);
        }
        for (name, output) in &action.outputs {
            let value = running.scope.fill(&output.value);
            running.outcome.outputs.insert(name.clone(), value);
        }
        let Running {
            mut outcome,
            scope,
            temp,
            job,
        } = running;
        outcome.is_red = scope.has_failed;
        outcome.temp = Some(temp);
        {
            let state = job.project.github.state();
            let told = state.comments.iter().map(|comment| comment.body.clone());
            let shown = state.check_runs.iter().map(|run| run.fields.to_string());
            outcome.said.extend(told.chain(shown));
        }
        outcome.refuse_to_show(&job.token);
        outcome
    }

    fn scope(&self, action: &Action) -> Scope {
        let mut contexts = json!({
            "github": {"token": self.token, "job": "load", "run_attempt": self.run.1.to_string()},
            "strategy": {"job-total": 1, "job-index": 0},
            "matrix": null,
            "inputs": {},
            "steps": {},
        });
        if let Some((matrix, index)) = &self.leg {
            contexts["matrix"] = matrix.clone();
            contexts["strategy"] = json!({"job-total": 4, "job-index": index});
        }
        let mut scope = Scope {
            contexts,
            has_failed: false,
            is_cancelled: false,
        };
        for (name, input) in &action.inputs {
            let given = self.inputs.get(name).cloned();
            let value = given.unwrap_or_else(|| scope.fill(&input.default));
            scope.contexts["inputs"][name] = Value::String(value);
        }
        scope
    }

    /// What the runner sets for every step, and nothing of the machine on which we test but where programs are.
    fn environment(&self, temp: &Path) -> BTreeMap<String, String> {
        let event = &self.event;
        let checkout = self.project.checkout();
        let path = |path: &Path| path.to_str().unwrap().to_owned();
        let mut environment: BTreeMap<String, String> = [
            ("PATH", env::var("PATH").unwrap()),
            ("HOME", path(&temp.join("home"))),
            ("CI", "true".into()),
            ("GITHUB_ACTIONS", "true".into()),
            ("GITHUB_ACTION_PATH", path(&self.action)),
            ("GITHUB_WORKSPACE", path(&checkout)),
            ("GITHUB_WORKFLOW", "load test".into()),
            ("GITHUB_JOB", "load".into()),
            ("GITHUB_RUN_ID", self.run.0.to_string()),
            ("GITHUB_RUN_ATTEMPT", self.run.1.to_string()),
            ("GITHUB_REPOSITORY", REPOSITORY.into()),
            ("GITHUB_EVENT_NAME", event.name.into()),
            ("GITHUB_EVENT_PATH", path(&temp.join("event.json"))),
            (
                "GITHUB_SHA",
                event.sha.map_or_else(|| self.project.sha(), str::to_owned),
            ),
            ("GITHUB_REF", event.reference.clone()),
            ("GITHUB_HEAD_REF", event.branches.0.into()),
            ("GITHUB_BASE_REF", event.branches.1.into()),
            ("GITHUB_SERVER_URL", "https://github.com".into()),
            ("GITHUB_API_URL", self.project.github.url()),
            ("GITHUB_PATH", path(&temp.join("path"))),
            ("RUNNER_TEMP", path(&temp.join("runner"))),
            ("RUNNER_OS", "Linux".into()),
            ("RUNNER_ARCH", "X64".into()),
            ("RUNNER_DEBUG", "1".into()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        environment.extend(self.variables.clone());
        environment
    }
}

/// A job that runs.
struct Running<'p> {
    job: Job<'p>,
    temp: TempDir,
    scope: Scope,
    outcome: Outcome,
}

impl Running<'_> {
    fn begin(&self) {
        let temp = self.temp.path();
        for folder in ["home", "runner", "artifacts"] {
            fs::create_dir(temp.join(folder)).unwrap();
        }
        fs::write(temp.join("event.json"), self.job.event.payload.to_string()).unwrap();
    }

    /// A step, if its condition lets it run.
    fn take(&mut self, step: &Step) {
        let id = step.id.clone().unwrap_or_else(|| step.name.clone());
        if !self.scope.allows(step.r#if.as_deref()) {
            self.scope.contexts["steps"][&id] = json!({"outputs": {}, "outcome": "skipped"});
            return;
        }
        let (succeeded, outputs) = match (&step.run, &step.uses) {
            (Some(run), None) => self.script(&id, step, run),
            (None, Some(uses)) => self.borrowed(step, uses),
            _ => panic!("{id} is neither a script nor an action"),
        };
        let outcome = if succeeded { "success" } else { "failure" };
        self.outcome.steps.insert(id.clone(), outcome);
        self.scope.contexts["steps"][&id] = json!({"outputs": outputs, "outcome": outcome});
        self.scope.has_failed |= !succeeded && !step.continue_on_error;
    }

    fn script(&mut self, id: &str, step: &Step, run: &str) -> (bool, BTreeMap<String, String>) {
        let temp = self.temp.path();
        let file = |kind: &str| temp.join(format!("{id}.{kind}"));
        fs::write(file("sh"), run).unwrap();
        for kind in ["output", "summary"] {
            fs::write(file(kind), "").unwrap();
        }
        let folder = step.working_directory.as_deref().unwrap_or(".");
        let output = Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail"])
            .arg(file("sh"))
            .current_dir(self.job.project.checkout().join(self.scope.fill(folder)))
            .env_clear()
            .envs(self.job.environment(temp))
            .env("GITHUB_OUTPUT", file("output"))
            .env("GITHUB_STEP_SUMMARY", file("summary"))
            .envs(
                step.env
                    .iter()
                    .map(|(name, value)| (name, self.scope.fill(value))),
            )
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let log = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        self.outcome.log(&log);
        let outputs = fs::read_to_string(file("output")).unwrap();
        self.outcome.said.push(outputs.clone());
        let summary = fs::read_to_string(file("summary")).unwrap();
        self.outcome.summary.push_str(&summary);
        if id == "install" {
            self.outcome.path = fs::read_to_string(temp.join("path")).unwrap_or_default();
        }
        (output.status.success(), settings(&outputs))
    }

    /// An action of others, as far as ours can tell what it does.
    fn borrowed(&mut self, step: &Step, uses: &str) -> (bool, BTreeMap<String, String>) {
        let with = |name: &str| self.scope.fill(step.with.get(name).unwrap());
        let (action, _) = uses.split_once('@').unwrap();
        match action {
            "actions/upload-artifact" => {
                let name = with("name");
                let url = format!(
                    "https://github.com/{REPOSITORY}/actions/runs/{}/artifacts/9",
                    self.job.run.0
                );
                self.outcome
                    .artifacts
                    .push((name, PathBuf::from(with("path"))));
                (true, BTreeMap::from([("artifact-url".to_owned(), url)]))
            }
            "actions/cache/restore" => {
                self.outcome.said.push(with("key") + "\n" + &with("path"));
                (true, BTreeMap::new())
            }
            "actions/cache/save" => {
                self.outcome.cached = Some((with("key"), PathBuf::from(with("path"))));
                (true, BTreeMap::new())
            }
            _ => panic!("nobody knows what {action} does"),
        }
    }
}
