//! What the server saw: when each request arrived, and how evenly they came.

use anyhow::Context;

use super::figures::{deviation, percentile, sorted};

/// A request as lt-target kept it, in nanoseconds of the machine's monotonic clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Exchange {
    pub(super) received: u64,
    /// `None`: the answer was not due before the list was made.
    pub(super) sent: Option<u64>,
    pub(super) id: Option<u64>,
}

impl Exchange {
    /// The lines of `/__lt/times`, in the order of arrival.
    ///
    /// # Errors
    /// A line has another form.
    pub(super) fn read_all(text: &str) -> anyhow::Result<Vec<Self>> {
        let read = |line| Self::read(line).with_context(|| format!("`{line}` are no times"));
        let mut all = text.lines().map(read).collect::<anyhow::Result<Vec<_>>>()?;
        // Two threads of the server may take their places in another order than they read the clock.
        all.sort_unstable();
        Ok(all)
    }

    fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ').map(|word| match word {
            "-" => Some(None),
            number => Some(Some(number.parse().ok()?)),
        });
        let [received, sent, id] = [words.next()??, words.next()??, words.next()??];
        Some(Self {
            received: received?,
            sent,
            id,
        })
    }
}

/// How evenly requests arrived that were due at a constant rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Evenness {
    /// Arrivals per second, from the first to the last.
    pub(super) per_second: f64,
    /// Distance of arrival k from the first arrival + k / rate, less the median of these distances; half are nearer.
    pub(super) off_p50_us: f64,
    pub(super) off_p99_us: f64,
    pub(super) off_max_us: f64,
    /// Standard deviation of the number of arrivals in each whole 10 ms.
    pub(super) per_10ms_sd: f64,
    pub(super) largest_gap_ms: f64,
}

impl Evenness {
    /// Of at least two arrivals, in nanoseconds and in order, that were due at `rate` a second.
    pub(super) fn of(arrivals: &[u64], rate: u32) -> Option<Self> {
        let (first, last) = (*arrivals.first()?, *arrivals.last()?);
        let since_first: Vec<f64> = arrivals.iter().map(|at| (at - first) as f64).collect();
        let due = |k: usize| k as f64 * 1e9 / f64::from(rate);
        let distances: Vec<f64> = since_first
            .iter()
            .enumerate()
            .map(|(k, at)| (at - due(k)) / 1e3)
            .collect();
        let usual = percentile(&sorted(distances.iter().copied()), 50.0)?;
        let off = sorted(distances.iter().map(|distance| (distance - usual).abs()));
        let gaps = arrivals
            .windows(2)
            .map(|pair| (pair[1] - pair[0]) as f64 / 1e6);
        let seconds = (last - first) as f64 / 1e9;
        (arrivals.len() > 1).then_some(())?;
        Some(Self {
            per_second: (arrivals.len() - 1) as f64 / seconds,
            off_p50_us: percentile(&off, 50.0)?,
            off_p99_us: percentile(&off, 99.0)?,
            off_max_us: percentile(&off, 100.0)?,
            per_10ms_sd: deviation(&per_10ms(arrivals, first, last))?,
            largest_gap_ms: gaps.fold(0.0, f64::max),
        })
    }
}

fn per_10ms(arrivals: &[u64], first: u64, last: u64) -> Vec<f64> {
    const WIDTH: u64 = 10_000_000;
    let n_whole = usize::try_from((last - first) / WIDTH).unwrap_or(usize::MAX);
    let mut counts = vec![0.0; n_whole.max(1)];
    for at in arrivals {
        let slot = usize::try_from((at - first) / WIDTH).ok();
        if let Some(count) = slot.and_then(|slot| counts.get_mut(slot)) {
            *count += 1.0;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_what_is_missing_and_put_in_order() {
        let all = Exchange::read_all("20 25 7\n10 - -\n").unwrap();
        let expected = [(10, None, None), (20, Some(25), Some(7))];
        let expected = expected.map(|(received, sent, id)| Exchange { received, sent, id });
        assert_eq!(all, expected);
        for bad in ["- 1 1", "1 2", "a b c"] {
            let error = Exchange::read_all(bad).unwrap_err().to_string();
            assert_eq!(error, format!("`{bad}` are no times"));
        }
    }

    #[test]
    fn perfect_arrivals_are_off_by_nothing() {
        let arrivals: Vec<u64> = (0..1001).map(|k| 5_000_000 + k * 1_000_000).collect();
        let expected = Evenness {
            per_second: 1000.0,
            off_p50_us: 0.0,
            off_p99_us: 0.0,
            off_max_us: 0.0,
            per_10ms_sd: 0.0,
            largest_gap_ms: 1.0,
        };
        assert_eq!(Evenness::of(&arrivals, 1000), Some(expected));
    }

    #[test]
    fn a_pause_shows_in_the_gap_and_in_the_distances_behind_it() {
        // 100 on time, then half a second of silence, then 10 more.
        let on_time = (0..100).map(|k| k * 1_000_000);
        let late = (600..610).map(|k| k * 1_000_000);
        let arrivals: Vec<u64> = on_time.chain(late).collect();
        let seen = Evenness::of(&arrivals, 1000).unwrap();
        assert_eq!((seen.largest_gap_ms, seen.off_p50_us), (501.0, 0.0));
        assert_eq!((seen.off_p99_us, seen.off_max_us), (500_000.0, 500_000.0));
    }

    #[test]
    fn one_arrival_has_no_rhythm() {
        assert_eq!(Evenness::of(&[], 1000), None);
        assert_eq!(Evenness::of(&[5], 1000), None);
    }
}
