//! A service as a table: one line an endpoint.

use std::time::Duration;

use http::{Method, StatusCode};

use super::{Asked, Pace, Reply, Route, Via};
use crate::answer::Answer;
use crate::draw::LogNormal;

/// A method and a path with what happens there. `M` makes the answer.
///
/// In a table the first match of the path counts: what is spelled out stands before what is in braces. A path that
/// takes two methods has two lines with the same template.
#[derive(Debug)]
pub(crate) struct Endpoint<M = Make> {
    pub(super) method: Method,
    /// The path; a segment in braces stands for any one segment.
    pub(super) template: &'static str,
    pub(super) pace: Pace,
    pub(super) make: M,
}

/// How an endpoint makes its answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Make {
    FromHead(fn(&Asked<'_>) -> Answer),
    FromBody(fn(&Asked<'_>, &[u8]) -> Answer),
}

/// An endpoint that reads no body, with the median of its time and the spread of its logarithm.
pub(super) const fn get(
    template: &'static str,
    median_ms: u64,
    sigma: f64,
    make: fn(&Asked<'_>) -> Answer,
) -> Endpoint {
    Endpoint {
        method: Method::GET,
        template,
        pace: Pace::Usual(log_normal(median_ms, sigma)),
        make: Make::FromHead(make),
    }
}

/// An endpoint that reads a body, with the median of its time and the spread of its logarithm.
pub(super) const fn post(
    template: &'static str,
    median_ms: u64,
    sigma: f64,
    make: fn(&Asked<'_>, &[u8]) -> Answer,
) -> Endpoint {
    Endpoint {
        method: Method::POST,
        template,
        pace: Pace::Usual(log_normal(median_ms, sigma)),
        make: Make::FromBody(make),
    }
}

/// The distribution with this median.
pub(super) const fn log_normal(median_ms: u64, sigma: f64) -> LogNormal {
    LogNormal {
        median: Duration::from_millis(median_ms),
        sigma,
    }
}

/// What a request is to the service of this table.
pub(super) fn route<'a>(table: &'static [Endpoint], method: &Method, path: &'a str) -> Route<'a> {
    let reply = |make| match make {
        Make::FromHead(make) => Reply::Make(make),
        Make::FromBody(make) => Reply::Read(make),
    };
    find(table, method, path, reply).unwrap_or_else(|| {
        let answer = Answer::error(StatusCode::NOT_FOUND, "no such path");
        refuse(path, answer)
    })
}

/// What a request is to the service of this table; `None` when the table does not know the path.
pub(super) fn find<'a, M: Copy>(
    table: &'static [Endpoint<M>],
    method: &Method,
    path: &str,
    reply: impl FnOnce(M) -> Reply<'a>,
) -> Option<Route<'a>> {
    let first = table.iter().find(|known| matches(known.template, path))?;
    let mut same_path = table
        .iter()
        .filter(|known| known.template == first.template);
    let Some(known) = same_path.clone().find(|known| known.method == *method) else {
        let right: Vec<_> = same_path.by_ref().map(|known| &known.method).collect();
        return Some(refuse(first.template, Answer::wrong_method(&right)));
    };
    Some(Route {
        path: known.template,
        pace: known.pace,
        via: Via::Itself,
        reply: reply(known.make),
    })
}

fn refuse(path: &str, answer: Answer) -> Route<'_> {
    Route {
        path,
        pace: Pace::AtOnce,
        via: Via::Itself,
        reply: Reply::Refuse(answer),
    }
}

fn matches(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    template.split('/').all(|expected| {
        segments.next().is_some_and(|found| {
            found == expected || expected.starts_with('{') && !found.is_empty()
        })
    }) && segments.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: &str) {
        let table = super::super::shop::ENDPOINTS;
        assert_eq!(route(table, &Method::GET, path).path, expected);
    }

    #[test]
    fn a_path_is_counted_under_its_template() {
        check("/", "/");
        check("/api/products", "/api/products");
        check("/api/products/17", "/api/products/{id}");
        check("/api/products/search", "/api/products/search");
        check("/api/orders", "/api/orders");
        check("/api/orders/5", "/api/orders/{id}");
        check("/assets/shop.css", "/assets/{name}");
    }

    #[test]
    fn an_unknown_path_is_counted_as_it_is() {
        check("/api/products/", "/api/products/");
        check("/api/products/1/reviews", "/api/products/1/reviews");
        check("/api", "/api");
        check("*", "*");
    }
}
