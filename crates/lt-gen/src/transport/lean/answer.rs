//! An answer on its way in: bytes go in as they come, until it is complete.

use super::body::{Body, Chunks, Malformed};
use super::head::{self, BodyLength, Head, MOST_BYTES, Refused};
use super::memory::Memory;
use crate::transport::phrase::{HEAD_TOO_LARGE, INCOMPLETE, MALFORMED_BODY, NOT_HTTP, SWITCHED};
use crate::transport::{Failure, Kept, Wants, redirect};

/// How far an answer is.
#[derive(Debug)]
pub(in crate::transport) struct Answer {
    asked: Asked,
    /// The beginning of a head that came in pieces.
    held: Vec<u8>,
    /// What is known since the head was complete.
    begun: Option<Begun>,
}

/// What the request wants from its answer.
#[derive(Clone, Copy, Debug)]
pub(in crate::transport) struct Asked {
    /// The request's number in the plan.
    pub(in crate::transport) number: usize,
    /// Whether it was `HEAD`, whose answer has no body.
    pub(in crate::transport) is_head: bool,
    /// Whether the target of a redirect is wanted.
    pub(in crate::transport) follows: bool,
    /// What of the answer is to be kept.
    pub(in crate::transport) wants: Wants,
}

#[derive(Debug)]
struct Begun {
    status: u16,
    keep_alive: bool,
    body: Body,
    location: Option<String>,
    kept: Option<Box<Kept>>,
}

/// How far the bytes brought an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::transport) enum Progress {
    /// Nothing of the final head is there.
    Nothing,
    /// The head is not complete.
    Head,
    /// The body is not complete.
    Body,
    /// Everything is there.
    Complete {
        /// Whether another request may use the connection.
        reusable: bool,
    },
}

impl Answer {
    pub(in crate::transport) fn new(asked: Asked) -> Self {
        Self {
            asked,
            held: Vec::new(),
            begun: None,
        }
    }

    /// The status, once the head is complete.
    pub(in crate::transport) fn status(&self) -> Option<u16> {
        self.begun.as_ref().map(|begun| begun.status)
    }

    /// Where a redirect leads, and what was kept, each if that was wanted.
    pub(in crate::transport) fn into_parts(self) -> (Option<String>, Option<Box<Kept>>) {
        let begun = self.begun.map(|begun| (begun.location, begun.kept));
        begun.unwrap_or_default()
    }

    /// Takes what came from the server, and adds to `received` what of it belongs to the body.
    pub(in crate::transport) fn take(
        &mut self,
        mut bytes: &[u8],
        memory: &mut Memory,
        received: &mut u64,
    ) -> Result<Progress, Failure> {
        if self.begun.is_none() {
            self.begun = self.head(&mut bytes, memory)?;
        }
        let Some(begun) = &mut self.begun else {
            let is_empty = self.held.is_empty();
            return Ok(if is_empty {
                Progress::Nothing
            } else {
                Progress::Head
            });
        };
        // The one place where a body passes: it is counted, and thrown away unless somebody wants it.
        while !begun.body.is_complete() && !bytes.is_empty() {
            let data = begun
                .body
                .next(&mut bytes)
                .map_err(|Malformed| MALFORMED_BODY)?;
            *received += data.len() as u64;
            if let Some(kept) = &mut begun.kept {
                kept.add_body(data);
            }
        }
        Ok(if begun.body.is_complete() {
            Progress::Complete {
                reusable: begun.keep_alive && bytes.is_empty(),
            }
        } else {
            Progress::Body
        })
    }

    /// Whether the answer is complete now that the server has closed.
    pub(in crate::transport) fn close(&self) -> Result<(), Failure> {
        match &self.begun {
            Some(begun) if begun.body == Body::UntilClose => Ok(()),
            _ => Err(INCOMPLETE),
        }
    }

