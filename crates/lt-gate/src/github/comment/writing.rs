//! What one job does next about the comment: a decision from what stands there, without a request.
//!
//! The oldest of our comments stays and gets the newest words; later ones are removed. Numbers only grow, so all jobs
//! agree on which is the oldest, nobody writes to one that another job removes, and each may finish what another left
//! undone. New are the words about the head of the pull request, and of those the words of the latest run and attempt.

use super::marker::{Marker, commit};
use super::standing::{Seen, Standing};
use super::{Policy, Posted, Wanted};

/// A comment on its way.
#[derive(Clone)]
pub(super) struct Writing<'w> {
    wanted: &'w Wanted<'w>,
    marker: Marker,
    words: String,
    budget: usize,
    /// How often one was posted; of the last time it may not be known whether it was.
    posts: u8,
    unsure: String,
    /// What became of our words, once they were written; the address is empty where GitHub tells none.
    wrote: Option<Posted>,
    keeps_others: bool,
}

/// What to do; look again after each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Post a comment with this body.
    Create(String),
    /// Write over one.
    Write(Write),
    /// Remove the one with this number.
    Remove(u64),
    /// Do nothing more: why it is not known whether there is a comment.
    GiveUp(String),
    /// Nothing: this became of it.
    Done(Posted),
}

/// A body for a comment that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Write {
    /// Number of the comment.
    pub(super) id: u64,
    /// All of it, with its marker.
    pub(super) body: String,
    source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// Our words.
    Ours,
    /// The words that stood there, which say what ours say.
    Same,
    /// Words that another job wrote into a later comment.
    Theirs,
}

/// Bytes that a comment may have: GitHub takes 65,536 characters, and does not say how it counts them.
const BUDGET: usize = 60_000;

impl<'w> Writing<'w> {
    /// Nothing is done yet.
    pub(super) fn new(wanted: &'w Wanted<'w>) -> Self {
        let (marker, words) = within(wanted, BUDGET);
        Self {
            wanted,
            marker,
            words,
            budget: BUDGET,
            posts: 0,
            unsure: String::new(),
            wrote: None,
            keeps_others: false,
        }
    }

    /// Decides what to do about what is seen.
    pub(super) fn decide(&self, seen: &Seen) -> Act {
        let Some((oldest, others)) = seen.standing.split_first() else {
            return self.begin(&seen.head);
        };
        let newest = seen.newest(oldest);
        let due = match self.is_newer_than(newest, &seen.head) {
            true => self.over(oldest),
            false if newest.id == oldest.id => None,
            false => Some((Source::Theirs, body(&newest.marker, &newest.words))),
        };
        let id = oldest.id;
        if let Some((source, body)) = due {
            return Act::Write(Write { id, body, source });
        }
        match others.last() {
            Some(other) if !self.keeps_others => Act::Remove(other.id),
            _ => Act::Done(self.outcome(oldest, &seen.head)),
        }
    }

    fn begin(&self, head: &str) -> Act {
        if let Some(posted) = &self.wrote {
            // Somebody has deleted it since, or the list lags behind: a second one would be worse than none.
            return Act::Done(posted.clone());
        }
        if self.wanted.policy == Policy::OnProblem && !self.wanted.is_problem {
            return Act::Done(Posted::NotWanted);
        }
        if self.marker.sha != head {
            return Act::Done(Posted::Superseded(gone_on(head)));
        }
        match self.posts {
            0 | 1 => Act::Create(body(&self.marker, &self.words)),
            _ => Act::GiveUp(self.unsure.clone()),
        }
    }

    /// Whether ours are the words that must stand there. Who has written gives way to equals, or two would never end.
    fn is_newer_than(&self, newest: &Standing, head: &str) -> bool {
        let [ours, theirs] = [&self.marker, &newest.marker].map(|marker| rank(marker, head));
        self.marker.sha == head && (ours > theirs || (ours == theirs && self.wrote.is_none()))
    }

    /// What to write over a comment, unless it says all of it already.
    fn over(&self, standing: &Standing) -> Option<(Source, String)> {
        if !self.says_the_same(standing) {
            return Some((Source::Ours, body(&self.marker, &self.words)));
        }
        // The run is noted even where it found nothing new, lest an earlier one that ends later writes over it.
        let digest = standing.marker.digest.clone();
        let marker = Marker {
            digest,
            ..self.marker.clone()
        };
        (marker != standing.marker).then(|| (Source::Same, body(&marker, &standing.words)))
    }

