//! The last answer as templates see it.

use std::collections::BTreeMap;

use minijinja::Value;

use crate::Answer;

/// An answer, and what has been read out of it so far.
pub(super) struct LastAnswer {
    answer: Answer,
    headers: Option<Value>,
    body: Option<Value>,
    json: Option<Option<Value>>,
}

impl LastAnswer {
    pub(super) fn new(answer: Answer) -> Self {
        Self {
            answer,
            headers: None,
            body: None,
            json: None,
        }
    }

    pub(super) fn status(&self) -> u16 {
        self.answer.status
    }

    pub(super) fn response_ms(&self) -> f64 {
        self.answer.response_ms
    }

    /// Names in lower case; several headers of one name are joined by commas.
    pub(super) fn headers(&mut self) -> Value {
        let headers = &self.answer.headers;
        let read = || {
            let mut by_name: BTreeMap<&str, String> = BTreeMap::new();
            for (name, value) in headers {
                let value = String::from_utf8_lossy(value.as_bytes());
                by_name
                    .entry(name.as_str())
                    .and_modify(|known| {
                        known.push_str(", ");
                        known.push_str(&value);
                    })
                    .or_insert_with(|| value.into_owned());
            }
            Value::from_pairs(by_name)
        };
        self.headers.get_or_insert_with(read).clone()
    }

    /// What is no UTF-8 is replaced.
    pub(super) fn body(&mut self) -> Value {
        let bytes = &self.answer.body;
        let read = || Value::from(String::from_utf8_lossy(bytes));
        self.body.get_or_insert_with(read).clone()
    }

    /// `None` where the body is no JSON.
    pub(super) fn json(&mut self) -> Option<Value> {
        let bytes = &self.answer.body;
        let read = || serde_json::from_slice(bytes).ok();
        self.json.get_or_insert_with(read).clone()
    }
}
