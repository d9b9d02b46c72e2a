//! The last answer as templates see it.

use std::collections::BTreeMap;

use minijinja::Value;

use crate::Answer;

/// The most values that are read from an answer: each takes up to some 200 bytes, in every user's memory.
pub(super) const MOST_VALUES: usize = 500_000;

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

    /// `None` where the body is no JSON, is more than 128 deep, or holds more than [`MOST_VALUES`].
    pub(super) fn json(&mut self) -> Option<Value> {
        let bytes = &self.answer.body;
        let read = || {
            let is_bearable = most_values(bytes) <= MOST_VALUES;
            is_bearable.then(|| serde_json::from_slice(bytes).ok())?
        };
        self.json.get_or_insert_with(read).clone()
    }
}

/// A bound for how many values a JSON text holds: each but the first follows a comma or opens a list or map.
fn most_values(json: &[u8]) -> usize {
    let (mut values, mut is_text, mut is_escaped) = (1, false, false);
    for byte in json {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b',' | b'[' | b'{' if !is_text => values += 1,
            _ => {}
        }
    }
    values
}
