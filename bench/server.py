"""The production server around an application: gunicorn as deploy/nhip-cau-web.service starts it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

TOP = Path(__file__).resolve().parent.parent
SERVICE = TOP / "deploy" / "nhip-cau-web.service"
TICKS = os.sysconf("SC_CLK_TCK")


def flags() -> list[str]:
    """The flags of the service's ExecStart, so that what is measured is what is run."""
    told = re.search(r"gunicorn (.+) app:app", SERVICE.read_text()).group(1)
    return told.replace("/opt/nhip-cau/", f"{TOP}/").split()


def heap() -> dict[str, str]:
    """How the service lets memory be handed out."""
    return dict(re.findall(r"^Environment=(MALLOC_\w+)=(\S+)$", SERVICE.read_text(), re.MULTILINE))


class Server:
    """A running gunicorn; `with Server("app:app", settings) as server:`."""

    def __init__(self, target: str, settings: dict[str, str]):
        self.target, self.settings = target, settings

    def __enter__(self):
        self.port = _free_port()
        command = [sys.executable, "-m", "gunicorn", *flags(), "--bind", f"127.0.0.1:{self.port}", self.target]
        began = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            cwd=TOP,
            env={**os.environ, **heap(), **self.settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
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

    def memory(self) -> list[tuple[float, float]]:
        """MiB of each worker: all that is resident (RSS), and its share of it (PSS: what is shared counts by parts)."""
        return [_sizes(pid) for pid in self.workers]

    def presses(self) -> list[tuple[float, float]]:
        """The same of the processes that draw papers, while there are some."""
        children = {
            int(child)
            for pid in self.workers
            for thread in Path(f"/proc/{pid}/task").glob("*/children")
            for child in thread.read_text().split()
        }
        found = []
        for child in sorted(children):
            # It may end, for want of work, at any moment.
            with suppress(FileNotFoundError, ProcessLookupError):
                found.append(_sizes(child))
        return found


def _sizes(pid):
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return tuple(int(re.search(rf"^{kind}:\s+(\d+)", told, re.MULTILINE).group(1)) / 1024 for kind in ("Rss", "Pss"))


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
