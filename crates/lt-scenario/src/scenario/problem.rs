//! Everything that can be wrong with a scenario file, and what to write instead.

use super::span::Span;
use crate::quoted::Quoted;
use crate::{
    DataError, RenderError, SourceError, TemplateError, duration, http, process, rate, request,
    url, wait,
};

/// What is wrong at some line of a scenario file, and the way out.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The text is not of the language that its file's ending tells.
    #[error("not valid {language}: {what}; {way_out}")]
    Syntax {
        /// YAML, JSON or TOML.
        language: &'static str,
        /// What its parser says.
        what: String,
        /// Where to look.
        way_out: &'static str,
    },
    /// Deeper, larger or more entangled than any scenario.
    #[error("too deep, too large or too many aliases for a scenario file; write it plainly")]
    TooMuch,
    /// A number that is none, or infinite.
    #[error("not a finite number; write a plain one, such as `10` or `0.5`")]
    NotFinite,
    /// The same key twice in a map.
    #[error("key {} stands twice in the same map; keep one", Quoted(.0))]
    Twice(String),
    /// A key that this version does not know.
    #[error("unknown key {}; {hint}", Quoted(key))]
    UnknownKey {
        /// The key as typed.
        key: String,
        /// The nearest known key, or all of them.
        hint: String,
    },
    /// Something necessary is not there.
    #[error("{what} has no `{key}`; add it")]
    Missing {
        /// The map that should hold it.
        what: &'static str,
        /// The key.
        key: &'static str,
    },
    /// A value of the wrong kind or out of range.
    #[error("{what} must be {expected}, not {found}")]
    Kind {
        /// The key, or the part of the file.
        what: String,
        /// What it takes.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// Two keys that say the same or exclude each other.
    #[error("`{one}` and `{other}` {why}; leave one out")]
    Both {
        /// The first key.
        one: &'static str,
        /// The second key.
        other: &'static str,
        /// Why they cannot stand together.
        why: &'static str,
    },
    /// A wrong duration.
    #[error("{}: {cause}", Quoted(key))]
    Duration {
        /// The key.
        key: String,
        /// What is wrong with its value.
        cause: duration::ParseError,
    },
    /// A wrong waiting time.
    #[error("{}: {cause}", Quoted(key))]
    Wait {
        /// The key.
        key: String,
        /// What is wrong with its value.
        cause: wait::ParseError,
    },
    /// A wrong rate.
    #[error("{}: {cause}", Quoted(key))]
    Rate {
        /// The key.
        key: String,
        /// What is wrong with its value.
        cause: rate::ParseError,
    },
    /// A wrong process of arrivals.
    #[error("`arrivals`: {0}")]
    Process(process::ParseError),
    /// A wrong choice about HTTP.
    #[error("{}: {cause}", Quoted(key))]
    Choice {
        /// The key.
        key: String,
        /// What is wrong with its value.
        cause: http::ChoiceError,
    },
    /// A wrong address for a host.
    #[error("`resolve`: {0}")]
    Resolve(http::ResolveError),
    /// A certificate without key, or a key without certificate.
    #[error(transparent)]
    Http(http::HttpError),
    /// A stage that takes no time.
    #[error("a stage needs time; add `over` (the way to its level) or `for` (the stay there)")]
    NoTime,
    /// A load that changes over time, and is nothing all the time.
    #[error("`{0}` never rises above 0; give it a level above 0")]
    NoLevel(&'static str),
    /// More stages or steps than a person wrote.
    #[error("`{0}` has more than 1000 stages; use fewer")]
    TooManyStages(&'static str),
    /// Stages that last longer than any run.
    #[error("`{0}` lasts too long; use at most 87600h (ten years)")]
    TooLong(&'static str),
    /// A sine below zero.
    #[error(
        "`amplitude` must not be larger than the mean, as there is no load below 0; use a smaller one"
    )]
    Amplitude,
    /// Steps that do not lead to their end.
    #[error("`to` must be above the first level; steps rise")]
    StepsFall,
    /// A wrong address or path.
    #[error("{}: {cause}", Quoted(key))]
    Url {
        /// The key.
        key: String,
        /// What is wrong with its value.
        cause: url::ParseError,
    },
    /// A base URL with a query, which no path could be joined to.
    #[error("`base_url` must not have a query; leave out what follows `?`")]
    BaseQuery,
    /// A header that cannot be sent.
    #[error(transparent)]
    Request(request::RequestError),
    /// A request without method.
    #[error("{} has no method; add one of `get`, `post`, `put`, `patch`, `delete`, `head`, `options` with its path", request_called(.0))]
    NoMethod(String),
    /// A name that stands for nothing.
    #[error("{} names no request or journey; {hint}", Quoted(name))]
    NoSuchTask {
        /// The name as typed.
        name: String,
        /// The nearest name, or all of them.
        hint: String,
    },
    /// A name that stands for no journey.
    #[error("{} names no journey; {hint}", Quoted(name))]
    NoSuchJourney {
        /// The name as typed.
        name: String,
        /// The nearest journey, or all of them.
        hint: String,
    },
    /// A name that stands for no request.
    #[error("{} names no request; {hint}", Quoted(name))]
    NoSuchRequest {
        /// The name as typed.
        name: String,
        /// The nearest request, or all of them.
        hint: String,
    },
    /// A scenario that names a profile which is not there.
    #[error("{} names no user profile; {hint}", Quoted(name))]
    NoSuchProfile {
        /// The name as typed.
        name: String,
        /// The nearest profile, or all of them.
        hint: String,
    },
    /// A name that stands for two things.
    #[error("{} is the name of {what}; {way_out}", Quoted(name))]
    TwoThings {
        /// What it is the name of.
        what: &'static str,
        /// The name.
        name: String,
        /// What to do.
        way_out: &'static str,
    },
    /// A name that is given twice.
    #[error("{what} {} is given twice; {way_out}", Quoted(name))]
    SameName {
        /// What is named.
        what: &'static str,
        /// The name.
        name: String,
        /// What to do.
        way_out: &'static str,
    },
    /// Actions of weight 0 only.
    #[error("all actions of profile {} have weight 0; give one a weight above 0", Quoted(.0))]
    NoActionWeight(String),
    /// Profiles of weight 0 only.
    #[error("all user profiles here have weight 0; give one a weight above 0")]
    NoProfileWeight,
    /// A template where the value must be known before the run.
    #[error("{} cannot hold a template (`{{{{`); write the value itself", Quoted(.0))]
    NoTemplateHere(String),
    /// `${` that names nothing.
    #[error("{} is no environment value; write `${{NAME}}` or `${{NAME:-default}}`, or `$${{` for the text `${{`", Quoted(.0))]
    Environment(String),
    /// An environment value that is not there.
    #[error(
        "{} is not in the environment; set it, or give a default as in `${{{name}:-default}}`",
        Quoted(name)
    )]
    NotInEnvironment {
        /// The name.
        name: String,
    },
    /// A file beyond 16 MiB.
    #[error(
        "the file is larger than 16 MiB, too large for a scenario; move its data to `data` files"
    )]
    LargeFile,
    /// A file that cannot be read.
    #[error(
        "cannot read {}: {cause}; paths are relative to the file that names them",
        Quoted(file)
    )]
    Unreadable {
        /// The name as typed.
        file: String,
        /// What the system says.
        cause: std::io::Error,
    },
    /// A file that includes itself, maybe through others.
    #[error("{} includes itself, maybe through others; leave one `include` out", Quoted(.0))]
    IncludeCircle(String),
    /// A chain of includes that is too long.
    #[error("files include each other more than 8 deep; include them from fewer files")]
    IncludeDepth,
    /// More files than any scenario.
    #[error("more than 64 files are included; put some of them together")]
    TooManyFiles,
    /// A request or journey whose name would break lines.
    #[error("the name {} holds line breaks or other control characters; leave them out", Quoted(.0))]
    ControlInName(String),
    /// A request or journey whose name is empty.
    #[error("an empty name; write one that steps and actions can use")]
    NoName,
    /// A template or expression that is none.
    #[error("{}: {cause}{}", Quoted(key), template_way_out(cause))]
    Template {
        /// The key.
        key: String,
        /// What is wrong with its value.
        cause: TemplateError,
    },
    /// A template that is the same always, and cannot be filled in.
    #[error(
        "{}: {cause}, whatever the server answers; change the expression",
        Quoted(key)
    )]
    Constant {
        /// The key.
        key: String,
        /// What is wrong with its value.
        cause: RenderError,
    },
    /// A name in a template that nothing defines.
    #[error("unknown name {} in a template; {hint}", Quoted(name))]
    UnknownName {
        /// The name as typed.
        name: String,
        /// The nearest name, or the way out.
        hint: String,
    },
    /// A data set that a template asks for, and that is not there.
    #[error("{} names no data set; {hint}", Quoted(name))]
    NoSuchSet {
        /// The name as typed.
        name: String,
        /// The nearest data set, or all of them.
        hint: String,
    },
    /// A variable or data set whose name no template could use.
    #[error("{} cannot be the name of a variable; use letters, digits and `_`, and begin with a letter", Quoted(.0))]
    NoVariableName(String),
    /// A variable or data set with a name of lt's own.
    #[error("{} has a meaning of its own in templates; choose another name", Quoted(.0))]
    BuiltIn(String),
    /// A template in front of the path.
    #[error("scheme and host cannot hold a template; write them out, or use `base_url`")]
    TemplateInHost,
    /// `env(…)` with other arguments than texts.
    #[error("{}: `env` takes a name and maybe a default; write both in quotes, as in `env('NAME', 'default')`", Quoted(.0))]
    EnvironmentCall(String),
    /// A place in an answer that is none.
    #[error("{}: {cause}", Quoted(key))]
    Source {
        /// The key.
        key: String,
        /// What is wrong with its value.
        cause: SourceError,
    },
    /// Nothing that says where a value stands.
    #[error("no place in the answer is named; {hint}")]
    NoSource {
        /// All places.
        hint: String,
    },
    /// A file that is sent, beyond 64 MiB.
    #[error("{} is larger than 64 MiB, too large to be sent from memory; use a smaller one", Quoted(.0))]
    LargeBody(String),
    /// A data set that cannot be used.
    #[error(transparent)]
    Data(DataError),
    /// A data set whose rows would have a name of lt's own.
    #[error("a row of this data set would be called {}, which has a meaning of its own; name it with `as: NAME`", Quoted(.0))]
    RowName(String),
    /// Two data sets whose rows cannot be told apart.
    #[error(
        "{} is a name of data set {} already; tell them apart with `as: NAME`",
        Quoted(name),
        Quoted(other)
    )]
    SameRow {
        /// The name of the row.
        name: String,
        /// The other data set.
        other: String,
    },
    /// A step that says nothing known.
    #[error("no step is named here; {hint}")]
    NoStep {
        /// The nearest step, or all of them.
        hint: String,
    },
    /// A list where an expression stands.
    #[error("{} must be an expression, not a list; put the list in quotes, as in `\"[1, 2]\"`", Quoted(.0))]
    ListAsExpression(String),
    /// Two steps in one.
    #[error("`{one}` and `{other}` are two steps; write each as an item of its own")]
    TwoSteps {
        /// The first key.
        one: &'static str,
        /// The second key.
        other: &'static str,
    },
    /// Something else than a request in `parallel`.
    #[error("only requests may stand in `parallel`; put other steps before or after it")]
    NotParallel,
    /// A time between steps that would count from the step before.
    #[error(
        "`think` takes a constant, a range or `exponential`; use `wait` of a user profile for the others"
    )]
    PacedThinking,
    /// Choices of weight 0 only.
    #[error("all choices have weight 0; give one a weight above 0")]
    NoChoiceWeight,
    /// Shares of 0 only.
    #[error("everything in `traffic_mix` has weight 0; give one a weight above 0")]
    NoMixWeight,
    /// Journeys that call each other in a circle, in the order of calls.
    #[error("journeys call each other in a circle: {}; leave one call out", circle(.0))]
    JourneyCircle(Vec<String>),
    /// A chain of calls that is too long.
    #[error("journeys call each other more than 64 deep; put some of them together")]
    JourneyDepth,
    /// A hook that does nothing.
    #[error(
        "a hook does nothing here; give it a request (`get: /path`, `request: NAME`) or a command (`run: COMMAND`)"
    )]
    NoHook,
    /// A name that the command line could not tell from several.
    #[error(
        "{} has a comma, and {option} takes names as a,b; write it without one",
        Quoted(name)
    )]
    Comma {
        /// The name as typed.
        name: String,
        /// The option that takes such names.
        option: &'static str,
    },
    /// A label of a variant that lt-gen gives itself.
    #[error("{} is a label that every leg gets from lt-gen; choose another name", Quoted(.0))]
    LegLabel(String),
    /// A journey as a hook.
    #[error("{} is a journey, and a hook is one request or command; name a request", Quoted(.0))]
    HookJourney(String),
    /// A broken body where there is none.
    #[error("request {} has no body that could be malformed; name requests with a body", Quoted(.0))]
    NoBodyToBreak(String),
    /// A data set that is read row by row, asked for as a list.
    #[error("the file of data set {} is larger than 64 MiB and read row by row, so that there is no list of it; use single rows, or a smaller file", Quoted(.0))]
    NoListOf(String),
    /// A fault that is none.
    #[error("{} is no kind of fault; {hint}", Quoted(name))]
    NoSuchFault {
        /// The kind as typed.
        name: String,
        /// The nearest kind, or all of them.
        hint: String,
    },
    /// More faults than requests.
    #[error("the shares of all faults sum to more than 100 %; make them smaller")]
    FaultShares,
}

fn request_called(name: &str) -> String {
    match name {
        "" => "this request".to_owned(),
        name => format!("request {}", Quoted(name)),
    }
}

fn template_way_out(cause: &TemplateError) -> &'static str {
    match cause {
        TemplateError::Syntax(_) => "; check brackets, quotes and operators, such as `==`",
        _ => "",
    }
}

fn circle(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let mut shown: Vec<String> = names.iter().map(|name| Quoted(name).to_string()).collect();
    if shown.len() > SHOWN {
        shown.splice(SHOWN - 1..shown.len() - 1, ["…".to_owned()]);
    }
    shown.join(" → ")
}

/// A problem with its place; the name of the file is added at the end.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) span: Span,
    pub(super) problem: Box<Problem>,
}

impl Fault {
    /// Says which file it is in, where that was not known yet.
    pub(super) fn in_file(mut self, file: usize) -> Self {
        self.span.file = file;
        self
    }
}

/// Refuses something at a place.
pub(super) fn at<T>(span: Span, problem: Problem) -> Result<T, Fault> {
    let problem = Box::new(problem);
    Err(Fault { span, problem })
}
