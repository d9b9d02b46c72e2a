//! Requests, data and HTTP.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::value::{
    Anything, Duration, HttpStatus, OneOrMore, Scalar, Text, Wait, Within, Word, YesOrNo,
};

/// A request: one method with its path, and what belongs to it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Request {
    /// A path below the base URL, or a full address; templates may stand behind the host.
    get: Option<Text>,
    /// A path below the base URL, or a full address; templates may stand behind the host.
    post: Option<Text>,
    /// A path below the base URL, or a full address; templates may stand behind the host.
    put: Option<Text>,
    /// A path below the base URL, or a full address; templates may stand behind the host.
    patch: Option<Text>,
    /// A path below the base URL, or a full address; templates may stand behind the host.
    delete: Option<Text>,
    /// A path below the base URL, or a full address; templates may stand behind the host.
    head: Option<Text>,
    /// A path below the base URL, or a full address; templates may stand behind the host.
    options: Option<Text>,
    /// Under which name samples are counted; the path with placeholders unless said.
    name: Option<Word>,
    /// Added to the query, percent-encoded; null values are left out.
    query: Option<BTreeMap<String, Scalar>>,
    /// Header names and values.
    headers: Option<BTreeMap<String, Word>>,
    /// A JSON body.
    json: Option<Anything>,
    /// The fields of a form.
    form: Option<BTreeMap<String, Scalar>>,
    /// The parts of a form with files.
    #[schemars(extend("minProperties" = 1))]
    multipart: Option<BTreeMap<String, Part>>,
    /// A body as text.
    body: Option<Word>,
    /// A file that is sent as it is, relative to this file.
    body_file: Option<Text>,
    /// Who asks.
    auth: Option<Auth>,
    /// How long an answer may take.
    timeout: Option<Duration>,
    /// Tags by which it can be chosen.
    tags: Option<OneOrMore<Word>>,
    /// Statuses from 400 on that count as success.
    allow_status: Option<OneOrMore<HttpStatus>>,
    /// Conditions on the answer, such as `status == 201`.
    checks: Option<OneOrMore<Text>>,
    /// What of the answer becomes a variable.
    extract: Option<BTreeMap<String, Extract>>,
    /// What of the answer becomes a tag of the sample.
    tag: Option<BTreeMap<String, Source>>,
    /// How long a user thinks after it.
    think: Option<Wait>,
}

/// A text, or a file.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Part {
    Text(String),
    Number(f64),
    YesOrNo(bool),
    Described(DescribedPart),
}

/// A part with more than its text.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct DescribedPart {
    /// A file that is sent as it is, relative to this file.
    file: Option<Text>,
    /// A text, which may be a template.
    text: Option<Scalar>,
    /// Its media type; `application/octet-stream` for files unless said.
    #[schemars(rename = "type")]
    media_type: Option<Text>,
    /// The name of the file as it is told; its own unless said.
    name: Option<Text>,
}

/// Who asks.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Auth {
    /// A user and a password.
    basic: Option<Basic>,
    /// A token.
    bearer: Option<Word>,
}

/// A user and a password.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Basic {
    /// The user.
    user: Scalar,
    /// The password.
    password: Scalar,
}

/// Where a value stands in an answer: one of these, or the word `status`.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Source {
    Status(Status),
    Place(Place),
}

/// The word `status`.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Status {
    /// The status of the answer.
    Status,
}

/// Where a value stands in an answer.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Place {
    /// A JSONPath into the body; the first value counts.
    json: Option<Text>,
    /// The first header of this name.
    header: Option<Text>,
    /// A regular expression; its first group counts.
    regex: Option<Text>,
    /// A cookie.
    cookie: Option<Text>,
    /// The status.
    status: Option<YesOrNo>,
}

/// What of an answer becomes a variable: one place, and maybe a default, or the word `status`.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Extract {
    Status(Status),
    Place(ExtractPlace),
}

/// A place in an answer, and maybe a default.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ExtractPlace {
    /// A JSONPath into the body; the first value counts.
    json: Option<Text>,
    /// The first header of this name.
    header: Option<Text>,
    /// A regular expression; its first group counts.
    regex: Option<Text>,
    /// A cookie.
    cookie: Option<Text>,
    /// The status.
    status: Option<YesOrNo>,
    /// The value where the answer has none; without it, a missing value is a failed check.
    default: Option<Anything>,
}

/// Rows: a list of them, or a description.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum DataSet {
    Rows(#[schemars(length(min = 1))] Vec<Anything>),
    Described(DescribedData),
}

/// A file of rows, or a list, and how users pick among them.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Data")]
pub(super) struct DescribedData {
    /// A file of rows, relative to this file: `.csv` with a header line, `.json` (a list), `.ndjson` or `.jsonl`.
    file: Option<Text>,
    /// The rows.
    #[schemars(length(min = 1))]
    rows: Option<Vec<Anything>>,
    /// How rows are picked; `random` unless said.
    pick: Option<Pick>,
    /// What the present row is called in templates; the set's name without a final `s` unless said.
    #[schemars(rename = "as")]
    row_name: Option<Text>,
}

/// How rows are picked.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Pick {
    /// Each pick is a draw.
    Random,
    /// Row after row, over and over.
    Sequential,
    /// Each row once per pass, in an order of chance.
    Shuffled,
    /// Each row at most once in the whole test; then the user ends.
    Unique,
    /// The same as `unique`.
    Once,
}

/// How requests are carried.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Http {
    /// `auto`, `1.1` or `2`.
    version: Option<Scalar>,
    /// Who speaks HTTP/1.1: `lean` or `hyper`.
    client: Option<Text>,
    /// `keepalive` or `per_request`.
    connections: Option<Text>,
    /// How many redirects of one request are followed; 10 unless said.
    redirects: Option<Within<0, 1000>>,
    /// Whether any certificate is taken.
    insecure: Option<YesOrNo>,
    /// A PEM file of certificate authorities to trust.
    ca: Option<Text>,
    /// A PEM file with our own certificate; needs `key`.
    cert: Option<Text>,
    /// The PEM file of its private key.
    key: Option<Text>,
    /// Addresses to use instead of asking the resolver: `host:port:address`.
    resolve: Option<Vec<Text>>,
    /// A Unix socket to which all connections go.
    unix_socket: Option<Text>,
    /// Local addresses that connections start from, in turn.
    local_addresses: Option<Vec<Text>>,
    /// Headers for every request that does not name them itself.
    headers: Option<BTreeMap<String, Word>>,
    /// Whether users keep cookies and send them back; `true` unless said.
    cookies: Option<YesOrNo>,
    /// How many connections one user may have at once, for `parallel`; 6 unless said.
    connections_per_user: Option<Within<1, 1000>>,
}
