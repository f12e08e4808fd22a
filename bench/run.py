"""Speed under the production server, beside a floor measured in the same run: `make bench` or `python -m bench.run`.

    --sites 14,300,3000   sizes of the conference        --seconds 5     how long each page is asked
    --database both       sqlite, postgresql or both     --clients 8     how many ask at once

Requests per second and p95 depend on what else the machine does and on the load generator (bench/load.py), which runs
on the same cores; CPU per request is that of the workers alone and is what the ratio to the floor is made of.
Each page is measured twice: drawn with every request, and as it is served (`- kept`: again from memory while nothing is
written, meetings/web/kept.py).
PostgreSQL is BENCH_POSTGRESQL_URL, or a server of our own (scripts/postgres.sh: without fsync).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from bench.server import Server

ROUNDS = 4
TOP = Path(__file__).resolve().parent.parent
HEADS = f"{'page':31}{'req/s':>8}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}{'x floor':>9}{'queries':>9}"


def main():
    """Measure all and print tables."""
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="nhip-cau-bench-") as folder:
        wall, cpu = cold_start(folder)
        print(f"cold start (import app, best of 3): {wall:.2f} s, of CPU {cpu:.2f} s", flush=True)
        for kind in ("sqlite", "postgresql") if asked.database == "both" else (asked.database,):
            for sites in asked.sites:
                measure(kind, sites, asked, Path(folder))


def measure(kind, sites, asked, folder):
    """One database with one size of conference: fill it, run floor and application, print the table."""
    instance = folder / f"{kind}-{sites}"
    instance.mkdir(mode=0o755)
    url, end = _database(kind, instance)
    settings = {"NHIP_CAU_INSTANCE": str(instance), "NHIP_CAU_DATABASE_URL": url, "FLASK_APP": "app.py"}
    try:
        plan = _told("bench.tour", str(sites), settings=settings)
        print(f"\n{kind}, {sites:,} sites, {asked.clients} clients, {asked.seconds:g} s a page\n{HEADS}", flush=True)
        with Server("bench.floor:app", settings) as server:
            floor = ask(server, [{"cookie": "", "path": "/floor"}] * asked.clients, asked.seconds)
        show("floor", floor, floor, 1)
        with Server("app:app", settings | {"NHIP_CAU_KEPT_PAGES_MB": "0"}) as server:
            for page in plan["pages"]:
                show(page["name"], ask(server, _visits(page, asked.clients), asked.seconds), floor, page["queries"])
        with Server("app:app", settings) as server:
            for page in plan["pages"]:
                if page.get("is_kept"):
                    found = ask(server, _visits(page, asked.clients), asked.seconds)
                    show(f"- kept: {page['name']}", found, floor, 0)
            missed = _walk(server, plan)
            print(f"first answer after {server.first_answer:.1f} s; first view {plan['weight'] / 1000:.0f} kB packed")
            print(f"after {len(plan['tour'])} pages, MiB (RSS/PSS): a worker {_listed(server.memory())}; ", end="")
            print(f"what draws papers {_listed(server.presses())}; pages that failed: {missed or 'none'}")
    finally:
        end()


def _visits(page, clients):
    """As many visits as there are clients; who writes has sites of his own, which nobody else answers for."""
    visits = page["visits"][:clients]
    return visits if "answers" in visits[0] else (visits * clients)[:clients]


def _listed(sizes):
    return " ".join(f"{resident:.0f}/{share:.0f}" for resident, share in sizes) or "none"


def ask(server, visits, seconds):
    """What a time of load costs: the generator's findings and the workers' CPU a request."""
    load(server, visits, min(1, seconds))
    before = server.cpu()
    found = load(server, visits, seconds)
    found["cpu"] = (server.cpu() - before) / max(1, found["count"])
    return found


def load(server, visits, seconds):
    """Let the generator's process ask."""
    return _told("bench.load", json.dumps({"port": server.port, "seconds": seconds, "visits": visits}))


def show(name, found, floor, queries):
    """One line of the table."""
    rate, ratio = found["count"] / found["seconds"], found["cpu"] / floor["cpu"]
    line = f"{name:31}{rate:8.0f}{found['p50'] * 1000:8.1f}{found['p95'] * 1000:8.1f}{found['cpu'] * 1000:8.2f}"
    print(f"{line}{ratio:9.1f}{queries:9}" + (f"  {found['bad']} not as wanted" if found["bad"] else ""), flush=True)


def cold_start(folder) -> tuple[float, float]:
    """Seconds by the clock and of CPU of a fresh process from nothing to an application."""
    # As scripts/setup.sh leaves it: compiled.
    subprocess.run([sys.executable, "-m", "compileall", "-q", "app.py", "meetings"], cwd=TOP, check=True)
    code = "import app"
    settings = {**os.environ, "NHIP_CAU_INSTANCE": f"{folder}/cold"}
    return min(_timed([sys.executable, "-c", code], settings) for _ in range(3))


def _timed(command, settings):
    began, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=TOP, env=settings, check=True)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = spent.ru_utime + spent.ru_stime - used.ru_utime - used.ru_stime
    return time.perf_counter() - began, cpu


def _walk(server, plan):
    """Every page of the tour, in rounds over new connections, so that each worker has seen them; those that failed."""
    missed = set()
    for path in plan["tour"] * ROUNDS:
        request = Request(f"http://127.0.0.1:{server.port}{path}", headers={"Cookie": plan["cookie"]})
        try:
            urlopen(request, timeout=60).close()
        except HTTPError as fault:
            missed.add(f"{path} {fault.code}")
        except OSError as fault:
            missed.add(f"{path} {fault}")
    return ", ".join(sorted(missed))


def _told(module, argument, settings=None):
    command = [sys.executable, "-m", module, argument]
    done = subprocess.run(command, cwd=TOP, env={**os.environ, **(settings or {})}, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def _database(kind, instance):
    """The address of an empty database, and how to end what serves it."""
    if kind == "sqlite":
        return f"sqlite:///{instance / 'nhip-cau.db'}", lambda: None
    if url := os.environ.get("BENCH_POSTGRESQL_URL"):
        return url, lambda: None
    script, folder = TOP / "scripts" / "postgres.sh", str(instance / "server")
    Path(instance).parent.chmod(0o755)
    port = os.environ.get("BENCH_POSTGRESQL_PORT", "7899")
    told = subprocess.run([script, "start", folder, port], stdout=subprocess.PIPE, text=True, check=True)
    return told.stdout.strip(), lambda: subprocess.run([script, "stop", folder], check=False)


def _asked():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=lambda typed: [int(one) for one in typed.split(",")], default=[14, 300, 3000])
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    return parser.parse_args()


if __name__ == "__main__":
    main()
