//! An online shop without a warehouse: it answers in the shop's shapes and at the shop's pace, and keeps nothing.

mod catalog;

use std::time::Duration;

use http::{Method, StatusCode};
use serde::Serialize;

use super::query::parameter;
use super::{Asked, Reply, Route};
use crate::answer::Answer;
use crate::draw::LogNormal;
use catalog::{PAGE_SIZE, Product};

struct Endpoint {
    method: Method,
    /// The path; a segment in braces stands for any one segment.
    template: &'static str,
    pace: LogNormal,
    make: fn(&Asked<'_>) -> Answer,
}

/// The first match counts: what is spelled out stands before what is in braces.
static ENDPOINTS: [Endpoint; 6] = [
    endpoint(Method::GET, "/health", 1, 0.4, health),
    endpoint(Method::GET, "/api/products", 12, 0.45, browse),
    endpoint(Method::GET, "/api/products/search", 25, 0.5, search),
    endpoint(Method::GET, "/api/products/{id}", 8, 0.4, product),
    endpoint(Method::POST, "/api/cart", 15, 0.45, add_to_cart),
    endpoint(Method::POST, "/api/orders", 40, 0.5, order),
];

const fn endpoint(
    method: Method,
    template: &'static str,
    median_ms: u64,
    sigma: f64,
    make: fn(&Asked<'_>) -> Answer,
) -> Endpoint {
    Endpoint {
        method,
        template,
        pace: LogNormal {
            median: Duration::from_millis(median_ms),
            sigma,
        },
        make,
    }
}

pub(super) fn route<'a>(method: &Method, path: &'a str) -> Route<'a> {
    match ENDPOINTS.iter().find(|known| matches(known.template, path)) {
        Some(known) if known.method == *method => Route {
            path: known.template,
            pace: Some(known.pace),
            reply: Reply::Make(known.make),
        },
        Some(known) => Route {
            path: known.template,
            pace: None,
            reply: Reply::Refuse(Answer::wrong_method(&known.method)),
        },
        None => Route {
            path,
            pace: None,
            reply: Reply::Refuse(Answer::error(StatusCode::NOT_FOUND, "no such path")),
        },
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

fn health(_: &Asked<'_>) -> Answer {
    #[derive(Serialize)]
    struct Health {
        status: &'static str,
    }
    Answer::json(StatusCode::OK, &Health { status: "ok" })
}

#[derive(Serialize)]
struct Found<'a> {
    /// How many there are in all.
    total: usize,
    products: Vec<&'a Product>,
}

fn browse(asked: &Asked<'_>) -> Answer {
    let page = parameter(asked.query, "page").unwrap_or_else(|| "1".to_owned());
    let Ok(page) = page.parse::<usize>() else {
        return Answer::error(StatusCode::BAD_REQUEST, "page is a number from 1");
    };
    let skipped = page.saturating_sub(1).saturating_mul(PAGE_SIZE);
    let found = Found {
        total: catalog::all().len(),
        products: catalog::all()
            .iter()
            .skip(skipped)
            .take(PAGE_SIZE)
            .collect(),
    };
    Answer::json(StatusCode::OK, &found)
}

fn search(asked: &Asked<'_>) -> Answer {
    let wanted = parameter(asked.query, "q")
        .unwrap_or_default()
        .to_lowercase();
    let mut products: Vec<_> = catalog::all()
        .iter()
        .filter(|product| product.name.contains(&wanted))
        .collect();
    let total = products.len();
    products.truncate(PAGE_SIZE);
    Answer::json(StatusCode::OK, &Found { total, products })
}

fn product(asked: &Asked<'_>) -> Answer {
    let id = asked.path.rsplit('/').next().unwrap_or_default();
    let product = id.parse().ok().and_then(catalog::find);
    product.map_or_else(
        || Answer::error(StatusCode::NOT_FOUND, "no such product, ids are 1 to 1000"),
        |product| Answer::json(StatusCode::OK, product),
    )
}

fn add_to_cart(_: &Asked<'_>) -> Answer {
    #[derive(Serialize)]
    struct Cart {
        status: &'static str,
    }
    Answer::json(StatusCode::OK, &Cart { status: "added" })
}

fn order(asked: &Asked<'_>) -> Answer {
    #[derive(Serialize)]
    struct Order {
        id: u64,
        status: &'static str,
    }
    let order = Order {
        id: asked.n + 1,
        status: "accepted",
    };
    Answer::json(StatusCode::CREATED, &order)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: &str) {
        assert_eq!(route(&Method::GET, path).path, expected);
    }

    #[test]
    fn a_path_is_counted_under_its_template() {
        check("/api/products", "/api/products");
        check("/api/products/17", "/api/products/{id}");
        check("/api/products/search", "/api/products/search");
        check("/api/orders", "/api/orders");
    }

    #[test]
    fn an_unknown_path_is_counted_as_it_is() {
        check("/api/products/", "/api/products/");
        check("/api/products/1/reviews", "/api/products/1/reviews");
        check("/api", "/api");
        check("*", "*");
    }
}
