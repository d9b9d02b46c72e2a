//! Check runs: verdicts beside a commit.

use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::page::Page;
use crate::request::Request;
use crate::state::{CheckRun, State};

/// How many annotations a request may have.
const MOST_ANNOTATIONS: usize = 50;
/// How many characters `summary` and `text` may have each.
const LONGEST: usize = 65_535;
/// How a check run may end.
const CONCLUSIONS: [&str; 7] = [
    "action_required",
    "cancelled",
    "failure",
    "neutral",
    "success",
    "skipped",
    "timed_out",
];

type Fields = Map<String, Value>;

/// Lists those beside a commit, the newest first, and of those of one name the newest only unless all are asked for.
pub(crate) fn list(state: &State, request: &Request, sha: &str) -> Answer {
    let fits = |run: &&CheckRun| {
        let is = |field: &str, parameter: &str| {
            let wanted = request.asks(parameter);
            wanted.is_none_or(|wanted| run.fields[field] == wanted)
        };
        run.fields["head_sha"] == sha && is("name", "check_name") && is("status", "status")
    };
    let mut found: Vec<&CheckRun> = state.check_runs.iter().filter(fits).collect();
    found.sort_by_key(|run| std::cmp::Reverse(run.id));
    if request.asks("filter") != Some("all") {
        let mut names = Vec::new();
        found.retain(|run| {
            let name = &run.fields["name"];
            let is_new = !names.contains(&name);
            names.push(name);
            is_new
        });
    }
    let page = Page::of(request);
    let total = found.len();
    let shown = page.cut(found).into_iter();
    let shown: Vec<Value> = shown.map(|run| value(run, state, request)).collect();
    let body = json!({ "total_count": total, "check_runs": shown });
    page.answer(request, total, &body)
}

/// Makes one.
pub(crate) fn create(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    let mut fields = request.object()?;
    for name in ["name", "head_sha"] {
        if !fields.get(name).is_some_and(Value::is_string) {
            let what = format!("{name:?} wasn't supplied.");
            return Err(Answer::invalid_request(&what));
        }
    }
    validate(&fields)?;
    fields.entry("status").or_insert("queued".into());
    conclude(&mut fields);
    let run = CheckRun {
        id: state.next_id(),
        fields: Value::Object(fields),
    };
    let body = value(&run, state, request);
    state.check_runs.push(run);
    Ok(Answer::json(201, &body))
}

/// Shows one.
pub(crate) fn show(state: &State, request: &Request, id: &str) -> Result<Answer, Answer> {
    let run = &state.check_runs[find(state, id)?];
    Ok(Answer::json(200, &value(run, state, request)))
}

/// Changes what is sent; annotations are added to those that are there.
pub(crate) fn update(state: &mut State, request: &Request, id: &str) -> Result<Answer, Answer> {
    let place = find(state, id)?;
    let mut sent = request.object()?;
    validate(&sent)?;
    conclude(&mut sent);
    let fields = &mut state.check_runs[place].fields;
    let earlier = annotations(fields);
    for (name, value) in sent {
        fields[name] = value;
    }
    let all = [earlier, annotations(fields)].concat();
    if !all.is_empty() {
        fields["output"]["annotations"] = all.into();
    }
    let run = &state.check_runs[place];
    Ok(Answer::json(200, &value(run, state, request)))
}

fn find(state: &State, id: &str) -> Result<usize, Answer> {
    let id: Option<u64> = id.parse().ok();
    let place = state.check_runs.iter().position(|run| Some(run.id) == id);
    place.ok_or_else(Answer::not_found)
}

/// A check run with a conclusion is complete, whatever was said of it.
fn conclude(fields: &mut Fields) {
    if fields.get("conclusion").is_some_and(Value::is_string) {
        fields.insert("status".to_owned(), "completed".into());
    }
}

fn annotations(fields: &Value) -> Vec<Value> {
    let there = fields.pointer("/output/annotations");
    there.and_then(Value::as_array).cloned().unwrap_or_default()
}

fn validate(fields: &Fields) -> Result<(), Answer> {
    let refuse = |what: String| Err(Answer::invalid_request(&what));
    let conclusion = fields.get("conclusion").filter(|value| !value.is_null());
    match conclusion {
        Some(value) if !CONCLUSIONS.iter().any(|known| value == known) => {
            return refuse(format!("{value} is not a member of {CONCLUSIONS:?}."));
        }
        None if fields
            .get("status")
            .is_some_and(|status| status == "completed") =>
        {
            return refuse("\"conclusion\" wasn't supplied.".to_owned());
        }
        _ => {}
    }
    let Some(output) = fields.get("output").filter(|output| !output.is_null()) else {
        return Ok(());
    };
    for name in ["title", "summary"] {
        if !output[name].is_string() {
            return refuse(format!("{name:?} wasn't supplied."));
        }
    }
    for name in ["summary", "text"] {
        let n = output[name].as_str().unwrap_or_default().chars().count();
        if n > LONGEST {
            return refuse(format!(
                "Only {LONGEST} characters are allowed; {n} were supplied."
            ));
        }
    }
    match output["annotations"].as_array().map_or(0, Vec::len) {
        n if n > MOST_ANNOTATIONS => refuse(format!(
            "No more than {MOST_ANNOTATIONS} items are allowed; {n} were supplied."
        )),
        _ => Ok(()),
    }
}

fn value(run: &CheckRun, state: &State, request: &Request) -> Value {
    let (id, name, fields) = (run.id, &state.repository, &run.fields);
    let api = format!("{}/repos/{name}/check-runs/{id}", request.base);
    let html_url = format!("{}/{name}/runs/{id}", request.origin);
    let output = &fields["output"];
    let is_complete = fields["status"] == "completed";
    let details_url = match &fields["details_url"] {
        Value::Null => html_url.clone().into(),
        told => told.clone(),
    };
    json!({
        "id": id,
        "name": fields["name"],
        "head_sha": fields["head_sha"],
        "external_id": fields["external_id"],
        "url": api,
        "html_url": html_url,
        "details_url": details_url,
        "status": fields["status"],
        "conclusion": fields["conclusion"],
        "started_at": "2026-01-01T00:00:00Z",
        "completed_at": if is_complete { "2026-01-01T00:00:01Z".into() } else { Value::Null },
        "output": {
            "title": output["title"],
            "summary": output["summary"],
            "text": output["text"],
            "annotations_count": annotations(fields).len(),
            "annotations_url": format!("{api}/annotations"),
        },
        "app": { "slug": "github-actions", "name": "GitHub Actions" },
        "pull_requests": [],
    })
}
