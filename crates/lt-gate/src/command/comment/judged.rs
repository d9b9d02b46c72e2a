//! The result that is posted: read as a stranger's, and judged again.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, anyhow, ensure};
use lt_cli::usage;

use super::errand::Errand;
use crate::format::comment::{self, About};
use crate::format::document::Document;
use crate::format::document::rejudge::{Rejudged, TooLarge, rejudge};
use crate::format::{cut, shown};
use crate::sources;
use crate::verdict::Answer;

/// No result that a comment could be made of is larger.
const MOST_BYTES: u64 = 2 << 20;

/// A result with the verdict that its numbers have.
pub(super) struct Judged {
    document: Document,
    /// What readers must know first.
    notices: Vec<String>,
    is_by_own_limits: bool,
}

impl Judged {
    /// Reads the file, and judges it by the configuration that was named.
    pub(super) fn read(errand: &Errand) -> anyhow::Result<Self> {
        let refused = |error| refused(&errand.from, error);
        let document = read(&errand.from).map_err(refused)?;
        let config = errand.config.as_deref();
        let config = config
            .map(|path| sources::load(Some(path), &[]))
            .transpose();
        let mut config = config.map_err(usage)?;
        if let Some(config) = &mut config {
            errand.fail_on.sharpen(config);
        }
        let Rejudged {
            document,
            contradictions,
        } = rejudge(document, config.as_ref()).map_err(refused)?;
        let mut notices: Vec<String> = errand.doubt_of_forks().into_iter().collect();
        notices.extend(contradictions);
        Ok(Self {
            document,
            notices,
            is_by_own_limits: config.is_none() && errand.is_after_another_workflow(),
        })
    }

    /// Whether a stranger may have written the limits, too.
    pub(super) fn is_by_own_limits(&self) -> bool {
        self.is_by_own_limits
    }

    /// What the comment says, in at most so many bytes.
    pub(super) fn page(&self, errand: &Errand, budget: usize) -> String {
        /// Larger ones are refused by GitHub.
        const LONGEST: usize = 60_000;
        let run_url = errand.run_url();
        let about = About {
            title: errand.title.as_deref(),
            sha: errand.sha.as_deref(),
            run_url: run_url.as_deref(),
            report_url: errand.report_url.as_deref(),
            notices: &self.notices,
        };
        comment::render(&self.document, &about, budget.min(LONGEST))
    }

    pub(super) fn answer(&self) -> Answer {
        self.document.verdict
    }

    /// The whole in one line.
    pub(super) fn line(&self) -> String {
        use crate::format::sentence::{answer, counts};
        format!("{}: {}", counts(&self.document), answer(self.answer()))
    }
}

/// Whether the result has more lines than a comment can show, and nothing else is wrong.
pub(super) fn is_too_large(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.is::<TooLarge>())
}

/// Why a result is not taken. The reason may quote it at any length, and the runner looks for commands in stderr, too.
fn refused(from: &Path, why: anyhow::Error) -> anyhow::Error {
    /// Characters of a reason.
    const LONGEST: usize = 300;
    let name = from.display();
    if is_too_large(&why) {
        return usage(why.context(name.to_string()));
    }
    usage(anyhow!(
        "{name}: {}",
        cut(&shown(&format!("{why:#}")), LONGEST)
    ))
}

fn read(path: &Path) -> anyhow::Result<Document> {
    let file = File::open(path).context("cannot be opened")?;
    let mut text = Vec::new();
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut text)
        .context("cannot be read")?;
    ensure!(
        text.len() as u64 <= MOST_BYTES,
        TooLarge("the result is longer than 2 MiB".to_owned())
    );
    Ok(Document::read(text.as_slice())?)
}
