//! What was found for a threshold.

/// A value, and how well it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Found {
    /// The value that is compared; `None` where there was nothing to make one of.
    pub(super) observed: Option<f64>,
    /// Number of values or requests that it rests on.
    pub(super) n: u64,
    /// Between which values the true one lies; a side is `None` where it is open or not known.
    pub(super) bounds: (Option<f64>, Option<f64>),
    /// How many values it should rest on.
    pub(super) needed: u64,
    /// Why there is none, where that is not plain.
    pub(super) why: Option<String>,
}

impl Found {
    /// A value of which nothing else is to be said.
    pub(super) fn of(observed: Option<f64>, n: u64) -> Self {
        Self {
            observed,
            n,
            ..Self::default()
        }
    }

    /// A share of `n`, with its interval.
    pub(super) fn share(k: u64, n: u64) -> Self {
        let interval = lt_stats::confidence::wilson(k, n).unzip();
        Self {
            observed: (n > 0).then(|| k as f64 / n as f64),
            n,
            bounds: interval,
            ..Self::default()
        }
    }

    /// Nothing, and why.
    pub(super) fn nothing(why: &str) -> Self {
        Self {
            why: Some(why.to_owned()),
            ..Self::default()
        }
    }
}
