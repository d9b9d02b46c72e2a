//! Text of others on stdout, where the runner looks for commands in every line.

use std::io::{self, Write};

use super::unguessable;

/// Takes what others wrote to stdout: until it ends, the runner takes no line for a command. Dropping ends it as well.
pub(crate) struct Quoted<'o> {
    out: &'o mut dyn Write,
    /// What makes the runner listen again; `None` once it does.
    token: Option<String>,
    /// Whether the last line has no end.
    is_open: bool,
}

impl<'o> Quoted<'o> {
    /// Makes the runner deaf.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub(crate) fn begin(out: &'o mut dyn Write) -> io::Result<Self> {
        let token = unguessable();
        writeln!(out, "::stop-commands::{token}")?;
        Ok(Self {
            out,
            token: Some(token),
            is_open: false,
        })
    }

    /// Makes the runner listen again.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub(crate) fn end(mut self) -> io::Result<()> {
        self.listen()
    }

    fn listen(&mut self) -> io::Result<()> {
        let Some(token) = self.token.take() else {
            return Ok(());
        };
        let gap = if self.is_open { "\n" } else { "" };
        writeln!(self.out, "{gap}::{token}::")
    }
}

impl Write for Quoted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        let last = bytes.get(..written).and_then(<[u8]>::last);
        self.is_open = last.map_or(self.is_open, |last| *last != b'\n');
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for Quoted<'_> {
    fn drop(&mut self) {
        // What cannot be written any more is read by nobody.
        drop(self.listen());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_others_is_a_command() {
        let mut out = Vec::new();
        let mut quoted = Quoted::begin(&mut out).unwrap();
        quoted.write_all(b"::error::forged\nand more").unwrap();
        quoted.end().unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let token = lines[0].strip_prefix("::stop-commands::").unwrap();
        assert_eq!(lines[1..3], ["::error::forged", "and more"]);
        assert_eq!(lines[3..], [format!("::{token}::")]);
    }

    #[test]
    fn it_ends_when_it_is_dropped_and_once_only() {
        let mut out = Vec::new();
        drop(Quoted::begin(&mut out).unwrap());
        Quoted::begin(&mut out).unwrap().end().unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), 4);
    }
}
