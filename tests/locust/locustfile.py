"""What the real Locust does in the test: two kinds of users on a shop, with failures of both kinds.

Every request is written down as a line of the stream, in the order in which Locust counts them, into the file that
LT_SAMPLES names, and how many users there were into the file that LT_USERS names.
"""

import json
import os
import time

import gevent
from locust import FastHttpUser, HttpUser, constant, events, task
from locust.exception import CatchResponseError

RUN = "10cust00"
samples, gauges = [], []


class Browser(HttpUser):
    weight = 2
    wait_time = constant(0.02)

    @task(5)
    def browse(self):
        self.client.get("/api/products?page=1", name="/api/products")

    @task(2)
    def nowhere(self):
        self.client.get("/nowhere", name='/nowhere, "nobody"')

    @task(1)
    def picky(self):
        with self.client.get("/api/products/7", name="/api/products/{id}", catch_response=True) as response:
            response.failure("I don't like it")


class Fast(FastHttpUser):
    weight = 1
    wait_time = constant(0.02)

    @task
    def browse(self):
        self.client.get("/api/products?page=2", name="/api/products")


@events.request.add_listener
def write_down(request_type, name, response_time, response_length, response, exception, start_time, **_):
    line = {
        "type": "sample",
        "run": RUN,
        "at_us": round(start_time * 1e6),
        "method": request_type,
        "name": name,
        "outcome": "ok",
        "delay_us": 0,
        "service_us": round(response_time * 1e3),
        "received": response_length,
    }
    status = getattr(response, "status_code", None)
    if status:
        line["status"] = status
    if isinstance(exception, CatchResponseError):
        line |= {"outcome": "check_failed", "error": str(exception)}
    elif exception:
        line["outcome"] = "http_error"
    samples.append(line)


@events.test_start.add_listener
def count_users(environment, **_):
    def every_tenth():
        while True:
            gauge = {"type": "gauge", "run": RUN, "at_us": round(time.time() * 1e6), "source": "lt-gen", "name": "users"}
            gauges.append(gauge | {"value": environment.runner.user_count})
            gevent.sleep(0.1)

    gevent.spawn(every_tenth)


@events.quit.add_listener
def save(**_):
    for variable, lines in [("LT_SAMPLES", samples), ("LT_USERS", gauges)]:
        with open(os.environ[variable], "w") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
