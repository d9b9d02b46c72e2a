"""Compares our CSV files and JSON with those that a real Locust wrote of the same requests, column by column.

    python3 compare.py OURS THEIRS SAMPLES USERS

OURS and THEIRS are prefixes: OURS_stats.csv, OURS.json and so on; SAMPLES are the requests in the CSV files, USERS how
many made them. Exact are headers, rows, counts, sizes and failures. Locust's times have digits below a microsecond, its
percentiles two digits, its seconds the requests that ended in them, its rates a clock that starts earlier. Exit code 1
and a line for each difference that has no such reason.
"""

import csv
import json
import math
import sys

PERCENTILES = ["50%", "66%", "75%", "80%", "90%", "95%", "98%", "99%", "99.9%", "99.99%", "100%"]
wrong = []


def check(holds, *words):
    if not holds:
        wrong.append(" ".join(map(str, words)))


def near(ours, theirs, share, offset):
    return abs(float(ours) - float(theirs)) <= abs(float(theirs)) * share + offset


def read(prefix, what):
    with open(f"{prefix}_{what}.csv", newline="") as file:
        text = file.read()
    check(text.count("\r\n") == text.count("\n") > 0, what, "lines do not end in CRLF")
    rows = list(csv.reader(text.splitlines(keepends=True)))
    check(all(len(row) == len(rows[0]) for row in rows), what, "rows of", prefix, "differ in length")
    return rows[0], [dict(zip(rows[0], row)) for row in rows[1:]]


def both(ours, theirs, what):
    (header, our_rows), (their_header, their_rows) = read(ours, what), read(theirs, what)
    check(header == their_header, what, "header:", header, their_header)
    return our_rows, their_rows


def same(what, ours, theirs, columns):
    for column in columns:
        check(ours[column] == theirs[column], what, ours.get("Name"), column, ours[column], theirs[column])


def check_percentiles(ours, theirs, times):
    times = sorted(times)
    for column in PERCENTILES:
        share = float(column[:-1]) / 100
        rank = math.ceil(len(times) * share - 1e-9)
        exact = times[rank - 1] / 1000
        check(near(ours[column], exact, 0.0005, 0.5), "stats", ours["Name"], column, ours[column], "of", exact)
        # Locust's is the next rank where ours is a whole number, to two digits.
        exact = times[min(int(len(times) * share), len(times) - 1)] / 1000
        unit = 1 if exact < 99 else 10 if exact < 990 else 100
        check(near(theirs[column], exact, 0, unit), "stats", ours["Name"], column, theirs[column], "is not Locust's", exact)


def check_stats(ours, theirs, times, seconds):
    ours, theirs = both(ours, theirs, "stats")
    check([row["Name"] for row in ours] == [row["Name"] for row in theirs], "stats: order of rows")
    for our, their in zip(ours, theirs):
        same("stats", our, their, ["Type", "Name", "Request Count", "Failure Count", "Average Content Size"])
        for what in ["Average", "Min", "Max"]:
            column = f"{what} Response Time"
            check(near(our[column], their[column], 0, 0.0006), "stats", our["Name"], column, our[column], their[column])
        for count, rate in [("Request Count", "Requests/s"), ("Failure Count", "Failures/s")]:
            if int(our[count]) == 0:
                same("stats", our, their, [rate])
                continue
            # Locust's time begins when it begins to start users, which no request tells.
            check(near(our[rate], int(our[count]) / seconds, 1e-6, 0), "stats", our["Name"], rate, our[rate], their[rate])
            check(float(their[rate]) > 0, "stats", our["Name"], rate, their[rate])
        check_percentiles(our, their, times[our["Type"], our["Name"]])
    return len(ours)


def check_history(ours, theirs, users):
    ours, theirs = both(ours, theirs, "stats_history")
    key = lambda row: (int(row["Timestamp"]), row["Type"], row["Name"])
    ours = {key(row): row for row in ours}
    # Where nothing was due in the second in which Locust looked, the second before says the same.
    until = lambda second, *name: ours.get((second, *name)) or ours.get((second - 1, *name))
    compared = 0
    for their in theirs:
        second, method, name = key(their)
        if not int(their["Total Request Count"]):
            continue
        our = until(second, method, name)
        check(our, "stats_history: no row", second, name)
        if not our:
            continue
        compared += 1
        # Users come and go within a second, and Locust looks once.
        check(0 <= int(our["User Count"]) <= users, "users", second, our["User Count"])
        before = ours.get((second - 1, method, name))
        for column in ["Total Request Count", "Total Failure Count"]:
            # Ours are those that were due until the second was over, Locust's those that had ended somewhen in it.
            least = int(before[column]) - users if before else 0
            check(least <= int(their[column]) <= int(our[column]), column, second, name, our[column], their[column])
        check(len(our["Requests/s"].split(".")[1]) == 6, "Requests/s", our["Requests/s"])
    last = [row for row in theirs if row["Timestamp"] == theirs[-1]["Timestamp"]]
    for their in last:
        our = until(*key(their))
        columns = ["Request Count", "Failure Count", "Average Content Size"]
        same("last of stats_history", our, their, [f"Total {column}" for column in columns])
        for what in ["Average", "Min", "Max"]:
            column = f"Total {what} Response Time"
            check(near(our[column], their[column], 0, 0.0006), "last of stats_history", column, our[column], their[column])
    return compared


