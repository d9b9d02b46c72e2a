//! Plans and sessions for tests.

use std::sync::Arc;

use crate::{Json, Overrides, Plan, RequestTemplate, Session, Text, load};

/// A plan of four requests `/0` to `/3`, of two users; tests put into it what they need.
pub(crate) fn plan() -> Plan {
    let text = "base_url: http://h\nseed: 7\n\
         requests: {a: {get: /0}, b: {get: /1}, c: {post: /2}, d: {get: /3}}\n\
         scenarios: [{users: 2, duration: 1m}]\n";
    let scenario = load(text, "f.yaml").unwrap();
    crate::plan::from_scenario(scenario, &Overrides::default()).unwrap()
}

/// A user of a plan, in its first iteration.
pub(crate) fn session(plan: Plan) -> Session {
    let mut session = Session::begin(&Arc::new(plan), 0, 0).unwrap();
    session.begin_iteration(0);
    session
}

/// How far counts are from their shares (Pearson's chi-square); no share is 0.
pub(crate) fn chi_square(counts: &[f64], shares: &[f64]) -> f64 {
    let total: f64 = counts.iter().sum();
    let part = |(count, share): (&f64, &f64)| (count - total * share).powi(2) / (total * share);
    counts.iter().zip(shares).map(part).sum()
}

pub(crate) fn text(source: &str) -> Text {
    Text::parse(source).unwrap()
}

/// A JSON value; every text in it with a brace is a hole.
pub(crate) fn json(source: &str) -> Json {
    fn write(value: &serde_json::Value, json: &mut Json) {
        use serde_json::Value;
        match value {
            Value::String(source) if source.contains('{') => json.hole(text(source)),
            Value::Array(items) => {
                json.literal("[");
                for (i, item) in items.iter().enumerate() {
                    json.literal(if i > 0 { "," } else { "" });
                    write(item, json);
                }
                json.literal("]");
            }
            Value::Object(entries) => {
                json.literal("{");
                for (i, (key, item)) in entries.iter().enumerate() {
                    json.literal(if i > 0 { "," } else { "" });
                    json.literal(&format!("{}:", Value::from(key.as_str())));
                    write(item, json);
                }
                json.literal("}");
            }
            plain => json.literal(&plain.to_string()),
        }
    }
    let mut json = Json::default();
    write(&serde_json::from_str(source).unwrap(), &mut json);
    json
}

/// A template of a path and nothing else.
pub(crate) fn template(path: &str) -> RequestTemplate {
    RequestTemplate {
        path: text(path),
        query: Vec::new(),
        headers: Vec::new(),
        body: crate::Body::None,
        auth: None,
    }
}
