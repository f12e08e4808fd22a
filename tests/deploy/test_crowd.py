"""Many who come at once to a server that has just started, as in the minute after an upgrade."""

import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import product
from threading import Barrier

import pytest

from bench.server import TOP, Server

CROWD = 8


@pytest.fixture
def settings(request, tmp_path):
    """The environment of an installation with a database of its own."""
    url = f"sqlite:///{tmp_path / 'crowd.sqlite3'}"
    if request.config.getoption("database") == "postgresql":
        url = f"{os.environ['TEST_POSTGRESQL_URL']}_crowd"
    return {
        "NHIP_CAU_INSTANCE": str(tmp_path),
        "NHIP_CAU_DATABASE_URL": url,
        "NHIP_CAU_KEPT_PAGES_MB": "0",
        "FLASK_APP": "app.py",
    }


def test_everybody_in_a_crowd_before_a_fresh_server_is_answered(settings):
    told = subprocess.run(
        [sys.executable, "-m", "bench.tour", "14"],
        cwd=TOP,
        env=os.environ | settings,
        check=True,
        capture_output=True,
    )
    plan = json.loads(told.stdout)

    with Server("app:app", settings) as server, ThreadPoolExecutor(CROWD) as crowd:
        ready = Barrier(CROWD, timeout=120)

        def visit(_place):
            """The statuses of every page, each asked when all others ask for it, too."""
            found = Counter()
            for path, _again in product(plan["tour"], range(2)):
                connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
                ready.wait()
                connection.request("GET", path, headers={"Cookie": plan["cookie"]})
                with connection.getresponse() as answer:
                    answer.read()
                found[path, answer.status] += 1
            return found

        answers = sum(crowd.map(visit, range(CROWD)), Counter())

    assert answers == {(path, 200): CROWD * 2 for path in plan["tour"]} and len(plan["tour"]) > 90
