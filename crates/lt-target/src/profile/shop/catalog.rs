//! What the shop sells: a thousand products that are the same every day.

use std::sync::LazyLock;

use serde::Serialize;

/// How many products an answer lists at most.
pub(super) const PAGE_SIZE: usize = 20;

const COLORS: [&str; 10] = [
    "red", "green", "blue", "white", "black", "gray", "brown", "yellow", "pink", "purple",
];
const MATERIALS: [&str; 10] = [
    "oak", "steel", "glass", "linen", "cork", "brass", "wool", "clay", "bamboo", "leather",
];
const THINGS: [&str; 10] = [
    "lamp", "chair", "table", "mug", "bowl", "shelf", "clock", "basket", "stool", "vase",
];

#[derive(Debug, Serialize)]
pub(super) struct Product {
    id: usize,
    /// Lower case, so that a search is a plain comparison.
    pub(super) name: String,
    price_cents: usize,
}

static PRODUCTS: LazyLock<Vec<Product>> = LazyLock::new(|| (1..=1000).map(make).collect());

/// Every product, by id from 1.
pub(super) fn all() -> &'static [Product] {
    &PRODUCTS
}

/// The product of this id.
pub(super) fn find(id: usize) -> Option<&'static Product> {
    all().get(id.checked_sub(1)?)
}

fn make(id: usize) -> Product {
    let n = id - 1;
    let (color, material, thing) = (COLORS[n / 100 % 10], MATERIALS[n / 10 % 10], THINGS[n % 10]);
    Product {
        id,
        name: format!("{color} {material} {thing}"),
        price_cents: 499 + n * 7919 % 20_000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_finds_its_own_product_and_no_other_does() {
        for id in 1..=1000 {
            assert_eq!(find(id).map(|product| product.id), Some(id));
        }
        assert!(find(0).is_none());
        assert!(find(1001).is_none());
    }
}
