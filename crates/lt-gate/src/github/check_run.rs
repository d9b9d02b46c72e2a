//! A check run: the verdict beside the commit, under a name of its own.
//!
//! It is complete from the beginning: nothing waits for one that a canceled job would never end.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::address;
use super::api::{Api, Refusal};
use crate::format::cut;
use crate::verdict::Answer;

/// A check run as it is meant.
pub(crate) struct Wanted<'w> {
    /// `OWNER/NAME`.
    pub(crate) repository: &'w str,
    /// Commit that it stands beside.
    pub(crate) sha: &'w str,
    /// Its name, by which rules of branches know it.
    pub(crate) name: &'w str,
    /// Number of the workflow's run and which attempt it is.
    pub(crate) run: (u64, u64),
    /// Where more is to be read.
    pub(crate) details_url: Option<&'w str>,
    /// One line.
    pub(crate) title: &'w str,
    /// The verdict as Markdown, in at most so many bytes.
    pub(crate) summary: &'w dyn Fn(usize) -> String,
    /// The answer, which decides the conclusion.
    pub(crate) answer: Answer,
}

/// Makes it, or completes the one that is there; tells its address, or its name where GitHub tells no address.
///
/// # Errors
/// GitHub refuses.
pub(crate) async fn post(api: &Api, wanted: &Wanted<'_>) -> Result<String, Refusal> {
    const MOST_POSTS: usize = 2;
    let external_id = external_id(wanted);
    let fields = Fields::of(wanted, &external_id);
    let new = New {
        head_sha: wanted.sha,
        fields: &fields,
    };
    let mut unsure = String::new();
    for n_posts in 0..=MOST_POSTS {
        if let Some(id) = find(api, wanted, &external_id).await? {
            let route = format!("{}/{id}", route(wanted));
            let made: Made = api.patch(&route, &fields).await?;
            return Ok(made.address(wanted));
        }
        if n_posts == MOST_POSTS {
            break;
        }
        match api.post::<Made>(&route(wanted), &new).await {
            Ok(made) => return Ok(made.address(wanted)),
            Err(Refusal::Unsure(why)) => unsure = why,
            Err(refusal) => return Err(refusal),
        }
    }
    Err(Refusal::Unsure(unsure))
}

/// The check run of this run and attempt; GitHub may show it under any workflow of the commit.
async fn find(api: &Api, wanted: &Wanted<'_>, external_id: &str) -> Result<Option<u64>, Refusal> {
    let Wanted {
        repository,
        sha,
        name,
        ..
    } = wanted;
    let encoded = utf8_percent_encode(name, NON_ALPHANUMERIC);
    let route = format!(
        "/repos/{repository}/commits/{sha}/check-runs?check_name={encoded}&filter=all&per_page=100"
    );
    let listed: Listed = api.get(&route).await?;
    let ours = listed
        .check_runs
        .into_iter()
        .filter(|run| run.name == *name && run.external_id.as_deref() == Some(external_id));
    Ok(ours.map(|run| run.id).min())
}

fn route(wanted: &Wanted<'_>) -> String {
    format!("/repos/{}/check-runs", wanted.repository)
}

fn external_id(wanted: &Wanted<'_>) -> String {
    let (run, attempt) = wanted.run;
    format!("lt-gate:{run}:{attempt}")
}

/// What can be said anew of a check run.
#[derive(Serialize)]
struct Fields<'f> {
    name: &'f str,
    external_id: &'f str,
    status: &'static str,
    conclusion: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    details_url: Option<&'f str>,
    output: Output,
}

#[derive(Serialize)]
struct New<'n> {
    head_sha: &'n str,
    #[serde(flatten)]
    fields: &'n Fields<'n>,
}

#[derive(Serialize)]
struct Output {
    title: String,
    summary: String,
}

impl<'f> Fields<'f> {
    fn of(wanted: &Wanted<'f>, external_id: &'f str) -> Self {
        /// Characters that people see of a title before the page cuts it.
        const TITLE: usize = 250;
        /// Of characters; so many bytes are never more.
        const SUMMARY: usize = 65_535;
        Self {
            name: wanted.name,
            external_id,
            status: "completed",
            conclusion: conclusion(wanted.answer),
            details_url: wanted.details_url,
            output: Output {
                title: cut(wanted.title, TITLE),
                summary: (wanted.summary)(SUMMARY),
            },
        }
    }
}

/// What cannot be said is neutral; figures that are not to be trusted fail, or a broken generator would pass.
fn conclusion(answer: Answer) -> &'static str {
    match answer {
        Answer::Pass => "success",
        Answer::Fail | Answer::Regression | Answer::Invalid => "failure",
        Answer::Inconclusive | Answer::NoBaseline => "neutral",
    }
}

#[derive(Deserialize)]
struct Listed {
    check_runs: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: u64,
    name: String,
    #[serde(default)]
    external_id: Option<String>,
}

#[derive(Deserialize)]
struct Made {
    #[serde(default, deserialize_with = "address::read")]
    html_url: Option<String>,
}

impl Made {
    fn address(self, wanted: &Wanted<'_>) -> String {
        self.html_url.unwrap_or_else(|| wanted.name.to_owned())
    }
}

#[cfg(test)]
mod tests;
