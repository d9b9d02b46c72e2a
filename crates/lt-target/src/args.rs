//! What was typed.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Parser;

use crate::{Faults, Profile, Share, Stall, share};
use lt_cli::duration;

/// The practice target: an HTTP/1.1 service with known delays, and faults on demand
///
/// Once it listens it says `listening on http://IP:PORT` on stderr. `GET /__lt/stats` tells what it counted, per
/// endpoint and status, `GET /__lt/times` what --record kept, and `POST /__lt/reset` lets it forget both and the stall's
/// first request. These paths are never counted, delayed or failed. Ctrl-C or SIGTERM end it.
#[derive(Debug, Parser)]
#[command(version, after_help = lt_cli::Exit::HELP)]
pub struct Args {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:8080", value_parser = parse_address)]
    pub listen: SocketAddr,

    /// Which service to be
    #[arg(long, value_enum, default_value_t = Profile::Hello)]
    pub profile: Profile,

    /// Add this to the time of every answer (`5ms`, `1.5s`)
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = duration::parse)]
    pub delay: Duration,

    /// Answer this share of the requests with 500 (`2%`, `0.02`)
    #[arg(long, value_name = "SHARE", default_value = "0%", value_parser = share::parse)]
    pub error_rate: Share,

    /// When to fall silent, counted from the first request
    #[arg(long, value_name = "DURATION", requires = "stall_for", value_parser = duration::parse)]
    pub stall_at: Option<Duration>,

    /// How long that silence lasts; answers due meanwhile are held until it ends
    #[arg(long, value_name = "DURATION", requires = "stall_at", value_parser = duration::parse)]
    pub stall_for: Option<Duration>,

    /// Same seed, same delays and errors for the n-th request of an endpoint
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// Keep when the first N requests were received and answered
    ///
    /// `GET /__lt/times` has a line for each, `RECEIVED SENT ID`: nanoseconds of the machine's monotonic clock when the
    /// request's head was read and when its answer was handed over to be written, and the number in its `x-lt-id`
    /// header; `-` for what is missing.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = parse_record)]
    pub record: usize,
}

/// Bounds the memory that times take: 24 bytes each.
const MAX_RECORD: usize = 5_000_000;

impl Args {
    /// The faults that were asked for.
    pub fn faults(&self) -> Faults {
        Faults {
            delay: self.delay,
            error_rate: self.error_rate,
            stall: self
                .stall_at
                .zip(self.stall_for)
                .map(|(at, lasts)| Stall { at, lasts }),
        }
    }
}

fn parse_address(text: &str) -> Result<SocketAddr, NotAnAddress> {
    text.parse().map_err(NotAnAddress)
}

fn parse_record(text: &str) -> Result<usize, TooMany> {
    let n = text.parse().ok();
    n.filter(|n| *n <= MAX_RECORD).ok_or(TooMany)
}

#[derive(Debug, thiserror::Error)]
#[error("not a number of requests; write one from 0 to {MAX_RECORD}")]
struct TooMany;

#[derive(Debug, thiserror::Error)]
#[error("not an address; write IP:PORT as in `127.0.0.1:8080`, with a port from 0 to 65535")]
struct NotAnAddress(#[source] std::net::AddrParseError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_arguments_it_is_reachable_from_this_machine_only_and_has_no_faults() {
        let args = Args::try_parse_from(["lt-target"]).unwrap();
        assert!(args.listen.ip().is_loopback());
        assert_eq!(args.profile, Profile::Hello);
        assert_eq!(args.faults(), Faults::default());
    }

    #[test]
    fn faults_mean_what_was_typed() {
        let typed = "lt-target --delay 5ms --error-rate 2% --stall-at 3s --stall-for 1s";
        assert_eq!(
            Args::try_parse_from(typed.split(' ')).unwrap().faults(),
            Faults {
                delay: Duration::from_millis(5),
                error_rate: share::parse("0.02").unwrap(),
                stall: Some(Stall {
                    at: Duration::from_secs(3),
                    lasts: Duration::from_secs(1)
                }),
            }
        );
    }
}
