//! Service time as the client measures it, held against the server's own clock, request by request.

mod bare;

use std::fs;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::Value;

use super::Bench;
use super::arrivals::Exchange;
use super::client::{Client, unless_stopped};
use super::closed::GRACE;
use super::figures::{Spread, percentile, sorted};
use super::server::Target;
use super::table::{Table, cell};
use super::tool::{Length, Load, SAMPLES, lt_gen_command};

const RATE: u32 = 1_000;

/// Medians of one run, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Medians {
    client: f64,
    server: f64,
    difference: f64,
}

/// lt-gen and a bare client in turns, one request at a time.
pub(super) fn run(bench: &Bench) -> anyhow::Result<String> {
    let n_times = (u64::from(RATE) * bench.turn.as_secs() * 2).to_string();
    let target = Target::start(bench, &["--record", &n_times])?;
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for round in 0..bench.rounds {
        let measured = of_lt_gen(bench, &target, round > 0);
        ours.push(unless_stopped(bench, "lt-gen", measured)?);
        let measured = of_bare_client(bench, &target);
        bare.push(unless_stopped(bench, "the bare client", measured)?);
    }
    let header = [
        "client",
        "rounds",
        "client's p50 µs",
        "server's p50 µs",
        "difference p50 µs",
        "more than bare µs",
    ];
    let mut table = Table::new(1, &header);
    let pairs = ours.iter().zip(&bare);
    let more = pairs
        .filter_map(|(ours, bare)| Some(ours.as_ref()?.difference - bare.as_ref()?.difference));
    let more = Spread::of(more);
    for (name, column, more) in [("lt-gen", &ours, more), ("bare", &bare, None)] {
        let medians: Vec<Medians> = column.iter().flatten().copied().collect();
        let spread = |of: fn(&Medians) -> f64| {
            cell(Spread::of(medians.iter().map(of)).map(|spread| format!("{spread:.1}")))
        };
        table.row([
            name.to_owned(),
            medians.len().to_string(),
            spread(|m| m.client),
            spread(|m| m.server),
            spread(|m| m.difference),
            cell(more.map(|more| format!("{more:.1}"))),
        ]);
    }
    Ok(format!(
        "Server: lt-target. Rounds: {} of {} s. {RATE} requests a second, one at a time.\n\n{table}",
        bench.rounds,
        bench.turn.as_secs()
    ))
}

fn of_lt_gen(bench: &Bench, target: &Target, silently: bool) -> anyhow::Result<Medians> {
    target.reset()?;
    // One in flight: the n-th to start is the n-th to arrive.
    let load = Load {
        connections: 1,
        rate: Some(RATE),
        ..Load::full_speed(&target.url(), Length::Time(bench.turn))
    };
    let client = Client::new(lt_gen_command(bench, &load, &[]));
    client
        .read_into(bench.file(SAMPLES))
        .run(bench, bench.turn + GRACE, silently)?;
    let samples = fs::read_to_string(bench.file(SAMPLES))?;
    let exchanges = target.exchanges()?;
    let service = service_times(&samples)?;
    if service.len() != exchanges.len() {
        let (samples, seen) = (service.len(), exchanges.len());
        bail!("{samples} samples cannot be paired with {seen} arrivals");
    }
    medians(service.into_iter().zip(exchanges))
}

fn of_bare_client(bench: &Bench, target: &Target) -> anyhow::Result<Medians> {
    target.reset()?;
    let n = u64::from(RATE) * bench.turn.as_secs();
    let every = Duration::from_secs(1) / RATE;
    let service = bare::measure(bench, target.address(), n, every)?;
    let exchanges = target.exchanges()?;
    let of = |seen: Exchange| Some((*service.get(usize::try_from(seen.id?).ok()?)?, seen));
    medians(exchanges.into_iter().filter_map(of))
}

/// Service times in microseconds, in the order in which requests started.
fn service_times(samples: &str) -> anyhow::Result<Vec<f64>> {
    let mut times = Vec::new();
    for line in samples
        .lines()
        .filter(|line| line.contains(r#""type":"sample""#))
    {
        let sample: Value = serde_json::from_str(line)?;
        let at = sample["at_us"]
            .as_u64()
            .context("a sample without `at_us`")?;
        let start = at + sample["delay_us"].as_u64().unwrap_or(0);
        times.push((
            start,
            sample["service_us"].as_f64().context("a request failed")?,
        ));
    }
    times.sort_by_key(|(start, _)| *start);
    Ok(times.into_iter().map(|(_, service)| service).collect())
}

fn medians(pairs: impl Iterator<Item = (f64, Exchange)>) -> anyhow::Result<Medians> {
    let of = |(client, seen): (f64, Exchange)| {
        let server = seen.sent?.saturating_sub(seen.received) as f64 / 1e3;
        Some([client, server, client - server])
    };
    let rows: Vec<[f64; 3]> = pairs.filter_map(of).collect();
    let median = |n: usize| percentile(&sorted(rows.iter().map(|row| row[n])), 50.0);
    let [client, server, difference] =
        [0, 1, 2].map(|n| median(n).context("no request could be paired"));
    Ok(Medians {
        client: client?,
        server: server?,
        difference: difference?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_ordered_by_their_start_and_paired_with_arrivals() {
        let samples = r#"{"type":"run","run":"a"}
{"type":"sample","at_us":2000,"delay_us":5,"service_us":90}
{"type":"sample","at_us":1000,"delay_us":7,"service_us":80}
{"type":"end","run":"a"}"#;
        let service = service_times(samples).unwrap();
        assert_eq!(service, [80.0, 90.0]);
        let exchanges = Exchange::read_all("1000 11000 -\n2000 22000 -\n").unwrap();
        let expected = Medians {
            client: 80.0,
            server: 10.0,
            difference: 70.0,
        };
        assert_eq!(
            medians(service.into_iter().zip(exchanges)).unwrap(),
            expected
        );
        assert!(medians(std::iter::empty()).is_err());
    }
}
