//! Why GitHub did not do something, and what helps.

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// 401: the token is none, or has ended.
    #[error("the token is not valid")]
    Unauthorized,
    /// 403 that is no limit: the token may not do this.
    #[error("the token may not do this: {0}")]
    Forbidden(String),
    /// 403 or 429 for longer than we wait.
    #[error("GitHub's limit of requests is reached")]
    Limited,
    /// 404: it is not there, or the token cannot see it.
    #[error("it is not there, or the token cannot see it")]
    NotFound,
    /// 403 or 410: the conversation is locked, or gone.
    #[error("the conversation is locked")]
    Locked,
    /// 422: the body is too long, or not as it should be; so 400, 409 and 413.
    #[error("the request was not accepted: {0}")]
    Unprocessable(String),
    /// A request that must not be repeated may have been done: the connection broke, or the server stumbled.
    #[error("it is not known whether it was done: {0}")]
    Unsure(String),
    /// The server stumbles on, or answers what the API never does.
    #[error("GitHub answers {0}")]
    Server(u16),
    /// There is no connection, or no answer in time.
    #[error("GitHub cannot be reached: {0}")]
    Unreachable(String),
    /// An answer that is not what the API says.
    #[error("GitHub's answer is not understood: {0}")]
    Nonsense(String),
}

impl Refusal {
    /// What happened and what helps, in one or more lines; `permission` is what was needed, as a workflow writes it
    /// (`pull-requests: write`).
    pub(crate) fn advice(&self, permission: &str) -> String {
        let way_out = match self {
            Self::Unauthorized => {
                "give the step `github-token: ${{ github.token }}`, or set `LT_GITHUB_TOKEN` to one that has not ended"
                    .to_owned()
            }
            Self::Forbidden(_) => format!("{}\n\n{READ_ONLY}", grant(permission)),
            Self::NotFound => format!("if it is there, {}", grant(permission)),
            Self::Limited => {
                "run the job again later, and fewer jobs at a time: all of a repository share one limit".to_owned()
            }
            Self::Locked => {
                "unlock it, or let the step write no comment (`comment: never`)".to_owned()
            }
            Self::Unprocessable(_) => {
                "is the pull request, or the commit, one of this repository?".to_owned()
            }
            Self::Unsure(_) => "look before you run the job again".to_owned(),
            Self::Server(_) => "run the job again later".to_owned(),
            Self::Unreachable(_) | Self::Nonsense(_) => {
                "is `GITHUB_API_URL` the address of GitHub's API, and can this machine reach it without a proxy?".to_owned()
            }
        };
        format!("{self}; {way_out}")
    }
}

/// What no line in a workflow changes.
const READ_ONLY: &str = "for a pull request from a fork GitHub gives a token that can only read, \
whatever `permissions:` says: there a second workflow, `on: workflow_run`, posts what the first has kept";

fn grant(permission: &str) -> String {
    format!(
        "add to the job (what is not listed there it may not do):\n\npermissions:\n  {permission}"
    )
}
