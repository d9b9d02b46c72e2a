//! The load generators: how each is told what to do, and how its answer is read.

mod h2load;
mod hey;
mod k6;
mod locust;
mod lt_gen;
mod oha;
mod wrk;

use std::process::Command;
use std::time::Duration;

pub(super) use lt_gen::{SAMPLES, command as lt_gen_command, report as report_on_samples};

use super::Bench;
use super::client::{Client, Finished};
use super::cores::Side;
use super::peers::Peer;
use super::server::Protocol;
use crate::tools;

/// A load generator, or one in a certain mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    LtGen,
    LtGenHyper,
    LtGenCoarse,
    LtGenToReport,
    LtGenPlainFile,
    LtGenTemplates,
    Wrk,
    Wrk2,
    Oha,
    OhaCorrected,
    Hey,
    H2load,
    K6,
    LocustFast,
    LocustHttp,
}

/// What a generator shall do.
#[derive(Clone, Debug)]
pub(super) struct Load {
    pub(super) url: String,
    pub(super) protocol: Protocol,
    pub(super) connections: u32,
    /// Requests per second; `None`: as many as go (closed model).
    pub(super) rate: Option<u32>,
    pub(super) length: Length,
    /// Whether lt-gen's samples are kept to be reported; else they are read and thrown away.
    pub(super) keep_samples: bool,
    /// Whether it runs under callgrind, many times slower.
    pub(super) count_instructions: bool,
}

/// When a load ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum Length {
    Time(Duration),
    Requests(u32),
}

/// What a generator says about its run. Times are milliseconds; `None`: it does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Reported {
    pub(super) requests: Option<u64>,
    /// Those that it says it did not send.
    pub(super) dropped: Option<u64>,
    pub(super) p50: Option<f64>,
    pub(super) p90: Option<f64>,
    pub(super) p99: Option<f64>,
    pub(super) p99_9: Option<f64>,
    pub(super) max: Option<f64>,
    /// Schedule delay in microseconds: median and 99th percentile.
    pub(super) delay_us: Option<(f64, f64)>,
}

