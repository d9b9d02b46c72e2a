//! Under which name samples of a request are counted.

/// A method and a path template, and the host where it is not the run's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// The HTTP method as it is sent.
    pub method: String,
    /// The path up to `?` as the scenario writes it, or the name given to the request.
    pub name: String,
    /// Host and port where they differ from those of the base URL, or where there are several base URLs.
    pub host: Option<String>,
}
