//! The files of the page, which are part of the program.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::Problem;

const HTML: &str = "text/html; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";

macro_rules! file {
    ($name:literal, $kind:expr) => {
        (
            $name,
            $kind,
            include_bytes!(concat!("../../page/", $name)).as_slice(),
        )
    };
}

const INDEX: &[u8] = include_bytes!("../../page/index.html");

/// Name, media type and content.
const FILES: &[(&str, &str, &[u8])] = &[
    file!("actions.js", JS),
    file!("answers.js", JS),
    file!("app.js", JS),
    file!("ask.js", JS),
    file!("baselines.js", JS),
    file!("chart.js", JS),
    file!("charts.css", CSS),
    file!("charts.js", JS),
    file!("colors.js", JS),
    file!("compare.js", JS),
    file!("course.js", JS),
    file!("dom.js", JS),
    file!("edit.js", JS),
    file!("empty.js", JS),
    file!("failures.js", JS),
    file!("fields.js", JS),
    file!("form.js", JS),
    file!("format.js", JS),
    file!("header.js", JS),
    file!("ink.js", JS),
    file!("kept.js", JS),
    file!("link.js", JS),
    file!("log.js", JS),
    file!("logout.js", JS),
    file!("menu.js", JS),
    file!("messages.js", JS),
    file!("palette.js", JS),
    file!("ratios.js", JS),
    file!("runs.js", JS),
    file!("series.js", JS),
    file!("start.js", JS),
    file!("states.js", JS),
    file!("statistics.js", JS),
    file!("store.js", JS),
    file!("style.css", CSS),
    file!("table.js", JS),
    file!("tabs.js", JS),
    file!("theme.js", JS),
    file!("tiles.js", JS),
    file!("timeaxis.js", JS),
    file!("tip.js", JS),
    file!("values.js", JS),
    file!("vendor/uPlot.esm.js", JS),
    file!("vendor/uPlot.min.css", CSS),
    ("login.css", CSS, include_bytes!("login/style.css")),
];

/// What tells a content from any other, in the order of [`FILES`].
static TAGS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let tag = |(_, _, content): &(&str, &str, &[u8])| {
        let digest = Sha256::digest(content);
        let digits = digest.iter().take(16).map(|byte| format!("{byte:02x}"));
        format!("\"{}\"", digits.collect::<String>())
    };
    FILES.iter().map(tag).collect()
});

pub(super) async fn index() -> Response {
    ([(CONTENT_TYPE, HTML)], INDEX).into_response()
}

/// A file. Browsers keep it, and ask each time whether it is still the same: it changes with the program.
pub(super) async fn asset(
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(path) = path?;
    let found = FILES.iter().zip(TAGS.iter());
    let found = found.into_iter().find(|((name, ..), _)| *name == path);
    let ((_, kind, content), tag) = found.ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_FOUND,
            "the page has no such file; reload it",
        )
    })?;
    let known = headers.get_all(IF_NONE_MATCH).iter();
    let mut known = known
        .filter_map(|known| known.to_str().ok())
        .flat_map(|known| known.split(','));
    let kept = [(ETAG, tag.as_str()), (CACHE_CONTROL, "no-cache")];
    let is_known = known.any(|known| known.trim().trim_start_matches("W/") == tag);
    Ok(match is_known {
        true => (StatusCode::NOT_MODIFIED, kept).into_response(),
        false => (kept, [(CONTENT_TYPE, *kind)], *content).into_response(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/page");

    fn walk(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => walk(&path, found),
                false => {
                    let name = path.strip_prefix(PAGE).unwrap().to_str().unwrap();
                    found.push(name.to_owned());
                }
            }
        }
    }

    #[test]
    fn every_file_of_the_page_is_served_as_what_it_is() {
        let mut files = Vec::new();
        walk(Path::new(PAGE), &mut files);
        files.sort();
        let mut missing = String::new();
        for file in files.iter().filter(|file| *file != "index.html") {
            let (kind, word) = match file.rsplit_once('.').map(|(_, kind)| kind) {
                Some("js") => (JS, "JS"),
                Some("css") => (CSS, "CSS"),
                // Licenses and sums are for those who read the source.
                Some("LICENSE") | None => continue,
                Some(other) => panic!("{file}: `FILES` knows no media type of `{other}`"),
            };
            if !FILES.iter().any(|known| known.0 == file && known.1 == kind) {
                missing += &format!("    file!(\"{file}\", {word}),\n");
            }
        }
        assert!(missing.is_empty(), "`FILES` lacks\n{missing}");
        let names: BTreeSet<_> = FILES.iter().map(|file| file.0).collect();
        assert_eq!(names.len(), FILES.len(), "a file is there twice");
    }

    #[test]
    fn what_the_page_loads_is_there() {
        let texts = FILES
            .iter()
            .filter(|file| file.1 == JS && !file.0.starts_with("vendor/"));
        for (name, _, content) in texts {
            let text = std::str::from_utf8(content).unwrap();
            for import in text.lines().filter(|line| line.contains(" from \"")) {
                let from = import.split(" from \"").nth(1).unwrap();
                let from = from.split('"').next().unwrap();
                let path = from.strip_prefix("./");
                let path = path.unwrap_or_else(|| panic!("{name}: {from}"));
                assert!(
                    FILES.iter().any(|file| file.0 == path),
                    "{name} loads {from}"
                );
            }
        }
        let page = std::str::from_utf8(INDEX).unwrap();
        for link in page.split("\"/assets/").skip(1) {
            let link = link.split('"').next().unwrap();
            assert!(FILES.iter().any(|file| file.0 == link), "{link}");
        }
    }

    #[test]
    fn nothing_of_the_page_is_inline_or_from_elsewhere() {
        let pages = [INDEX, include_bytes!("login/page.html")];
        for page in pages {
            let page = std::str::from_utf8(page).unwrap();
            for sign in [" style=", "<style", " onclick=", " onload=", "javascript:"] {
                assert!(!page.contains(sign), "{sign}");
            }
            for link in page.split("=\"").skip(1) {
                assert!(
                    !link.starts_with("http") && !link.starts_with("//"),
                    "{link}"
                );
            }
            for script in page.split("<script").skip(1) {
                let (tag, rest) = script.split_once('>').unwrap();
                assert!(tag.contains(" src=\"/assets/"), "{tag}");
                assert!(rest.starts_with("</script>"), "{rest}");
            }
        }
    }

    #[test]
    fn what_others_wrote_is_as_they_wrote_it() {
        let Ok(sums) = std::fs::read_to_string(format!("{PAGE}/vendor/SHA256SUMS")) else {
            panic!("page/vendor/SHA256SUMS is missing: `sha256sum FILES` writes it");
        };
        for line in sums.lines() {
            let (sum, name) = line.split_once("  ").unwrap();
            let content = std::fs::read(format!("{PAGE}/vendor/{name}")).unwrap();
            let digest = Sha256::digest(content);
            let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(digest, sum, "{name}");
        }
    }
}
