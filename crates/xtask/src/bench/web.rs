//! What it costs to watch: lt-gen alone, under lt-web, and under lt-web with five browsers; and lt-web's memory over a day.

mod browser;
mod day;
mod watched;

use anyhow::{Context, bail};

use super::Bench;
use super::figures::Spread;
use super::server::{Protocol, Server};
use super::table::{Table, cell};
use crate::shell::say;
use watched::{Turn, Way};

/// Requests per second.
const RATE: u32 = 20_000;
/// How many browsers watch, and how many more times its CPU time lt-gen may take then.
const BROWSERS: usize = 5;
const MOST_RISE: f64 = 1.10;
/// The share of a core that lt-web may take then.
const MOST_SHARE: f64 = 0.08;

/// Both questions.
pub(super) fn run(bench: &Bench) -> anyhow::Result<String> {
    let watching = watching(bench)?;
    let day = day::run(bench)?;
    Ok(format!("{watching}\n{day}"))
}

fn watching(bench: &Bench) -> anyhow::Result<String> {
    let mut server = Server::start(bench)?;
    let url = server.url(Protocol::Http1);
    let url = url.context("every server speaks HTTP/1.1")?;
    let mut turns: [Vec<Turn>; 3] = Default::default();
    for round in 0..bench.rounds {
        if round > 0 {
            say(format_args!("round {} of {}", round + 1, bench.rounds));
        }
        // Each round begins with another way, so that a bad minute falls on all.
        for n in 0..Way::ALL.len() {
            let place = (n + usize::try_from(round)?) % Way::ALL.len();
            let turn = watched::take(bench, &mut server, &url, Way::ALL[place], round > 0)?;
            turns[place].push(turn);
        }
    }
    let [alone, unwatched, watched] = &turns;
    let mut table = Table::new(
        1,
        &[
            "way",
            "lt-gen, CPU µs a request",
            "× alone",
            "lt-web, % of a core",
            "lt-web, RSS MiB",
            "updates a browser",
        ],
    );
    for (way, turns) in Way::ALL.iter().zip([alone, unwatched, watched]) {
        table.row([
            way.name().to_owned(),
            cell(spread(turns, |turn| Some(turn.cost))),
            cell(ratio(turns, alone).filter(|_| *way != Way::Alone)),
            cell(spread(turns, |turn| Some(turn.share? * 100.0))),
            cell(spread(turns, |turn| turn.rss).map(|rss| format!("{:.1}", rss.max))),
            cell(spread(turns, |turn| turn.updates).map(|n| format!("{n:.0}"))),
        ]);
    }
    let rise = ratio(watched, unwatched).context("there was no round")?;
    let share = spread(watched, |turn| turn.share).context("there was no round")?;
    let is_dear = rise.median > MOST_RISE || share.median > MOST_SHARE;
    if is_dear && bench.turn.as_secs() > 1 {
        bail!("watching costs more than it may\n{table}");
    }
    Ok(format!(
        "{RATE} requests/s for {} s. With {BROWSERS} browsers lt-gen takes × {rise} of the CPU time that it takes under lt-web with none (asked for: at most {MOST_RISE}); lt-web takes {:.1} % of a core (asked for: at most {:.0}). Server: {}. Rounds: {}.\n\n{table}",
        watched::length(bench).as_secs(),
        share.median * 100.0,
        MOST_SHARE * 100.0,
        server.name(),
        bench.rounds,
    ))
}

fn spread(turns: &[Turn], figure: impl Fn(&Turn) -> Option<f64>) -> Option<Spread> {
    Spread::of(turns.iter().filter_map(figure))
}

fn ratio(turns: &[Turn], to: &[Turn]) -> Option<Spread> {
    let costs = |turns: &[Turn]| -> Vec<_> { turns.iter().map(|turn| Some(turn.cost)).collect() };
    Spread::of_ratios(&costs(turns), &costs(to))
}