impl Tool {
    /// What tables call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::LtGen => "lt-gen",
            Self::LtGenHyper => "lt-gen --http-client hyper",
            Self::LtGenCoarse => "lt-gen --pace coarse",
            Self::LtGenToReport => "lt-gen | lt-report",
            Self::LtGenPlainFile => "lt-gen, a plain file",
            Self::LtGenTemplates => "lt-gen, a file with templates",
            Self::Wrk => "wrk",
            Self::Wrk2 => "wrk2",
            Self::Oha => "oha",
            Self::OhaCorrected => "oha --latency-correction",
            Self::Hey => "hey",
            Self::H2load => "h2load",
            Self::K6 => "k6",
            Self::LocustFast => "locust (FastHttpUser)",
            Self::LocustHttp => "locust (HttpUser)",
        }
    }

    /// Whether it can run on this machine.
    pub(super) fn is_here(self, bench: &Bench) -> bool {
        self.peer().is_none_or(|peer| bench.peers.has(peer))
    }

    /// Whether its interpreter takes so long to start that a short run would say nothing about it.
    pub(super) fn starts_slowly(self) -> bool {
        matches!(self, Self::K6 | Self::LocustFast | Self::LocustHttp)
    }

    /// The client that makes this load.
    ///
    /// # Errors
    /// A script that it needs cannot be written.
    pub(super) fn client(self, bench: &Bench, load: &Load) -> anyhow::Result<Client> {
        let own = |mode: &[&str]| self.read(bench, load, lt_gen::command(bench, load, mode));
        Ok(match self {
            Self::LtGen => own(&[]),
            Self::LtGenHyper => own(&["--http-client", "hyper"]),
            Self::LtGenCoarse => own(&["--pace", "coarse"]),
            Self::LtGenToReport => {
                let report = bench.pinned(Side::Client, &tools::path("lt-report"));
                Client::new(lt_gen::command(bench, load, &[])).pipe(report)
            }
            Self::LtGenPlainFile | Self::LtGenTemplates => {
                let has_templates = self == Self::LtGenTemplates;
                let command = lt_gen::file_command(bench, load, has_templates)?;
                self.read(bench, load, command)
            }
            Self::Wrk => Client::new(wrk::command(self.program(bench, load), load)),
            Self::Wrk2 => Client::new(wrk::paced_command(self.program(bench, load), load)),
            Self::Oha => Client::new(oha::command(self.program(bench, load), load)),
            Self::OhaCorrected => {
                let mut command = oha::command(self.program(bench, load), load);
                command.arg("--latency-correction");
                Client::new(command)
            }
            Self::Hey => Client::new(hey::command(self.program(bench, load), load)),
            Self::H2load => Client::new(h2load::command(self.program(bench, load), load)),
            Self::K6 => Client::new(k6::command(self.program(bench, load), bench, load)?),
            Self::LocustFast | Self::LocustHttp => {
                let class = match self {
                    Self::LocustFast => "FastHttpUser",
                    _ => "HttpUser",
                };
                Client::new(locust::command(
                    self.program(bench, load),
                    bench,
                    load,
                    class,
                )?)
            }
        })
    }

    /// What it said about its run; lt-gen says nothing where its samples were not kept.
    ///
    /// # Errors
    /// It said something else than it does today.
    pub(super) fn reported(
        self,
        bench: &Bench,
        load: &Load,
        finished: &Finished,
    ) -> anyhow::Result<Reported> {
        match self {
            Self::LtGen | Self::LtGenHyper | Self::LtGenCoarse if load.keep_samples => {
                lt_gen::reported(bench)
            }
            Self::LtGen
            | Self::LtGenHyper
            | Self::LtGenCoarse
            | Self::LtGenToReport
            | Self::LtGenPlainFile
            | Self::LtGenTemplates => Ok(Reported::default()),
            Self::Wrk | Self::Wrk2 => wrk::read(&finished.stdout),
            Self::Oha | Self::OhaCorrected => oha::read(&finished.stdout),
            Self::Hey => hey::read(&finished.stdout),
            Self::H2load => h2load::read(&finished.stdout),
            Self::K6 => k6::reported(bench),
            Self::LocustFast | Self::LocustHttp => locust::read(&finished.stdout),
        }
    }

    fn read(self, bench: &Bench, load: &Load, command: Command) -> Client {
        Client::new(command).read_into(match load.keep_samples {
            true => bench.file(SAMPLES),
            false => "/dev/null".into(),
        })
    }

    fn peer(self) -> Option<Peer> {
        match self {
            Self::LtGen
            | Self::LtGenHyper
            | Self::LtGenCoarse
            | Self::LtGenToReport
            | Self::LtGenPlainFile
            | Self::LtGenTemplates => None,
            Self::Wrk => Some(Peer::Wrk),
            Self::Wrk2 => Some(Peer::Wrk2),
            Self::Oha | Self::OhaCorrected => Some(Peer::Oha),
            Self::Hey => Some(Peer::Hey),
            Self::H2load => Some(Peer::H2load),
            Self::K6 => Some(Peer::K6),
            Self::LocustFast | Self::LocustHttp => Some(Peer::Locust),
        }
    }

    fn program(self, bench: &Bench, load: &Load) -> Command {
        launch(bench, load, self.peer().map_or("", Peer::program))
    }
}

impl Load {
    /// As many requests as go, over HTTP/1.1 and one connection.
    pub(super) fn full_speed(url: &str, length: Length) -> Self {
        Self {
            url: url.to_owned(),
            protocol: Protocol::Http1,
            connections: 1,
            rate: None,
            length,
            keep_samples: false,
            count_instructions: false,
        }
    }

    /// Requests per second of each connection, where they are paced.
    fn rate_of_each(&self) -> Option<f64> {
        Some(f64::from(self.rate?) / f64::from(self.connections))
    }
}

/// A program on the client's core.
fn launch(bench: &Bench, load: &Load, program: &str) -> Command {
    if !load.count_instructions {
        return bench.pinned(Side::Client, program);
    }
    let mut command = bench.pinned(Side::Client, Peer::Valgrind.program());
    command.arg("--tool=callgrind");
    command.arg(format!(
        "--callgrind-out-file={}",
        bench.file("callgrind.out").display()
    ));
    command.arg(program);
    command
}

impl Length {
    /// As `2s`; a number of requests has no time.
    fn seconds(self) -> Option<String> {
        match self {
            Self::Time(time) => Some(format!("{}s", time.as_secs_f64())),
            Self::Requests(_) => None,
        }
    }
}
