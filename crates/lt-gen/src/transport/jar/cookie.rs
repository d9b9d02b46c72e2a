//! One cookie: what a `Set-Cookie` field says.

use std::net::IpAddr;

use lt_sample::{Micros, UnixMicros};
use lt_scenario::Url;

use super::date;

/// A cookie and where it belongs.
#[derive(Clone, Debug)]
pub(super) struct Cookie {
    pub(super) name: String,
    pub(super) value: String,
    /// In lower case.
    domain: String,
    /// Whether it belongs to the domain alone, and to no host below it.
    is_host_only: bool,
    pub(super) path: String,
    is_secure: bool,
    /// `None` for one that lasts as long as its user.
    expires: Option<UnixMicros>,
}

/// A field of more bytes is no cookie.
const MOST_BYTES: usize = 4096;

impl Cookie {
    /// What a `Set-Cookie` field of an answer from `url` says; `None` where that is no cookie, or none that this host may
    /// set.
    pub(super) fn parse(url: &Url, field: &[u8], now: UnixMicros) -> Option<Self> {
        let field = str::from_utf8(field).ok()?;
        if field.len() > MOST_BYTES || field.chars().any(|c| c.is_control() && c != '\t') {
            return None;
        }
        let mut parts = field.split(';');
        let (name, value) = parts.next()?.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() {
            return None;
        }
        let host = url.host().to_ascii_lowercase();
        let mut cookie = Self {
            name: name.to_owned(),
            value: value.to_owned(),
            domain: host.clone(),
            is_host_only: true,
            path: folder(url.path()).to_owned(),
            is_secure: false,
            expires: None,
        };
        let mut max_age = None;
        for attribute in parts {
            let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "domain" => cookie.set_domain(&host, value)?,
                "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
                "path" => folder(url.path()).clone_into(&mut cookie.path),
                "secure" => cookie.is_secure = true,
                "max-age" => max_age = end_of_age(value, now).or(max_age),
                "expires" => cookie.expires = date::parse(value).or(cookie.expires),
                _ => {}
            }
        }
        cookie.expires = max_age.or(cookie.expires);
        Some(cookie)
    }

    /// Whether it is the same cookie with another value.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        (&self.name, &self.domain, &self.path) == (&other.name, &other.domain, &other.path)
    }

    pub(super) fn is_over(&self, now: UnixMicros) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    pub(super) fn belongs_to(&self, url: &Url) -> bool {
        let host = url.host();
        let is_its_host = if self.is_host_only {
            host.eq_ignore_ascii_case(&self.domain)
        } else {
            is_within(&host.to_ascii_lowercase(), &self.domain)
        };
        is_its_host && (!self.is_secure || url.is_tls()) && is_below(url.path(), &self.path)
    }

    pub(super) fn pair(&self) -> String {
        format!("{}={}", self.name, self.value)
    }

    /// `None` for a domain that the host does not belong to.
    fn set_domain(&mut self, host: &str, domain: &str) -> Option<()> {
        let domain = domain.strip_prefix('.').unwrap_or(domain);
        let domain = domain.to_ascii_lowercase();
        if domain.is_empty() {
            return Some(());
        }
        let is_suffix = !domain.contains('.') && domain != host;
        if is_suffix || !is_within(host, &domain) {
            return None;
        }
        self.is_host_only = false;
        self.domain = domain;
        Some(())
    }
}

/// Whether a host is the domain itself or stands below it; both in lower case.
fn is_within(host: &str, domain: &str) -> bool {
    match host.strip_suffix(domain) {
        Some("") => true,
        Some(below) => below.ends_with('.') && host.parse::<IpAddr>().is_err(),
        None => false,
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || folder.ends_with('/') || rest.starts_with('/'))
}

/// The path of a cookie that names none.
fn folder(path: &str) -> &str {
    match path.rfind('/') {
        None | Some(0) => "/",
        Some(end) => &path[..end],
    }
}

/// When an age in seconds is reached; `None` where it is no age.
fn end_of_age(age: &str, now: UnixMicros) -> Option<UnixMicros> {
    let digits = age.strip_prefix('-').unwrap_or(age);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if age.starts_with('-') {
        return Some(UnixMicros(0));
    }
    // A number too large for us lasts longer than any run.
    let seconds = digits.parse::<u64>().unwrap_or(u64::MAX).min(1 << 40);
    Some(now + Micros(seconds * 1_000_000))
}
