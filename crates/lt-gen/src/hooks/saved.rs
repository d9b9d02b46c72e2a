//! What is kept of an answer or of a command's output: its numbers as gauges, and its beginning as text.

use serde_json::Value;

/// More numbers than these are no figures of a run, but a data base.
const MOST_NUMBERS: usize = 100;
/// How much of a text an event holds.
const MOST_TEXT: usize = 4096;

/// The numbers of a JSON text, each under the keys that lead to it, joined by points; none where it is no JSON.
///
/// The elements of a list count from 0. Where there are more than 100 numbers, the first are kept.
pub(super) fn numbers(text: &[u8]) -> Vec<(String, f64)> {
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_slice(text) {
        gather(&value, &mut String::new(), &mut found);
    }
    found
}

fn gather(value: &Value, path: &mut String, found: &mut Vec<(String, f64)>) {
    if found.len() >= MOST_NUMBERS {
        return;
    }
    let below = |key: &str, value: &Value, path: &mut String, found: &mut Vec<_>| {
        let length = path.len();
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(key);
        gather(value, path, found);
        path.truncate(length);
    };
    match value {
        Value::Number(number) => {
            let name = if path.is_empty() { "value" } else { path };
            found.extend(number.as_f64().map(|number| (name.to_owned(), number)));
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                below(key, value, path, found);
            }
        }
        Value::Array(items) => {
            for (i, value) in items.iter().enumerate() {
                below(&i.to_string(), value, path, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// The beginning of a text, at most 4 KiB of it, with anything that is no UTF-8 replaced.
pub(super) fn beginning(text: &[u8]) -> String {
    let mut kept = String::from_utf8_lossy(&text[..text.len().min(MOST_TEXT)]).into_owned();
    if text.len() > MOST_TEXT {
        kept.push('…');
    }
    kept.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_found_under_the_keys_that_lead_to_it() {
        let text =
            br#"{"requests": 12, "pods": [{"cpu": 0.5}, {"cpu": 1}], "name": "rl", "up": true}"#;
        let expected = [("pods.0.cpu", 0.5), ("pods.1.cpu", 1.0), ("requests", 12.0)];
        assert_eq!(
            numbers(text),
            expected.map(|(name, n)| (name.to_owned(), n))
        );
        assert_eq!(numbers(b"7\n"), [("value".to_owned(), 7.0)]);
    }

    #[test]
    fn what_is_no_json_has_no_numbers_and_what_is_too_much_is_cut() {
        assert_eq!(numbers(b"3 pods"), []);
        let many: Vec<usize> = (0..1000).collect();
        assert_eq!(numbers(&serde_json::to_vec(&many).unwrap()).len(), 100);
        let deep = "[".repeat(100_000);
        assert_eq!(numbers(deep.as_bytes()), []);
        assert_eq!(beginning(&[b'x'; 5000]).chars().count(), 4097);
        assert_eq!(beginning(b"ok\xff\n"), "ok\u{fffd}");
    }
}
