//! A request with holes.

use bytes::Bytes;

use crate::{Json, Text};

/// The parts of a request that change from one time to the next.
///
/// A request with a template goes to its own URL with `path` joined to it, as paths are joined to a base URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestTemplate {
    /// Path and query; begins with `/`. What holes bring is taken as it is, except that characters that cannot stand
    /// in a URL are percent-encoded: an expression may bring several parts of a path, or a query.
    pub path: Text,
    /// Added to the query; names and values are percent-encoded, and a value that is one expression and none is left
    /// out with its name.
    pub query: Vec<(String, Text)>,
    /// Headers, which win over those of the request that have the same name.
    pub headers: Vec<(String, Text)>,
    /// The body.
    pub body: Body,
    /// Who asks.
    pub auth: Option<Auth>,
}

/// The body of a request. `Json`, `Form` and `Multipart` bring their content type unless a header names one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    #[default]
    None,
    /// Always the same.
    Bytes(Bytes),
    /// A text, as it is.
    Text(Text),
    /// A JSON value.
    Json(Json),
    /// Fields of a form, `application/x-www-form-urlencoded`.
    Form(Vec<(String, Text)>),
    /// Parts of a form, `multipart/form-data`.
    Multipart(Vec<Part>),
}

/// A part of a multipart body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The name of the field.
    pub name: String,
    /// The name of the file, where it is one.
    pub file_name: Option<String>,
    /// The type of the content, where it is given.
    pub content_type: Option<String>,
    /// The content.
    pub content: PartContent,
}

/// What a part of a multipart body holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartContent {
    /// A text.
    Text(Text),
    /// Always the same.
    Bytes(Bytes),
}

/// Who asks; it becomes the header `authorization`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Auth {
    /// A user and a password.
    Basic {
        /// The user.
        user: Text,
        /// The password.
        password: Text,
    },
    /// A token.
    Bearer(Text),
}
