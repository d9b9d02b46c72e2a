//! A resource monitor whose times lie well inside the promises made for it: half of the answers take less than 10 ms
//! (`/health/`), 100 ms (`/system/metrics`), 500 ms (`/analysis/`), 50 ms (`/lmcache/status`) and 1 s (`/optimize/run`).

use http::StatusCode;
use serde::Serialize;

use super::endpoint::{Endpoint, get, post};
use super::{Asked, json, shop};
use crate::answer::Answer;

pub(super) static ENDPOINTS: &[Endpoint] = &[
    get("/health/", 3, 0.3, shop::health),
    get("/system/metrics", 35, 0.3, system_metrics),
    get("/analysis/", 180, 0.3, analysis),
    get("/lmcache/status", 12, 0.3, cache_status),
    post("/optimize/run", 350, 0.3, optimize),
];

fn system_metrics(asked: &Asked<'_>) -> Answer {
    #[derive(Serialize)]
    struct System {
        cpu_percent: usize,
        memory_percent: usize,
        disk_percent: usize,
        gpu_percent: usize,
    }
    let mut draw = asked.draw();
    let system = System {
        cpu_percent: 20 + draw.index(60),
        memory_percent: 40 + draw.index(30),
        disk_percent: 55,
        gpu_percent: draw.index(100),
    };
    Answer::json(StatusCode::OK, &system)
}

fn analysis(asked: &Asked<'_>) -> Answer {
    #[derive(Serialize)]
    struct Analysis {
        score: usize,
        bottleneck: &'static str,
        recommendations: [&'static str; 2],
    }
    let mut draw = asked.draw();
    let analysis = Analysis {
        score: 50 + draw.index(50),
        bottleneck: draw.pick(&["cpu", "memory", "disk", "network"]),
        recommendations: ["enlarge the cache", "batch small requests"],
    };
    Answer::json(StatusCode::OK, &analysis)
}

fn cache_status(asked: &Asked<'_>) -> Answer {
    #[derive(Serialize)]
    struct Cache {
        status: &'static str,
        entries: usize,
        hit_percent: usize,
    }
    let mut draw = asked.draw();
    let cache = Cache {
        status: "running",
        entries: 1000 + draw.index(1000),
        hit_percent: 70 + draw.index(30),
    };
    Answer::json(StatusCode::OK, &cache)
}

/// Without a body, or without `dry_run` in it, the run is a real one.
fn optimize(asked: &Asked<'_>, body: &[u8]) -> Answer {
    #[derive(Serialize)]
    struct Run {
        dry_run: bool,
        actions: [&'static str; 2],
        freed_mb: usize,
    }
    const FORM: &str = r#"write nothing, or {"dry_run": true or false}"#;
    let dry_run = match json::read_any(body) {
        Err(refusal) => return refusal,
        Ok(serde_json::Value::Null) => Some(false),
        Ok(serde_json::Value::Object(asked)) => match asked.get("dry_run") {
            None => Some(false),
            Some(typed) => typed.as_bool(),
        },
        Ok(_) => None,
    };
    let Some(dry_run) = dry_run else {
        return Answer::error(StatusCode::BAD_REQUEST, FORM);
    };
    let run = Run {
        dry_run,
        actions: ["compact the cache", "end idle workers"],
        freed_mb: if dry_run {
            0
        } else {
            64 + asked.draw().index(512)
        },
    };
    Answer::json(StatusCode::OK, &run)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Draw, key};

    /// P50, P95, P99 and maximum in milliseconds, as the service's owners promise them.
    const PROMISED: [(&str, [f64; 4]); 5] = [
        ("/health/", [10.0, 20.0, 50.0, 100.0]),
        ("/system/metrics", [100.0, 200.0, 500.0, 1000.0]),
        ("/analysis/", [500.0, 1000.0, 2000.0, 3000.0]),
        ("/lmcache/status", [50.0, 100.0, 200.0, 500.0]),
        ("/optimize/run", [1000.0, 2000.0, 3000.0, 5000.0]),
    ];

    #[test]
    fn times_keep_the_promises_with_room_to_spare() {
        for (endpoint, (path, promised)) in ENDPOINTS.iter().zip(PROMISED) {
            assert_eq!(endpoint.template, path);
            let mut drawn: Vec<_> = (0..10_000)
                .map(|n| endpoint.pace.draw(b"", &mut Draw::new(1, key(path), n)))
                .collect();
            drawn.sort_unstable();
            let times = [4999, 9499, 9899, 9999].map(|rank| drawn[rank].as_secs_f64() * 1e3);
            for (time, promised) in times.iter().zip(promised) {
                assert!(time * 1.5 < promised, "{path}: {times:?}");
            }
        }
    }
}
