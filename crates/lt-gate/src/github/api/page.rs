//! One page of a list.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

/// What stands on one page; a page of more than anybody asks for is refused while it is read, for a few bytes of JSON may be
/// many in memory.
pub(super) struct Page<T>(pub(super) Vec<T>);

/// We ask for a hundred at once, which is as much as GitHub gives.
const MOST: usize = 1000;

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Items(PhantomData))
    }
}

struct Items<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
    type Value = Page<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of at most {MOST}")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Page<T>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            if items.len() == MOST {
                return Err(A::Error::invalid_length(MOST + 1, &self));
            }
            items.push(item);
        }
        Ok(Page(items))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_far_as_any_page_goes() {
        let page =
            |n: usize| serde_json::from_str::<Page<u8>>(&format!("[{}0]", "0,".repeat(n - 1)));
        assert_eq!(page(MOST).unwrap().0.len(), MOST);
        assert!(page(MOST + 1).is_err());
        assert!(serde_json::from_str::<Page<u8>>("{}").is_err());
    }
}
