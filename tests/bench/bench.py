#!/usr/bin/env python3
"""Millrace beside DuckDB and Polars on fixed workloads, paired: A B C, A B C, ... in one run.

Each peer runs as a whole process, start-up included, on the same files with a warm page cache. Printed are the
median wall time, CPU time and peak memory of each, and for each workload the ratio of the faster of DuckDB and
Polars to Millrace: the median over the rounds of the ratio within a round, so that a slow minute of the machine
slows all of them. Results are compared first, on the files of size S (of size T for T): as sets of rows, numbers
rounded to what all formats keep.
"""
import argparse
import csv
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SIZES = {  # rows of sensors, orders, customers
    "T": (16_000, 10_000, 1_000_000),
    "S": (1_600_000, 1_000_000, 1_000_000),
    "L": (16_000_000, 10_000_000, 1_000_000),
}
GOALS = {"w1": 4, "w2": 4, "w3": 3.5, "w5": 2, "w5-512": 1, "w6": 4, "group": 1.2}
ALL = "w1,w2,w6,w5,w5-512,group,w3"


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", required=True)
    parser.add_argument("--millrace", required=True)
    parser.add_argument("--size", default="L", choices=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default=ALL)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", default="")
    return parser.parse_args()


def generate(args, size):
    """The files of the size, made once."""
    sensors, orders, customers = SIZES[size]
    data = f"{args.work}/data"
    files = {
        "SENSORS": (f"{data}/sensors-{size}.csv", ["sensors", str(sensors)]),
        "ORDERS": (f"{data}/orders-{size}.csv", ["orders", str(orders)]),
        "CUSTOMERS": (f"{data}/customers-{customers}.csv", ["customers", str(customers)]),
        "MANY": (f"{data}/sensors-{size}-million.csv", ["sensors", str(sensors), "1000000"]),
    }
    for path, words in files.values():
        if not os.path.exists(path):
            with open(path + ".part", "wb") as out:
                subprocess.run([f"{args.work}/bin/gen", *words], stdout=out, check=True)
            os.rename(path + ".part", path)
    return {name: path for name, (path, _) in files.items()}


def sql_of(args, workload, files, out):
    name = "group" if workload == "group" else workload.split("-")[0]
    text = open(f"{HERE}/peers/{name}.duckdb.sql").read()
    names = dict(files, SENSORS=files["MANY"] if workload == "group" else files["SENSORS"], OUT=out)
    for key, value in names.items():
        text = text.replace(f"@{key}@", value)
    path = f"{args.work}/out/{workload}.sql"
    open(path, "w").write(text)
    return path


def jobs(args, workload, files):
    """(peer, command, environment, output) for each peer."""
    base = workload.split("-")[0]
    inp = {"w2": files["ORDERS"], "w6": files["ORDERS"], "group": files["MANY"]}.get(base, files["SENSORS"])
    out = lambda peer: f"{args.work}/out/{workload}.{peer}"
    pipeline = f"{HERE}/pipelines/{'w1' if base == 'group' else base}.millrace"
    mine = [args.millrace, "run", pipeline, "--no-record", "--no-progress", "--workers", str(args.workers),
            "--set", f"in={inp}", "--set", f"out={out('millrace')}"]
    if base == "w6":
        mine += ["--set", f"customers={files['CUSTOMERS']}"]
    if workload.endswith("-512"):
        mine += ["--memory", "512MiB"]
    yield "millrace", mine, {}, out("millrace")
    if base == "w3":
        script = (f"rm -f {out('sqlite3')}; printf 'pragma journal_mode=off;\\npragma synchronous=off;\\n"
                  f"pragma cache_size=-65536;\\ncreate table s(ts text, device text, temperature real, "
                  f"humidity real, pressure real, status text);\\n.mode csv\\n.import --skip 1 {inp} s\\n' "
                  f"| sqlite3 -batch {out('sqlite3')}")
        yield "sqlite3", ["sh", "-c", script], {}, out("sqlite3")
        return
    npm = f"{args.work}/npm/node_modules"
    yield ("duckdb", [f"{args.work}/bin/duckrun", str(args.workers), "-", sql_of(args, workload, files, out("duckdb"))],
           {"LD_LIBRARY_PATH": f"{npm}/@duckdb/node-bindings-linux-x64"}, out("duckdb"))
    yield ("polars", ["node", f"{HERE}/peers/polars.cjs", "w1" if base == "group" else base, inp, out("polars"),
                      files["CUSTOMERS"]],
           {"NODE_PATH": npm, "POLARS_MAX_THREADS": str(args.workers), "STREAM": "1"}, out("polars"))


