//! Comments on pull requests, which are issues to this part of the API.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::page::Page;
use crate::pulls;
use crate::request::Request;
use crate::state::{Comment, State};

/// Who writes through the API.
const WRITER: &str = "github-actions[bot]";
/// How many characters a comment may have.
const LONGEST: usize = 65_536;
/// What GitHub says of a longer one.
pub(crate) const TOO_LONG: &str = "Body is too long (maximum is 65536 characters)";

/// Lists those on a pull request, the oldest first.
pub(crate) fn list(state: &State, request: &Request, number: &str) -> Result<Answer, Answer> {
    let pull = pulls::find(state, number)?.number;
    let comments = state.comments.iter();
    let mut found: Vec<&Comment> = comments.filter(|comment| comment.pull == pull).collect();
    found.sort_by_key(|comment| comment.id);
    let page = Page::of(request);
    let total = found.len();
    let shown = page.cut(found).into_iter();
    let shown: Vec<Value> = shown
        .map(|comment| value(comment, state, request))
        .collect();
    Ok(page.answer(request, total, &shown.into()))
}

/// Writes one.
pub(crate) fn create(state: &mut State, request: &Request, number: &str) -> Result<Answer, Answer> {
    let pull = pulls::find(state, number)?.number;
    let comment = Comment {
        body: text(request)?,
        id: state.next_id(),
        pull,
        login: WRITER.to_owned(),
    };
    let body = value(&comment, state, request);
    state.comments.push(comment);
    let url = body["url"].as_str().unwrap_or_default();
    Ok(Answer::json(201, &body).with("location", url))
}

/// Shows one.
pub(crate) fn show(state: &State, request: &Request, id: &str) -> Result<Answer, Answer> {
    let comment = &state.comments[find(state, id)?];
    Ok(Answer::json(200, &value(comment, state, request)))
}

/// Gives one other words; it stays its author's.
pub(crate) fn update(state: &mut State, request: &Request, id: &str) -> Result<Answer, Answer> {
    let place = find(state, id)?;
    state.comments[place].body = text(request)?;
    let comment = &state.comments[place];
    Ok(Answer::json(200, &value(comment, state, request)))
}

/// Removes one.
pub(crate) fn delete(state: &mut State, id: &str) -> Result<Answer, Answer> {
    let removed = state.comments.remove(find(state, id)?);
    state.last_id = state.last_id.max(removed.id);
    Ok(Answer::empty(204))
}

fn find(state: &State, id: &str) -> Result<usize, Answer> {
    let id: Option<u64> = id.parse().ok();
    let place = state
        .comments
        .iter()
        .position(|comment| Some(comment.id) == id);
    place.ok_or_else(Answer::not_found)
}

fn text(request: &Request) -> Result<String, Answer> {
    match request.object()?.remove("body") {
        None => Err(Answer::invalid_request("\"body\" wasn't supplied.")),
        Some(Value::String(text)) if text.trim().is_empty() => {
            Err(Answer::invalid_comment("Body cannot be blank"))
        }
        Some(Value::String(text)) if text.chars().count() > LONGEST => {
            Err(Answer::invalid_comment(TOO_LONG))
        }
        Some(Value::String(text)) => Ok(text),
        Some(other) => Err(Answer::invalid_request(&format!(
            "For 'properties/body', {other} is not a string."
        ))),
    }
}

fn value(comment: &Comment, state: &State, request: &Request) -> Value {
    let (id, pull, name) = (comment.id, comment.pull, &state.repository);
    let api = format!("{}/repos/{name}", request.base);
    let is_bot = comment.login.ends_with("[bot]");
    json!({
        "id": id,
        "url": format!("{api}/issues/comments/{id}"),
        "html_url": format!("{}/{name}/pull/{pull}#issuecomment-{id}", request.origin),
        "issue_url": format!("{api}/issues/{pull}"),
        "user": { "login": comment.login, "type": if is_bot { "Bot" } else { "User" } },
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "author_association": if is_bot { "NONE" } else { "CONTRIBUTOR" },
        "body": comment.body,
    })
}
