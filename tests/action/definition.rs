//! `action.yml` as it is written.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

/// The action.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Action {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) branding: BTreeMap<String, String>,
    pub(crate) inputs: BTreeMap<String, Input>,
    pub(crate) outputs: BTreeMap<String, Output>,
    pub(crate) runs: Runs,
}

/// An input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {
    pub(crate) description: String,
    pub(crate) default: String,
}

/// An output, and where it comes from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Output {
    pub(crate) description: String,
    pub(crate) value: String,
}

/// How it runs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Runs {
    pub(crate) using: String,
    pub(crate) steps: Vec<Step>,
}

/// A step: a script of ours, or an action of others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Step {
    pub(crate) id: Option<String>,
    pub(crate) name: String,
    pub(crate) r#if: Option<String>,
    pub(crate) run: Option<String>,
    pub(crate) uses: Option<String>,
    pub(crate) shell: Option<String>,
    pub(crate) working_directory: Option<String>,
    #[serde(default)]
    pub(crate) continue_on_error: bool,
    #[serde(default)]
    pub(crate) env: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) with: BTreeMap<String, String>,
}

impl Action {
    /// The one of this repository.
    pub(crate) fn ours() -> Self {
        serde_saphyr::from_str(&text()).unwrap()
    }
}

/// The file as text.
pub(crate) fn text() -> String {
    fs::read_to_string(root().join("action.yml")).unwrap()
}

/// Where the repository is, which is the action's checkout.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}
