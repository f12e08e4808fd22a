"""The production server around an application: gunicorn as deploy/nhip-cau-web.service starts it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

TOP = Path(__file__).resolve().parent.parent
SERVICE = TOP / "deploy" / "nhip-cau-web.service"
TICKS = os.sysconf("SC_CLK_TCK")


def flags() -> list[str]:
    """The flags of the service's ExecStart, so that what is measured is what is run."""
    return re.search(r"gunicorn (.+) app:app", SERVICE.read_text()).group(1).split()


class Server:
    """A running gunicorn; `with Server("app:app", settings) as server:`."""

    def __init__(self, target: str, settings: dict[str, str]):
        self.target, self.settings = target, settings

    def __enter__(self):
        self.port = _free_port()
        command = [sys.executable, "-m", "gunicorn", *flags(), "--bind", f"127.0.0.1:{self.port}", self.target]
        began = time.perf_counter()
        self.process = subprocess.Popen(
            command, cwd=TOP, env={**os.environ, **self.settings}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()
        self.first_answer = time.perf_counter() - began
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)

    def _wait(self):
        for _ in range(600):
            try:
                urlopen(f"http://127.0.0.1:{self.port}/sign-in", timeout=5).close()
                return
            except HTTPError:
                return
            except (URLError, OSError):
                time.sleep(0.05)
        raise SystemExit("the server did not answer")

    @property
    def workers(self) -> list[int]:
        """The process ids of the workers."""
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def cpu(self) -> float:
        """Seconds of CPU that the workers have used."""
        used = 0
        for pid in self.workers:
            after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used += int(after_name[11]) + int(after_name[12])
        return used / TICKS

    def memory(self) -> list[float]:
        """MiB that each worker keeps resident."""
        sizes = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in self.workers]
        return [int(size.group(1)) / 1024 for size in sizes]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
