//! Dates of cookies: RFC 6265, 5.1.1, which takes whatever servers ever wrote.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use lt_sample::UnixMicros;

/// The moment that a date means; one before 1970 is 1970. `None` where it is no date.
pub(super) fn parse(text: &str) -> Option<UnixMicros> {
    let mut found = Found::default();
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == ':' || !c.is_ascii()));
    words.for_each(|word| found.take(word));
    let Found {
        time,
        day,
        month,
        year,
    } = found;
    let (hour, minute, second) = time?;
    let year = match year? {
        year @ 70..=99 => year + 1900,
        year @ 0..=69 => year + 2000,
        year => year,
    };
    if year < 1601 {
        return None;
    }
    let date = DateTime::new(year, month?, day?, hour, minute, second, 0).ok()?;
    let micros = TimeZone::UTC.to_timestamp(date).ok()?.as_microsecond();
    Some(UnixMicros(u64::try_from(micros).unwrap_or(0)))
}

/// The parts of a date, each as it was found first.
#[derive(Default)]
struct Found {
    time: Option<(i8, i8, i8)>,
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
}

impl Found {
    fn take(&mut self, word: &str) {
        if self.time.is_none() && word.contains(':') {
            self.time = time(word);
            return;
        }
        let length = word.bytes().take_while(u8::is_ascii_digit).count();
        let digits = &word[..length];
        if self.day.is_none() && (1..=2).contains(&length) {
            self.day = digits.parse().ok();
        } else if self.month.is_none() && length == 0 {
            self.month = month(word);
        } else if self.year.is_none() && (2..=4).contains(&length) {
            self.year = digits.parse().ok();
        }
    }
}

fn time(word: &str) -> Option<(i8, i8, i8)> {
    let mut parts = word.splitn(3, ':').map(|part| {
        let length = part.bytes().take_while(u8::is_ascii_digit).count();
        let digits = part.get(..length).filter(|_| (1..=2).contains(&length))?;
        digits.parse().ok()
    });
    Some((parts.next()??, parts.next()??, parts.next()??))
}

fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let begin = word.get(..3)?.to_ascii_lowercase();
    let place = MONTHS.iter().position(|month| *month == begin)?;
    i8::try_from(place + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_date_is_understood() {
        const MOMENT: UnixMicros = UnixMicros(784_111_777_000_000);
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "6 november 1994 8:49:37",
            "08:49:37 6 nov 94",
        ] {
            assert_eq!(parse(text), Some(MOMENT), "{text}");
        }
        assert_eq!(parse("1 Jan 1960 00:00:00"), Some(UnixMicros(0)));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "soon",
            "6 Nov 1994",
            "31 Feb 1994 08:49:37",
            "6 Nov 1994 24:00:00",
            "6 Nov 1994 08:49",
            "6 Nov 1500 08:49:37",
            "6 Növ 1994 08:49:37",
            "99999999999 Nov 1994 08:49:37",
            "\u{fe0f}:::6",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
