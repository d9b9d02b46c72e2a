//! What bytes travel on.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::client::TlsStream;

/// A connection to the target, ready for HTTP.
#[derive(Debug)]
pub(super) enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
    Tls(Box<TlsStream<Plain>>),
}

/// What TLS travels on.
#[derive(Debug)]
pub(super) enum Plain {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl From<Plain> for Stream {
    fn from(plain: Plain) -> Self {
        match plain {
            Plain::Tcp(stream) => Self::Tcp(stream),
            Plain::Unix(stream) => Self::Unix(stream),
        }
    }
}

impl Stream {
    /// Whether the server has neither closed nor said anything since the last answer. Costs no system call where
    /// nothing happened.
    pub(super) fn is_idle(&mut self, context: &mut Context<'_>) -> bool {
        let mut byte = [0];
        let read = match self {
            Self::Tcp(stream) => stream.try_read(&mut byte),
            Self::Unix(stream) => stream.try_read(&mut byte),
            // Reading also takes in what TLS has to say to itself.
            Self::Tls(stream) => {
                let mut read = ReadBuf::new(&mut byte);
                return Pin::new(stream).poll_read(context, &mut read).is_pending();
            }
        };
        matches!(read, Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }

    /// Closing will break the connection off instead of ending it; where the system cannot, it ends.
    pub(super) fn end_with_reset(&self) {
        let tcp = match self {
            Self::Tcp(stream) => Some(stream),
            Self::Tls(stream) => match stream.get_ref().0 {
                Plain::Tcp(stream) => Some(stream),
                Plain::Unix(_) => None,
            },
            Self::Unix(_) => None,
        };
        if let Some(tcp) = tcp {
            let (Ok(()) | Err(_)) = tcp.set_zero_linger();
        }
    }

    /// Writes from two buffers. Sockets are tried before they are waited for: they are nearly always writable.
    pub(super) fn poll_send(
        &mut self,
        context: &mut Context<'_>,
        [first, second]: [&[u8]; 2],
    ) -> Poll<io::Result<usize>> {
        if !second.is_empty() {
            let both = [IoSlice::new(first), IoSlice::new(second)];
            return Pin::new(self).poll_write_vectored(context, &both);
        }
        let written = match self {
            Self::Tcp(stream) => stream.try_write(first),
            Self::Unix(stream) => stream.try_write(first),
            Self::Tls(stream) => return Pin::new(stream).poll_write(context, first),
        };
        match written {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                Pin::new(self).poll_write(context, first)
            }
            written => Poll::Ready(written),
        }
    }
}

/// Passes reading and writing on to whatever the enum holds.
macro_rules! pass_on {
    ($type:ty: $($variant:ident),+) => {
        impl AsyncRead for $type {
            fn poll_read(
                self: Pin<&mut Self>,
                context: &mut Context<'_>,
                buffer: &mut ReadBuf<'_>,
            ) -> Poll<io::Result<()>> {
                match self.get_mut() {
                    $(Self::$variant(stream) => Pin::new(stream).poll_read(context, buffer),)+
                }
            }
        }

        impl AsyncWrite for $type {
            fn poll_write(
                self: Pin<&mut Self>,
                context: &mut Context<'_>,
                bytes: &[u8],
            ) -> Poll<io::Result<usize>> {
                match self.get_mut() {
                    $(Self::$variant(stream) => Pin::new(stream).poll_write(context, bytes),)+
                }
            }

            fn poll_write_vectored(
                self: Pin<&mut Self>,
                context: &mut Context<'_>,
                bytes: &[IoSlice<'_>],
            ) -> Poll<io::Result<usize>> {
                match self.get_mut() {
                    $(Self::$variant(stream) => Pin::new(stream).poll_write_vectored(context, bytes),)+
                }
            }

            fn is_write_vectored(&self) -> bool {
                match self {
                    $(Self::$variant(stream) => stream.is_write_vectored(),)+
                }
            }

            fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
                match self.get_mut() {
                    $(Self::$variant(stream) => Pin::new(stream).poll_flush(context),)+
                }
            }

            fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
                match self.get_mut() {
                    $(Self::$variant(stream) => Pin::new(stream).poll_shutdown(context),)+
                }
            }
        }
    };
}

pass_on!(Stream: Tcp, Unix, Tls);
pass_on!(Plain: Tcp, Unix);
