//! What is to be posted, and where: options, else inputs, else what the event tells.

use std::io::Write;
use std::path::PathBuf;

use anyhow::anyhow;
use lt_cli::{message, usage};

use super::Args;
use crate::command::ci::FailOn;
use crate::command::ci::inputs::{Inputs, wrong};
use crate::command::ci::voice;
use crate::github::api::GITHUB_COM;
use crate::github::comment::Policy;
use crate::github::event::{Audience, Context, Event, is_repository};

/// What is to be posted, and where.
pub(super) struct Errand {
    /// The result.
    pub(super) from: PathBuf,
    /// By what it is judged again.
    pub(super) config: Option<PathBuf>,
    /// What failed the job.
    pub(super) fail_on: FailOn,
    pub(super) policy: Policy,
    pub(super) key: String,
    /// The pull request, where somebody named it.
    pub(super) number: Option<u64>,
    pub(super) sha: Option<String>,
    pub(super) repository: Option<String>,
    pub(super) author: String,
    pub(super) report_url: Option<String>,
    pub(super) title: Option<String>,
    pub(super) check_run: Option<String>,
    /// Whether a comment that cannot be posted fails the job.
    pub(super) is_required: bool,
    pub(super) token_file: Option<PathBuf>,
    pub(super) api_url: String,
    /// The job, where this is one.
    pub(super) context: Option<Context>,
    /// Whether stdout is for GitHub's runner.
    has_runner: bool,
}

/// What is said where the limits come with the figures.
pub(super) const OWN_LIMITS: &str = "the result is judged by the limits that it names itself, which a stranger may have written; name the configuration of the default branch by `config`";

impl Errand {
    /// Makes it of what was typed, of the inputs, and of what is known of the event.
    pub(super) fn of(
        args: &Args,
        inputs: &Inputs<'_>,
        context: Option<Context>,
    ) -> anyhow::Result<Self> {
        let Names {
            key,
            title,
            check_run,
        } = Names::of(args, inputs, context.as_ref());
        let input = |name: &str| inputs.text(name);
        let from = args.from.clone().or_else(|| Some(input("from")?.into()));
        let from = from.ok_or_else(|| {
            usage(anyhow!(
                "there is nothing to post; name a result in the input `from`"
            ))
        })?;
        let of_event = |of: fn(&Context) -> Option<String>| context.as_ref().and_then(of);
        Ok(Self {
            from,
            config: args.config.clone().or_else(|| {
                // In the job that measured, the result tells more: what was typed, and what the scenario promises.
                let is_strange = is_after_another_workflow(context.as_ref());
                Some(input("config").filter(|_| is_strange)?.into())
            }),
            fail_on: FailOn::of(args.fail_on.as_ref(), args.require_baseline, inputs)?,
            policy: match args.policy {
                Some(policy) => policy,
                None => inputs.word("comment")?.unwrap_or(Policy::Always),
            },
            number: match args.pr {
                Some(number) => Some(number),
                None => number(inputs)?,
            },
            sha: args
                .sha
                .clone()
                .or_else(|| of_event(|context| context.sha.clone())),
            repository: args
                .repo
                .clone()
                .or_else(|| of_event(|context| Some(context.repository.clone()))),
            author: args.author.clone(),
            report_url: args.report_url.clone().or_else(|| input("report-url")),
            title,
            check_run,
            key,
            is_required: args.require_comment || inputs.says_yes("require-comment")?,
            token_file: args.token_file.clone(),
            api_url: match &args.api_url {
                Some(url) => url.clone(),
                None => of_event(|context| Some(context.api_url.clone()))
                    .unwrap_or_else(|| GITHUB_COM.to_owned()),
            },
            has_runner: context.is_some() && !args.print,
            context,
        })
    }

    /// Why nobody is to be told; `None` where there is a pull request, or one is to be looked up.
    pub(super) fn nobody(&self) -> Option<String> {
        match (&self.context, self.number) {
            (_, Some(_)) => None,
            (Some(context), None) => match &context.audience {
                Audience::Nobody(why) => Some(why.clone()),
                Audience::PullRequest(_) | Audience::HeadOf { .. } => None,
            },
            (None, None) => Some("no pull request is named; name one by `--pr`".to_owned()),
        }
    }

    /// Whether there is a pull request that the token may not write to.
    pub(super) fn is_for_a_fork(&self) -> bool {
        let context = self.context.as_ref().filter(|_| self.number.is_none());
        context.is_some_and(|context| {
            context.event == Event::PullRequest && matches!(context.audience, Audience::Nobody(_))
        })
    }

