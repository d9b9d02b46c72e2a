//! Pull requests, which nobody makes or changes here.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::page::Page;
use crate::request::Request;
use crate::state::{Pull, State};

/// Lists them, the newest first.
pub(crate) fn list(state: &State, request: &Request) -> Answer {
    let wanted = request.asks("state").unwrap_or("open");
    let is_state = |pull: &&Pull| wanted == "all" || wanted == word(pull.is_open);
    // GitHub does not look at a head without an owner.
    let head = request.asks("head").and_then(|head| head.split_once(':'));
    let is_head = |pull: &&Pull| {
        head.is_none_or(|(owner, branch)| owner_of(pull) == owner && pull.head_branch == branch)
    };
    let base = request.asks("base");
    let is_base = |pull: &&Pull| base.is_none_or(|base| pull.base_branch == base);
    let pulls = state.pulls.iter();
    let mut found: Vec<&Pull> = pulls
        .filter(is_state)
        .filter(is_head)
        .filter(is_base)
        .collect();
    found.sort_by_key(|pull| std::cmp::Reverse(pull.number));
    let page = Page::of(request);
    let total = found.len();
    let shown = page.cut(found).into_iter();
    let shown: Vec<Value> = shown.map(|pull| value(pull, state, request)).collect();
    page.answer(request, total, &shown.into())
}

/// Shows one.
pub(crate) fn show(state: &State, request: &Request, number: &str) -> Result<Answer, Answer> {
    let pull = find(state, number)?;
    Ok(Answer::json(200, &value(pull, state, request)))
}

/// The pull request of this number, or 404.
pub(crate) fn find<'s>(state: &'s State, number: &str) -> Result<&'s Pull, Answer> {
    let number = number.parse().ok();
    let pull = number.and_then(|number| state.pull(number));
    pull.ok_or_else(Answer::not_found)
}

fn value(pull: &Pull, state: &State, request: &Request) -> Value {
    let (number, name) = (pull.number, &state.repository);
    let head_repository = match pull.head_repository.as_str() {
        "" => Value::Null,
        head => repository(head, name),
    };
    let base_owner = name.split('/').next().unwrap_or_default();
    json!({
        "id": 1_000_000 + number,
        "number": number,
        "url": format!("{}/repos/{name}/pulls/{number}", request.base),
        "html_url": format!("{}/{name}/pull/{number}", request.origin),
        "state": word(pull.is_open),
        "locked": false,
        "draft": false,
        "title": format!("Pull request {number}"),
        "user": { "login": owner_of(pull), "type": "User" },
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "closed_at": if pull.is_open { Value::Null } else { "2026-01-02T00:00:00Z".into() },
        "merged_at": null,
        "head": {
            "label": format!("{}:{}", owner_of(pull), pull.head_branch),
            "ref": pull.head_branch,
            "sha": pull.head_sha,
            "repo": head_repository,
        },
        "base": {
            "label": format!("{base_owner}:{}", pull.base_branch),
            "ref": pull.base_branch,
            "sha": "ba5e".repeat(10),
            "repo": repository(name, name),
        },
    })
}

fn repository(name: &str, ours: &str) -> Value {
    let (owner, short) = name.split_once('/').unwrap_or((name, name));
    json!({
        "full_name": name,
        "name": short,
        "owner": { "login": owner },
        "fork": name != ours,
        "private": false,
        "default_branch": "main",
    })
}

fn owner_of(pull: &Pull) -> &str {
    pull.head_repository.split('/').next().unwrap_or_default()
}

fn word(is_open: bool) -> &'static str {
    if is_open { "open" } else { "closed" }
}
