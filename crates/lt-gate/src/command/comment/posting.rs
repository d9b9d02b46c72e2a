//! Posting: to whom, with which token, and what became of it.

use std::io::Write;
use std::path::Path;

use anyhow::anyhow;
use lt_cli::{Exit, message, usage};

use super::errand::Errand;
use super::judged::Judged;
use crate::command::ci::voice::say;
use crate::format::shown;
use crate::github::api::{Api, Patience, Refusal};
use crate::github::comment::{self, Policy, Posted};
use crate::github::environment::variable;
use crate::github::event::find_pull_request;
use crate::github::token::Token;
use crate::github::{check_run, files};
use crate::verdict::Answer;

/// Why there was no comment, where one was wanted.
enum Unposted {
    /// Nobody is to be told.
    Nobody(String),
    /// There is no token that may write.
    NoLeave(String),
    /// GitHub refused.
    Refused(Refusal),
    /// It cannot be shown.
    TooLarge(String),
}

/// What both need.
struct Sending<'s> {
    errand: &'s Errand,
    judged: &'s Judged,
    repository: &'s str,
    api: Api,
}

/// Posts the comment and the check run that are wanted. What is refused is told and changes no verdict, unless it must not be.
pub(super) fn post(errand: &Errand, judged: &Judged, out: &mut dyn Write) -> anyhow::Result<Exit> {
    if let Some(exit) = needless(errand, out)? {
        return Ok(exit);
    }
    if errand.is_for_a_fork() {
        let why = errand.nobody().unwrap_or_default();
        return unposted(errand, &Unposted::NoLeave(why), out);
    }
    let Some(token) = Token::find(errand.token_file.as_deref())? else {
        let why = "there is no token; give the step `github-token`, or set `LT_GITHUB_TOKEN`";
        return unposted(errand, &Unposted::NoLeave(why.to_owned()), out);
    };
    let Some(repository) = errand.repository.as_deref() else {
        return Err(usage(anyhow!("name the repository by `--repo OWNER/NAME`")));
    };
    let sending = Sending {
        errand,
        judged,
        repository,
        api: Api::open(&errand.api_url, &token, Patience::default()).map_err(usage)?,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let exit = match runtime.block_on(sending.comment()) {
        Ok(posted) => tell(errand, &posted, out).map(|()| Exit::Done),
        Err(why) => unposted(errand, &why, out),
    }?;
    if let Some(name) = &errand.check_run {
        let made = runtime.block_on(sending.check_run(name));
        tell_check_run(errand, made, out)?;
    }
    Ok(exit)
}

/// Posts nothing of a result that cannot be shown.
pub(super) fn give_up(
    errand: &Errand,
    error: &anyhow::Error,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    match needless(errand, out)? {
        Some(exit) => Ok(exit),
        None => unposted(errand, &Unposted::TooLarge(format!("{error:#}")), out),
    }
}

/// Tells that nothing is to be posted, where that is so.
fn needless(errand: &Errand, out: &mut dyn Write) -> anyhow::Result<Option<Exit>> {
    if errand.check_run.is_some() {
        return Ok(None);
    }
    if errand.policy == Policy::Never {
        tell(errand, &Posted::NotWanted, out)?;
        return Ok(Some(Exit::Done));
    }
    let nobody = errand.nobody().filter(|_| !errand.is_for_a_fork());
    nobody
        .map(|why| unposted(errand, &Unposted::Nobody(why), out))
        .transpose()
}

impl Sending<'_> {
    async fn comment(&self) -> Result<Posted, Unposted> {
        let errand = self.errand;
        if errand.policy == Policy::Never {
            return Ok(Posted::NotWanted);
        }
        if let Some(why) = errand.nobody() {
            return Err(Unposted::Nobody(why));
        }
        let number = match (errand.number, &errand.context) {
            (Some(number), _) => Some(number),
            (None, Some(context)) => find_pull_request(&self.api, context)
                .await
                .map_err(Unposted::Refused)?,
            (None, None) => None,
        };
        let Some(number) = number else {
            return Err(Unposted::Nobody(
                "no open pull request has the commit that was measured at its head, or several have".to_owned(),
            ));
        };
        let Some(sha) = errand.sha.as_deref() else {
            return Err(Unposted::Nobody(
                "which commit was measured is not known; name it by `--sha`".to_owned(),
            ));
        };
        let wanted = comment::Wanted {
            repository: self.repository,
            number,
            key: &errand.key,
            sha,
            run: self.run(),
            body: &|budget| self.judged.page(errand, budget),
            is_problem: self.judged.answer() != Answer::Pass,
            policy: errand.policy,
            author: &errand.author,
        };
        comment::post(&self.api, &wanted)
            .await
            .map_err(Unposted::Refused)
    }

    /// `None` where the commit is not known.
    async fn check_run(&self, name: &str) -> Result<Option<String>, Refusal> {
        let errand = self.errand;
        let Some(sha) = errand.sha.as_deref() else {
            return Ok(None);
        };
        let run_url = errand.run_url();
        let wanted = check_run::Wanted {
            repository: self.repository,
            sha,
            name,
            run: self.run(),
            details_url: errand.report_url.as_deref().or(run_url.as_deref()),
            title: &self.judged.line(),
            summary: &|budget| self.judged.page(errand, budget),
            answer: self.judged.answer(),
        };
        check_run::post(&self.api, &wanted).await.map(Some)
    }

    /// Outside of a workflow all runs are the same one.
    fn run(&self) -> (u64, u64) {
        let context = self.errand.context.as_ref();
        context.map_or((0, 0), |context| context.run)
    }
}

