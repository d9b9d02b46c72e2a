//! A constant rate: whether requests leave when they should, judged by the server, and what that costs.

use anyhow::bail;

use super::Bench;
use super::arrivals::Evenness;
use super::closed::GRACE;
use super::rounds::{Column, take_turns};
use super::server::Target;
use super::table::{Table, cell};
use super::tool::{Length, Load, Reported, Tool};

const TOOLS: [Tool; 7] = [
    Tool::LtGen,
    Tool::LtGenCoarse,
    Tool::Wrk2,
    Tool::Oha,
    Tool::OhaCorrected,
    Tool::Hey,
    Tool::K6,
];
const RATES: [u32; 2] = [5_000, 10_000];
const CONNECTIONS: u32 = 64;
/// How many turns a run is long: wrk2 finds its pace first.
const TURNS: u32 = 5;

/// A run at a constant rate.
#[derive(Clone, Copy, Debug)]
struct Paced {
    /// Planned requests that the server never received; below 0 where it received more.
    missing: f64,
    cpu_us: f64,
    seen: Evenness,
    reported: Reported,
}

/// 5,000/s and 10,000/s over 64 connections.
pub(super) fn run(bench: &Bench) -> anyhow::Result<String> {
    let mut seen = Table::new(
        2,
        &[
            "rate",
            "tool",
            "rounds",
            "arrivals/s",
            "missing",
            "off p50 µs",
            "off p99 µs",
            "off max µs",
            "sd per 10 ms",
        ],
    );
    let mut said = Table::new(
        2,
        &[
            "rate",
            "tool",
            "CPU µs/request",
            "CPU × wrk2",
            "own count",
            "dropped",
            "own delay p50 µs",
            "own delay p99 µs",
            "p50 ms",
            "p99 ms",
            "p50 × wrk2",
        ],
    );
    for rate in RATES {
        let columns = race(bench, rate)?;
        for column in &columns {
            let name = [rate.to_string(), column.tool.name().to_owned()];
            seen.row(name.iter().cloned().chain(what_the_server_saw(column)));
            said.row(
                name.into_iter()
                    .chain(what_it_costs_and_says(column, &columns)),
            );
        }
    }
    Ok(format!(
        "Server: lt-target, which kept the time of every arrival. Rounds: {} of {} s. {CONNECTIONS} connections.\n\n\
         What the server saw:\n\n{seen}\nWhat each costs and says:\n\n{said}",
        bench.long_rounds(),
        (bench.turn * TURNS).as_secs()
    ))
}

fn race(bench: &Bench, rate: u32) -> anyhow::Result<Vec<Column<Paced>>> {
    let length = bench.turn * TURNS;
    let planned = f64::from(rate) * length.as_secs_f64();
    // Room for a generator that overshoots.
    let n_times = format!("{:.0}", planned * 1.5);
    let target = Target::start(bench, &["--record", &n_times])?;
    let load = Load {
        connections: CONNECTIONS,
        rate: Some(rate),
        keep_samples: true,
        ..Load::full_speed(&target.url(), Length::Time(length))
    };
    take_turns(bench, bench.long_rounds(), &TOOLS, |tool, round| {
        target.reset()?;
        let finished = tool
            .client(bench, &load)?
            .run(bench, length + GRACE, round > 0)?;
        let exchanges = target.exchanges()?;
        let arrivals: Vec<u64> = exchanges.iter().map(|exchange| exchange.received).collect();
        let Some(seen) = Evenness::of(&arrivals, rate) else {
            bail!("the server received no requests");
        };
        Ok(Some(Paced {
            missing: planned - arrivals.len() as f64,
            cpu_us: (finished.cpu.user + finished.cpu.system) * 1e6 / arrivals.len() as f64,
            seen,
            reported: tool.reported(bench, &load, &finished)?,
        }))
    })
}

fn what_the_server_saw(column: &Column<Paced>) -> [String; 7] {
    let median = |decimals, figure| median(column, decimals, figure);
    [
        column.n_turns().to_string(),
        median(1, |run| Some(run.seen.per_second)),
        median(0, |run| Some(run.missing)),
        median(0, |run| Some(run.seen.off_p50_us)),
        median(0, |run| Some(run.seen.off_p99_us)),
        median(0, |run| Some(run.seen.off_max_us)),
        median(1, |run| Some(run.seen.per_10ms_sd)),
    ]
}

fn what_it_costs_and_says(column: &Column<Paced>, columns: &[Column<Paced>]) -> [String; 9] {
    let median = |decimals, figure| median(column, decimals, figure);
    let ratio = |figure: Figure| cell(column.ratio(columns, Tool::Wrk2, figure));
    [
        cell(column.spread(|run| Some(run.cpu_us))),
        ratio(|run| Some(run.cpu_us)),
        median(0, |run| Some(run.reported.requests? as f64)),
        median(0, |run| Some(run.reported.dropped? as f64)),
        median(0, |run| Some(run.reported.delay_us?.0)),
        median(0, |run| Some(run.reported.delay_us?.1)),
        median(3, |run| run.reported.p50),
        median(3, |run| run.reported.p99),
        ratio(|run| run.reported.p50),
    ]
}

type Figure = fn(&Paced) -> Option<f64>;

fn median(column: &Column<Paced>, decimals: usize, figure: Figure) -> String {
    let spread = column.spread(figure);
    cell(spread.map(|spread| format!("{:.decimals$}", spread.median)))
}
