//! How much patience the server has with its clients.

use std::time::Duration;

/// How much patience the server has with its clients.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For the headers of a request, and for the next request of a connection.
    pub headers: Duration,
    /// For the body of a request.
    pub body: Duration,
    /// For a client that takes nothing of an answer.
    pub reading: Duration,
    /// Between a wrong token and its answer.
    pub wrong_token: Duration,
    /// Between comments on a stream of events where nothing happens.
    pub keep_alive: Duration,
    /// For answers under way when the server ends.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            headers: Duration::from_secs(15),
            body: Duration::from_secs(10),
            reading: Duration::from_secs(60),
            wrong_token: Duration::from_secs(1),
            keep_alive: Duration::from_secs(15),
            farewell: Duration::from_secs(5),
        }
    }
}
