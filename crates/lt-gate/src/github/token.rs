//! The token, which nobody may see.

use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, anyhow, ensure};
use hyper::header::HeaderValue;
use lt_cli::usage;

/// A token of GitHub's; it can be sent, not shown.
#[derive(Clone)]
pub(crate) struct Token(String);

/// Where it is looked for, in this order.
const VARIABLES: [&str; 2] = ["LT_GITHUB_TOKEN", "GITHUB_TOKEN"];
/// No token is as long as this, in bytes: GitHub's have less than a hundred.
const LONGEST: usize = 8 * 1024;

impl Token {
    /// Takes it from a file, else from `LT_GITHUB_TOKEN`, else from `GITHUB_TOKEN`; `None` where there is none. A variable
    /// that is empty is not given: so the runner hands over a secret that does not exist.
    ///
    /// # Errors
    /// The file cannot be read, or what is there can be no token.
    pub(crate) fn find(file: Option<&Path>) -> anyhow::Result<Option<Self>> {
        Self::find_among(file, &|name| std::env::var_os(name)).map_err(usage)
    }

    fn find_among(
        file: Option<&Path>,
        variable: &dyn Fn(&str) -> Option<OsString>,
    ) -> anyhow::Result<Option<Self>> {
        if let Some(file) = file {
            let name = file.display();
            let bytes = read(file).with_context(|| format!("cannot read `{name}`"))?;
            return Self::of(&bytes)
                .with_context(|| format!("`{name}`"))
                .map(Some);
        }
        for name in VARIABLES {
            let text = variable(name).unwrap_or_default().into_encoded_bytes();
            if !text.trim_ascii().is_empty() {
                return Self::of(&text).with_context(|| name.to_owned()).map(Some);
            }
        }
        Ok(None)
    }

    /// The text itself, for who sends it.
    pub(crate) fn secret(&self) -> &str {
        &self.0
    }

    /// What goes into an `Authorization` header; it is not shown either.
    pub(super) fn header(&self) -> HeaderValue {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.0))
            .expect("a token has nothing but visible letters");
        value.set_sensitive(true);
        value
    }

    /// What is refused is not told: it may be a token all the same, or another secret.
    fn of(bytes: &[u8]) -> anyhow::Result<Self> {
        let bytes = bytes.trim_ascii();
        ensure!(!bytes.is_empty(), "holds no token");
        ensure!(
            bytes.len() <= LONGEST && bytes.iter().all(u8::is_ascii_graphic),
            "holds what can be no token; a token is one word of letters, digits and signs"
        );
        let text =
            str::from_utf8(bytes).map_err(|_secret| anyhow!("holds what can be no token"))?;
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Reads so much that what is too long shows.
fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = LONGEST as u64 * 2;
    File::open(file)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(variables: &[(&str, &str)], file: Option<&Path>) -> anyhow::Result<Option<Token>> {
        Token::find_among(file, &|name| {
            let found = variables.iter().find(|(given, _)| *given == name);
            found.map(|(_, text)| OsString::from(text))
        })
    }

    fn secret(variables: &[(&str, &str)]) -> Option<String> {
        let token = found(variables, None).unwrap();
        token.map(|token| token.secret().to_owned())
    }

    #[test]
    fn our_own_variable_comes_before_that_of_everybody() {
        let both = [("GITHUB_TOKEN", "theirs"), ("LT_GITHUB_TOKEN", " ours\n")];
        assert_eq!(secret(&both).unwrap(), "ours");
        assert_eq!(secret(&both[..1]).unwrap(), "theirs");
        let empty = [("GITHUB_TOKEN", "theirs"), ("LT_GITHUB_TOKEN", " ")];
        assert_eq!(secret(&empty).unwrap(), "theirs");
        assert_eq!(secret(&[]), None);
    }

    #[test]
    fn a_file_comes_before_all_variables_and_must_hold_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "filed\r\n").unwrap();
        let variables = [("LT_GITHUB_TOKEN", "ours")];
        let token = found(&variables, Some(&file)).unwrap().unwrap();
        assert_eq!(token.secret(), "filed");
        for wrong in ["", "\n", "two words", "ghp_ü", "a\nb", &"x".repeat(9_000)] {
            std::fs::write(&file, wrong).unwrap();
            let error = format!("{:?}", found(&variables, Some(&file)).unwrap_err());
            assert!(error.contains("token`"), "{error}");
            assert!(!error.contains("ghp") && !error.contains("xxx"), "{error}");
        }
        let error = found(&variables, Some(folder.path().join("none").as_path())).unwrap_err();
        assert!(
            format!("{error:#}").starts_with("cannot read `"),
            "{error:#}"
        );
    }

    #[test]
    fn what_no_header_can_carry_is_refused_without_being_shown() {
        for text in [
            "ghs_s3cret\r\nHost: x",
            "ghs_s3cret two",
            "ghs_s3cret\u{7f}",
        ] {
            let error = found(&[("LT_GITHUB_TOKEN", text)], None).unwrap_err();
            let told = format!("{error:?} {error:#}");
            assert!(told.contains("LT_GITHUB_TOKEN"), "{told}");
            assert!(!told.contains("s3cret"), "{told}");
        }
        let token = found(&[("GITHUB_TOKEN", "ghs_s3cret")], None).unwrap();
        assert!(!format!("{token:?} {token:#?}").contains("s3cret"));
    }
}
