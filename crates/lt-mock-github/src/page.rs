//! Pages of a list, and the `Link` header that leads through them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::answer::Answer;
use crate::request::Request;

/// How many things a page has where nothing else is asked for.
const PER_PAGE: usize = 30;
/// How many it has at most; who asks for more gets these.
const MOST: usize = 100;

/// What a query may have as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// From one.
    number: usize,
    size: usize,
}

impl Page {
    /// Reads `page` and `per_page`; what is no number is not asked for.
    pub(crate) fn of(request: &Request) -> Self {
        let number = |name| request.asks(name).and_then(|value| value.parse().ok());
        let or = |name, otherwise| number(name).filter(|n| *n > 0).unwrap_or(otherwise);
        Self {
            number: or("page", 1),
            size: or("per_page", PER_PAGE).min(MOST),
        }
    }

    /// The things that stand on it.
    pub(crate) fn cut<T>(self, list: Vec<T>) -> Vec<T> {
        let before = self.size.saturating_mul(self.number - 1);
        list.into_iter().skip(before).take(self.size).collect()
    }

    /// Answers with `body`, the page of a list of `total`, and tells where the other pages are.
    pub(crate) fn answer(self, request: &Request, total: usize, body: &Value) -> Answer {
        let answer = Answer::json(200, body);
        let last = total.div_ceil(self.size).max(1);
        let links = self.links(last);
        if links.is_empty() {
            return answer;
        }
        let link = |(rel, page)| format!("<{}>; rel=\"{rel}\"", at(request, page));
        let links: Vec<String> = links.into_iter().map(link).collect();
        answer.with("link", links.join(", "))
    }

    fn links(self, last: usize) -> Vec<(&'static str, usize)> {
        let mut links = Vec::new();
        if self.number > 1 {
            // Behind the end, GitHub leads back to what there is.
            links.push(("prev", (self.number - 1).min(last)));
        }
        if self.number < last {
            links.extend([("next", self.number + 1), ("last", last)]);
        }
        if self.number > 1 {
            links.push(("first", 1));
        }
        links
    }
}

/// The address of a page of the same list; GitHub calls the repository by its number there.
fn at(request: &Request, page: usize) -> String {
    let encode = |text: &str| utf8_percent_encode(text, PLAIN).to_string();
    let is_named = request
        .segments
        .first()
        .is_some_and(|first| first == "repos");
    let below: String = request
        .segments
        .iter()
        .skip(if is_named { 3 } else { 2 })
        .map(|segment| format!("/{}", encode(segment)))
        .collect();
    let others = request.query.iter().filter(|(name, _)| name != "page");
    let query: String = others
        .map(|(name, value)| format!("{}={}&", encode(name), encode(value)))
        .collect();
    let base = &request.base;
    format!("{base}/repositories/1{below}?{query}page={page}")
}
