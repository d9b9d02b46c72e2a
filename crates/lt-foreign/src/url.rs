//! From a URL to the name of an endpoint.

/// Bytes of a name beyond this are cut off: nobody reads them, and every sample carries them.
const LONGEST: usize = 1000;

/// Cuts a URL in two: scheme and host without name and password, and the path with all that follows.
///
/// `None` where the text is no URL.
pub(crate) fn split(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    if scheme.is_empty() || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let base = format!("{scheme}://{host}").to_ascii_lowercase();
    Some((cut(&base).to_owned(), path))
}

/// The path up to `?`; what looks like an id in it becomes `{id}`, unless paths are to be kept.
pub(crate) fn name_of(path: &str, keep_ids: bool) -> String {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let path = cut(&path[..end]);
    if path.is_empty() {
        return "/".to_owned();
    }
    if keep_ids {
        return path.to_owned();
    }
    let segments: Vec<&str> = path
        .split('/')
        .map(|segment| if is_id(segment) { "{id}" } else { segment })
        .collect();
    segments.join("/")
}

/// The beginning of a text that is too long for a name.
pub(crate) fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

/// Whether it is a number, a UUID, or a hexadecimal number of 16 digits or more.
pub(crate) fn is_id(text: &str) -> bool {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_long_hex = text.len() >= 16 && is_hex(text);
    let is_uuid = || {
        let lengths: Vec<usize> = text.split('-').map(str::len).collect();
        lengths == [8, 4, 4, 4, 12] && text.split('-').all(is_hex)
    };
    is_number || is_long_hex || is_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, base: &str, name: &str) {
        let (found, path) = split(url).unwrap();
        assert_eq!((&*found, &*name_of(path, false)), (base, name), "{url}");
    }

    #[test]
    fn of_a_url_path_and_host_are_left() {
        check("http://shop.test/", "http://shop.test", "/");
        check("HTTPS://Shop.test:8443", "https://shop.test:8443", "/");
        check("http://shop.test?q=1#x", "http://shop.test", "/");
        check(
            "http://me:secret@[::1]:80/a/b?c=/d",
            "http://[::1]:80",
            "/a/b",
        );
        assert_eq!(split("/health"), None);
        assert_eq!(split("see http://x"), None);
        assert_eq!(split("://x"), None);
    }

    #[test]
    fn numbers_and_ids_in_a_path_become_one_name() {
        let collapsed = |path| name_of(path, false);
        assert_eq!(collapsed("/users/4711/orders/7"), "/users/{id}/orders/{id}");
        assert_eq!(
            collapsed("/a/9F86d081-884c-7d65-9a2f-eaa0c55ad015"),
            "/a/{id}"
        );
        assert_eq!(collapsed("/a/507f1f77bcf86cd799439011/"), "/a/{id}/");
        assert_eq!(
            collapsed("/api/v2/decade/deadbeef"),
            "/api/v2/decade/deadbeef"
        );
        assert_eq!(name_of("/users/4711?x=1", true), "/users/4711");
    }

    #[test]
    fn a_name_is_cut_between_characters() {
        let long = "ä".repeat(LONGEST);
        assert_eq!(name_of(&format!("/{long}"), false).len(), LONGEST - 1);
    }
}
