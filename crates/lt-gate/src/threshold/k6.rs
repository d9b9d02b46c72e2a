//! The names of k6 (<https://grafana.com/docs/k6/latest/using-k6/metrics/reference/>), and what they are here.

use super::key::Key;
use super::suggest::closest;
use super::{Metric, Problem};

/// Its metrics that have a counterpart. `checks` is called the same.
pub(super) const METRICS: [(&str, Metric); 11] = [
    ("http_req_duration", Metric::ResponseTime),
    ("http_req_waiting", Metric::Ttfb),
    ("http_req_connecting", Metric::Connect),
    ("http_req_looking_up", Metric::Dns),
    ("http_req_tls_handshaking", Metric::Tls),
    ("http_req_failed", Metric::Errors),
    ("http_reqs", Metric::Requests),
    ("dropped_iterations", Metric::Dropped),
    ("checks", Metric::Checks),
    ("data_received", Metric::BytesIn),
    ("data_sent", Metric::BytesOut),
];

/// What to do about one that has none; `None` for a name that is not k6's.
pub(super) fn instead_of(metric: &str) -> Option<&'static str> {
    Some(match metric {
        "vus" | "vus_max" => "write `gauge{name:users,source:lt-gen}` with value or max",
        "iterations" => "journeys are not counted; use requests",
        "iteration_duration" | "group_duration" => {
            "journeys are not timed as a whole, nor with their waits; use response_time"
        }
        "http_req_blocked" => "the wait for a connection is part of delay; use delay",
        "http_req_sending" | "http_req_receiving" => {
            "it is part of service_time, and not told apart; use ttfb or service_time"
        }
        other
            if ["ws_", "grpc_", "browser_"]
                .iter()
                .any(|kind| other.starts_with(kind)) =>
        {
            "lt speaks HTTP; use response_time"
        }
        _ => return None,
    })
}

/// What a tag of k6's and its value are here. Whatever k6 does not know itself is a tag of the user's.
pub(super) fn key(metric: Metric, word: &str, value: &str) -> Result<(Key, String), Problem> {
    let same = |key: Key| Ok((key, value.to_owned()));
    match word {
        "name" => same(Key::Endpoint),
        "group" => match value.strip_prefix("::") {
            Some(name) if !name.is_empty() && !name.contains("::") => {
                Ok((Key::Journey, name.to_owned()))
            }
            _ => Err(Problem::Group(value.to_owned())),
        },
        "expected_response" => match value {
            "true" => Ok((Key::Outcome, "/^(ok|check_failed)$/".to_owned())),
            "false" => Ok((
                Key::Outcome,
                "/^(timeout|(?:http|connect|dns|tls|protocol|template)_error)$/".to_owned(),
            )),
            _ => Err(Problem::ExpectedResponse(value.to_owned())),
        },
        word => match (Key::parse(word), instead_of_tag(word)) {
            (Some(key), _) => same(key),
            (None, Some(instead)) => Err(Problem::NoCounterpart {
                name: word.to_owned(),
                instead,
            }),
            // `checks` is our name as well: a slip of the finger is more likely than a tag.
            (None, None) => {
                match closest(word, Key::of(metric)).filter(|_| metric == Metric::Checks) {
                    Some(near) => Err(Problem::UnknownKey {
                        name: word.to_owned(),
                        hint: format!("did you mean `{near}`? a tag is `tag.{word}`"),
                    }),
                    None => same(Key::Tag(word.to_owned())),
                }
            }
        },
    }
}

/// What to do about a tag that k6 sets by itself and lt does not.
fn instead_of_tag(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "url" => "samples keep no URLs; use name or endpoint",
        "error" | "error_code" => "use outcome",
        "proto" | "subproto" | "tls_version" | "ocsp_status" | "ip" => {
            "samples are not selected by their connection"
        }
        "service" | "rpc_type" => "lt speaks HTTP; use endpoint",
        "vu" | "iter" => "samples are not selected by their user",
        _ => return None,
    })
}
