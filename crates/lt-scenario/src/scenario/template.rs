//! A request as a file writes it, without its host.

use std::sync::Arc;
use std::time::Duration;

use crate::{Auth, Body, Expects, Place, Text, Wait};

/// A request as the file writes it, checked, without its host.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// The key under which actions and steps name it; empty for one that stands in a step.
    pub key: String,
    /// Where it stands.
    pub place: Place,
    /// The HTTP method.
    pub method: String,
    /// Scheme and host, where it has an address of its own; empty for a path below the base URL.
    pub origin: String,
    /// What follows the host: path and query, with templates.
    pub path: Text,
    /// Names and values that are added to the query.
    pub query: Vec<(String, Text)>,
    /// Under which name samples are counted.
    pub name: String,
    /// Header names and values, in order.
    pub headers: Vec<(String, Text)>,
    /// The body.
    pub body: Body,
    /// Who asks.
    pub auth: Option<Auth>,
    /// What is looked at in the answer, where anything is.
    pub expects: Option<Arc<Expects>>,
    /// Tags by which it can be chosen.
    pub tags: Vec<String>,
    /// How long a user thinks after it.
    pub think: Wait,
    /// Statuses from 400 on that count as success.
    pub allow_status: Vec<u16>,
    /// How long an answer may take, where the request says so itself.
    pub timeout: Option<Duration>,
}