    fn says_the_same(&self, standing: &Standing) -> bool {
        match self.wanted.policy {
            Policy::OnChange => findings(&self.words) == findings(&standing.words),
            Policy::Always | Policy::OnProblem | Policy::Never => {
                self.marker.digest == standing.marker.digest
            }
        }
    }

    fn outcome(&self, standing: &Standing, head: &str) -> Posted {
        let is_ours = self.is_about_as(standing);
        let url = || standing.url.clone().unwrap_or_default();
        match &self.wrote {
            Some(posted) if is_ours => posted.clone(),
            None if is_ours && self.posts > 0 => Posted::Created(url()),
            None if is_ours && self.marker.sha == head => Posted::Unchanged(url()),
            _ if self.marker.sha != head => Posted::Superseded(gone_on(head)),
            _ => Posted::Superseded(later(&standing.marker)),
        }
    }

    /// Whether a comment is about the same commit, run and attempt.
    fn is_about_as(&self, standing: &Standing) -> bool {
        let [ours, theirs] = [&self.marker, &standing.marker];
        (&ours.sha, ours.run) == (&theirs.sha, theirs.run)
    }

    /// It was posted.
    pub(super) fn created(&mut self, url: Option<String>) {
        self.posts += 1;
        self.wrote = Some(Posted::Created(url.unwrap_or_default()));
    }

    /// It may have been posted.
    pub(super) fn unsure(&mut self, why: String) {
        self.posts += 1;
        self.unsure = why;
    }

    /// A comment was written over.
    pub(super) fn written(&mut self, write: &Write, url: Option<String>) {
        let url = url.unwrap_or_default();
        match write.source {
            Source::Ours => self.wrote = Some(Posted::Updated(url)),
            Source::Same => self.wrote = Some(Posted::Unchanged(url)),
            // Ours among them, if it was we who posted the later one.
            Source::Theirs if self.wrote.is_some() => self.wrote = Some(Posted::Updated(url)),
            Source::Theirs => {}
        }
    }

    /// Second comments cannot be removed.
    pub(super) fn keep_others(&mut self) {
        self.keeps_others = true;
    }

    /// Says it in half the bytes; `false` where that was tried already.
    pub(super) fn shorten(&mut self) -> bool {
        let is_first = self.budget == BUDGET;
        if is_first {
            self.budget = BUDGET / 2;
            (self.marker, self.words) = within(self.wanted, self.budget);
        }
        is_first
    }

    /// What was written, whatever has become of it since.
    pub(super) fn so_far(self) -> Option<Posted> {
        self.wrote
    }
}

impl Seen {
    /// The comment with the newest words; of equals the oldest, so that everybody takes the same.
    fn newest<'s>(&'s self, oldest: &'s Standing) -> &'s Standing {
        self.standing.iter().fold(oldest, |newest, one| {
            let is_newer = rank(&one.marker, &self.head) > rank(&newest.marker, &self.head);
            if is_newer { one } else { newest }
        })
    }
}

/// How new words are: those about the head of the pull request first, then those of the latest run.
fn rank(marker: &Marker, head: &str) -> (bool, (u64, u64)) {
    (marker.sha == head, marker.run)
}

fn within(wanted: &Wanted<'_>, budget: usize) -> (Marker, String) {
    /// More than a marker and its line break ever have.
    const MARKER: usize = 256;
    let words = (wanted.body)(budget - MARKER);
    let marker = Marker::new(wanted.key, wanted.sha, wanted.run, &words);
    (marker, words)
}

fn body(marker: &Marker, words: &str) -> String {
    format!("{marker}\n{words}")
}

/// The words without the last line, where that only tells which run it was.
fn findings(words: &str) -> String {
    let words = words.replace("\r\n", "\n");
    let words = words.trim_end();
    let (above, last) = words.rsplit_once('\n').unwrap_or(("", words));
    let kept = if last.starts_with("<sub>") {
        above
    } else {
        words
    };
    kept.trim_end().to_owned()
}

fn gone_on(head: &str) -> String {
    let short: String = commit(head).chars().take(7).collect();
    format!("the pull request has gone on to `{short}`")
}

fn later(marker: &Marker) -> String {
    let (run, attempt) = marker.run;
    format!("a later run of the same commit has written already: run {run}, attempt {attempt}")
}

#[cfg(test)]
mod tests;
