//! `/swarm`: begins a run, or changes the one that goes on.

use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::{Form as Fields, Json};
use serde::Serialize;

use super::form::Form;
use super::snapshot;
use crate::current::{Command, Refusal, RefusalKind, Wish};
use crate::offer::Offered;
use crate::server::{Server, Shared};

/// What came of it, in Locust's keys; its status is always 200.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    success: bool,
    message: String,
    host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_time: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    user_classes: Vec<String>,
}

pub(super) async fn swarm(
    State(server): State<Shared>,
    fields: Result<Fields<Vec<(String, String)>>, FormRejection>,
) -> Json<Answer> {
    // To Locust, what is no form is an empty one.
    let fields = fields.map(|Fields(fields)| fields).unwrap_or_default();
    let target = snapshot(&server).plan.target.clone();
    let mut host = target.as_deref().map(without_slash).map(ToOwned::to_owned);
    let begun = match Form::read(&fields) {
        Ok(form) => {
            host = form.host.clone().or(host);
            let begun = begin_or_change(&server, &form).await;
            begun.map(|begun| (begun, form))
        }
        Err(message) => Err(message),
    };
    Json(match begun {
        Ok((begun, mut form)) => {
            form.user_classes.sort();
            Answer {
                success: true,
                message: begun.message,
                host: host.or(begun.host),
                run_time: form.run_time,
                user_classes: form.user_classes,
            }
        }
        Err(message) => Answer {
            success: false,
            message,
            host,
            run_time: None,
            user_classes: Vec::new(),
        },
    })
}

/// What is well under way.
struct Begun {
    message: String,
    host: Option<String>,
}

impl Begun {
    fn swarming(host: Option<String>) -> Self {
        Self {
            message: "Swarming started".to_owned(),
            host,
        }
    }
}

async fn begin_or_change(server: &Shared, form: &Form) -> Result<Begun, String> {
    if snapshot(server).state.is_at_work() {
        return change(server, form).await;
    }
    let offer = server.offer.clone();
    let scenario = form.scenario.clone();
    let offered = tokio::task::spawn_blocking(move || chosen(offer.all(), scenario.as_deref()));
    let offered = offered.await.map_err(|error| error.to_string())??;
    let (wish, begun) = wish(offered, form)?;
    match server.current.start(&wish) {
        Ok(_) => Ok(begun),
        // It has begun since we looked.
        Err(Refusal {
            kind: RefusalKind::Conflict,
            ..
        }) => change(server, form).await,
        Err(refusal) => Err(refusal.message),
    }
}

/// The scenario of that name, else the first one that is offered; nothing where none is.
fn chosen(offered: Vec<Offered>, name: Option<&str>) -> Result<Option<Offered>, String> {
    let mut offered = offered.into_iter();
    match name {
        None => Ok(offered.next()),
        Some(name) => match offered.find(|offered| offered.name == name) {
            Some(offered) => Ok(Some(offered)),
            None => Err(format!(
                "no scenario `{name}` is offered; /api/offer tells which are"
            )),
        },
    }
}

/// What a form asks for. A load that a file has shaped is begun as it stands, whatever users are asked for: as Locust
/// does with a shape class.
fn wish(offered: Option<Offered>, form: &Form) -> Result<(Wish, Begun), String> {
    let wish = Wish {
        run_time: form.run_time.map(|seconds| format!("{seconds}s")),
        ..Wish::default()
    };
    let Some(offered) = offered else {
        let url = form.host.clone().ok_or(
            "there is no scenario to begin; give lt-web a scenario file, or `host` the URL to ask for",
        )?;
        let (users, spawn_rate) = some_users(form)?;
        let wish = Wish {
            url: Some(url.clone()),
            users: Some(users),
            spawn_rate: Some(spawn_rate),
            ..wish
        };
        return Ok((wish, Begun::swarming(Some(url))));
    };
    if let Some(error) = offered.error {
        return Err(error);
    }
    let is_shaped = offered.shaped || offered.model != Some("closed");
    let (load, begun) = if is_shaped {
        let name = &offered.name;
        let message = format!("Swarming started using shape class '{name}'");
        let host = offered.host;
        (None, Begun { message, host })
    } else {
        (Some(some_users(form)?), Begun::swarming(offered.host))
    };
    let wish = Wish {
        scenario: Some(offered.name),
        users: load.map(|(users, _)| users),
        spawn_rate: load.map(|(_, spawn_rate)| spawn_rate),
        host: form.host.clone(),
        tags: form.tags.clone(),
        exclude_tags: form.exclude_tags.clone(),
        profiles: form.user_classes.clone(),
        ..wish
    };
    Ok((wish, begun))
}

fn some_users(form: &Form) -> Result<(u64, f64), String> {
    match form.load()? {
        (0, _) => {
            Err("a run begins with one user or more; give `user_count` at least 1".to_owned())
        }
        load => Ok(load),
    }
}

/// Changes how many users there are. The rest was settled when the run began: who asks for the same again is no trouble.
async fn change(server: &Server, form: &Form) -> Result<Begun, String> {
    let (users, spawn_rate) = form.load()?;
    let snapshot = snapshot(server);
    let wish = server.current.wish().unwrap_or_default();
    let run_time = form.run_time.map(|seconds| format!("{seconds}s"));
    let target = snapshot.plan.target.as_deref();
    let classes = (!form.user_classes.is_empty()).then_some(&form.user_classes);
    let fields = [
        ("host", is_target(form.host.as_deref(), target, &wish)),
        (
            "run_time",
            is_same(run_time.as_ref(), wish.run_time.as_ref()),
        ),
        (
            "scenario",
            is_same(form.scenario.as_ref(), wish.scenario.as_ref()),
        ),
        ("user_classes", is_same(classes, Some(&wish.profiles))),
    ];
    if let Some((field, _)) = fields.iter().find(|(_, is_same)| !is_same) {
        return Err(format!(
            "`{field}` cannot be changed while the run goes on; leave it out, or stop the run first"
        ));
    }
    let command = Command::Users {
        users,
        spawn_rate: Some(spawn_rate),
        scenario: None,
    };
    match server.current.ask(&command).await {
        Ok(_) => {
            let host = target.map(without_slash).map(ToOwned::to_owned);
            Ok(Begun::swarming(host))
        }
        Err(refusal) => Err(refusal.message),
    }
}

/// Whether what is asked for, if anything is, is what there is.
fn is_same<T: PartialEq>(asked: Option<&T>, known: Option<&T>) -> bool {
    asked.is_none() || asked == known
}

/// Whether a host is the one of the run. Its first line tells which that is, and has not come yet where the run has only
/// just begun.
fn is_target(asked: Option<&str>, target: Option<&str>, wish: &Wish) -> bool {
    let known = [target, wish.host.as_deref(), wish.url.as_deref()];
    let mut known = known.into_iter().flatten().map(without_slash);
    asked
        .map(without_slash)
        .is_none_or(|asked| known.any(|known| known == asked))
}

fn without_slash(host: &str) -> &str {
    host.trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_the_run_is_known_before_its_first_line_comes() {
        let wish = Wish {
            url: Some("http://a".to_owned()),
            ..Wish::default()
        };
        for (asked, target, expected) in [
            (None, None, true),
            (Some("http://a/"), None, true),
            (Some("http://b"), None, false),
            (Some("http://b"), Some("http://b/"), true),
            (Some("http://c"), Some("http://b/"), false),
        ] {
            let is_same = is_target(asked, target, &wish);
            assert_eq!(is_same, expected, "{asked:?} {target:?}");
        }
    }
}
