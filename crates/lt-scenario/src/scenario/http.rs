//! The `http` section of a scenario file.

use std::net::IpAddr;
use std::path::PathBuf;

use super::fields::{self, Fields};
use super::node::Node;
use super::problem::{Fault, Problem, at};
use super::reader::Reader;
use super::requests;
use crate::Text;
use crate::http::{ChoiceError, HttpChoices, HttpError, Resolve};

pub(super) const KEYS: &[&str] = &[
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
    "cookies",
    "connections_per_user",
];

/// The section as it is written.
#[derive(Default)]
pub(super) struct Section {
    pub(super) choices: HttpChoices,
    /// Header names and values for every request that does not name them itself.
    pub(super) headers: Vec<(String, Text)>,
    /// Whether users keep cookies.
    pub(super) cookies: Option<bool>,
    /// How many connections a user may have at once.
    pub(super) connections_per_user: Option<u32>,
}

/// Reads the section.
pub(super) fn read(node: Node, reader: &mut Reader<'_>) -> Result<Section, Fault> {
    let mut fields = Fields::of(node, "`http`", KEYS)?;
    let headers = match fields.take("headers") {
        Some(node) => requests::headers(node, reader)?,
        None => Vec::new(),
    };
    let cookies = fields.optional("cookies", Node::yes_or_no)?;
    let connections_per_user = fields.optional("connections_per_user", connections)?;
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
        (Some(_), None) => at(fields.span, Problem::Http(HttpError::NoKey)),
        (None, Some(_)) => at(fields.span, Problem::Http(HttpError::NoCert)),
        _ => Ok(Section {
            choices,
            headers,
            cookies,
            connections_per_user,
        }),
    }
}

fn connections(node: &Node, key: &str) -> Result<u32, Fault> {
    const MOST: u32 = 1000;
    let number = node.whole(key, 1, u64::from(MOST))?;
    Ok(u32::try_from(number).unwrap_or(MOST))
}

fn choice<T: std::str::FromStr<Err = ChoiceError>>(node: &Node, key: &str) -> Result<T, Fault> {
    let text = node.text_or_number(key, "one word")?;
    text.parse().or_else(|cause| {
        let key = key.to_owned();
        at(node.span, Problem::Choice { key, cause })
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
    Resolve::parse(text).or_else(|cause| at(node.span, Problem::Resolve(cause)))
}

fn address(node: &Node) -> Result<IpAddr, Fault> {
    const KEY: &str = "local_addresses";
    match node.plain_text(KEY)?.parse() {
        Ok(address) => Ok(address),
        Err(_) => node.refuse(KEY, "an IPv4 or IPv6 address"),
    }
}
