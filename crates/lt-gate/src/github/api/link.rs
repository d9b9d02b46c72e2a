//! Where a list goes on, as its `Link` header says (RFC 8288).

use hyper::HeaderMap;
use hyper::header::LINK;

/// The address of the next page; `None` where this is the last.
pub(super) fn next(headers: &HeaderMap) -> Option<&str> {
    let values = headers.get_all(LINK).iter();
    values
        .filter_map(|value| next_in(value.to_str().ok()?))
        .next()
}

fn next_in(value: &str) -> Option<&str> {
    let mut rest = value;
    loop {
        let (_, link) = rest.split_once('<')?;
        let (address, after) = link.split_once('>')?;
        let parameters = after.split_once('<').map_or(after, |(own, _)| own);
        if parameters.split([';', ',']).any(is_rel_next) {
            return Some(address);
        }
        rest = &after[parameters.len()..];
    }
}

/// `rel="next"`, with or without quotes, perhaps beside other words.
fn is_rel_next(parameter: &str) -> bool {
    let Some((name, words)) = parameter.split_once('=') else {
        return false;
    };
    let mut words = words.trim().trim_matches('"').split_ascii_whitespace();
    name.trim().eq_ignore_ascii_case("rel") && words.any(|word| word == "next")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, next: Option<&str>) {
        assert_eq!(next_in(header), next, "{header}");
    }

    #[test]
    fn the_next_page_is_found_wherever_it_stands() {
        let both = r#"<https://h/a?page=2>; rel="next", <https://h/a?page=9>; rel="last""#;
        check(both, Some("https://h/a?page=2"));
        let last = r#"<https://h/a?q=1,2;3>; rel="prev", <https://h/a?q=1,2;3&page=3>; rel="next""#;
        check(last, Some("https://h/a?q=1,2;3&page=3"));
        check("</a>; title=x; REL=next", Some("/a"));
        check(r#"</a>;rel="last next""#, Some("/a"));
    }

    #[test]
    fn what_is_no_link_to_a_next_page_is_none() {
        for none in [
            "",
            "<",
            "<a",
            "<a>",
            "<a>; rel",
            r#"<a>; rel="nextish""#,
            r#"<a>; rel="first", <b>; rel="last""#,
            r#"rel="next""#,
        ] {
            check(none, None);
        }
    }
}
