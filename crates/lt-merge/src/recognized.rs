//! An input whose first line tells what it is: a stream, or the result of another tool, which then reads as one.

use std::io::{self, Cursor, ErrorKind, Read};

use lt_foreign::{Format, Options, Tool, Translated, sniff};
use lt_sample::{MAX_LINE, OnBadLine};

type Bytes = Box<dyn Read + Send>;

/// How inputs are to be read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct HowToRead {
    pub(crate) on_bad_line: OnBadLine,
    /// What wrote them; without it their first lines tell.
    pub(crate) from: Option<Tool>,
    /// Numbers and ids in the paths of foreign URLs stay.
    pub(crate) keep_paths: bool,
}

/// An input that reads as a stream, whatever it is.
///
/// Its first line is looked at with the first read: opening a live pipe must not wait for what comes.
pub(crate) struct Recognized {
    name: String,
    how: HowToRead,
    state: State,
    is_binary: bool,
}

enum State {
    Unread(Bytes),
    Stream(Bytes),
    Foreign(Box<Translated<Bytes>>),
    Taken,
}

impl Recognized {
    pub(crate) fn new(name: String, reader: Bytes, how: HowToRead) -> Self {
        Self {
            name,
            how,
            state: State::Unread(reader),
            is_binary: false,
        }
    }

    /// What it was taken for; `None` where it is a stream, or nothing was read yet.
    pub(crate) fn format(&self) -> Option<Format> {
        match &self.state {
            State::Foreign(translated) => Some(translated.format()),
            _ => None,
        }
    }

    /// What of another tool's result is not in the stream.
    pub(crate) fn left_out(&self) -> Vec<String> {
        match &self.state {
            State::Foreign(translated) => translated.left_out(),
            _ => Vec::new(),
        }
    }

    /// How many lines of another tool were left out.
    pub(crate) fn skipped(&self) -> u64 {
        match &self.state {
            State::Foreign(translated) => translated.skipped(),
            _ => 0,
        }
    }

    /// Whether it begins with something else than text.
    pub(crate) fn is_binary(&self) -> bool {
        self.is_binary
    }

    fn recognize(&mut self, mut source: Bytes) -> io::Result<State> {
        let (head, failure) = read_head(&mut source)?;
        self.is_binary = head.contains(&0)
            || std::str::from_utf8(&head).is_err_and(|error| error.error_len().is_some());
        let format = match self.how.from {
            Some(tool) => Some(tool.format_of(&head)),
            None => sniff(&head),
        };
        let whole = Box::new(Cursor::new(head).chain(Failure(failure)).chain(source));
        Ok(match format {
            None => State::Stream(whole),
            Some(format) => {
                let options = Options {
                    skip_bad_lines: self.how.on_bad_line == OnBadLine::Skip,
                    keep_paths: self.how.keep_paths,
                };
                let name = self.name.clone();
                State::Foreign(Box::new(Translated::new(format, whole, name, options)))
            }
        })
    }
}

impl Read for Recognized {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let State::Unread(source) = &mut self.state {
            let source = std::mem::replace(source, Box::new(io::empty()));
            self.state = State::Taken;
            self.state = self.recognize(source)?;
        }
        match &mut self.state {
            State::Stream(reader) => reader.read(buffer),
            State::Foreign(translated) => translated.read(buffer),
            State::Unread(_) | State::Taken => Ok(0),
        }
    }
}

/// Reads up to the end of the first line that is not blank; also what broke off a compressed input before that.
fn read_head(source: &mut Bytes) -> io::Result<(Vec<u8>, Option<io::Error>)> {
    const CHUNK: usize = 64 * 1024;
    let mut head = Vec::new();
    while head.len() <= MAX_LINE {
        let start = head.len();
        head.resize(start + CHUNK, 0);
        let read = source.read(&mut head[start..]);
        head.truncate(start + *read.as_ref().unwrap_or(&0));
        match read {
            Ok(0) => break,
            Ok(_) if head[start..].contains(&b'\n') => {
                if head.trim_ascii_start().contains(&b'\n') {
                    break;
                }
            }
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                return Ok((head, Some(error)));
            }
            Err(error) => return Err(error),
        }
    }
    Ok((head, None))
}

/// Tells an error once.
struct Failure(Option<io::Error>);

impl Read for Failure {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: &str = r#"{"type":"run","format":1,"run":"aaaaaaaa"}"#;
    const HEADER: &str =
        "timestamp,request_type,name,response_time_ms,response_length,status_code,exception";

    fn recognized(reader: impl Read + Send + 'static) -> (Recognized, io::Result<String>) {
        let how = HowToRead::default();
        let mut input = Recognized::new("x".to_owned(), Box::new(reader), how);
        let mut text = Vec::new();
        let end = input.read_to_end(&mut text);
        let text = String::from_utf8_lossy(&text).into_owned();
        (input, end.map(|_| text))
    }

    #[test]
    fn what_is_none_of_the_formats_stays_byte_for_byte() {
        for text in [
            "",
            "\n \n",
            "\r\nx",
            RUN,
            "{\"type\":\"run\"\n\n{",
            "a,b\n1",
        ] {
            let (input, read) = recognized(Cursor::new(text.to_owned()));
            assert_eq!((read.unwrap(), input.format()), (text.to_owned(), None));
        }
    }

    #[test]
    fn a_first_line_that_comes_in_pieces_is_recognized() {
        let pieces = Cursor::new("\n\r\n").chain(Cursor::new(&HEADER[..9]));
        let pieces = pieces
            .chain(Cursor::new(&HEADER[9..]))
            .chain(Cursor::new("\n"));
        let (input, read) = recognized(pieces);
        assert_eq!(input.format(), Some(Format::Locust));
        assert_eq!(read.unwrap().lines().count(), 2);
    }

    #[test]
    fn an_input_that_breaks_off_in_its_first_line_says_so() {
        let text = Cursor::new("{\"type\"").chain(Failure(Some(ErrorKind::UnexpectedEof.into())));
        let (_, read) = recognized(text);
        assert_eq!(read.unwrap_err().kind(), ErrorKind::UnexpectedEof);
    }

    #[test]
    fn text_that_is_cut_within_a_character_is_not_binary() {
        let binary = |bytes: &'static [u8]| recognized(Cursor::new(bytes)).0.is_binary();
        assert!(binary(b"\xff\x81\x03\n"));
        assert!(binary(b"a\0b"));
        assert!(!binary("ä".as_bytes().split_at(1).0));
        assert!(!binary(b""));
    }
}
