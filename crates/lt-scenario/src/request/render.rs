//! Filling in a request.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderValue;
use percent_encoding::{AsciiSet, utf8_percent_encode};

use super::check_header;
use super::multipart;
use crate::template::{Failure, RESERVED, shown};
use crate::{Auth, Body, RenderError, Request, RequestTemplate, Scope, Session, Text, Url, url};

/// What cannot stand in a path or query, and `#`, which would end it.
const NO_PATH: &AsciiSet = &url::NO_PATH.add(b'#');

/// A request as it is sent once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Where it goes.
    pub url: Url,
    /// Names and values in order, as those of [`Request::headers`].
    pub headers: Vec<(String, String)>,
    /// The body; empty for none.
    pub body: Bytes,
}

impl Request {
    /// What is sent now. A request without template is always the same.
    ///
    /// The host is always the request's own: what holes bring can change the path and what follows, and cannot break
    /// out of a header.
    pub fn render(&self, session: &Session) -> Result<Rendered, RenderError> {
        self.render_in(session.scope())
    }

    /// Fills in a template that never changes, once and for all; others stay as they are.
    pub fn settle(&mut self) -> Result<(), RenderError> {
        if self
            .template
            .as_ref()
            .is_some_and(|template| template.is_constant())
        {
            let rendered = self.render_in(&Scope::of_nobody())?;
            self.url = rendered.url;
            self.headers = rendered.headers;
            self.body = rendered.body.into();
            self.template = None;
        }
        Ok(())
    }

    fn render_in(&self, scope: &Scope) -> Result<Rendered, RenderError> {
        let Some(template) = &self.template else {
            return Ok(Rendered {
                url: self.url.clone(),
                headers: self.headers.clone(),
                body: Bytes::from(self.body.clone()),
            });
        };
        let url = template.url(&self.url, scope)?;
        let mut headers = template.headers(&self.headers, scope)?;
        let (body, content_type) = template.body(scope)?;
        let is_type = |(name, _): &(String, String)| name.eq_ignore_ascii_case("content-type");
        if let Some(content_type) = content_type.filter(|_| !headers.iter().any(is_type)) {
            headers.push(("content-type".to_owned(), content_type));
        }
        Ok(Rendered { url, headers, body })
    }
}

impl RequestTemplate {
    /// Whether it never changes, so that [`Request::settle`] can fill it in once.
    pub fn is_constant(&self) -> bool {
        self.texts().all(Text::is_fixed)
    }

    fn url(&self, base: &Url, scope: &Scope) -> Result<Url, RenderError> {
        let mut path = String::with_capacity(64);
        self.path.render_pieces(scope, &mut path, |text, out| {
            out.extend(utf8_percent_encode(text, NO_PATH));
        })?;
        // Anything else could be an address of another host.
        if !path.starts_with('/') {
            let cause = format!("path `{path}` does not begin with `/`");
            return Err(Failure::new("the path does not begin with `/`", &cause).into());
        }
        path.truncate(path.find('#').unwrap_or(path.len()));
        for (name, text) in &self.query {
            if let Some(value) = present(text, scope)? {
                path.push(if path.contains('?') { '&' } else { '?' });
                path.extend(utf8_percent_encode(name, RESERVED));
                path.push('=');
                path.extend(utf8_percent_encode(&value, RESERVED));
            }
        }
        base.join(&path)
            .map_err(|cause| Failure::new("the path cannot be sent", &cause.to_string()).into())
    }

    fn headers(
        &self,
        fixed: &[(String, String)],
        scope: &Scope,
    ) -> Result<Vec<(String, String)>, RenderError> {
        let is_ours = |name: &str| {
            let mut own = self.headers.iter().map(|(name, _)| name.as_str());
            own.any(|own| own.eq_ignore_ascii_case(name))
                || (self.auth.is_some() && name.eq_ignore_ascii_case("authorization"))
        };
        let kept = fixed.iter().filter(|(name, _)| !is_ours(name)).cloned();
        let mut headers: Vec<_> = kept.collect();
        for (name, text) in &self.headers {
            let value = filled(text, scope)?;
            check_header(name, &value).map_err(|cause| {
                let phrase = format!("the value of header `{name}` cannot be sent");
                Failure::new(phrase, &cause.to_string())
            })?;
            headers.push((name.clone(), value));
        }
        if let Some(auth) = &self.auth {
            headers.push(("authorization".to_owned(), auth.value(scope)?));
        }
        Ok(headers)
    }

    /// The body, and the type that it has where no header says another.
    fn body(&self, scope: &Scope) -> Result<(Bytes, Option<String>), RenderError> {
        Ok(match &self.body {
            Body::None => (Bytes::new(), None),
            Body::Bytes(bytes) => (bytes.clone(), None),
            Body::Text(text) => (Bytes::from(filled(text, scope)?), None),
            Body::Json(json) => {
                let mut bytes = Vec::with_capacity(256);
                json.render(scope, &mut bytes)?;
                (Bytes::from(bytes), Some("application/json".to_owned()))
            }
            Body::Form(fields) => {
                let of_forms = Some("application/x-www-form-urlencoded".to_owned());
                (Bytes::from(form(fields, scope)?), of_forms)
            }
            Body::Multipart(parts) => {
                let (bytes, content_type) = multipart::write(parts, scope)?;
                (bytes, Some(content_type))
            }
        })
    }
}

impl Auth {
    fn value(&self, scope: &Scope) -> Result<String, RenderError> {
        let value = match self {
            Self::Basic { user, password } => {
                let (user, password) = (filled(user, scope)?, filled(password, scope)?);
                format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
            }
            Self::Bearer(token) => format!("Bearer {}", filled(token, scope)?),
        };
        match HeaderValue::from_str(&value) {
            Ok(_) => Ok(value),
            Err(_) => {
                let cause = "a token that cannot stand in a header";
                Err(Failure::new(cause, cause).into())
            }
        }
    }
}

pub(super) fn filled(text: &Text, scope: &Scope) -> Result<String, RenderError> {
    let mut out = String::new();
    text.render(scope, &mut out)?;
    Ok(out)
}

/// The text now; `None` where it is one expression, and that is none.
fn present(text: &Text, scope: &Scope) -> Result<Option<String>, RenderError> {
    let value = text.value(scope)?;
    Ok((!value.is_none()).then(|| shown(&value).into_owned()))
}

fn form(fields: &[(String, Text)], scope: &Scope) -> Result<String, RenderError> {
    // A space becomes a plus sign here, and only here.
    const OF_FORMS: &AsciiSet = &RESERVED.remove(b' ').remove(b'*').add(b'~');
    let mut out = String::new();
    for (name, text) in fields {
        if let Some(value) = present(text, scope)? {
            if !out.is_empty() {
                out.push('&');
            }
            for (text, end) in [(name.as_str(), "="), (value.as_str(), "")] {
                let encoded = utf8_percent_encode(text, OF_FORMS).to_string();
                out.push_str(&encoded.replace(' ', "+"));
                out.push_str(end);
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests;
