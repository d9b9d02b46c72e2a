//! The stream on its way through: line by line to stdout, as it came.

use std::cell::RefCell;
use std::io::{self, Read, Write};

/// Where the stream goes on; nowhere any more once the other side has closed the pipe.
///
/// That is no end of ours: the report was asked for, too.
pub(crate) struct Pass<'o> {
    out: Option<&'o mut dyn Write>,
}

impl<'o> Pass<'o> {
    pub(crate) fn to(out: &'o mut dyn Write) -> Self {
        Self { out: Some(out) }
    }

    /// Hands on a line.
    pub(crate) fn line(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(|out| {
            out.write_all(bytes)?;
            out.write_all(b"\n")
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write(|out| out.flush())
    }

    fn write(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let Some(out) = &mut self.out else {
            return Ok(());
        };
        match write(*out) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.out = None;
                Ok(())
            }
            result => result,
        }
    }
}

/// A source before whose every read that is handed on which was read of it: no line waits for the next one.
pub(crate) struct Promptly<'p, 'o, R> {
    pub(crate) source: R,
    pub(crate) pass: Option<&'p RefCell<Pass<'o>>>,
}

impl<R: Read> Read for Promptly<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(pass) = self.pass {
            // What could not be written is written, or complained about, with the next line: it is no failure to read.
            drop(pass.borrow_mut().flush());
        }
        self.source.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts what has arrived at its end.
    #[derive(Default)]
    struct Slow {
        held: Vec<u8>,
        arrived: Vec<u8>,
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.held.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            self.arrived.append(&mut self.held);
            Ok(())
        }
    }

    #[test]
    fn no_line_waits_for_the_next_one() {
        let mut out = Slow::default();
        let pass = RefCell::new(Pass::to(&mut out));
        pass.borrow_mut().line(b"one").unwrap();
        let mut source = Promptly {
            source: io::empty(),
            pass: Some(&pass),
        };
        assert_eq!(source.read(&mut [0; 8]).unwrap(), 0);
        assert_eq!(out.arrived, b"one\n");
    }

    #[test]
    fn a_closed_pipe_ends_the_passing_and_nothing_else() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut pass_to = Closed;
        let mut pass = Pass::to(&mut pass_to);
        pass.line(b"one").unwrap();
        pass.line(b"two").unwrap();
    }
}
