//! k6's `--out json`: points, of which up to nine with equal time and tags make a request.

mod request;

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::number::{instant_of, whole};
use crate::stream::Stream;
use crate::translated::{Translate, object};
use crate::{Flaw, url};

use request::{Part, Request};

/// Requests of which points may still come.
#[derive(Debug, Default)]
pub(crate) struct K6 {
    open: VecDeque<Request>,
    /// How often each check did not hold of which nobody knows to which request it belongs.
    failed_checks: BTreeMap<String, u64>,
    /// Whether something else was loaded than HTTP.
    has_others: bool,
}

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    metric: Cow<'a, str>,
    #[serde(borrow)]
    data: &'a RawValue,
}

/// A point of a metric.
#[derive(Deserialize)]
struct Point<'a> {
    #[serde(borrow)]
    time: Cow<'a, str>,
    value: f64,
    #[serde(default, borrow)]
    tags: Option<&'a RawValue>,
    #[serde(default, borrow)]
    metadata: Option<&'a RawValue>,
}

/// Tags, or what k6 calls metadata: the same without an index.
type Tags = BTreeMap<String, String>;

impl Translate for K6 {
    fn row(&mut self, row: &str, out: &mut Stream) -> Result<(), Flaw> {
        let line: Line<'_> = object(row)?;
        match &*line.kind {
            "Point" => {}
            "Metric" => return Ok(()),
            _ => return Err(Flaw::value("type", line.kind, "`Metric` or `Point`")),
        }
        if let Some(part) = Part::of_metric(&line.metric) {
            return self.take(part, &object(line.data.get())?, out);
        }
        match &*line.metric {
            "vus" => tell_users(&object(line.data.get())?, out),
            "checks" => self.take_check(&object(line.data.get())?, out),
            "dropped_iterations" => tell_dropped(&object(line.data.get())?, out),
            other => {
                let others = ["ws_", "grpc_", "browser_"];
                self.has_others |= others.iter().any(|begin| other.starts_with(begin));
                Ok(())
            }
        }
    }

    fn finish(&mut self, out: &mut Stream) {
        self.open.drain(..).for_each(|request| request.write(out));
    }

    fn left_out(&self) -> Vec<String> {
        let failed = self.failed_checks.values().sum::<u64>();
        let (are, requests) = match failed {
            1 => ("1 failed check is".to_owned(), "its request"),
            n => (format!("{n} failed checks are"), "their requests"),
        };
        let checks = format!(
            "{are} in the gauge `checks_failed` and not at {requests}, which only `vu` among k6's `--system-tags` tells"
        );
        let others = "its WebSocket, gRPC and browser metrics are no requests and are left out";
        let told = [(failed > 0, checks), (self.has_others, others.to_owned())];
        told.into_iter()
            .filter_map(|(is_so, text)| is_so.then_some(text))
            .collect()
    }
}

impl K6 {
    /// k6 writes the points of a request one after the other; where somebody sorted the file, so many may lie between.
    const MOST_OPEN: usize = 256;
    /// Names of checks beyond this are counted under `other`, as everywhere in the stream.
    const MOST_CHECKS: usize = 200;

    fn take(&mut self, part: Part, point: &Point<'_>, out: &mut Stream) -> Result<(), Flaw> {
        let value = part.value_of(point)?;
        let fits = |request: &Request| request.is_of(point) && !request.has(part);
        let place = match self.open.iter().rposition(fits) {
            Some(place) => place,
            None => {
                let request = Request::new(point)?;
                self.make_room(&request, out);
                self.open.push_back(request);
                self.open.len() - 1
            }
        };
        let request = &mut self.open[place];
        request.set(part, value);
        // Of a request whose user is known a check may follow.
        if request.is_whole() && request.user().is_none() {
            let whole = self.open.remove(place);
            whole.into_iter().for_each(|request| request.write(out));
        }
        Ok(())
    }

    /// Lets go of the request before of the same user, and of the oldest where there are too many.
    fn make_room(&mut self, next: &Request, out: &mut Stream) {
        let is_done = |open: &Request| open.is_whole() && open.user() == next.user();
        let done = self.open.iter().position(is_done);
        let oldest = (self.open.len() >= Self::MOST_OPEN).then_some(0);
        let leaves = done.or(oldest).and_then(|place| self.open.remove(place));
        leaves.into_iter().for_each(|request| request.write(out));
    }

    /// A check that did not hold belongs to the last request of its user; k6 tells that one only when asked to. Whose
    /// it is otherwise would be a guess: then it is counted.
    fn take_check(&mut self, point: &Point<'_>, out: &mut Stream) -> Result<(), Flaw> {
        if point.value != 0.0 {
            return Ok(());
        }
        let at = instant_of(&point.time, "time")?;
        let mut tags = tags_of(point.tags)?;
        let check = tags.remove("check").unwrap_or_default();
        let check = url::cut(&check);
        let user = user_of(&tags, &tags_of(point.metadata)?);
        let is_his = |request: &&mut Request| user.is_some() && request.user() == user;
        if let Some(request) = self.open.iter_mut().rfind(is_his) {
            request.fail(check);
            return Ok(());
        }
        let is_known = self.failed_checks.contains_key(check);
        let name = match is_known || self.failed_checks.len() < Self::MOST_CHECKS - 1 {
            true => check,
            false => "other",
        };
        let count = self.failed_checks.entry(name.to_owned()).or_default();
        *count += 1;
        #[expect(clippy::cast_precision_loss, reason = "far beyond what a file holds")]
        out.gauge(at, "checks_failed", *count as f64, Some(("check", name)));
        Ok(())
    }
}

fn tell_users(point: &Point<'_>, out: &mut Stream) -> Result<(), Flaw> {
    out.gauge(instant_of(&point.time, "time")?, "users", point.value, None);
    Ok(())
}

/// Iterations for which no user was free.
fn tell_dropped(point: &Point<'_>, out: &mut Stream) -> Result<(), Flaw> {
    let at = instant_of(&point.time, "time")?;
    let n = whole(point.value).ok_or_else(|| Flaw::value("value", point.value, "a count"))?;
    let tags = tags_of(point.tags)?;
    if n > 0 {
        out.dropped(
            at,
            url::cut(tags.get("scenario").map_or("", |name| name)),
            n,
        );
    }
    Ok(())
}

fn tags_of(tags: Option<&RawValue>) -> Result<Tags, Flaw> {
    Ok(tags
        .map_or(Ok(None), |tags| {
            serde_json::from_str::<Option<Tags>>(tags.get())
        })?
        .unwrap_or_default())
}

/// The virtual user; in the tags of older versions, in the metadata of newer ones.
fn user_of(tags: &Tags, metadata: &Tags) -> Option<u64> {
    tags.get("vu").or_else(|| metadata.get("vu"))?.parse().ok()
}

#[cfg(test)]
mod tests;