/// Tells what became of the comment, and where it is.
fn tell(errand: &Errand, posted: &Posted, out: &mut dyn Write) -> anyhow::Result<()> {
    let (word, url) = match posted {
        Posted::Created(url) => ("posted", url),
        Posted::Updated(url) => ("updated", url),
        Posted::Unchanged(url) => ("unchanged", url),
        Posted::Superseded(why) => return errand.notice(&format!("no comment: {why}"), out),
        Posted::NotWanted => {
            message::note("lt-gate", "no comment: none is wanted");
            return Ok(());
        }
    };
    let url = shown(url);
    say(&format!("{word} {url}\n"), out)?;
    let outputs = variable("GITHUB_OUTPUT").filter(|_| errand.context.is_some());
    if let Some(outputs) = outputs
        && let Err(error) = files::set_outputs(Path::new(&outputs), &[("comment-url", url)])
    {
        errand.warn(&format!("{error:#}"), out)?;
    }
    Ok(())
}

/// Tells where the check run is, or why there is none.
fn tell_check_run(
    errand: &Errand,
    made: Result<Option<String>, Refusal>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let why = match made {
        Ok(Some(address)) => return say(&format!("check run {}\n", shown(&address)), out),
        Ok(None) => "which commit was measured is not known; name it by `--sha`".to_owned(),
        Err(refusal) => refusal.advice("checks: write"),
    };
    errand.warn(&format!("no check run: {why}"), out)
}

/// Tells why there is no comment, and answers by whether there had to be one.
fn unposted(errand: &Errand, why: &Unposted, out: &mut dyn Write) -> anyhow::Result<Exit> {
    match why {
        Unposted::Nobody(why) => {
            message::note("lt-gate", format_args!("no comment: {why}"));
            return Ok(Exit::Done);
        }
        Unposted::NoLeave(why) => errand.notice(&errand.without_leave(why), out)?,
        Unposted::Refused(refusal) => {
            let advice = refusal.advice("pull-requests: write");
            errand.warn(&format!("no comment: {advice}"), out)?;
        }
        Unposted::TooLarge(why) => errand.warn(
            &format!(
                "no comment: {why}; the summary of the job that measured tells what can be told. Where endpoints differ in an id alone, give them one name, as in `/orders/{{id}}`"
            ),
            out,
        )?,
    }
    Ok(match errand.is_required {
        true => Exit::PostingFailed,
        false => Exit::Done,
    })
}
