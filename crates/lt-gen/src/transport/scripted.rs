//! A transport for tests of the engine: answers by a script, on tokio's clock.

use std::cell::RefCell;
use std::time::Duration;

use lt_sample::Outcome;
use lt_scenario::RunTime;

use super::{Doing, Exchange, Failure, Jar, Kept, Prepared, Transport};
use crate::clock::Clock;

/// What happens to a request that begins at a moment of the run; the text is what [`ScriptedTransport::sent`] says of it.
pub(crate) type Script = fn(RunTime, &str) -> Scripted;

/// An answer or a failure, after some time.
pub(crate) enum Scripted {
    Answer(u16, Duration),
    /// An answer after 10 ms, with fields, a line each, and a body.
    Say(u16, &'static str, &'static str),
    Refuse,
}

/// Answers by a script, and notes when each exchange began.
pub(crate) struct ScriptedTransport {
    pub(crate) clock: Clock,
    pub(crate) script: Script,
    pub(crate) begun: RefCell<Vec<RunTime>>,
    /// Method, path, fields and body of each request.
    pub(crate) sent: RefCell<Vec<String>>,
}

impl Transport for ScriptedTransport {
    type Connection = ();

    async fn exchange(
        &self,
        slot: &mut Option<()>,
        request: &Prepared,
        jar: Option<&Jar>,
        exchange: &mut Exchange,
    ) -> Result<(), Failure> {
        let begin = self.clock.now();
        self.begun.borrow_mut().push(begin);
        let sent = self.describe(request, jar);
        let scripted = (self.script)(begin, &sent);
        self.sent.borrow_mut().push(sent);
        let (status, after, fields, body) = match scripted {
            Scripted::Refuse => {
                return Err(Failure {
                    outcome: Outcome::ConnectError,
                    phrase: "connection refused",
                });
            }
            Scripted::Answer(status, after) => (status, after, "", ""),
            Scripted::Say(status, fields, body) => {
                (status, Duration::from_millis(10), fields, body)
            }
        };
        exchange.doing = Doing::Waiting;
        tokio::time::sleep(after).await;
        let mut wants = exchange.wants;
        wants.cookies = jar.is_some();
        let mut kept = Kept::of(wants, false, fields.contains("set-cookie"));
        if let Some(kept) = &mut kept {
            let fields = fields.lines().filter_map(|line| line.split_once(": "));
            fields.for_each(|(name, value)| kept.add_field(name, value.as_bytes()));
            kept.add_body(body.as_bytes());
            let now = self.clock.unix(begin);
            let set = |jar: &Jar| {
                let url = &request.message.parts.url;
                kept.set_cookies()
                    .for_each(|cookie| jar.take(url, cookie, now));
            };
            jar.into_iter().for_each(set);
        }
        exchange.kept = kept;
        exchange.status = Some(status);
        exchange.first_byte = Some(self.clock.now());
        exchange.end = Some(self.clock.now());
        *slot = Some(());
        Ok(())
    }
}

impl ScriptedTransport {
    fn describe(&self, request: &Prepared, jar: Option<&Jar>) -> String {
        let parts = &request.message.parts;
        let mut sent = format!("{} {}", parts.method, parts.url.path_and_query());
        let cookies = jar.and_then(|jar| jar.line(&parts.url, self.clock.unix(self.clock.now())));
        let cookies = cookies.map(|line| ("cookie".to_owned(), line));
        for (name, value) in parts.headers.iter().chain(&cookies) {
            sent.push_str(&format!(" | {name}: {value}"));
        }
        if !parts.body.is_empty() {
            sent.push_str(&format!(" | {}", String::from_utf8_lossy(&parts.body)));
        }
        sent
    }
}