    /// Reads the final head from the front of `bytes`, if it ends in them; interim ones are skipped.
    fn head(&mut self, bytes: &mut &[u8], memory: &mut Memory) -> Result<Option<Begun>, Failure> {
        loop {
            let Some((head, begun)) = self.next_head(bytes, memory)? else {
                return Ok(None);
            };
            match head.status {
                101 => return Err(SWITCHED),
                100..=199 if bytes.is_empty() => return Ok(None),
                100..=199 => {}
                _ => return Ok(Some(begun)),
            }
        }
    }

    fn next_head(
        &mut self,
        bytes: &mut &[u8],
        memory: &mut Memory,
    ) -> Result<Option<(Head, Begun)>, Failure> {
        let before = self.held.len();
        if before > 0 {
            self.held.extend_from_slice(bytes);
            if !may_end(&self.held, before) {
                return self.wait_for_more(bytes);
            }
        }
        let whole = if before > 0 { &self.held } else { *bytes };
        let parsed = memory.parse(self.asked.number, whole).map_err(failure)?;
        let Some((head, length)) = parsed else {
            if before == 0 {
                self.held.extend_from_slice(bytes);
            }
            // Empty lines in front of a head are skipped: held, each would have them all parsed again.
            self.held.drain(..leading_line_ends(&self.held));
            return self.wait_for_more(bytes);
        };
        if length > MOST_BYTES {
            return Err(HEAD_TOO_LARGE);
        }
        let begun = self.begin(&whole[..length], head);
        // What was held before did not end a head, so this one's end lies in the new bytes.
        *bytes = &bytes[length - before..];
        self.held = Vec::new();
        Ok(Some((head, begun?)))
    }

    fn wait_for_more<T>(&self, bytes: &mut &[u8]) -> Result<Option<T>, Failure> {
        *bytes = &[];
        if self.held.len() >= MOST_BYTES {
            return Err(HEAD_TOO_LARGE);
        }
        Ok(None)
    }

    fn begin(&self, bytes: &[u8], head: Head) -> Result<Begun, Failure> {
        let has_none = self.asked.is_head || matches!(head.status, 100..=199 | 204 | 304);
        let body = match head.body {
            _ if has_none => Body::Known(0),
            BodyLength::Known(length) => Body::Known(length),
            BodyLength::Chunked => Body::Chunked(Chunks::default()),
            BodyLength::UntilClose => Body::UntilClose,
            BodyLength::Contradictory => return Err(NOT_HTTP),
        };
        let leads_on = self.asked.follows && redirect::leads_on(head.status);
        let location = leads_on.then(|| head::location(bytes)).flatten();
        let wants = self.asked.wants;
        let kept = if wants.headers | wants.body | (wants.cookies & head.sets_cookie) {
            let mut kept = Kept::of(wants, location.is_some(), head.sets_cookie);
            if let Some(kept) = &mut kept {
                head::keep(bytes, kept);
            }
            kept
        } else {
            None
        };
        Ok(Begun {
            status: head.status,
            keep_alive: head.keep_alive,
            body,
            location,
            kept,
        })
    }
}

fn failure(refused: Refused) -> Failure {
    match refused {
        Refused::NotHttp => NOT_HTTP,
        Refused::TooLarge => HEAD_TOO_LARGE,
    }
}

/// Whether a head may end in what came after the first `before` bytes: parsing from the start for each byte of a server
/// that trickles would cost the square of them.
fn may_end(held: &[u8], before: usize) -> bool {
    let new = &held[before.saturating_sub(3)..];
    let mut line_ends = memchr::memchr_iter(b'\n', new);
    line_ends.any(|at| new[at + 1..].starts_with(b"\n") || new[at + 1..].starts_with(b"\r\n"))
}

fn leading_line_ends(mut bytes: &[u8]) -> usize {
    let length = bytes.len();
    while let Some(rest) = bytes.strip_prefix(b"\n").or(bytes.strip_prefix(b"\r\n")) {
        bytes = rest;
    }
    length - bytes.len()
}
