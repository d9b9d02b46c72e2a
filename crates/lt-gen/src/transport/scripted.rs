//! A transport for tests of the engine: answers by a script, on tokio's clock.

use std::cell::RefCell;
use std::time::Duration;

use lt_sample::Outcome;
use lt_scenario::RunTime;

use super::{Doing, Exchange, Failure, Prepared, Transport};
use crate::clock::Clock;

/// What happens to a request that begins at a moment of the run.
pub(crate) type Script = fn(RunTime) -> Scripted;

/// An answer or a failure, after some time.
pub(crate) enum Scripted {
    Answer(u16, Duration),
    Refuse,
}

/// Answers by a script, and notes when each exchange began.
pub(crate) struct ScriptedTransport {
    pub(crate) clock: Clock,
    pub(crate) script: Script,
    pub(crate) begun: RefCell<Vec<RunTime>>,
}

impl Transport for ScriptedTransport {
    type Connection = ();

    async fn exchange(
        &self,
        slot: &mut Option<()>,
        _: &Prepared,
        exchange: &mut Exchange,
    ) -> Result<(), Failure> {
        let begin = self.clock.now();
        self.begun.borrow_mut().push(begin);
        match (self.script)(begin) {
            Scripted::Refuse => Err(Failure {
                outcome: Outcome::ConnectError,
                phrase: "connection refused",
            }),
            Scripted::Answer(status, after) => {
                exchange.doing = Doing::Waiting;
                tokio::time::sleep(after).await;
                exchange.status = Some(status);
                exchange.first_byte = Some(self.clock.now());
                exchange.end = Some(self.clock.now());
                *slot = Some(());
                Ok(())
            }
        }
    }
}