def run(command, extra):
    os.sync()  # what the last one left unwritten must not be charged to this one
    started = time.monotonic()
    child = subprocess.Popen(command, env=dict(os.environ, **extra), stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"bench: {' '.join(command)}: exit {child.returncode}\n{errors[-2000:].decode('utf8', 'replace')}")
    return {"wall": time.monotonic() - started, "cpu": usage.ru_utime + usage.ru_stime,
            "memory": usage.ru_maxrss / 1024}


def digest_rows(workload, path):
    """Rows as comparable values: numbers rounded to what the formats of all peers keep."""
    base = workload.split("-")[0]
    rows = csv.reader(open(path, newline="", encoding="utf8"))
    next(rows)
    sums = n = 0
    last = float("-inf")
    for row in rows:
        if base in ("w1", "group"):
            # Means of 2-digit values often end in a 5 at the 7th digit: 1e-9 keeps a last bit, which
            # depends on the order of adding up, from deciding how it is rounded.
            value = (row[0], int(row[1]), round(float(row[2]) + 1e-9, 6), float(row[3]), float(row[4]))
        elif base == "w2":
            value = tuple(row[:7]) + (float(row[7]), row[8], round(float(row[-1]), 2))
        elif base == "w5":
            value = (row[0], row[1], float(row[2]), float(row[3] or 0), float(row[4]), row[5])
            if value[2] < last:
                return "not sorted"
            last = value[2]
        else:
            value = (row[0], row[1], int(float(row[2])), f"{float(row[3]):.2f}")
        # order-free, so that a gigabyte need not be sorted in memory
        sums = (sums + int.from_bytes(hashlib.sha1(repr(value).encode()).digest()[:8], "little")) % 2**64
        n += 1
    return f"{n} rows {sums:016x}"


def digest_table(path, table):
    query = (f"select count(*), count(distinct device), round(sum(temperature), 3), round(sum(humidity), 3), "
             f"round(sum(pressure), 3), sum(length(status)) from {table}")
    done = subprocess.run(["sqlite3", path, "pragma integrity_check;", query], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def digest(workload, peer, path):
    if workload == "w3":
        return digest_table(path, "s" if peer == "sqlite3" else "sensors")
    return digest_rows(workload, path)


def once(args, workload, files):
    """Runs every peer once; gives (peer, result, output)."""
    for peer, command, extra, out in jobs(args, workload, files):
        if os.path.exists(out):
            os.unlink(out)
        result = run(command, extra)
        print(f"  {workload} {peer} {result['wall']:.2f} s", file=sys.stderr)
        yield peer, result, out


def measure(args, workload, files, small):
    digests = {peer: digest(workload, peer, out) for peer, _, out in once(args, workload, small)}
    runs = {}
    for number in range(args.rounds + 1):  # the first round only warms the page cache
        for peer, result, _ in once(args, workload, files):
            if number > 0:
                runs.setdefault(peer, []).append(result)
    return runs, digests


def report(args, workload, runs, digests):
    median = lambda peer, key: statistics.median(r[key] for r in runs[peer])
    peers = [p for p in runs if p != "millrace"]
    ratio = statistics.median(min(runs[p][i]["wall"] for p in peers) / runs["millrace"][i]["wall"]
                              for i in range(args.rounds))
    equal = len(set(digests.values())) == 1
    for peer in runs:
        print(f"{workload:8s} {peer:9s} {median(peer, 'wall'):8.3f} s {median(peer, 'cpu'):8.3f} cpu "
              f"{median(peer, 'memory'):8.0f} MiB   {digests[peer]}")
    goal = GOALS[workload]
    print(f"{workload:8s} ratio {ratio:.2f}, goal {goal}: {'met' if ratio >= goal else 'MISSED'}; "
          f"results {'equal' if equal else 'DIFFER'}\n", flush=True)
    return {"workload": workload, "ratio": ratio, "goal": goal, "equal": equal, "runs": runs}


def main():
    args = parse_args()
    small = generate(args, min(args.size, "S", key="TSL".index))
    files = generate(args, args.size)
    shutil.rmtree(f"{args.work}/out", ignore_errors=True)
    os.makedirs(f"{args.work}/out")
    results = []
    for workload in args.only.split(","):
        runs, digests = measure(args, workload, files, small)
        results.append(report(args, workload, runs, digests))
    if args.json:
        json.dump(results, open(args.json, "w"), indent=1)
    sys.exit(0 if all(r["equal"] for r in results) else 1)


main()
