//! Which percentile.

use std::fmt;

/// A share in percent above 0 and at most 100, kept as millionths so that a rank is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percentile(u32);

impl Percentile {
    /// The median.
    pub const P50: Self = Self(500_000);
    /// The 95th percentile.
    pub const P95: Self = Self(950_000);
    /// The 99th percentile.
    pub const P99: Self = Self(990_000);
    /// The percentiles of Locust's tables, which every report shows.
    pub const TABLE: [Self; 11] = [
        Self::P50,
        Self(660_000),
        Self(750_000),
        Self(800_000),
        Self(900_000),
        Self::P95,
        Self(980_000),
        Self::P99,
        Self(999_000),
        Self(999_900),
        Self(1_000_000),
    ];

    /// Reads a decimal number of percent with at most four digits after the point; `None` outside 0 to 100 or at 0.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let all_digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) || whole.len() > 3 || fraction.len() > 4 {
            return None;
        }
        let millionths: u32 = format!("{whole}{fraction:0<4}").parse().ok()?;
        (1..=1_000_000)
            .contains(&millionths)
            .then_some(Self(millionths))
    }

    /// The nearest rank ⌈p·n/100⌉ among `n` values, counted from 1; 0 where there are none.
    ///
    /// Hyndman and Fan (1996), "Sample Quantiles in Statistical Packages", definition 1.
    pub fn rank(self, n: u64) -> u64 {
        let rank = (u128::from(self.0) * u128::from(n)).div_ceil(1_000_000);
        u64::try_from(rank).expect("at most n")
    }
}

impl fmt::Display for Percentile {
    /// The number of percent without needless digits: `50`, `99.9`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / 10_000, self.0 % 10_000);
        if fraction == 0 {
            return write!(f, "{whole}");
        }
        let digits = format!("{fraction:04}");
        write!(f, "{whole}.{}", digits.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::Percentile;

    #[test]
    fn a_percentile_reads_and_shows_the_same() {
        for text in ["50", "66", "99.9", "99.99", "100", "0.0001", "12.5"] {
            assert_eq!(Percentile::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "0", "101", "100.1", "-1", "1e1", "", ".", "9.", "99.99999", "NaN", "9999",
        ] {
            assert_eq!(Percentile::parse(text), None, "{text}");
        }
    }

    #[test]
    fn ranks_are_exact_where_floating_point_would_slip() {
        let p999 = Percentile::parse("99.9").unwrap();
        assert_eq!((p999.rank(1000), p999.rank(1001)), (999, 1000));
        assert_eq!(
            (
                Percentile::P50.rank(1),
                Percentile::P50.rank(2),
                Percentile::P50.rank(3)
            ),
            (1, 1, 2)
        );
        assert_eq!(Percentile::P99.rank(0), 0);
        assert_eq!(Percentile::parse("100").unwrap().rank(u64::MAX), u64::MAX);
    }
}
