use super::render;
use crate::tests::{RUN, SMALL, end, stream, summary};

#[test]
fn a_report_of_everything() {
    insta::assert_snapshot!(render(&summary(SMALL)).unwrap(), @r#"
    {
      "format": "lt.report/1",
      "runs": [
        {
          "run": "k3x9a2bc",
          "plan": {
            "test": "t-1",
            "shard": {
              "index": 0,
              "of": 1
            },
            "attempt": null,
            "tool": "lt-gen",
            "version": "0.1.0",
            "started_us": 1763718000000000,
            "late_us": null,
            "target": "http://127.0.0.1:8080",
            "targets": [],
            "model": "closed",
            "scenarios": [
              {
                "name": "Shop",
                "start_us": 0,
                "length_us": 2000000,
                "users": 2
              }
            ],
            "warmup_us": 1000000,
            "seed": 42,
            "scenario_sha256": null,
            "labels": {},
            "machine": null,
            "clock": null
          },
          "end": {
            "at_us": 1763718003000000,
            "reason": "interrupted",
            "samples": 6,
            "framed": 0,
            "dropped": 1,
            "cancelled": 0,
            "skipped_late": 0
          }
        }
      ],
      "total": {
        "requests": 4,
        "errors": 2,
        "error_rate": 0.5,
        "dropped": 1,
        "cancelled": 0,
        "rate": 3.9960039960039966,
        "requests_per_minute": 239.76023976023978,
        "throughput": 1.9980019980019983,
        "first_us": 1763718001000000,
        "last_us": 1763718002001000,
        "span_us": 1001000,
        "sent": 120,
        "received": 1020,
        "response_time": {
          "mean_us": 24250.0,
          "stddev_us": 37976.14382740828,
          "min_us": 1000,
          "max_us": 90000,
          "p50_us": 2000,
          "p66_us": 4001,
          "p75_us": 4001,
          "p80_us": 90000,
          "p90_us": 90000,
          "p95_us": 90000,
          "p98_us": 90000,
          "p99_us": 90000,
          "p99.9_us": 90000,
          "p99.99_us": 90000
        },
        "service_time": {
          "mean_us": 24175.0,
          "stddev_us": 38021.465976471765,
          "min_us": 800,
          "max_us": 90000,
          "p50_us": 1900,
          "p66_us": 4001,
          "p75_us": 4001,
          "p80_us": 90000,
          "p90_us": 90000,
          "p95_us": 90000,
          "p98_us": 90000,
          "p99_us": 90000,
          "p99.9_us": 90000,
          "p99.99_us": 90000
        },
        "ttfb": {
          "mean_us": 28466.666666666668,
          "stddev_us": 36446.978231702866,
          "min_us": 1800,
          "max_us": 80000,
          "p50_us": 3601,
          "p66_us": 3601,
          "p75_us": 80000,
          "p80_us": 80000,
          "p90_us": 80000,
          "p95_us": 80000,
          "p98_us": 80000,
          "p99_us": 80000,
          "p99.9_us": 80000,
          "p99.99_us": 80000
        },
        "outcomes": {
          "connect_error": 1,
          "dropped": 1,
          "http_error": 1,
          "ok": 2
        },
        "statuses": {
          "200": 2,
          "500": 1
        }
      },
      "endpoints": [
        {
          "method": "GET",
          "name": "/items",
          "host": null,
          "requests": 2,
          "errors": 0,
          "dropped": 0,
          "cancelled": 0,
          "rate": 1.9980019980019983,
          "response_time": {
            "mean_us": 3000.0,
            "stddev_us": 1000.0,
            "min_us": 2000,
            "max_us": 4000,
            "p50_us": 2000,
            "p66_us": 4000,
            "p75_us": 4000,
            "p80_us": 4000,
            "p90_us": 4000,
            "p95_us": 4000,
            "p98_us": 4000,
            "p99_us": 4000,
            "p99.9_us": 4000,
            "p99.99_us": 4000
          },
          "service_time": {
            "mean_us": 2950.0,
            "stddev_us": 1050.0,
            "min_us": 1900,
            "max_us": 4000,
            "p50_us": 1900,
            "p66_us": 4000,
            "p75_us": 4000,
            "p80_us": 4000,
            "p90_us": 4000,
            "p95_us": 4000,
            "p98_us": 4000,
            "p99_us": 4000,
            "p99.9_us": 4000,
            "p99.99_us": 4000
          },
          "ttfb": {
            "mean_us": 2700.0,
            "stddev_us": 900.0,
            "min_us": 1800,
            "max_us": 3600,
            "p50_us": 1800,
            "p66_us": 3600,
            "p75_us": 3600,
            "p80_us": 3600,
            "p90_us": 3600,
            "p95_us": 3600,
            "p98_us": 3600,
            "p99_us": 3600,
            "p99.9_us": 3600,
            "p99.99_us": 3600
          },
          "outcomes": {
            "ok": 2
          },
          "statuses": {
            "200": 2
          }
        },
        {
          "method": "POST",
          "name": "/orders",
          "host": null,
          "requests": 2,
          "errors": 2,
          "dropped": 1,
          "cancelled": 0,
          "rate": 1.9980019980019983,
          "response_time": {
            "mean_us": 45500.0,
            "stddev_us": 44500.0,
            "min_us": 1000,
            "max_us": 90000,
            "p50_us": 1000,
            "p66_us": 90000,
            "p75_us": 90000,
            "p80_us": 90000,
            "p90_us": 90000,
            "p95_us": 90000,
            "p98_us": 90000,
            "p99_us": 90000,
            "p99.9_us": 90000,
            "p99.99_us": 90000
          },
          "service_time": {
            "mean_us": 45400.0,
            "stddev_us": 44600.0,
            "min_us": 800,
            "max_us": 90000,
            "p50_us": 800,
            "p66_us": 90000,
            "p75_us": 90000,
            "p80_us": 90000,
            "p90_us": 90000,
            "p95_us": 90000,
            "p98_us": 90000,
            "p99_us": 90000,
            "p99.9_us": 90000,
            "p99.99_us": 90000
          },
          "ttfb": {
            "mean_us": 80000.0,
            "stddev_us": 0.0,
            "min_us": 80000,
            "max_us": 80000,
            "p50_us": 80000,
            "p66_us": 80000,
            "p75_us": 80000,
            "p80_us": 80000,
            "p90_us": 80000,
            "p95_us": 80000,
            "p98_us": 80000,
            "p99_us": 80000,
            "p99.9_us": 80000,
            "p99.99_us": 80000
          },
          "outcomes": {
            "connect_error": 1,
            "dropped": 1,
            "http_error": 1
          },
          "statuses": {
            "500": 1
          }
        }
      ],
      "failures": [
        {
          "method": "POST",
          "name": "/orders",
          "host": null,
          "outcome": "http_error",
          "status": 500,
          "error": null,
          "requests": 1,
          "first_us": 1763718001500000,
          "last_us": 1763718001590000
        },
        {
          "method": "POST",
          "name": "/orders",
          "host": null,
          "outcome": "connect_error",
          "status": null,
          "error": "connection refused",
          "requests": 1,
          "first_us": 1763718002000000,
          "last_us": 1763718002001000
        }
      ],
      "faults": [],
      "window_us": 1000000,
      "windows": [
        {
          "at_us": 1763718001000000,
          "requests": 3,
          "errors": 1,
          "dropped": 0,
          "received": 1020,
          "answers": {
            "1xx": 0,
            "2xx": 2,
            "3xx": 0,
            "4xx": 0,
            "5xx": 1,
            "none": 0
          },
          "response_time": {
            "p50_us": 4008,
            "p95_us": 90000,
            "p99_us": 90000,
            "max_us": 90000
          }
        },
        {
          "at_us": 1763718002000000,
          "requests": 1,
          "errors": 1,
          "dropped": 1,
          "received": 0,
          "answers": {
            "1xx": 0,
            "2xx": 0,
            "3xx": 0,
            "4xx": 0,
            "5xx": 0,
            "none": 1
          },
          "response_time": {
            "p50_us": 1000,
            "p95_us": 1000,
            "p99_us": 1000,
            "max_us": 1000
          }
        }
      ],
      "gauges": [
        {
          "test": "t-1",
          "run": "k3x9a2bc",
          "source": "lt-gen",
          "name": "users",
          "unit": "",
          "labels": {},
          "points": [
            [
              1763718000000000,
              2.0
            ],
            [
              1763718001000000,
              2.0
            ],
            [
              1763718002000000,
              2.0
            ]
          ]
        }
      ],
      "events": [
        {
          "at_us": 1763718000000000,
          "run": "k3x9a2bc",
          "name": "stage",
          "text": "2 users"
        }
      ],
      "events_left_out": 0,
      "observations": [
        {
          "kind": "connection-errors",
          "text": "1 of 4 requests (25.0 %) got no connection (`connect_error`), 2.0 s after the start.",
          "causes": [
            "the target does not run, has crashed, or listens on another address or port: ask it by hand",
            "a firewall or the network in between drops connections",
            "the target's limit of open connections, or its queue of those to be accepted, is full"
          ]
        },
        {
          "kind": "server-errors",
          "text": "1 of 4 requests (25.0 %) got a server error (500), 1.5 s after the start.",
          "causes": [
            "an error in the target that this load brings out: look at its log",
            "it has run out of something: memory, threads, database connections",
            "a proxy or load balancer found no back end that was well: look at health checks and restarts"
          ]
        }
      ],
      "health": {
        "doubts": [
          "the generator of run k3x9a2bc was saturated: schedule delay p99 is 12.4 ms, above 10 ms"
        ],
        "remarks": [
          {
            "level": "doubt",
            "text": "the generator of run k3x9a2bc was saturated: schedule delay p99 is 12.4 ms, above 10 ms"
          },
          {
            "level": "warning",
            "text": "run k3x9a2bc was interrupted: its plan was not carried out to the end"
          },
          {
            "level": "warning",
            "text": "arrivals never sent because too many requests were in flight: 1 of 5 (20.0 %)"
          },
          {
            "level": "note",
            "text": "samples left out because they belong to the warm-up: 1"
          }
        ],
        "saturated": true,
        "complete": true,
        "cut_off": false,
        "skipped_lines": 0,
        "warmup_left_out": 1,
        "generators": [
          {
            "run": "k3x9a2bc",
            "health": {
              "cpu_busy": 0.97,
              "delay_p50_us": 100,
              "delay_p99_us": 12400,
              "delay_max_us": 31000,
              "achieved": 5,
              "offered": 6,
              "saturated": true,
              "why": [
                "schedule delay p99 is 12.4 ms, above 10 ms"
              ]
            }
          }
        ]
      }
    }
    "#);
}

#[test]
fn what_was_not_measured_is_null_and_not_zero() {
    let empty = stream(&[RUN.to_owned(), end(0, r#""reason":"completed""#)]);
    let report: serde_json::Value =
        serde_json::from_str(&render(&summary(&empty)).unwrap()).unwrap();
    let total = &report["total"];
    for key in [
        "error_rate",
        "first_us",
        "last_us",
        "response_time",
        "service_time",
        "ttfb",
    ] {
        assert!(total[key].is_null(), "{key}");
    }
    assert_eq!(
        (&total["requests"], &total["span_us"]),
        (&0.into(), &0.into())
    );
    assert_eq!(report["health"]["complete"], true);
}

#[test]
fn rates_of_endpoints_add_up_to_the_total() {
    let report: serde_json::Value =
        serde_json::from_str(&render(&summary(SMALL)).unwrap()).unwrap();
    let rate = |row: &serde_json::Value| row["rate"].as_f64().unwrap();
    let sum: f64 = report["endpoints"]
        .as_array()
        .unwrap()
        .iter()
        .map(rate)
        .sum();
    assert!((sum - rate(&report["total"])).abs() < 1e-9);
}
