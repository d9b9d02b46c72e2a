//! Errors that we make ourselves: what they do to a request before it is sent.

use bytes::Bytes;
use lt_scenario::{FaultKind, Rendered};

use crate::transport::Disturbance;

/// Spoils a request; whether this fault can be done to it.
pub(super) fn inject(fault: FaultKind, request: &mut Rendered, cookies: Option<&str>) -> bool {
    match fault {
        FaultKind::Abort | FaultKind::SlowBody | FaultKind::Duplicate => true,
        FaultKind::MalformedBody => malform(&mut request.body),
        FaultKind::WrongAuth => {
            forge(&mut request.headers, cookies);
            true
        }
    }
}

/// What a fault does to the request on its way.
pub(super) fn disturbance(fault: FaultKind) -> Option<Disturbance> {
    match fault {
        FaultKind::Abort => Some(Disturbance::Abort),
        FaultKind::SlowBody => Some(Disturbance::Drip),
        FaultKind::MalformedBody | FaultKind::WrongAuth | FaultKind::Duplicate => None,
    }
}

/// Cuts a body in its middle, in a way that no JSON ends; there is nothing to do where there is none.
fn malform(body: &mut Bytes) -> bool {
    if body.is_empty() {
        return false;
    }
    let mut half = body[..body.len() / 2].to_vec();
    half.push(b'{');
    *body = half.into();
    true
}

/// Replaces whatever says who asks by what is wrong; `cookies` are those of the user.
fn forge(headers: &mut Vec<(String, String)>, cookies: Option<&str>) {
    let mut is_forged = false;
    for (name, value) in headers.iter_mut() {
        if name.eq_ignore_ascii_case("authorization") {
            *value = wrong_authorization(value).to_owned();
            is_forged = true;
        } else if name.eq_ignore_ascii_case("cookie") {
            *value = wrong_cookies(value);
            is_forged = true;
        }
    }
    if let Some(cookies) = cookies
        && !headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("cookie"))
    {
        headers.push(("cookie".to_owned(), wrong_cookies(cookies)));
        is_forged = true;
    }
    if !is_forged {
        headers.push((
            "authorization".to_owned(),
            wrong_authorization("").to_owned(),
        ));
    }
}

fn wrong_authorization(value: &str) -> &'static str {
    match value.get(..6) {
        // `wrong:wrong`.
        Some(scheme) if scheme.eq_ignore_ascii_case("basic ") => "Basic d3Jvbmc6d3Jvbmc=",
        _ => "Bearer wrong",
    }
}

fn wrong_cookies(line: &str) -> String {
    let names = line
        .split(';')
        .map(|pair| pair.split('=').next().unwrap_or_default().trim());
    let pairs: Vec<String> = names.map(|name| format!("{name}=wrong")).collect();
    pairs.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use lt_scenario::Url;

    fn spoiled(
        fault: FaultKind,
        body: &str,
        headers: &[(&str, &str)],
        cookies: Option<&str>,
    ) -> Option<(String, String)> {
        let header = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let mut request = Rendered {
            url: Url::parse("http://h/").unwrap(),
            headers: headers.iter().map(header).collect(),
            body: Bytes::from(body.to_owned()),
        };
        let is_done = inject(fault, &mut request, cookies);
        let lines = request
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}"));
        let lines: Vec<String> = lines.collect();
        is_done.then(|| {
            (
                lines.join(" | "),
                String::from_utf8(request.body.to_vec()).unwrap(),
            )
        })
    }

    #[test]
    fn a_malformed_body_is_no_json_any_more() {
        let body = |body| spoiled(FaultKind::MalformedBody, body, &[], None).map(|(_, body)| body);
        assert_eq!(body(r#"{"a": [1]}"#).as_deref(), Some(r#"{"a":{"#));
        assert_eq!(body("1").as_deref(), Some("{"));
        assert_eq!(body(""), None);
    }

    #[test]
    fn wrong_authentication_replaces_what_says_who_asks() {
        let headers = |headers, cookies| {
            let spoiled = spoiled(FaultKind::WrongAuth, "", headers, cookies);
            spoiled.unwrap().0
        };
        assert_eq!(headers(&[], None), "authorization: Bearer wrong");
        assert_eq!(
            headers(&[("Authorization", "Bearer x"), ("a", "b")], None),
            "Authorization: Bearer wrong | a: b"
        );
        assert_eq!(
            headers(&[("authorization", "basic x")], None),
            "authorization: Basic d3Jvbmc6d3Jvbmc="
        );
        assert_eq!(
            headers(&[("a", "b")], Some("s=1; t=2")),
            "a: b | cookie: s=wrong; t=wrong"
        );
        assert_eq!(
            headers(&[("Cookie", "own=1")], Some("s=1")),
            "Cookie: own=wrong"
        );
    }
}
