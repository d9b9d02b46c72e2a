//! Lines of somebody else, of whatever length, from a thread that may wait for them for ever.

use std::io::{self, BufRead};

use tokio::sync::mpsc;

/// A longer line is none.
const LONGEST: usize = 64 * 1024;
/// Lines that may wait to be heard.
const WAITING: usize = 16;

/// A line without its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Whole(Vec<u8>),
    /// It was longer than 64 KiB.
    TooLong,
}

/// The lines of stdin as they come. The thread that reads them ends with stdin, or with the process.
pub(super) fn of_stdin() -> io::Result<mpsc::Receiver<Line>> {
    let (lines, heard) = mpsc::channel(WAITING);
    std::thread::Builder::new().spawn(move || {
        let mut stdin = io::stdin().lock();
        // What cannot be read has ended.
        while let Ok(Some(line)) = next(&mut stdin) {
            if lines.blocking_send(line).is_err() {
                return;
            }
        }
    })?;
    Ok(heard)
}

/// The next line that is not blank; a last one may lack its line feed.
fn next(from: &mut impl BufRead) -> io::Result<Option<Line>> {
    let (mut line, mut length) = (Vec::new(), 0_usize);
    loop {
        let some = match from.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            some => some?,
        };
        let (taken, has_ended) = match memchr::memchr(b'\n', some) {
            Some(end) => (end + 1, true),
            None => (some.len(), some.is_empty()),
        };
        let own = some[..taken].strip_suffix(b"\n").unwrap_or(&some[..taken]);
        length = length.saturating_add(own.len());
        if length <= LONGEST {
            line.extend_from_slice(own);
        }
        from.consume(taken);
        if !has_ended {
            continue;
        }
        if length > LONGEST {
            return Ok(Some(Line::TooLong));
        }
        if !line.trim_ascii().is_empty() {
            return Ok(Some(Line::Whole(line)));
        }
        if taken == 0 {
            return Ok(None);
        }
        (line, length) = (Vec::new(), 0);
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    #[test]
    fn lines_come_one_by_one_and_too_long_ones_are_not_kept() {
        let long = "x".repeat(LONGEST);
        let text = format!("a\r\n\n  \n{long}\n{long}y\nb");
        for room in [1, 7, 1 << 20] {
            let mut from = BufReader::with_capacity(room, text.as_bytes());
            let mut lines = Vec::new();
            while let Some(line) = next(&mut from).unwrap() {
                lines.push(line);
            }
            let whole = |text: &str| Line::Whole(text.as_bytes().to_vec());
            assert_eq!(
                lines,
                [whole("a\r"), whole(&long), Line::TooLong, whole("b")]
            );
        }
    }
}
