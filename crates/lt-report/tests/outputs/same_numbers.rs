//! Text, JSON, CSV, HTML and Markdown of one run tell the same numbers, and they are the true ones.

use std::collections::BTreeMap;

use super::{RUN, end, everything, sample, stream};

/// What each rendering says of a row, as far as its unit shows it.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    requests: u64,
    failures: u64,
    /// Milliseconds.
    p50: f64,
    p95: f64,
    p99: f64,
    /// Per second.
    rate: f64,
}

type Rows = BTreeMap<String, Row>;

const ENDPOINTS: [&str; 3] = ["/api/items", "/api/items/{id}", "/health"];

/// Two minutes of three endpoints at different speeds; every tenth request of the second fails.
fn lines() -> Vec<String> {
    let mut lines = vec![RUN.to_owned()];
    let mut random = 42_u64;
    for n in 0..12_000_i64 {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let place = usize::try_from(n % 3).unwrap();
        let service = 3_000 + (random >> 33) % [20_000, 150_000, 900][place];
        let (status, outcome) = match place == 1 && n % 30 == 1 {
            true => (503, "http_error"),
            false => (200, "ok"),
        };
        let rest = format!(
            r#""method":"GET","name":"{}","status":{status},"outcome":"{outcome}","delay_us":{},"service_us":{service}"#,
            ENDPOINTS[place],
            n % 7
        );
        lines.push(sample(n * 10, &rest));
    }
    lines.push(end(12_000));
    lines
}

/// The truth, from the sorted times.
fn truth(lines: &[String]) -> Rows {
    let mut times: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let mut failures: BTreeMap<String, u64> = BTreeMap::new();
    let (mut first, mut last) = (u64::MAX, 0);
    for line in &lines[1..lines.len() - 1] {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let number = |key: &str| line[key].as_u64().unwrap();
        let time = number("delay_us") + number("service_us");
        first = first.min(number("at_us"));
        last = last.max(number("at_us") + time);
        for name in [line["name"].as_str().unwrap(), "Aggregated"] {
            times.entry(name.to_owned()).or_default().push(time);
            *failures.entry(name.to_owned()).or_default() += u64::from(line["status"] == 503);
        }
    }
    let span = (last - first) as f64 / 1e6;
    let rows = times.into_iter().map(|(name, mut times)| {
        times.sort_unstable();
        let at = |p: usize| times[(times.len() * p).div_ceil(100) - 1] as f64 / 1000.0;
        let row = Row {
            requests: times.len() as u64,
            failures: failures[&name],
            p50: at(50),
            p95: at(95),
            p99: at(99),
            rate: times.len() as f64 / span,
        };
        (name, row)
    });
    rows.collect()
}

/// How far a rendering may be from the truth, as its digits allow.
struct Bounds {
    /// Of a time in milliseconds, whatever its size.
    ms: f64,
    /// Of a time, beside half a thousandth of the histogram.
    share: f64,
    per_second: f64,
}

const MICROSECONDS: Bounds = Bounds {
    ms: 0.001,
    share: 0.0,
    per_second: 1e-6,
};
const WHOLE_MS: Bounds = Bounds {
    ms: 0.5,
    share: 0.0,
    per_second: 1e-6,
};
/// Locust's columns on a screen.
const TWO_DECIMALS: Bounds = Bounds {
    per_second: 0.005,
    ..WHOLE_MS
};
/// For people: `1.00` may be anything from 0.995 to 1.005.
const THREE_DIGITS: Bounds = Bounds {
    ms: 0.0005,
    share: 0.005,
    per_second: 0.05,
};

/// Whether all rows are there and agree.
fn assert_same(rendering: &str, found: &Rows, truth: &Rows, bounds: &Bounds) {
    let names: Vec<_> = found.keys().collect();
    assert_eq!(names, truth.keys().collect::<Vec<_>>(), "{rendering}");
    for (name, row) in found {
        let truth = &truth[name];
        assert_eq!(
            (row.requests, row.failures),
            (truth.requests, truth.failures),
            "{rendering} {name}"
        );
        for (found, truth) in [
            (row.p50, truth.p50),
            (row.p95, truth.p95),
            (row.p99, truth.p99),
        ] {
            let bound = bounds.ms + truth * (bounds.share + 0.0005);
            assert!(
                (found - truth).abs() <= bound,
                "{rendering} {name}: {found} for {truth}"
            );
        }
        assert!(
            (row.rate - truth.rate).abs() <= bounds.per_second,
            "{rendering} {name}: {} for {}",
            row.rate,
            truth.rate
        );
    }
}

fn number(text: &str) -> f64 {
    text.replace(',', "")
        .trim()
        .parse()
        .unwrap_or_else(|_| panic!("`{text}` is no number"))
}

fn whole(text: &str) -> u64 {
    text.replace(',', "")
        .trim()
        .parse()
        .unwrap_or_else(|_| panic!("`{text}` is no count"))
}

fn of_json(text: &str) -> Rows {
    let report: serde_json::Value = serde_json::from_str(text).unwrap();
    let row = |of: &serde_json::Value| {
        let ms = |key: &str| of["response_time"][key].as_f64().unwrap() / 1000.0;
        Row {
            requests: of["requests"].as_u64().unwrap(),
            failures: of["errors"].as_u64().unwrap(),
            p50: ms("p50_us"),
            p95: ms("p95_us"),
            p99: ms("p99_us"),
            rate: of["rate"].as_f64().unwrap(),
        }
    };
    let mut rows: Rows = report["endpoints"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| (of["name"].as_str().unwrap().to_owned(), row(of)))
        .collect();
    rows.insert("Aggregated".to_owned(), row(&report["total"]));
    rows
}

