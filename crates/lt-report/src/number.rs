//! Numbers as people read them. What a number means and which unit its column has is said elsewhere.

use jiff::Timestamp;
use lt_sample::{Micros, UnixMicros};

/// From here on figures would fill the line.
const UNREASONABLE: f64 = 1e12;

/// A count with a comma between thousands.
pub(crate) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count and its noun, which takes an `s` where there is not exactly one.
pub(crate) fn counted(n: u64, noun: &str) -> String {
    let ending = if n == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", count(n))
}

/// A number that may have a fraction, to the nearest whole one; beyond all reason with its power of ten.
pub(crate) fn whole(number: f64) -> String {
    let text = format!("{number:.0}");
    match text.parse() {
        Ok(n) if number < UNREASONABLE => count(n),
        _ => format!("{number:.2e}"),
    }
}

/// Something per second: two digits after the point below ten, one above.
pub(crate) fn rate(per_second: f64) -> String {
    if per_second >= UNREASONABLE {
        return whole(per_second);
    }
    let text = if per_second < 9.995 {
        format!("{per_second:.2}")
    } else {
        format!("{per_second:.1}")
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole
        .parse()
        .map_or_else(|_| whole.to_owned(), |whole: u64| count(whole));
    format!("{whole}.{fraction}")
}

/// A value of any unit, to about four digits.
pub(crate) fn plain(value: f64) -> String {
    let size = value.abs();
    let text = match size {
        _ if size >= UNREASONABLE || (size > 0.0 && size < 0.001) => format!("{size:.2e}"),
        _ if size >= 1000.0 => whole(size),
        _ => {
            let digits = if size >= 100.0 { 1 } else { 3 };
            let text = format!("{size:.digits$}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    let sign = if value < 0.0 { "\u{2212}" } else { "" };
    format!("{sign}{text}")
}

/// Microseconds as milliseconds with at most three significant digits; the unit stands in the column's header.
pub(crate) fn ms(us: f64) -> String {
    let ms = us / 1000.0;
    match ms {
        ms if ms <= 0.0 => "0".to_owned(),
        ms if ms < 0.9995 => format!("{ms:.3}"),
        ms if ms < 9.995 => format!("{ms:.2}"),
        ms if ms < 99.95 => format!("{ms:.1}"),
        ms if ms < 999.5 => format!("{ms:.0}"),
        ms => {
            let digits = format!("{ms:.0}").len();
            let unit = (3..digits).fold(1.0, |unit, _| unit * 10.0);
            let rounded = format!("{:.0}", (ms / unit).round() * unit);
            rounded.parse().map_or(rounded, count)
        }
    }
}

/// As [`ms`], of a whole number of microseconds.
pub(crate) fn micros(time: Micros) -> String {
    ms(time.0 as f64)
}

/// Whole milliseconds to the nearest one, a half up: what Locust's tables show of percentiles.
pub(crate) fn nearest_ms(time: Micros) -> u64 {
    time.0.saturating_add(500) / 1000
}

/// A share of `n` in percent, without its sign: never rounded to nothing or to all where it is not that.
pub(crate) fn percent(part: u64, n: u64) -> String {
    if part == 0 || n == 0 {
        return "0".to_owned();
    }
    if part >= n {
        return "100".to_owned();
    }
    let percent = part as f64 * 100.0 / n as f64;
    match percent {
        percent if percent < 0.01 => "< 0.01".to_owned(),
        percent if percent > 99.99 => "> 99.99".to_owned(),
        percent if percent < 9.995 => format!("{percent:.2}"),
        percent => format!("{:.1}", percent.min(99.9)),
    }
}

/// A length of time in its two largest units, the second where it is not zero.
pub(crate) fn duration(time: Micros) -> String {
    let seconds = time.0 / 1_000_000;
    let two = |large: u64, unit: &str, small: u64, smaller: &str| match small {
        0 => format!("{} {unit}", count(large)),
        _ => format!("{} {unit} {small} {smaller}", count(large)),
    };
    match seconds {
        0 => format!("{} ms", ms(time.0 as f64)),
        1..60 if time.0.is_multiple_of(1_000_000) => format!("{seconds} s"),
        1..10 => format!("{:.2} s", time.as_secs_f64()),
        10..60 => format!("{:.1} s", time.as_secs_f64()),
        60..3600 => two(seconds / 60, "min", seconds % 60, "s"),
        3600..86_400 => two(seconds / 3600, "h", seconds / 60 % 60, "min"),
        _ => two(seconds / 86_400, "d", seconds / 3600 % 24, "h"),
    }
}

/// A share from 0 to 1 as whole percent, without the sign.
pub(crate) fn busy(share: f64) -> String {
    format!("{:.0}", share.clamp(0.0, 1.0) * 100.0)
}

/// A number of bytes in the unit that leaves one to three digits before the point.
pub(crate) fn bytes(n: u64) -> String {
    let mut rest = n as f64;
    for unit in ["B", "kB", "MB", "GB", "TB"] {
        if rest < 999.5 {
            let digits = usize::from(rest < 99.95 && unit != "B");
            return format!("{rest:.digits$} {unit}");
        }
        rest /= 1000.0;
    }
    format!("{rest:.1} PB")
}

/// An instant in UTC to the second; what lies beyond every calendar stays a number of seconds.
pub(crate) fn instant(at: UnixMicros) -> String {
    in_utc(at, "%Y-%m-%d %H:%M:%S UTC")
}

/// As [`instant`], with whatever fraction of a second there is.
pub(crate) fn moment(at: UnixMicros) -> String {
    in_utc(at, "%Y-%m-%d %H:%M:%S%.f UTC")
}

fn in_utc(at: UnixMicros, form: &str) -> String {
    i64::try_from(at.0)
        .ok()
        .and_then(|at| Timestamp::from_microsecond(at).ok())
        .map_or_else(
            || format!("second {} of Unix time", count(at.second())),
            |at| at.strftime(form).to_string(),
        )
}

/// The time of day of an instant in UTC; empty beyond every calendar.
pub(crate) fn time_of_day(at: UnixMicros) -> String {
    let at = i64::try_from(at.0).ok();
    at.and_then(|at| Timestamp::from_microsecond(at).ok())
        .map_or_else(String::new, |at| at.strftime("%H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_told_apart() {
        for (n, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(count(n), text);
        }
        assert_eq!(counted(1, "line"), "1 line");
        assert_eq!(counted(0, "line"), "0 lines");
    }

    #[test]
    fn times_have_at_most_three_significant_digits() {
        for (us, text) in [
            (0.0, "0"),
            (1.0, "0.001"),
            (124.4, "0.124"),
            (999.6, "1.00"),
            (9_996.0, "10.0"),
            (99_960.0, "100"),
            (184_300.0, "184"),
            (999_600.0, "1,000"),
            (1_234_567.0, "1,230"),
            (98_765_432.0, "98,800"),
        ] {
            assert_eq!(ms(us), text, "{us} us");
        }
        assert_eq!(micros(Micros(u64::MAX)), "18,400,000,000,000,000");
    }

    #[test]
    fn whole_milliseconds_are_the_nearest_ones() {
        for (us, ms) in [(0, 0), (499, 0), (500, 1), (1_499, 1), (1_500, 2)] {
            assert_eq!(nearest_ms(Micros(us)), ms, "{us} us");
        }
        assert_eq!(nearest_ms(Micros(u64::MAX)), u64::MAX / 1000);
    }

    #[test]
    fn rates_keep_their_decimals() {
        for (per_second, text) in [
            (0.0, "0.00"),
            (0.18, "0.18"),
            (9.996, "10.0"),
            (205.68, "205.7"),
            (12_345.67, "12,345.7"),
            (1e300, "1.00e300"),
        ] {
            assert_eq!(rate(per_second), text);
        }
        assert_eq!(whole(1234.5), "1,234");
        assert_eq!(whole(f64::NAN), "NaN");
    }

    #[test]
    fn a_value_of_any_unit_keeps_about_four_digits() {
        for (value, text) in [
            (0.0, "0"),
            (3.0, "3"),
            (-0.25, "\u{2212}0.25"),
            (12.345, "12.345"),
            (100.0, "100"),
            (268_435_456.0, "268,435,456"),
            (-1234.5, "\u{2212}1,234"),
            (0.000_02, "2.00e-5"),
            (1e300, "1.00e300"),
        ] {
            assert_eq!(plain(value), text);
        }
    }

    #[test]
    fn a_share_is_nothing_or_all_only_where_it_is() {
        for (part, n, text) in [
            (0, 0, "0"),
            (0, 9, "0"),
            (9, 9, "100"),
            (1, 1_000_000, "< 0.01"),
            (999_999, 1_000_000, "> 99.99"),
            (43, 477, "9.01"),
            (1, 3, "33.3"),
            (9_996, 10_000, "99.9"),
        ] {
            assert_eq!(percent(part, n), text);
        }
    }

    #[test]
    fn lengths_bytes_and_instants_are_said_in_words() {
        assert_eq!(duration(Micros(350)), "0.350 ms");
        assert_eq!(duration(Micros(5_600_000)), "5.60 s");
        assert_eq!(duration(Micros(5_000_000)), "5 s");
        assert_eq!(duration(Micros(59_990_000)), "60.0 s");
        assert_eq!(duration(Micros(60_000_000)), "1 min");
        assert_eq!(duration(Micros(90_000_000)), "1 min 30 s");
        assert_eq!(duration(Micros(3_720_000_000)), "1 h 2 min");
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(12_345_678), "12.3 MB");
        assert_eq!(
            instant(UnixMicros(1_763_718_000_123_456)),
            "2025-11-21 09:40:00 UTC"
        );
        let at = UnixMicros(1_763_718_000_123_456);
        assert_eq!(time_of_day(at), "09:40:00");
        assert_eq!(time_of_day(UnixMicros(u64::MAX)), "");
        assert_eq!(
            instant(UnixMicros(u64::MAX)),
            "second 18,446,744,073,709 of Unix time"
        );
    }
}
