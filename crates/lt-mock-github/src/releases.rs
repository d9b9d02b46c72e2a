//! Files of releases, which everybody may load.

use crate::answer::Answer;
use crate::request::Request;
use crate::state::State;

/// Where the files lie; GitHub sends those who ask for one there.
const STORE: &str = "release-assets";

/// Answers where the path is one of a file; `None` where it is the API's.
pub(crate) fn answer(state: &State, request: &Request, segments: &[&str]) -> Option<Answer> {
    let (is_stored, tag, name) = match segments {
        [_, _, "releases", "download", tag, name] if request.base == request.origin => {
            (false, *tag, *name)
        }
        [first, tag, name] if *first == STORE => (true, *tag, *name),
        _ => return None,
    };
    let mut assets = state.assets.iter();
    let asset = assets.find(|asset| asset.tag == tag && asset.name == name);
    Some(match asset {
        None => Answer::bytes(404, "text/plain; charset=utf-8", b"Not Found".into()),
        Some(asset) if is_stored => {
            Answer::bytes(200, "application/octet-stream", asset.bytes.clone())
        }
        Some(_) => {
            let path = request.target.split("/releases/download/").nth(1);
            let place = format!("{}/{STORE}/{}", request.origin, path.unwrap_or_default());
            Answer::empty(302).with("location", place)
        }
    })
}