def check_failures(ours, theirs):
    ours, theirs = both(ours, theirs, "failures")
    key = lambda row: (row["Method"], row["Name"], row["Error"], row["Occurrences"])
    check(sorted(map(key, ours)) == sorted(map(key, theirs)), "failures:", ours, theirs)
    shape = lambda text: "".join("0" if c.isdigit() else c for c in text)
    for row in ours:
        for column in ["First Seen", "Last Seen"]:
            check(shape(row[column]) == "0000-00-00T00:00:00Z", column, row[column])
    return len(ours)


def check_exceptions(ours, theirs):
    ours, theirs = both(ours, theirs, "exceptions")
    check(ours == theirs == [], "exceptions:", ours, theirs)


def check_json(ours, theirs):
    (ours, theirs) = (json.load(open(f"{prefix}.json")) for prefix in (ours, theirs))
    by_name = {(row["name"], row["method"]): row for row in ours}
    check(len(ours) == len(theirs) == len(by_name), "json: rows", len(ours), len(theirs))
    for their in theirs:
        our = by_name[their["name"], their["method"]]
        check(list(our) == list(their), "json: keys", list(our), list(their))
        for key in ["num_requests", "num_none_requests", "num_failures", "total_content_length"]:
            check(our[key] == their[key], "json", their["name"], key, our[key], their[key])
        n = their["num_requests"]
        check(near(our["total_response_time"], their["total_response_time"], 0, n * 0.0005), "json: sum of times")
        for key in ["min_response_time", "max_response_time"]:
            check(near(our[key], their[key], 0, 0.0006), "json", their["name"], key, our[key], their[key])
        for key in ["response_times", "num_reqs_per_sec", "num_fail_per_sec"]:
            counted = sum(our[key].values()), sum(their[key].values())
            check(counted[0] == counted[1], "json", their["name"], key, counted)


def check_types(ours, theirs):
    """What pandas makes of a column, a number or text, is what programs that read the files rely on."""
    try:
        import pandas
    except ImportError:
        return "csv; pandas is not installed"
    for what in ["stats", "stats_history", "failures", "exceptions"]:
        frames = [pandas.read_csv(f"{prefix}_{what}.csv") for prefix in (ours, theirs)]
        check(list(frames[0].columns) == list(frames[1].columns), "pandas:", what)
        for column in frames[0].columns if len(frames[0]) else []:
            kinds = [pandas.api.types.is_numeric_dtype(frame[column]) for frame in frames]
            check(kinds[0] == kinds[1], "pandas: types of", what, column, frames[0][column].dtype, frames[1][column].dtype)
    return f"csv and pandas {pandas.__version__}"


def read_times(samples):
    """The times of each endpoint, and how many seconds lie between the first request and the end of the last one."""
    times, starts, ends = {}, [], []
    with open(samples) as file:
        for sample in map(json.loads, file):
            if sample["type"] == "sample":
                for key in [(sample["method"], sample["name"]), ("", "Aggregated")]:
                    times.setdefault(key, []).append(sample["service_us"])
                starts.append(sample["at_us"])
                ends.append(sample["at_us"] + sample["service_us"])
    return times, (max(ends) - min(starts)) / 1e6


def main(ours, theirs, samples, users):
    rows = check_stats(ours, theirs, *read_times(samples))
    seconds = check_history(ours, theirs, int(users))
    failures = check_failures(ours, theirs)
    check_exceptions(ours, theirs)
    check_json(ours, theirs)
    readers = check_types(ours, theirs)
    print(f"compared with {readers}: {rows} rows of stats, {seconds} of the history, {failures} failures")
    print(*wrong, sep="\n", file=sys.stderr)
    sys.exit(bool(wrong))


main(*sys.argv[1:])
