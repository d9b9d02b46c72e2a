//! Bands in which people rate a figure (seed: excellent, good, acceptable, and what is not).

use lt_sample::Micros;

/// Where the bands end.
#[derive(Clone, Debug, PartialEq)]
pub struct Grades {
    /// Response times: excellent, good, acceptable below these.
    pub response_time: [Micros; 3],
    /// Error rates, 0 to 1: excellent, good, acceptable below these.
    pub error_rate: [f64; 3],
    /// Requests per second: excellent, good, acceptable above these.
    pub rate: [f64; 3],
}

/// How a figure is rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Band {
    Excellent,
    Good,
    Acceptable,
    Poor,
}

/// What is rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rated {
    /// A response time.
    ResponseTime,
    /// A share of requests that are errors.
    ErrorRate,
    /// Requests per second.
    Rate,
}

impl Default for Grades {
    fn default() -> Self {
        Self {
            response_time: [Micros(100_000), Micros(500_000), Micros(1_000_000)],
            error_rate: [0.001, 0.01, 0.05],
            rate: [1000.0, 500.0, 100.0],
        }
    }
}

impl Grades {
    /// The band of a response time; one that is as long as a limit is in the band beyond it, but for the last limit,
    /// which is acceptable still.
    pub fn of_response_time(&self, time: Micros) -> Band {
        let [excellent, good, acceptable] = self.response_time;
        band([time < excellent, time < good, time <= acceptable])
    }

    /// The band of an error rate, 0 to 1; limits count as those of response times do.
    pub fn of_error_rate(&self, share: f64) -> Band {
        let [excellent, good, acceptable] = self.error_rate;
        band([share < excellent, share < good, share <= acceptable])
    }

    /// The band of a number of requests per second; one that is as large as the last limit is acceptable still.
    pub fn of_rate(&self, per_second: f64) -> Band {
        let [excellent, good, acceptable] = self.rate;
        band([
            per_second > excellent,
            per_second > good,
            per_second >= acceptable,
        ])
    }
}

impl Band {
    /// What people call it.
    pub fn as_str(self, of: Rated) -> &'static str {
        match (self, of) {
            (Self::Excellent, _) => "Excellent",
            (Self::Good, _) => "Good",
            (Self::Acceptable, _) => "Acceptable",
            (Self::Poor, Rated::ResponseTime) => "Needs optimization",
            (Self::Poor, Rated::ErrorRate) => "Needs investigation",
            (Self::Poor, Rated::Rate) => "Needs scaling",
        }
    }
}

fn band([is_excellent, is_good, is_acceptable]: [bool; 3]) -> Band {
    match () {
        () if is_excellent => Band::Excellent,
        () if is_good => Band::Good,
        () if is_acceptable => Band::Acceptable,
        () => Band::Poor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_rated_as_the_seed_rates_it() {
        let grades = Grades::default();
        let check = |band: Band, of: Rated, word: &str| assert_eq!(band.as_str(of), word);
        for (ms, word) in [
            (99, "Excellent"),
            (100, "Good"),
            (499, "Good"),
            (500, "Acceptable"),
            (1000, "Acceptable"),
            (1001, "Needs optimization"),
        ] {
            let band = grades.of_response_time(Micros(ms * 1000));
            check(band, Rated::ResponseTime, word);
        }
        for (percent, word) in [
            (0.0, "Excellent"),
            (0.1, "Good"),
            (1.0, "Acceptable"),
            (5.0, "Acceptable"),
            (5.1, "Needs investigation"),
        ] {
            check(
                grades.of_error_rate(percent / 100.0),
                Rated::ErrorRate,
                word,
            );
        }
        for (rate, word) in [
            (1001.0, "Excellent"),
            (1000.0, "Good"),
            (500.0, "Acceptable"),
            (100.0, "Acceptable"),
            (99.9, "Needs scaling"),
        ] {
            check(grades.of_rate(rate), Rated::Rate, word);
        }
    }
}
