//! Who serves a request: the service itself, one of several pods, or a back end behind a load balancer.

use std::time::Duration;

use http::{HeaderName, HeaderValue};
use tokio::time::Instant;

use super::balancer::Balancer;
use crate::draw::Draw;

const POD: HeaderName = HeaderName::from_static("x-pod");
const BACKEND: HeaderName = HeaderName::from_static("x-backend");

/// The way of a request to who serves it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Via<'a> {
    Itself,
    /// One after another, whatever is asked; the answer tells which in `x-pod`.
    Pods(&'static [&'static str]),
    /// As the balancer's algorithm chooses; the answer tells which in `x-backend`.
    Balancer(&'a Balancer),
}

/// How a request was served.
pub(crate) struct Served {
    /// When the work is done.
    pub(crate) done: Instant,
    /// The back end was overloaded; there is no answer but that.
    pub(crate) failed: bool,
    /// The header that tells who it was.
    pub(crate) by: Option<(HeaderName, HeaderValue)>,
}

impl Via<'_> {
    /// Serves a request that arrived as the `n_total`-th, counted from 0, and means this much work.
    pub(crate) fn serve(
        self,
        arrived: Instant,
        work: Duration,
        n_total: u64,
        draw: &mut Draw,
    ) -> Served {
        let served = Served {
            done: arrived + work,
            failed: false,
            by: None,
        };
        match self {
            Self::Itself => served,
            Self::Pods(names) => Served {
                by: name(names, n_total).map(|name| (POD, HeaderValue::from_static(name))),
                ..served
            },
            Self::Balancer(balancer) => {
                let taken = balancer.serve(arrived, work, draw);
                Served {
                    done: taken.ends,
                    failed: taken.failed,
                    by: Some((BACKEND, HeaderValue::from_static(taken.backend))),
                }
            }
        }
    }
}

fn name(names: &[&'static str], n: u64) -> Option<&'static str> {
    let place = n.checked_rem(names.len() as u64)?;
    names.get(usize::try_from(place).ok()?).copied()
}