fn of_csv(text: &str) -> Rows {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let cell = |name: &str| &record[head.iter().position(|column| column == name).unwrap()];
        let row = Row {
            requests: whole(cell("Request Count")),
            failures: whole(cell("Failure Count")),
            p50: number(cell("50%")),
            p95: number(cell("95%")),
            p99: number(cell("99%")),
            rate: number(cell("Requests/s")),
        };
        (cell("Name").to_owned(), row)
    });
    rows.collect()
}

/// Locust's two tables.
fn of_text(text: &str) -> Rows {
    let mut rows = Rows::new();
    let mut lines = text.lines();
    lines.find(|line| line.starts_with("Type ")).unwrap();
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        let cells: Vec<&str> = line
            .split(['|', ' '])
            .filter(|cell| !cell.is_empty())
            .collect();
        if line.starts_with('-') {
            continue;
        }
        let cells = &cells[usize::from(cells[0] == "GET")..];
        let (failures, _) = cells[2].split_once('(').unwrap();
        let row = Row {
            requests: whole(cells[1]),
            failures: whole(failures),
            p50: number(cells[6]),
            p95: 0.0,
            p99: 0.0,
            rate: number(cells[7]),
        };
        rows.insert(cells[0].to_owned(), row);
    }
    lines.find(|line| line.starts_with("Type ")).unwrap();
    for line in lines
        .take_while(|line| !line.is_empty())
        .filter(|line| !line.starts_with('-'))
    {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let cells = &cells[usize::from(cells[0] == "GET")..];
        let row = rows.get_mut(cells[0]).unwrap();
        assert!((number(cells[1]) - row.p50).abs() < 0.5);
        assert_eq!(whole(cells[12]), row.requests);
        (row.p95, row.p99) = (number(cells[6]), number(cells[8]));
    }
    rows
}

/// The table of endpoints, whose last row is that of all.
fn of_markdown(text: &str) -> Rows {
    let (_, table) = text.split_once("### Endpoints\n\n").unwrap();
    let lines = table.lines().take_while(|line| line.starts_with('|'));
    let cells = |line: &str| -> Vec<String> {
        let cells = line.trim_matches('|').split('|');
        cells.map(|cell| text_of(cell).replace("**", "")).collect()
    };
    let is_rule = |line: &&str| line.starts_with("|---");
    of_table(lines.filter(|line| !is_rule(line)).map(cells), "req/s")
}

/// The table in the page's section of endpoints, whose foot is the row of all.
fn of_html(text: &str) -> Rows {
    let (_, section) = text.split_once(r#"<section id="endpoints">"#).unwrap();
    let (table, _) = section.split_once("</table>").unwrap();
    let cells = |row: &str| -> Vec<String> {
        let row = row.replace("<th", "<td");
        let cells = row.split("<td").skip(1).map(|cell| {
            // What a row is marked with is no part of its name.
            let (cell, _) = cell.split_once("<span class=\"mark").unwrap_or((cell, ""));
            text_of(&format!("<td{cell}"))
        });
        cells.collect()
    };
    of_table(table.split("<tr").skip(1).map(cells), "Rate (/s)")
}

/// The rows below a header. Some tables show the share of failures behind their number.
fn of_table(mut rows: impl Iterator<Item = Vec<String>>, rate: &str) -> Rows {
    let head = rows.next().unwrap();
    let rows = rows.map(|cells| {
        let cell = |title: &str| &*cells[head.iter().position(|head| head == title).unwrap()];
        let row = Row {
            requests: whole(cell("Requests")),
            failures: whole(cell("Failed").split(' ').next().unwrap()),
            p50: number(cell("p50 (ms)")),
            p95: number(cell("p95 (ms)")),
            p99: number(cell("p99 (ms)")),
            rate: number(cell(rate)),
        };
        let name = match cell("Endpoint") {
            "All" => "Aggregated",
            name => name.strip_prefix("GET ").unwrap(),
        };
        (name.to_owned(), row)
    });
    rows.collect()
}

/// What a browser shows of a piece of HTML.
fn text_of(html: &str) -> String {
    let text = html.split('<').map(|piece| {
        let (_, text) = piece.split_once('>').unwrap_or(("", piece));
        text
    });
    let text = text.collect::<String>();
    let mut pieces = text.split('&');
    let mut shown = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let (entity, rest) = piece.split_once(';').unwrap();
        let (digits, radix) = match entity.strip_prefix("#x") {
            Some(digits) => (digits, 16),
            None => (entity.strip_prefix('#').unwrap(), 10),
        };
        shown.push(char::from_u32(u32::from_str_radix(digits, radix).unwrap()).unwrap());
        shown.push_str(rest);
    }
    shown.trim().to_owned()
}

#[test]
fn every_rendering_tells_the_same_true_numbers() {
    type Parse = fn(&str) -> Rows;
    const RENDERINGS: [(&str, Parse, Bounds); 8] = [
        ("stdout.json", of_json, MICROSECONDS),
        ("report.json", of_json, MICROSECONDS),
        ("stdout.csv", of_csv, WHOLE_MS),
        ("locust_stats.csv", of_csv, WHOLE_MS),
        ("stdout.text", of_text, TWO_DECIMALS),
        ("stdout.markdown", of_markdown, THREE_DIGITS),
        ("report.md", of_markdown, THREE_DIGITS),
        ("page.html", of_html, THREE_DIGITS),
    ];
    let lines = lines();
    let truth = truth(&lines);
    let outputs = everything(&stream(&lines)).unwrap();
    for (name, parse, bounds) in RENDERINGS {
        assert_same(name, &parse(&outputs[name]), &truth, &bounds);
    }
}
