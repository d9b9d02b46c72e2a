//! What stands on the pull request.

use serde::Deserialize;

use super::marker::{Marker, commit, key_of};
use super::{Wanted, comments_route};
use crate::github::address;
use crate::github::api::{Api, Refusal};

/// A pull request at one moment, as far as our comment goes.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// Commit of its head, in hexadecimal digits.
    pub(super) head: String,
    /// Our comments, the oldest first: one, none, or several that jobs wrote at once.
    pub(super) standing: Vec<Standing>,
}

/// A comment of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// Its number; a later comment has a higher one.
    pub(super) id: u64,
    /// Its address.
    pub(super) url: Option<String>,
    /// Its first line.
    pub(super) marker: Marker,
    /// What is below.
    pub(super) words: String,
}

/// Looks at the head first: it changes less often than comments do, so what is written next is least likely to be stale.
pub(super) async fn look(api: &Api, wanted: &Wanted<'_>) -> Result<Seen, Refusal> {
    /// Of a hundred comments each.
    const MOST_PAGES: usize = 100;
    let route = format!("/repos/{}/pulls/{}", wanted.repository, wanted.number);
    let pull: Pull = api.get(&route).await?;
    let route = format!("{}?per_page=100", comments_route(wanted));
    // The texts of others are dropped with their page, for there may be thousands.
    let standing = api
        .all(&route, MOST_PAGES, |listed| ours(listed, wanted))
        .await?;
    Ok(Seen {
        head: commit(&pull.head.sha),
        standing: in_order(standing),
    })
}

/// The comment, where it is ours by its author and its marker.
fn ours(listed: Listed, wanted: &Wanted<'_>) -> Option<Standing> {
    if !listed.user?.login.eq_ignore_ascii_case(wanted.author) {
        return None;
    }
    let body = listed.body?;
    let (marker, words) = Marker::split(&body)?;
    (marker.key == key_of(wanted.key)).then(|| Standing {
        id: listed.id,
        url: listed.html_url,
        marker,
        words: words.to_owned(),
    })
}

fn in_order(mut ours: Vec<Standing>) -> Vec<Standing> {
    ours.sort_by_key(|one| one.id);
    // A comment that is deleted while we page moves others from one page to the next.
    ours.dedup_by_key(|one| one.id);
    ours
}

#[derive(Deserialize)]
struct Pull {
    head: Head,
}

#[derive(Deserialize)]
struct Head {
    sha: String,
}

#[derive(Deserialize)]
struct Listed {
    id: u64,
    #[serde(default, deserialize_with = "address::read")]
    html_url: Option<String>,
    /// There is none where the account is gone.
    #[serde(default)]
    user: Option<User>,
    #[serde(default)]
    body: Option<String>,
}

#[derive(Deserialize)]
struct User {
    login: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::github::comment::Policy;

    const AUTHOR: &str = "github-actions[bot]";

    fn seen(comments: &serde_json::Value) -> Vec<u64> {
        let listed: Vec<Listed> = serde_json::from_value(comments.clone()).unwrap();
        let wanted = Wanted {
            repository: "o/r",
            number: 1,
            key: "load",
            sha: "abc",
            run: (1, 1),
            body: &|_| String::new(),
            is_problem: false,
            policy: Policy::Always,
            author: AUTHOR,
        };
        let ours = listed.into_iter().filter_map(|one| ours(one, &wanted));
        let ours = in_order(ours.collect());
        ours.into_iter().map(|one| one.id).collect()
    }

    fn marker(key: &str) -> String {
        Marker::new(key, "abc", (1, 1), "words").to_string()
    }

    #[test]
    fn a_comment_is_ours_by_its_first_line_and_its_author() {
        let comment = |id: u64, login: &str, body: String| serde_json::json!({"id": id, "user": {"login": login}, "body": body});
        let comments = serde_json::json!([
            comment(9, AUTHOR, format!("{}\nwords", marker("load"))),
            comment(2, "octocat", format!("{}\nwords", marker("load"))),
            comment(3, "dependabot[bot]", format!("{}\nwords", marker("load"))),
            comment(4, AUTHOR, format!("> {}\nwords", marker("load"))),
            comment(5, AUTHOR, format!("another bot\n{}", marker("load"))),
            comment(6, AUTHOR, format!("{}\nwords", marker("soak"))),
            comment(7, "GitHub-Actions[bot]", format!("{}\r\nwords", marker("load"))),
            comment(7, AUTHOR, format!("{}\nseen twice", marker("load"))),
            {"id": 10, "user": null, "body": marker("load")},
            {"id": 11, "user": {"login": AUTHOR, "type": "Bot"}, "body": null},
            {"id": 12},
        ]);
        assert_eq!(seen(&comments), [7, 9]);
    }
}
