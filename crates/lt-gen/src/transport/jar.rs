//! The cookies of one user, by the rules of RFC 6265. Nothing of them is ever told to another host than they came from,
//! or than they were meant for.
//!
//! There is no list of public suffixes: a domain without a dot is refused, and load goes to the plan's hosts only.

mod cookie;
mod date;

use std::cell::RefCell;

use lt_sample::UnixMicros;
use lt_scenario::Url;

use self::cookie::Cookie;

/// A user's cookies; without any, it owns no memory.
#[derive(Debug, Default)]
pub(crate) struct Jar(RefCell<Option<Box<Cookies>>>);

#[derive(Debug, Default)]
struct Cookies {
    /// In the order in which they were first set.
    all: Vec<Cookie>,
    changes: u64,
}

/// As many cookies are kept; the oldest gives way to a new one.
const MOST: usize = 64;

impl Jar {
    /// The value of the `Cookie` field for a request to this address; `None` where no cookie belongs there.
    pub(crate) fn line(&self, url: &Url, now: UnixMicros) -> Option<String> {
        let cookies = self.0.borrow();
        let all = &cookies.as_ref()?.all;
        let belongs = |cookie: &&Cookie| cookie.belongs_to(url) && !cookie.is_over(now);
        let mut here: Vec<&Cookie> = all.iter().filter(belongs).collect();
        // A stable sort: of equal paths, the cookie that was set first comes first.
        here.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let pairs: Vec<String> = here.iter().map(|cookie| cookie.pair()).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Takes what a `Set-Cookie` field of an answer from this address says; what is not right is ignored, as in browsers.
    pub(super) fn take(&self, url: &Url, field: &[u8], now: UnixMicros) {
        let Some(cookie) = Cookie::parse(url, field, now) else {
            return;
        };
        let is_over = cookie.is_over(now);
        let mut cookies = self.0.borrow_mut();
        if is_over && cookies.is_none() {
            return;
        }
        let Cookies { all, changes } = &mut **cookies.get_or_insert_default();
        *changes += 1;
        match all.iter().position(|known| known.is_same(&cookie)) {
            Some(place) if is_over => drop(all.remove(place)),
            Some(place) => all[place] = cookie,
            None if is_over => {}
            None => {
                if all.len() >= MOST {
                    all.retain(|known| !known.is_over(now));
                }
                if all.len() >= MOST {
                    all.remove(0);
                }
                all.push(cookie);
            }
        }
    }

    /// Whether there is no cookie.
    pub(super) fn is_empty(&self) -> bool {
        self.0.borrow().is_none()
    }

    /// A number that grows with each change.
    pub(crate) fn changes(&self) -> u64 {
        self.0
            .borrow()
            .as_ref()
            .map_or(0, |cookies| cookies.changes)
    }

    /// Names and values of all that are not over, in the order in which they were first set.
    pub(crate) fn pairs(&self, now: UnixMicros) -> Vec<(String, String)> {
        let cookies = self.0.borrow();
        let all = cookies.iter().flat_map(|cookies| &cookies.all);
        all.filter(|cookie| !cookie.is_over(now))
            .map(|cookie| (cookie.name.clone(), cookie.value.clone()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const NOW: UnixMicros = UnixMicros(1_763_718_000_000_000);
    const LATER: UnixMicros = UnixMicros(NOW.0 + 61_000_000);

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn jar(fields: &[(&str, &str)]) -> Jar {
        let jar = Jar::default();
        for (from, field) in fields {
            jar.take(&url(from), field.as_bytes(), NOW);
        }
        jar
    }

    #[track_caller]
    fn check(from: &str, field: &str, to: &str, sent: Option<&str>) {
        let line = jar(&[(from, field)]).line(&url(to), NOW);
        assert_eq!(line.as_deref(), sent, "{field} from {from} to {to}");
    }

    #[test]
    fn a_cookie_goes_back_to_its_host_and_to_no_other() {
        let own = Some("a=b");
        for (to, sent) in [
            ("http://shop.test/", own),
            ("http://SHOP.test:8080/x", own),
            ("https://shop.test/", own),
            ("http://api.shop.test/", None),
            ("http://test/", None),
            ("http://evilshop.test/", None),
        ] {
            check("http://shop.test/", "a=b", to, sent);
        }
    }

    #[test]
    fn a_cookie_for_a_domain_goes_to_all_of_it_and_no_further() {
        for (from, domain, to, is_sent) in [
            (
                "http://shop.test/",
                "shop.test",
                "http://api.shop.test/",
                true,
            ),
            (
                "http://shop.test/",
                ".SHOP.test",
                "http://api.shop.test/",
                true,
            ),
            (
                "http://api.shop.test/",
                "shop.test",
                "http://shop.test/",
                true,
            ),
            (
                "http://api.shop.test/",
                "shop.test",
                "http://evilshop.test/",
                false,
            ),
            (
                "http://shop.test/",
                "api.shop.test",
                "http://api.shop.test/",
                false,
            ),
            (
                "http://shop.test/",
                "other.test",
                "http://other.test/",
                false,
            ),
            ("http://shop.test/", "test", "http://other.test/", false),
            ("http://shop.test/", "test", "http://shop.test/", false),
            ("http://localhost/", "localhost", "http://localhost/", true),
            ("http://127.0.0.1/", "0.0.1", "http://127.0.0.1/", false),
            ("http://127.0.0.1/", "127.0.0.1", "http://127.0.0.1/", true),
            ("http://shop.test/", "", "http://api.shop.test/", false),
        ] {
            let field = format!("a=b; Domain={domain}");
            check(from, &field, to, is_sent.then_some("a=b"));
        }
    }

    #[test]
    fn paths_match_whole_steps() {
        for (from, path, to, is_sent) in [
            ("http://h/a/b", "/a", "http://h/a", true),
            ("http://h/a/b", "/a", "http://h/a/c?d", true),
            ("http://h/a/b", "/a", "http://h/ab", false),
            ("http://h/a/b", "/a/", "http://h/a", false),
            ("http://h/a/b", "/a/", "http://h/a/c", true),
            ("http://h/a/b", "", "http://h/a/c", true),
            ("http://h/a/b", "no path", "http://h/a/c", true),
            ("http://h/a/b", "no path", "http://h/c", false),
            ("http://h/a", "", "http://h/c", true),
        ] {
            let field = format!("a=b; path={path}");
            check(from, &field, to, is_sent.then_some("a=b"));
        }
    }

    #[test]
    fn a_secure_cookie_goes_over_tls_only() {
        check("https://h/", "a=b; Secure", "https://h/", Some("a=b"));
        check("https://h/", "a=b; Secure", "http://h/", None);
    }

    #[test]
    fn cookies_end_when_they_say_so() {
        for (age, is_sent, is_sent_later) in [
            ("Max-Age=60", true, false),
            ("Max-Age=62", true, true),
            ("Max-Age=0", false, false),
            ("Max-Age=-1", false, false),
            ("Max-Age=99999999999999999999", true, true),
            ("Max-Age=x", true, true),
            ("Expires=Fri, 21 Nov 2025 09:40:30 GMT", true, false),
            ("Expires=Friday, 21-Nov-25 09:39:59 GMT", false, false),
            ("Expires=Thu, 01 Jan 1970 00:00:00 GMT", false, false),
            ("Expires=Thu Jan  1 00:00:00 2099", true, true),
            ("Expires=whenever", true, true),
            (
                "Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                true,
                false,
            ),
        ] {
            let jar = jar(&[("http://h/", &format!("a=b; {age}"))]);
            let sent = [NOW, LATER].map(|now| jar.line(&url("http://h/"), now).is_some());
            assert_eq!(sent, [is_sent, is_sent_later], "{age}");
        }
    }

    #[test]
    fn a_cookie_replaces_its_like_and_can_be_deleted() {
        let h = "http://h/x/y";
        let jar = jar(&[
            (h, "a=1"),
            (h, "b=2; Path=/"),
            (h, "a=3"),
            (h, "a=4; Path=/x/y"),
        ]);
        assert_eq!(jar.line(&url(h), NOW).as_deref(), Some("a=4; a=3; b=2"));
        jar.take(&url(h), b"b=; Max-Age=0; Path=/", NOW);
        assert_eq!(jar.line(&url(h), NOW).as_deref(), Some("a=4; a=3"));
        assert_eq!(jar.pairs(NOW)[0], ("a".to_owned(), "3".to_owned()));
        assert_eq!(jar.changes(), 5);
    }

    #[test]
    fn what_is_no_cookie_is_ignored_and_owns_nothing() {
        let large = format!("a={}", "x".repeat(5000));
        let fields = [
            "",
            "=",
            "=b",
            "novalue",
            ";a=b",
            "a=\x01",
            "a=b; Max-Age=0",
            &large,
        ];
        for field in fields {
            assert!(
                jar(&[("http://h/", field)]).0.borrow().is_none(),
                "{field:?}"
            );
        }
        let jar = Jar::default();
        jar.take(&url("http://h/"), b"a=\xff", NOW);
        assert!(jar.0.borrow().is_none());
    }

    #[test]
    fn names_and_values_keep_what_they_are() {
        check("http://h/", " a = b c ; x", "http://h/", Some("a=b c"));
        check("http://h/", "a=\"q\"", "http://h/", Some("a=\"q\""));
        check("http://h/", "a=b=c", "http://h/", Some("a=b=c"));
        check("http://h/", "a=", "http://h/", Some("a="));
    }

    #[test]
    fn there_are_never_more_than_64() {
        let jar = Jar::default();
        for n in 0..100 {
            jar.take(&url("http://h/"), format!("n{n}=1").as_bytes(), NOW);
        }
        let names: Vec<String> = jar.pairs(NOW).into_iter().map(|(name, _)| name).collect();
        assert_eq!((names.len(), &*names[0], &*names[63]), (64, "n36", "n99"));
    }

    proptest! {
        #[test]
        fn whatever_a_server_says_nothing_breaks_and_what_is_sent_is_a_header(
            fields in vec("[a-zA-Z0-9 =;,:./\\-\\x00-\u{ff}\u{202e}]{0,60}(; (path|domain|max-age|expires)=[a-z0-9/.:, -]{0,20}){0,2}", 1..6),
        ) {
            let jar = Jar::default();
            for field in &fields {
                jar.take(&url("http://shop.test/a/b"), field.as_bytes(), NOW);
            }
            if let Some(line) = jar.line(&url("http://shop.test/a/b"), NOW) {
                prop_assert!(http::HeaderValue::from_bytes(line.as_bytes()).is_ok());
            }
            prop_assert_eq!(jar.line(&url("http://other.test/a/b"), NOW), None);
        }
    }
}
