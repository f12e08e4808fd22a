"""scripts/serve.sh, which serves the demo: however its user ends it, nothing stays behind."""

import os
import pty
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
READY = "Ctrl-C stops it."
# Measured: 2 s; the rest is room for a busy machine.
SOON = 40


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Settings of an installation of its own, whose database is ready."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NHIP_CAU_")}
    instance = str(tmp_path_factory.mktemp("instance"))
    settings = kept | {"FLASK_APP": "app.py", "NHIP_CAU_INSTANCE": instance, "PYTHONUNBUFFERED": "1"}
    subprocess.run([".venv/bin/flask", "db", "upgrade"], cwd=TOP, env=settings, check=True)
    return settings


@pytest.fixture
def serving(environment):
    """It is served as `make demo` does; the process and its terminal."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    ours, terminal = pty.openpty()
    process = subprocess.Popen(
        # Tests that were started in the background ignore Ctrl-C, and a shell cannot trap what it was born ignoring.
        ["env", "--default-signal=INT,HUP", "scripts/serve.sh", "127.0.0.1", port, f"http://127.0.0.1:{port}"],
        cwd=TOP,
        env=environment,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    said = ""
    while READY not in said:
        said += os.read(ours, 4096).decode(errors="replace")
    yield process, ours
    if _is_alive(process.pid):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _is_alive(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _ends(process):
    process.wait(SOON)
    ends = time.monotonic() + SOON
    while _is_alive(process.pid) and time.monotonic() < ends:
        time.sleep(0.05)
    return not _is_alive(process.pid)


def _rest(terminal):
    """What was said after the address."""
    said = b""
    with suppress(OSError):  # the end of a terminal
        while more := os.read(terminal, 4096):
            said += more
    os.close(terminal)
    return said.decode().splitlines()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_end_it_stops_web_server_and_worker(serving, sign):
    process, terminal = serving
    os.killpg(process.pid, sign)

    assert _ends(process)
    assert (_rest(terminal)[-2:], process.returncode) == (["Stopping…", "Stopped."], 0)


def test_a_closed_window_leaves_no_web_server_behind(serving):
    process, terminal = serving
    os.close(terminal)
    os.killpg(process.pid, signal.SIGHUP)  # what a shell tells its jobs when its terminal is gone

    assert _ends(process)
