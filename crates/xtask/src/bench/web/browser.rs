//! A browser that watches: a connection that reads the updates and counts them.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread::{self, JoinHandle};

/// A browser that watches until the server ends, or until it is told to stop.
#[derive(Debug)]
pub(super) struct Browser {
    connection: TcpStream,
    reader: JoinHandle<u32>,
}

impl Browser {
    /// Begins to watch.
    ///
    /// # Errors
    /// The server cannot be reached.
    pub(super) fn open(server: SocketAddr) -> anyhow::Result<Self> {
        let mut connection = TcpStream::connect(server)?;
        write!(
            connection,
            "GET /api/events HTTP/1.1\r\nhost: {server}\r\naccept: text/event-stream\r\n\r\n"
        )?;
        let read = connection.try_clone()?;
        let reader = thread::spawn(move || {
            let mut lines = BufReader::new(read);
            let (mut line, mut updates) = (Vec::new(), 0);
            loop {
                line.clear();
                match lines.read_until(b'\n', &mut line) {
                    Ok(0) | Err(_) => return updates,
                    Ok(_) => updates += u32::from(line.starts_with(b"data:")),
                }
            }
        });
        Ok(Self { connection, reader })
    }

    /// Stops watching; tells how many updates there were.
    pub(super) fn close(self) -> u32 {
        // A server that has ended has closed it already.
        self.connection
            .shutdown(std::net::Shutdown::Both)
            .unwrap_or_default();
        self.reader.join().unwrap_or_default()
    }
}
