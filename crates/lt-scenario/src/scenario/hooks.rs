//! What a scenario file does around its load: `ready`, `before`, `after`, `timeline`, `variants`.

use std::time::Duration;

use super::fields::{self, Fields};
use super::node::{Node, Value};
use super::problem::{Fault, Problem, at};
use super::reader::Reader;
use super::{Template, base_url, names, requests};
use crate::quoted::visible;
use crate::{Check, Expects, Json, Url, suggest};

/// What a hook takes beside the keys of a request.
pub(super) const HOOK_KEYS: &[&str] = &["request", "run", "save_as"];
/// What `ready` takes beside the keys of a request.
pub(super) const READY_KEYS: &[&str] = &["within", "every", "status"];
/// What an entry of `timeline` takes beside the keys of a hook.
pub(super) const TIMELINE_KEYS: &[&str] = &["at"];
pub(super) const VARIANT_KEYS: &[&str] =
    &["name", "before", "after", "base_url", "variables", "labels"];

/// The labels that tell a leg from the others.
const LEG_LABELS: [&str; 2] = ["variant", "round"];

/// One thing that is done before, after or within the load.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenHook {
    /// What its event is called.
    pub name: String,
    /// What is done.
    pub what: Doing,
    /// Under which name its numbers and text are kept.
    pub save_as: Option<String>,
}

/// What a hook does.
#[derive(Clone, Debug, PartialEq)]
pub enum Doing {
    /// Sends a request.
    Send(Box<Template>),
    /// Runs a command.
    Run(String),
}

/// A request that is repeated until it succeeds.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenReady {
    /// What is sent.
    pub request: Template,
    /// How long it may take until it succeeds.
    pub within: Duration,
    /// How long after one attempt the next one comes.
    pub every: Duration,
}

/// One of several ways to run the same plan.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenVariant {
    /// Its name, unique in the file.
    pub name: String,
    /// Done before each of its legs.
    pub before: Vec<WrittenHook>,
    /// Done after each of its legs.
    pub after: Vec<WrittenHook>,
    /// Where its requests go instead.
    pub base_url: Option<Url>,
    /// Start values of users' variables.
    pub variables: Vec<(String, Json)>,
    /// What its runs are labeled with.
    pub labels: Vec<(String, String)>,
}

/// Reads a list of hooks; without the key there are none.
pub(super) fn read(
    node: Option<Node>,
    what: &'static str,
    reader: &mut Reader<'_>,
) -> Result<Vec<WrittenHook>, Fault> {
    let items = match node {
        None => return Ok(Vec::new()),
        Some(node) => fields::items(node, what)?,
    };
    items.into_iter().map(|item| hook(item, reader)).collect()
}

fn hook(node: Node, reader: &mut Reader<'_>) -> Result<WrittenHook, Fault> {
    if !matches!(node.value, Value::Map(_)) {
        return named(&node, None, None, reader);
    }
    let keys = [requests::KEYS, HOOK_KEYS].concat();
    let fields = Fields::of(node, "a hook", &keys)?;
    of_fields(fields, reader)
}

/// A hook of what is left of a map.
fn of_fields(mut fields: Fields, reader: &mut Reader<'_>) -> Result<WrittenHook, Fault> {
    fields.exclude("request", "run", "are two things to do")?;
    for (method, _) in requests::METHODS {
        fields.exclude(method, "run", "are two things to do")?;
        fields.exclude(method, "request", "are two things to do")?;
    }
    let save_as = fields.optional("save_as", Node::name)?;
    let is_short = fields.has("run") || fields.has("request");
    if !is_short {
        let has_method = requests::METHODS
            .iter()
            .any(|(method, _)| fields.has(method));
        if !has_method {
            return at(fields.span, Problem::NoHook);
        }
        let template = requests::nameless(fields, reader)?;
        return Ok(WrittenHook {
            name: format!("{} {}", template.method, template.name),
            what: Doing::Send(Box::new(template)),
            save_as,
        });
    }
    let name = fields.optional("name", Node::name)?;
    let (run, request) = (fields.take("run"), fields.take("request"));
    if let Some(key) = fields.left() {
        let hint = suggest::hint(&key.name, ["name", "save_as"]);
        let (span, key) = (key.span, key.name.clone());
        return at(span, Problem::UnknownKey { key, hint });
    }
    match (run, request) {
        (Some(node), _) => {
            let command = node.plain_text("run")?;
            if command.trim().is_empty() {
                return node.refuse("run", "a command");
            }
            // What is shown leaves the environment's values out.
            let shown = first_line(node.written("run")?);
            Ok(WrittenHook {
                name: name.unwrap_or(shown),
                what: Doing::Run(command.to_owned()),
                save_as,
            })
        }
        (None, Some(node)) => named(&node, name, save_as, reader),
        (None, None) => at(fields.span, Problem::NoHook),
    }
}

/// What of a command names its event.
fn first_line(command: &str) -> String {
    let mut lines = command.trim().lines();
    let first = lines.next().unwrap_or_default();
    let mut shown: String = first.chars().map(visible).collect();
    if lines.next().is_some() {
        shown.push_str(" …");
    }
    shown
}

