//! An online shop without a warehouse: it answers in the shop's shapes and at the shop's pace, and keeps nothing.

mod basket;
mod catalog;
mod page;
mod session;

use http::StatusCode;
use serde::Serialize;

use super::Asked;
use super::endpoint::{Endpoint, get, post};
use super::query::parameter;
use crate::answer::Answer;
use catalog::{PAGE_SIZE, Product};

pub(super) static ENDPOINTS: &[Endpoint] = &[
    get("/health", 1, 0.4, health),
    get("/api/products", 12, 0.45, browse),
    get("/api/products/search", 25, 0.5, search),
    get("/api/products/{id}", 8, 0.4, product),
    post("/api/cart", 15, 0.45, basket::add_to_cart),
    post("/api/orders", 40, 0.5, basket::order),
    get("/api/orders/{id}", 10, 0.4, basket::find_order),
    post("/api/login", 20, 0.4, session::login),
    post("/api/logout", 3, 0.4, session::logout),
    get("/api/me", 3, 0.4, session::me),
    get("/assets/{name}", 1, 0.4, page::asset),
    get("/", 6, 0.4, page::start),
];

/// What every service answers that is well.
pub(super) fn health(_: &Asked<'_>) -> Answer {
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
    let id = asked.last_segment().parse().ok();
    let product = id.and_then(catalog::find);
    product.map_or_else(
        || Answer::error(StatusCode::NOT_FOUND, "no such product, ids are 1 to 1000"),
        |product| Answer::json(StatusCode::OK, product),
    )
}
