"""Drives a load test through Locust's web interface and writes down what is answered.

    python3 drive.py URL HOST OUT

URL is where the interface is, HOST what is put under load (lt-target, whose own count is written down as well), OUT a
file of JSON: for each step the status, the media type, and the body. Nothing here knows who answers.
"""

import json
import sys
import time

import requests

URL, HOST, OUT = sys.argv[1:]
TABLES = ["/stats/requests/csv", "/stats/failures/csv", "/exceptions/csv"]
LOOKS = ["/stats/requests", "/exceptions", "/tasks", "/logs", "/worker-count"]
WRONG = [
    {},
    {"user_count": "5"},
    {"user_count": "many", "spawn_rate": "1"},
    {"user_count": "5", "spawn_rate": "it's fast"},
    {"user_count": "-1", "spawn_rate": "1"},
    {"user_count": "1", "spawn_rate": "0"},
    {"user_count": "1", "spawn_rate": "inf"},
    {"user_count": "1", "spawn_rate": "1", "run_time": "5x"},
]
answers = {}


def ask(method, path, step=None, **form):
    response = requests.request(method, URL + path, timeout=90, **form)
    kind = response.headers["content-type"].split(";")[0]
    body = response.json() if kind == "application/json" else response.text
    attachment = response.headers.get("content-disposition", "").split(";")[0]
    answer = {"status": response.status_code, "kind": kind, "attachment": attachment, "body": body}
    if step:
        answers[f"{step}: {method} {path}"] = answer
    return body


def look(step):
    for path in LOOKS + TABLES:
        ask("GET", path, step)


def until(what, holds):
    end = time.monotonic() + 60
    while True:
        stats = ask("GET", "/stats/requests")
        if holds(stats, stats["stats"][-1]):
            return stats
        if time.monotonic() > end:
            sys.exit(f"{URL}: no {what} within a minute: {stats}; log: {ask('GET', '/logs')}")
        time.sleep(0.2)


def received():
    return requests.get(f"{HOST}/__lt/stats", timeout=10).json()["received"]


def swarm(step, users, **form):
    answer = ask("POST", "/swarm", step, data={"user_count": users, "spawn_rate": 20, "host": HOST, **form})
    assert answer["success"], answer


def stop(step):
    answer = ask("POST", "/stop", step)
    assert answer["success"], answer
    until("end", lambda stats, total: stats["state"] == "stopped" and stats["user_count"] == 0)
    # Locust answers from memory for two seconds.
    time.sleep(2.2)


look("idle")
for number, form in enumerate(WRONG):
    ask("POST", "/swarm", f"wrong {number}", data=form)
ask("POST", "/swarm", "no form", json={"user_count": 1})
ask("POST", "/stop", "idle")
ask("POST", "/stats/reset", "idle")

swarm("begin", 4)
until("4 users", lambda stats, total: stats["state"] == "running" and stats["user_count"] == 4 and total["num_requests"] > 60)
look("running")
swarm("more", 8)
before = until("8 users", lambda stats, total: stats["state"] == "running" and stats["user_count"] == 8)["stats"][-1]["num_requests"]
assert ask("POST", "/stats/reset", "running") == "ok"
until("reset", lambda stats, total: 0 < total["num_requests"] < before)
stop("end")
look("stopped")
ask("GET", "/stats/report", "stopped")
ask("GET", "/stats/report?download=1", "stopped")

sent = received()
swarm("again", 3, run_time="1h")
until("requests", lambda stats, total: stats["state"] == "running" and 100 < total["num_requests"])
stop("again")
look("again")
answers["received"] = received() - sent

with open(OUT, "w") as file:
    json.dump(answers, file)