fn named(
    node: &Node,
    name: Option<String>,
    save_as: Option<String>,
    reader: &Reader<'_>,
) -> Result<WrittenHook, Fault> {
    let key = node.plain_text("request")?;
    if reader.is_journey(key) {
        return at(node.span, Problem::HookJourney(key.to_owned()));
    }
    let template = reader.requests[reader.request_named(node, "request")?].clone();
    Ok(WrittenHook {
        name: name.unwrap_or_else(|| template.key.clone()),
        what: Doing::Send(Box::new(template)),
        save_as,
    })
}

/// Reads `ready`.
pub(super) fn ready(node: Node, reader: &mut Reader<'_>) -> Result<WrittenReady, Fault> {
    const WITHIN: Duration = Duration::from_secs(60);
    const EVERY: Duration = Duration::from_secs(1);
    let keys = [requests::KEYS, READY_KEYS].concat();
    let mut fields = Fields::of(node, "`ready`", &keys)?;
    let within = fields.optional("within", Node::length)?.unwrap_or(WITHIN);
    let every = fields.optional("every", Node::length)?.unwrap_or(EVERY);
    let status = fields.optional("status", requests::status)?;
    let span = fields.span;
    let mut request = requests::nameless(fields, reader)?;
    if let Some(status) = status {
        let check = Check::parse(&format!("status == {status}")).or_else(|cause| {
            let key = "status".to_owned();
            at(span, Problem::Template { key, cause })
        })?;
        let mut expects = request
            .expects
            .as_deref()
            .map_or_else(Expects::default, Clone::clone);
        expects.checks.insert(0, check);
        request.expects = Some(expects.into());
        if status >= 400 {
            request.allow_status.push(status);
        }
    }
    Ok(WrittenReady {
        request,
        within,
        every,
    })
}

/// Reads `timeline`, and puts it in the order of time.
pub(super) fn timeline(
    node: Option<Node>,
    reader: &mut Reader<'_>,
) -> Result<Vec<(Duration, WrittenHook)>, Fault> {
    let items = match node {
        None => return Ok(Vec::new()),
        Some(node) => fields::items(node, "`timeline`")?,
    };
    let mut timeline = Vec::with_capacity(items.len());
    for mut item in items {
        unfold_request(&mut item);
        let keys = [requests::KEYS, HOOK_KEYS, TIMELINE_KEYS].concat();
        let mut fields = Fields::of(item, "an entry of `timeline`", &keys)?;
        let time = fields.required("at")?.duration("at")?;
        timeline.push((time, of_fields(fields, reader)?));
    }
    timeline.sort_by_key(|(time, _)| *time);
    Ok(timeline)
}

/// `request: {get: /}` means the same as `get: /`.
fn unfold_request(node: &mut Node) {
    let Value::Map(entries) = &mut node.value else {
        return;
    };
    let is_inline = |(key, node): &(_, Node)| {
        let key: &super::node::Key = key;
        key.name == "request" && matches!(node.value, Value::Map(_))
    };
    if let Some(place) = entries.iter().position(is_inline)
        && let (
            _,
            Node {
                value: Value::Map(inner),
                ..
            },
        ) = entries.remove(place)
    {
        entries.extend(inner);
    }
}

/// Reads `variants`.
pub(super) fn variants(
    node: Option<Node>,
    reader: &mut Reader<'_>,
) -> Result<Vec<WrittenVariant>, Fault> {
    let items = match node {
        None => return Ok(Vec::new()),
        Some(node) => fields::items(node, "`variants`")?,
    };
    let mut variants: Vec<WrittenVariant> = Vec::with_capacity(items.len());
    for item in items {
        let mut fields = Fields::of(item, "a variant", VARIANT_KEYS)?;
        let node = fields.required("name")?;
        let name = node.name("name")?;
        names::check_list(&name, "--variant", node.span)?;
        if variants.iter().any(|other| other.name == name) {
            let (what, way_out) = ("variant", "give each a name of its own");
            return at(
                node.span,
                Problem::SameName {
                    what,
                    name,
                    way_out,
                },
            );
        }
        variants.push(WrittenVariant {
            name,
            before: read(fields.take("before"), "`before`", reader)?,
            after: read(fields.take("after"), "`after`", reader)?,
            base_url: fields.optional("base_url", base_url)?,
            variables: match fields.take("variables") {
                Some(node) => reader.variables(node, "`variables`")?,
                None => Vec::new(),
            },
            labels: labels(fields.take("labels"))?,
        });
    }
    Ok(variants)
}

fn labels(node: Option<Node>) -> Result<Vec<(String, String)>, Fault> {
    let Some(node) = node else {
        return Ok(Vec::new());
    };
    let (_, entries) = fields::entries(node, "`labels`")?;
    entries
        .into_iter()
        .map(|(key, node)| {
            if LEG_LABELS.contains(&key.name.as_str()) {
                return at(key.span, Problem::LegLabel(key.name));
            }
            let text = match &node.value {
                Value::Bool(value) => value.to_string(),
                _ => node.text_or_number(&key.name, "text")?,
            };
            Ok((key.name, text))
        })
        .collect()
}
