//! What a browser would load: the start page and what it refers to.

use http::StatusCode;

use super::super::Asked;
use crate::answer::Answer;

const STYLE: &str = "body { font-family: sans-serif; margin: 2em }\n";
const SCRIPT: &str = "document.documentElement.dataset.shop = \"open\";\n";
/// One gray pixel.
const PICTURE: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3a\x7e\x9bU\x00\x00\x00\x0aIDATx\x9cch\x00\x00\x00\x82\x00\x81w\xcdr\xb6\x00\x00\x00\x00IEND\xaeB\x60\x82";

/// The start page, with a form token that is another one each time.
pub(super) fn start(asked: &Asked<'_>) -> Answer {
    let csrf = asked.draw().hex();
    let page = format!(
        r#"<!doctype html>
<html lang="en">
<head>
<title>Shop</title>
<link rel="stylesheet" href="/assets/shop.css">
<script src="/assets/shop.js" defer></script>
</head>
<body>
<img src="/assets/logo.png" alt="Shop">
<form method="post" action="/api/login">
<input name="csrf" value="{csrf}">
</form>
</body>
</html>
"#
    );
    Answer::of_type("text/html; charset=utf-8", page)
}

/// A file of any name; what it holds depends on how the name ends.
pub(super) fn asset(asked: &Asked<'_>) -> Answer {
    match asked.last_segment().rsplit_once('.') {
        Some((_, "css")) => Answer::of_type("text/css", STYLE),
        Some((_, "js")) => Answer::of_type("text/javascript", SCRIPT),
        Some((_, "png")) => Answer::of_type("image/png", PICTURE),
        _ => Answer::error(
            StatusCode::NOT_FOUND,
            "no such file, names end in css, js or png",
        ),
    }
}
