//! Events, the latest first.

use lt_stats::Summary;

use crate::{runs, words};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::live) struct Happened {
    /// Seconds since the first run began; negative before it.
    pub(in crate::live) second: String,
    pub(in crate::live) name: String,
    pub(in crate::live) text: String,
}

const MOST: usize = 200;
const NAME_WIDTH: usize = 20;
const TEXT_WIDTH: usize = 300;

/// The latest events, and how many more there were.
pub(super) fn latest(summary: &Summary) -> (Vec<Happened>, u64) {
    let (events, left_out) = summary.events();
    let runs = runs::in_order(summary).into_iter();
    let started = runs.filter_map(|(_, account)| Some(account.run.as_ref()?.started_us));
    let first = events.first().map(|event| event.at_us);
    let start = started.min().or(first).unwrap_or_default();
    let shown = events.iter().rev().take(MOST).map(|event| {
        let second = match event.at_us < start {
            true => -start.since(event.at_us).as_secs_f64(),
            false => event.at_us.since(start).as_secs_f64(),
        };
        let labels = event.labels.iter();
        let news = labels.filter(|(_, value)| !event.text.contains(*value));
        let mut parts = vec![event.text.clone()];
        parts.extend(news.map(|(key, value)| format!("{key}={value}")));
        parts.retain(|part| !part.is_empty());
        Happened {
            second: format!("{second:.1}"),
            name: words::cut(&event.name, NAME_WIDTH),
            text: words::cut(&parts.join(", "), TEXT_WIDTH),
        }
    });
    let more = events.len().saturating_sub(MOST) as u64;
    (shown.collect(), left_out.saturating_add(more))
}
