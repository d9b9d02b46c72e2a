//! What of an answer somebody looks at after it was judged.

use super::Plan;
use crate::program::{Step, Times};
use crate::{Auth, Body, Json, PartContent, RequestTemplate, Text};

/// Which parts of answers must be kept, whatever the requests themselves expect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Whether templates or steps use `status` or `response_ms`.
    pub status: bool,
    /// Whether they use `headers`.
    pub headers: bool,
    /// Whether they use `body` or `json`.
    pub body: bool,
}

impl Reads {
    /// Whether nothing at all is looked at.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    fn note(&mut self, names: &[String]) {
        for name in names {
            match name.as_str() {
                "status" | "response_ms" => self.status = true,
                "headers" => self.headers = true,
                "body" | "json" => self.body = true,
                _ => {}
            }
        }
    }

    fn note_json(&mut self, json: &Json) {
        json.holes().for_each(|text| self.note(text.names()));
    }

    fn note_step(&mut self, step: &Step) {
        match step {
            Step::Set(values) => values.iter().for_each(|(_, json)| self.note_json(json)),
            Step::If { condition, .. } | Step::While { condition, .. } => {
                self.note(condition.names());
            }
            Step::Repeat {
                times: Times::Value(expr),
                ..
            }
            | Step::Foreach { list: expr, .. } => self.note(expr.names()),
            Step::Repeat { .. }
            | Step::Request(_)
            | Step::Think(_)
            | Step::Choose(_)
            | Step::Parallel(_)
            | Step::Journey(_) => {}
        }
    }

    fn note_template(&mut self, template: &RequestTemplate) {
        template.texts().for_each(|text| self.note(text.names()));
    }
}

impl Plan {
    /// What requests and steps may look at of the answer before them. Answers to requests that expect nothing must be
    /// given to [`Session::remember`](crate::Session::remember) unless this is nothing.
    pub fn later_reads(&self) -> Reads {
        let mut reads = Reads::default();
        for template in self.requests.iter().filter_map(|r| r.template.as_deref()) {
            reads.note_template(template);
        }
        for step in self.program.blocks.iter().flatten() {
            reads.note_step(step);
        }
        reads
    }
}

impl RequestTemplate {
    /// Every text in it.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &Text> {
        let mut texts = vec![&self.path];
        texts.extend(self.query.iter().chain(&self.headers).map(|(_, text)| text));
        match &self.body {
            Body::None | Body::Bytes(_) => {}
            Body::Text(text) => texts.push(text),
            Body::Json(json) => texts.extend(json.holes()),
            Body::Form(fields) => texts.extend(fields.iter().map(|(_, text)| text)),
            Body::Multipart(parts) => texts.extend(parts.iter().filter_map(|p| match &p.content {
                PartContent::Text(text) => Some(text),
                PartContent::Bytes(_) => None,
            })),
        }
        match &self.auth {
            Some(Auth::Basic { user, password }) => texts.extend([user, password]),
            Some(Auth::Bearer(token)) => texts.push(token),
            None => {}
        }
        texts.into_iter()
    }
}
