//! Memory: whether it grows with time, and what an idle connection takes.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::{Resource, getrlimit, setrlimit};

use super::Bench;
use super::client::{Client, unless_stopped};
use super::cores::Side;
use super::proc::rss;
use super::server::{Protocol, Server};
use super::table::Table;
use super::tool::{Length, Load, Tool};
use crate::shell::say;
use crate::tools;

const CONNECTIONS: u32 = 64;
/// A long run in turns, and when its memory is looked at for the first time.
const TURNS: u32 = 30;
const FIRST_LOOK: f64 = 2.5;

const FEW_USERS: u64 = 20;
const MANY_USERS: u64 = 20_000;
/// Files that client and server need beside their connections.
const SPARE_FILES: u64 = 200;
/// How long all users may take to connect.
const RAMP: Duration = Duration::from_secs(120);

/// A long run at full speed, then many users who made one request and rest.
pub(super) fn run(bench: &Bench) -> anyhow::Result<String> {
    let mut server = Server::start(bench)?;
    let over_time = over_time(bench, &server)?;
    let idle = idle(bench, &mut server)?;
    Ok(format!("{over_time}\n{idle}"))
}

/// Allows this process, and so all that it starts, as many open files as the system lets it have.
pub(super) fn raise_file_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Where that is refused, fewer users are measured.
    setrlimit(Resource::Nofile, limit).ok();
}

fn over_time(bench: &Bench, server: &Server) -> anyhow::Result<String> {
    let url = server
        .url(Protocol::Http1)
        .context("every server speaks HTTP/1.1")?;
    let (first, whole) = (bench.turn.mul_f64(FIRST_LOOK), bench.turn * TURNS);
    let load = Load {
        connections: CONNECTIONS,
        ..Load::full_speed(&url, Length::Time(whole + Duration::from_secs(60)))
    };
    let started = Tool::LtGen.client(bench, &load)?.start(bench, false)?;
    bench.shell.sleep(first)?;
    let early = mib(started.pid())?;
    bench.shell.sleep(whole - first)?;
    let late = mib(started.pid())?;
    let (first, whole) = (first.as_secs_f64(), whole.as_secs());
    let header = [
        format!("RSS MiB after {first} s"),
        format!("after {whole} s"),
        "growth MiB".into(),
    ];
    let mut table = Table::new(0, &header.each_ref().map(String::as_str));
    table.row([early, late, late - early].map(|mib| format!("{mib:.1}")));
    Ok(format!(
        "lt-gen at full speed over {CONNECTIONS} connections. Server: {}.\n\n{table}",
        server.name()
    ))
}

fn idle(bench: &Bench, server: &mut Server) -> anyhow::Result<String> {
    let allowed = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let many = MANY_USERS.min(allowed.saturating_sub(SPARE_FILES));
    if many < MANY_USERS {
        say(format_args!(
            "A process may open {allowed} files here: {many} users instead of {MANY_USERS}."
        ));
    }
    let header = ["protocol", "users", "RSS MiB", "KiB per connection"];
    let mut table = Table::new(1, &header);
    let mut n_rows = 0;
    for (name, protocol) in [
        ("HTTP/1.1", Protocol::Http1),
        ("HTTP/1.1, TLS", Protocol::Http1Tls),
    ] {
        let Some(url) = server.url(protocol) else {
            continue;
        };
        let measured = [FEW_USERS, many].map(|n| resting(bench, server, &url, n));
        let [few, all] = measured;
        let both = few.and_then(|few| Ok([few, all?]));
        let Some([few, all]) = unless_stopped(bench, name, both)? else {
            continue;
        };
        let each = (all - few) * 1024.0 / (many - FEW_USERS) as f64;
        for (users, mib, each) in [
            (FEW_USERS, few, "-".into()),
            (many, all, format!("{each:.1}")),
        ] {
            table.row([
                name.to_owned(),
                users.to_string(),
                format!("{mib:.1}"),
                each,
            ]);
            n_rows += 1;
        }
    }
    if n_rows == 0 {
        bail!("lt-gen held no idle users");
    }
    Ok(format!(
        "Users who made one request and rest, their connections open.\n\n{table}"
    ))
}

/// The memory of lt-gen, in MiB, when this many users have made one request each.
fn resting(bench: &Bench, server: &mut Server, url: &str, users: u64) -> anyhow::Result<f64> {
    let scenario = bench.file("idle.yaml");
    fs::write(&scenario, scenario_of(url, users))?;
    let mut command = bench.pinned(Side::Client, &tools::path("lt-gen"));
    command.arg(&scenario);
    if url.starts_with("https:") {
        command.args(["-k", "--http1.1"]);
    }
    let before = server.requests()?;
    let started = Client::new(command)
        .read_into("/dev/null")
        .start(bench, false)?;
    let begin = Instant::now();
    while server.requests()? < before + users {
        if rss(started.pid()).is_none() {
            started.finish(Duration::ZERO)?;
            bail!("lt-gen ended while its users should rest");
        }
        if begin.elapsed() > RAMP {
            let n = server.requests()?.saturating_sub(before);
            bail!("only {n} of {users} users made their request");
        }
        bench.shell.sleep(Duration::from_millis(200))?;
    }
    bench.shell.sleep(Duration::from_secs(1))?;
    mib(started.pid())
}

fn scenario_of(url: &str, users: u64) -> String {
    format!(
        "base_url: {}\nrequests: {{hello: {{get: /}}}}\n\
         user_profiles: {{idle: {{wait: 600s, actions: [{{name: hello, weight: 1}}]}}}}\n\
         scenarios: [{{name: Idle, duration: 1h, concurrent_users: {users}, ramp_up_time_seconds: 5}}]\n",
        url.trim_end_matches('/')
    )
}

fn mib(pid: u32) -> anyhow::Result<f64> {
    let kib = rss(pid).context("lt-gen ended before its time")?;
    Ok(kib as f64 / 1024.0)
}
