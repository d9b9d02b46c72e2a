//! What a sample says to the key by which it is taken apart.

use lt_sample::{Frame, Sample, UnixMicros};

use crate::{By, WindowLength};

/// A value by which requests are taken apart; numbers come first, in their order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Number(u64),
    Text(String),
}

/// What requests have for a status to which nobody answered.
const NO_ANSWER: &str = "no answer";

impl Value {
    /// What holds everything beyond a bound.
    pub(crate) fn other() -> Self {
        Self::text("other")
    }

    /// What a sample says; nothing of a label, a stream or a window, which others know.
    pub(crate) fn of_sample(by: &By, sample: &Sample<'_>) -> Option<Self> {
        match by {
            By::Label(_) | By::Stream | By::Window(_) => None,
            By::Scenario => sample.scenario.as_deref().map(Self::text),
            By::Journey => sample.journey.as_deref().map(Self::text),
            By::Stage => stage(sample.scenario.as_deref(), sample.stage),
            By::Endpoint => Some(endpoint(
                &sample.method,
                sample.host.as_deref(),
                &sample.name,
            )),
            By::Method => method(&sample.method),
            By::Status => Some(status(sample.status)),
            By::Tag(name) => {
                let tag = sample.tags.iter().find(|(key, _)| key == name);
                tag.map(|(_, value)| Self::text(value))
            }
        }
    }

    /// As [`Value::of_sample`].
    pub(crate) fn of_frame(by: &By, frame: &Frame) -> Option<Self> {
        let key = &frame.key;
        match by {
            By::Label(_) | By::Stream | By::Window(_) => None,
            By::Scenario => key.scenario.as_deref().map(Self::text),
            By::Journey => key.journey.as_deref().map(Self::text),
            By::Stage => stage(key.scenario.as_deref(), key.stage),
            By::Endpoint => Some(endpoint(&key.method, key.host.as_deref(), &key.name)),
            By::Method => method(&key.method),
            By::Status => Some(status(key.status)),
            By::Tag(name) => {
                let tag = key.tags.iter().find(|(key, _)| key == name);
                tag.map(|(_, value)| Self::text(value))
            }
        }
    }

    /// As text; a number of a window as the instant at which it begins.
    pub(crate) fn show(&self, windows: Option<WindowLength>) -> String {
        match (self, windows) {
            (Self::Text(text), _) => text.clone(),
            (Self::Number(number), Some(length)) => instant(length.begin(*number)),
            (Self::Number(number), None) => number.to_string(),
        }
    }

    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// The stages of two scenarios have nothing in common.
fn stage(scenario: Option<&str>, stage: Option<u32>) -> Option<Value> {
    let stage = stage?;
    Some(match scenario {
        Some(scenario) => Value::Text(format!("{scenario}: {stage}")),
        None => Value::Number(stage.into()),
    })
}

fn endpoint(method: &str, host: Option<&str>, name: &str) -> Value {
    Value::Text(format!("{method} {}{name}", host.unwrap_or_default()))
}

fn method(method: &str) -> Option<Value> {
    (!method.is_empty()).then(|| Value::text(method))
}

fn status(status: Option<u16>) -> Value {
    status.map_or_else(
        || Value::text(NO_ANSWER),
        |status| Value::Number(status.into()),
    )
}

/// `2025-11-21T09:40:00Z`: sorts as text in the order of time, and needs no table of time zones.
pub(crate) fn instant(at: UnixMicros) -> String {
    let (days, second) = (at.second() / 86_400, at.second() % 86_400);
    let (year, month, day) = date(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Year, month and day of a number of days since 1970-01-01, after Howard Hinnant's `civil_from_days`
/// (<https://howardhinnant.github.io/date_algorithms.html>): years begin in March, so the leap day is their last.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = (march_month + 2) % 12 + 1;
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_those_of_the_calendar() {
        for (second, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_763_718_000, "2025-11-21T09:40:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (4_102_444_799, "2099-12-31T23:59:59Z"),
            (u64::MAX / 1_000_000, "586524-01-19T08:01:49Z"),
        ] {
            assert_eq!(instant(UnixMicros::from_second(second)), text);
        }
    }

    #[test]
    fn statuses_stand_in_the_order_of_numbers_and_those_without_come_last() {
        let mut statuses = [None, Some(503), Some(1000), Some(200)].map(status);
        statuses.sort();
        let shown = statuses.map(|status| status.show(None));
        assert_eq!(shown, ["200", "503", "1000", "no answer"]);
    }
}
