//! The word that whoever asks must know.

use std::fmt;
use std::path::Path;

use anyhow::Context;
use subtle::ConstantTimeEq;

use crate::tools::SECRET;

/// The word that whoever asks must know (RFC 6750); it is never shown.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// A token of at least 16 visible ASCII characters; `None` where it is shorter or holds anything else.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_fit = text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_fit.then(|| Self(text.to_owned()))
    }

    /// The token of a file, else of the environment; none where there is neither.
    ///
    /// # Errors
    /// The file cannot be read, or what there is makes no token: then nobody shall believe that there is one.
    pub(crate) fn asked(file: Option<&Path>) -> anyhow::Result<Option<Self>> {
        let (name, text) = match (file, std::env::var_os(SECRET)) {
            (Some(file), _) => {
                let name = file.display().to_string();
                let text = std::fs::read_to_string(file);
                let text = text.with_context(|| format!("cannot read `{name}`"))?;
                (name, text)
            }
            (None, Some(text)) => (SECRET.to_owned(), text.to_string_lossy().into_owned()),
            (None, None) => return Ok(None),
        };
        let token = Self::of(&text).with_context(|| {
            format!("`{name}`: a token has at least 16 letters, digits or signs, and nothing else")
        })?;
        Ok(Some(token))
    }

    /// Takes as long whatever the other text is, but for its length.
    pub(super) fn is(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}
