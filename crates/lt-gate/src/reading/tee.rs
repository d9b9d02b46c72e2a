//! The stream on its way through, byte for byte.

use std::io::{self, Read, Write};

/// Where streams go on; nowhere any more once the other side has closed the pipe: the verdict was asked for, too.
pub(crate) struct Tee<'o> {
    out: Option<&'o mut dyn Write>,
    failure: Option<io::Error>,
    /// The last byte that was handed on, to begin each stream on a line of its own.
    last: u8,
}

impl<'o> Tee<'o> {
    /// Hands everything on to `out`.
    pub(crate) fn to(out: &'o mut dyn Write) -> Self {
        Self {
            out: Some(out),
            failure: None,
            last: b'\n',
        }
    }

    /// Begins a stream behind those that were handed on.
    pub(super) fn begin_stream(&mut self) {
        if self.last != b'\n' {
            self.hand_on(b"\n");
        }
    }

    /// Why not everything could be handed on; a closed pipe is no reason.
    pub(super) fn end(&mut self) -> io::Result<()> {
        self.failure.take().map_or(Ok(()), Err)
    }

    fn hand_on(&mut self, bytes: &[u8]) {
        let Some(out) = &mut self.out else {
            return;
        };
        // No line waits for the next one.
        if let Err(error) = out.write_all(bytes).and_then(|()| out.flush()) {
            self.out = None;
            self.failure = Some(error).filter(|error| error.kind() != io::ErrorKind::BrokenPipe);
        }
        self.last = bytes.last().copied().unwrap_or(self.last);
    }
}

/// A source of which everything that is read is handed on.
pub(super) struct Teed<'t, 'o, R> {
    pub(super) source: R,
    pub(super) tee: Option<&'t mut Tee<'o>>,
}

impl<R: Read> Read for Teed<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.source.read(buffer)?;
        if let Some(tee) = &mut self.tee {
            tee.hand_on(&buffer[..n]);
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_goes_on_and_each_stream_begins_on_a_line_of_its_own() {
        let mut out = Vec::new();
        let mut tee = Tee::to(&mut out);
        for stream in ["one\n\n{torn", "two\n"] {
            tee.begin_stream();
            let mut teed = Teed {
                source: stream.as_bytes(),
                tee: Some(&mut tee),
            };
            io::copy(&mut teed, &mut io::sink()).unwrap();
        }
        tee.end().unwrap();
        assert_eq!(out, b"one\n\n{torn\ntwo\n");
    }

    #[test]
    fn a_closed_pipe_ends_the_passing_on_and_a_full_disk_is_told() {
        struct Refusing(io::ErrorKind);
        impl Write for Refusing {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(self.0.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let end = |kind| {
            let mut out = Refusing(kind);
            let mut tee = Tee::to(&mut out);
            tee.hand_on(b"one\n");
            tee.hand_on(b"two\n");
            tee.end().map_err(|error| error.kind())
        };
        assert_eq!(end(io::ErrorKind::BrokenPipe), Ok(()));
        assert_eq!(
            end(io::ErrorKind::StorageFull),
            Err(io::ErrorKind::StorageFull)
        );
    }
}
