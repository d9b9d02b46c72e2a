//! The one comment on a pull request: found by its marker, kept up to date, never doubled.
//!
//! Jobs know nothing of each other and GitHub knows no conditional write, so every job looks, does one thing, and looks
//! again until nothing is left to do ([`writing`]): whoever looks last leaves one comment, the oldest, with the newest words.

mod marker;
mod standing;
#[cfg(test)]
pub(super) mod tests;
mod writing;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use self::standing::look;
use self::writing::{Act, Write, Writing};
use super::address;
use super::api::{Api, Refusal};
use crate::format::shown;

/// When a comment is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Policy {
    /// Always
    Always,
    /// Where what it says has changed
    OnChange,
    /// Where something is wrong; a comment that is there is kept up to date all the same
    OnProblem,
    /// Never
    Never,
}

/// A comment as it is meant.
pub(crate) struct Wanted<'w> {
    /// `OWNER/NAME`.
    pub(crate) repository: &'w str,
    /// Number of the pull request.
    pub(crate) number: u64,
    /// Which of the comments on it: one a job.
    pub(crate) key: &'w str,
    /// Commit that was measured; where the pull request is further, nothing is written over.
    pub(crate) sha: &'w str,
    /// Number of the workflow's run and which attempt it is; later ones win.
    pub(crate) run: (u64, u64),
    /// What it says, in at most so many bytes. A last line in `<sub>` tells which run it was; it is not what a change is
    /// judged by.
    pub(crate) body: &'w dyn Fn(usize) -> String,
    /// Whether something is wrong.
    pub(crate) is_problem: bool,
    /// When it is written.
    pub(crate) policy: Policy,
    /// Login of who writes it: what others wrote is not ours, whatever its marker says.
    pub(crate) author: &'w str,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Posted {
    /// A new one, with its address.
    Created(String),
    /// The one that was there, with its address.
    Updated(String),
    /// It said that already.
    Unchanged(String),
    /// Something newer stands there, or the pull request has gone on: why nothing was written.
    Superseded(String),
    /// The policy does not want one.
    NotWanted,
}

/// Writes the comment, or leaves the one that is there.
///
/// # Errors
/// GitHub refuses, and no comment says what was meant. What is refused after that is only told.
pub(crate) async fn post(api: &Api, wanted: &Wanted<'_>) -> Result<Posted, Refusal> {
    if wanted.policy == Policy::Never {
        return Ok(Posted::NotWanted);
    }
    let mut writing = Writing::new(wanted);
    let refusal = match converge(api, wanted, &mut writing).await {
        Err(refusal) => refusal,
        done => return done,
    };
    let Some(posted) = writing.so_far() else {
        return Err(refusal);
    };
    tell(&format!(
        "the comment is written; whether it is the only one is not known: {refusal}"
    ));
    Ok(posted)
}

async fn converge(
    api: &Api,
    wanted: &Wanted<'_>,
    writing: &mut Writing<'_>,
) -> Result<Posted, Refusal> {
    // Two are the rule; more are needed where other jobs write too, or left several comments behind.
    const ROUNDS: usize = 12;
    for _ in 0..ROUNDS {
        let seen = look(api, wanted).await?;
        match writing.decide(&seen) {
            Act::Create(body) => create(api, wanted, writing, &body).await?,
            Act::Write(write) => write_over(api, wanted, writing, &write).await?,
            Act::Remove(id) => {
                if let Err(refusal) = api.delete(&comment_route(wanted, id)).await {
                    tell(&format!("a second comment stays beside ours: {refusal}"));
                    writing.keep_others();
                }
            }
            Act::GiveUp(why) => return Err(Refusal::Unsure(why)),
            Act::Done(posted) => return Ok(posted),
        }
    }
    let why = "the comment changes while it is written, time and again";
    Err(Refusal::Unsure(why.to_owned()))
}

async fn create(
    api: &Api,
    wanted: &Wanted<'_>,
    writing: &mut Writing<'_>,
    body: &str,
) -> Result<(), Refusal> {
    let route = comments_route(wanted);
    match api.post(&route, &Body { body }).await {
        Ok(Address { html_url }) => writing.created(html_url),
        Err(Refusal::Unsure(why)) => writing.unsure(why),
        Err(Refusal::Unprocessable(_)) if writing.shorten() => {}
        Err(refusal) => return Err(refusal),
    }
    Ok(())
}

async fn write_over(
    api: &Api,
    wanted: &Wanted<'_>,
    writing: &mut Writing<'_>,
    write: &Write,
) -> Result<(), Refusal> {
    let route = comment_route(wanted, write.id);
    match api.patch(&route, &Body { body: &write.body }).await {
        Ok(Address { html_url }) => writing.written(write, html_url),
        // Somebody deleted it since we looked.
        Err(Refusal::NotFound) => {}
        Err(Refusal::Unprocessable(_)) if writing.shorten() => {}
        Err(refusal) => return Err(refusal),
    }
    Ok(())
}

fn comments_route(wanted: &Wanted<'_>) -> String {
    let Wanted {
        repository, number, ..
    } = wanted;
    format!("/repos/{repository}/issues/{number}/comments")
}

fn comment_route(wanted: &Wanted<'_>, id: u64) -> String {
    format!("/repos/{}/issues/comments/{id}", wanted.repository)
}

fn tell(text: &str) {
    lt_cli::message::warn("lt-gate", shown(text));
}

#[derive(Serialize)]
struct Body<'b> {
    body: &'b str,
}

#[derive(Deserialize)]
struct Address {
    #[serde(default, deserialize_with = "address::read")]
    html_url: Option<String>,
}
