//! Carts and orders, which are accepted and forgotten.

use http::StatusCode;
use serde::Serialize;

use super::super::{Asked, json};
use crate::answer::Answer;

/// Says how many were added: the `quantity` that was asked for, else 1.
pub(super) fn add_to_cart(_: &Asked<'_>, body: &[u8]) -> Answer {
    #[derive(Serialize)]
    struct Cart {
        status: &'static str,
        items: u64,
    }
    json::read_any(body).map_or_else(
        |refusal| refusal,
        |wanted| {
            let cart = Cart {
                status: "added",
                items: wanted["quantity"].as_u64().unwrap_or(1),
            };
            Answer::json(StatusCode::OK, &cart)
        },
    )
}

#[derive(Serialize)]
struct Order {
    id: u64,
    status: &'static str,
}

impl Order {
    fn accepted(id: u64) -> Self {
        Self {
            id,
            status: "accepted",
        }
    }
}

/// Numbers orders from 1.
pub(super) fn order(asked: &Asked<'_>, body: &[u8]) -> Answer {
    json::read_any(body).map_or_else(
        |refusal| refusal,
        |_| Answer::json(StatusCode::CREATED, &Order::accepted(asked.n + 1)),
    )
}

/// Finds every order, whether it was made or not.
pub(super) fn find_order(asked: &Asked<'_>) -> Answer {
    match asked.last_segment().parse() {
        Ok(id) if id > 0 => Answer::json(StatusCode::OK, &Order::accepted(id)),
        _ => Answer::error(
            StatusCode::NOT_FOUND,
            "no such order, ids are numbers from 1",
        ),
    }
}
