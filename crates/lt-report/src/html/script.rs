//! The page's script, and what lets a browser run this one and no other.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

#[derive(Serialize)]
pub(super) struct Script {
    /// What stands between the tags, to the letter.
    pub(super) text: String,
    /// `sha256-…`, as a content security policy names it.
    pub(super) hash: String,
}

/// Sorting, filtering, the crosshair and the switch of colors.
pub(super) fn script() -> Script {
    // A browser takes the digest after turning line breaks into these.
    let text = include_str!("report.js").replace("\r\n", "\n");
    let digest = Sha256::digest(text.as_bytes());
    Script {
        hash: format!("sha256-{}", BASE64_STANDARD.encode(digest)),
        text,
    }
}