    /// What is said where the token may not write, or there is none.
    pub(super) fn without_leave(&self, why: &str) -> String {
        let way_out = match self.context {
            Some(_) if self.is_for_a_fork() => {
                ", as docs/workflows/fork-comment.yml of the action does; the summary of the job has the verdict"
            }
            Some(_) => "; the summary of the job has the verdict",
            None => "",
        };
        format!("no comment: {why}{way_out}")
    }

    /// Whether another workflow measured, which ran with what its author may do.
    pub(super) fn is_after_another_workflow(&self) -> bool {
        is_after_another_workflow(self.context.as_ref())
    }

    /// What is to be known of what a fork's run wrote.
    pub(super) fn doubt_of_forks(&self) -> Option<String> {
        let context = self.context.as_ref()?;
        let whose = match (&context.event, &context.audience) {
            (_, Audience::HeadOf { head }) => head.split_once(':').map(|(whose, _)| whose),
            // A fork that is gone by now is not told.
            (Event::WorkflowRun { event }, Audience::Nobody(_))
                if event.starts_with("pull_request") =>
            {
                None
            }
            _ => return None,
        };
        let (ours, _) = context.repository.split_once('/')?;
        let is_fork = whose.is_none_or(|whose| !whose.eq_ignore_ascii_case(ours));
        let what = match self.config {
            Some(_) => "The figures were measured by",
            None => "The figures, and the limits that they are judged by, come from",
        };
        is_fork.then(|| {
            format!("{what} a workflow run of a fork, whose author could have changed them.")
        })
    }

    /// Where the run of the workflow is to be read.
    pub(super) fn run_url(&self) -> Option<String> {
        self.context.as_ref().map(Context::run_url)
    }

    /// Warns on stderr, and in a job on its page.
    pub(super) fn warn(&self, text: &str, out: &mut dyn Write) -> anyhow::Result<()> {
        match self.has_runner {
            true => voice::warn(text, out),
            false => {
                voice::whisper(text);
                Ok(())
            }
        }
    }

    /// Tells on stderr, and in a job on its page.
    pub(super) fn notice(&self, text: &str, out: &mut dyn Write) -> anyhow::Result<()> {
        match self.has_runner {
            true => voice::notice(text, out),
            false => {
                message::note("lt-gate", text);
                Ok(())
            }
        }
    }
}

/// By which names the job is told from others.
struct Names {
    key: String,
    title: Option<String>,
    check_run: Option<String>,
}

impl Names {
    fn of(args: &Args, inputs: &Inputs<'_>, context: Option<&Context>) -> Self {
        let named = args.key.clone().or_else(|| inputs.text("comment-key"));
        let usual = context.map_or_else(
            || "lt-gate".to_owned(),
            |context| context.comment_key(inputs.text("matrix").as_deref()),
        );
        let is_leg = context.is_some_and(|context| context.job != usual);
        let leg = is_leg.then(|| usual.clone());
        let title = args.title.clone().or_else(|| named.clone()).or(leg);
        let key = named.unwrap_or(usual);
        let check_run = args.check_run.clone();
        let check_run = check_run.or_else(|| match inputs.text("check-run")?.as_str() {
            "false" => None,
            "true" => Some(format!("lt-gate ({key})")),
            name => Some(name.to_owned()),
        });
        Self {
            key,
            title,
            check_run,
        }
    }
}

/// The pull request that the inputs name.
fn number(inputs: &Inputs<'_>) -> anyhow::Result<Option<u64>> {
    const NAME: &str = "pr-number";
    let number = inputs.text(NAME).map(|text| {
        let number = text.parse();
        number.map_err(|_no_number| wrong(NAME, &text, "write the number of the pull request"))
    });
    number.transpose()
}

fn is_after_another_workflow(context: Option<&Context>) -> bool {
    let event = context.map(|context| &context.event);
    matches!(event, Some(Event::WorkflowRun { .. }))
}

/// A commit as it is typed: at least the seven digits that people quote.
pub(super) fn commit(text: &str) -> Result<String, String> {
    let is_one =
        (7..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match is_one {
        true => Ok(text.to_ascii_lowercase()),
        false => Err("write the digits of a commit".to_owned()),
    }
}

/// A repository as it is typed; it becomes part of addresses.
pub(super) fn repository(text: &str) -> Result<String, String> {
    match is_repository(text) {
        true => Ok(text.to_owned()),
        false => Err("write OWNER/NAME".to_owned()),
    }
}
