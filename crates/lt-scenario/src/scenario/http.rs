//! The `http` section of a scenario file.

use std::net::IpAddr;
use std::path::PathBuf;

use super::fields::{self, Fields};
use super::node::Node;
use super::problem::{Fault, Problem, at};
use super::templates;
use crate::http::{ChoiceError, HttpChoices, HttpError, Resolve};

const KEYS: &[&str] = &[
    "version",
    "client",
    "connections",
    "redirects",
    "insecure",
    "ca",
    "cert",
    "key",
    "resolve",
    "unix_socket",
    "local_addresses",
    "headers",
];

/// Reads the choices, and the headers for every request.
pub(super) fn read(node: Node) -> Result<(HttpChoices, Vec<(String, String)>), Fault> {
    let mut fields = Fields::of(node, "`http`", KEYS)?;
    let headers = match fields.take("headers") {
        Some(node) => templates::headers(node)?,
        None => Vec::new(),
    };
    let choices = HttpChoices {
        version: fields.optional("version", choice)?,
        client: fields.optional("client", choice)?,
        connections: fields.optional("connections", choice)?,
        redirects: fields.optional("redirects", redirects)?,
        insecure: fields.optional("insecure", Node::yes_or_no)?,
        ca: fields.optional("ca", path)?,
        cert: fields.optional("cert", path)?,
        key: fields.optional("key", path)?,
        resolve: list(fields.take("resolve"), "`resolve`", resolve)?,
        unix_socket: fields.optional("unix_socket", path)?,
        local_addresses: list(fields.take("local_addresses"), "`local_addresses`", address)?,
    };
    match (&choices.cert, &choices.key) {
        (Some(_), None) => at(fields.line, Problem::Http(HttpError::NoKey)),
        (None, Some(_)) => at(fields.line, Problem::Http(HttpError::NoCert)),
        _ => Ok((choices, headers)),
    }
}

fn choice<T: std::str::FromStr<Err = ChoiceError>>(node: &Node, key: &str) -> Result<T, Fault> {
    let text = node.text_or_number(key, "one word")?;
    text.parse().or_else(|cause| {
        let key = key.to_owned();
        at(node.line, Problem::Choice { key, cause })
    })
}

fn redirects(node: &Node, key: &str) -> Result<u32, Fault> {
    const MOST: u32 = 1000;
    let number = node.whole(key, 0, u64::from(MOST))?;
    Ok(u32::try_from(number).unwrap_or(MOST))
}

fn path(node: &Node, key: &str) -> Result<PathBuf, Fault> {
    match node.plain_text(key)? {
        "" => node.refuse(key, "the name of a file"),
        path => Ok(PathBuf::from(path)),
    }
}

fn list<T>(
    node: Option<Node>,
    what: &str,
    read: impl Fn(&Node) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    match node {
        Some(node) => fields::items(node, what)?.iter().map(read).collect(),
        None => Ok(Vec::new()),
    }
}

fn resolve(node: &Node) -> Result<Resolve, Fault> {
    let text = node.plain_text("resolve")?;
    Resolve::parse(text).or_else(|cause| at(node.line, Problem::Resolve(cause)))
}

fn address(node: &Node) -> Result<IpAddr, Fault> {
    const KEY: &str = "local_addresses";
    match node.plain_text(KEY)?.parse() {
        Ok(address) => Ok(address),
        Err(_) => node.refuse(KEY, "an IPv4 or IPv6 address"),
    }
}
