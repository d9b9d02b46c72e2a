//! The one alarm behind the timer: timerfd on Linux, tokio's timer elsewhere and in tests.

#[cfg(all(target_os = "linux", not(test)))]
pub(super) use timerfd::Alarm;
#[cfg(any(not(target_os = "linux"), test))]
pub(super) use tokio_timer::Alarm;

#[cfg(all(target_os = "linux", not(test)))]
mod timerfd {
    use std::io;
    use std::os::fd::OwnedFd;

    use lt_scenario::RunTime;
    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
        timerfd_settime,
    };
    use tokio::io::unix::AsyncFd;

    use crate::clock::Clock;

    /// Rings at an absolute reading of the monotonic clock.
    pub(crate) struct Alarm(AsyncFd<OwnedFd>);

    impl Alarm {
        pub(crate) const KIND: &'static str = "timerfd";

        pub(crate) fn new() -> io::Result<Self> {
            let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
            let timer = timerfd_create(TimerfdClockId::Monotonic, flags)?;
            #[expect(
                deprecated,
                reason = "its replacement is unsafe for types that lie about their descriptor; OwnedFd cannot"
            )]
            let timer = AsyncFd::new(timer)?;
            Ok(Self(timer))
        }

        pub(crate) fn set(&self, clock: &Clock, at: RunTime) {
            let at = clock.monotonic_at(at);
            let zero = Timespec {
                tv_sec: 0,
                tv_nsec: 0,
            };
            let value = Timespec {
                tv_sec: i64::try_from(at / 1_000_000_000).unwrap_or(i64::MAX),
                tv_nsec: i64::try_from(at % 1_000_000_000).unwrap_or(0),
            };
            let spec = Itimerspec {
                it_interval: zero,
                it_value: value,
            };
            // Setting a timer that exists fails only on arguments that are no times.
            timerfd_settime(self.0.get_ref(), TimerfdTimerFlags::ABSTIME, &spec)
                .expect("a valid time");
        }

        pub(crate) async fn ring(&self) {
            let mut ready = self
                .0
                .readable()
                .await
                .expect("the reactor lives as long as the runtime");
            // Every expiry is an event of its own (edge-triggered), so the count in the file is never read.
            ready.clear_ready();
        }
    }
}

#[cfg(any(not(target_os = "linux"), test))]
mod tokio_timer {
    use std::cell::Cell;
    use std::io;
    use std::time::Duration;

    use lt_scenario::RunTime;
    use tokio::sync::Notify;

    use crate::clock::Clock;

    /// Rings by tokio's timer, up to a millisecond late.
    pub(crate) struct Alarm {
        wait: Cell<Option<tokio::time::Instant>>,
        changed: Notify,
    }

    impl Alarm {
        pub(crate) const KIND: &'static str = "tokio";

        #[expect(clippy::unnecessary_wraps, reason = "the other alarm can fail")]
        pub(crate) fn new() -> io::Result<Self> {
            Ok(Self {
                wait: Cell::new(None),
                changed: Notify::new(),
            })
        }

        pub(crate) fn set(&self, clock: &Clock, at: RunTime) {
            let left = Duration::from_nanos(at.0.saturating_sub(clock.now().0));
            // Beyond thirty years tokio gives up; nobody waits that long.
            let left = left.min(Duration::from_secs(1_000_000_000));
            self.wait.set(Some(tokio::time::Instant::now() + left));
            self.changed.notify_one();
        }

        pub(crate) async fn ring(&self) {
            loop {
                match self.wait.get() {
                    None => self.changed.notified().await,
                    Some(at) => tokio::select! {
                        () = tokio::time::sleep_until(at) => {
                            self.wait.set(None);
                            return;
                        }
                        () = self.changed.notified() => {}
                    },
                }
            }
        }
    }
}
