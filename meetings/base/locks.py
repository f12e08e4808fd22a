"""One writer at a time on SQLite, served in the order of asking, across threads and processes."""

import fcntl
from collections import deque
from contextlib import contextmanager
from threading import Lock


class FairLock:
    """A lock handed over in the order in which threads asked, so that none waits for ever."""

    def __init__(self):
        self._gate = Lock()
        self._queue: deque[Lock] = deque()
        self._held = False

    def __enter__(self):
        with self._gate:
            if not self._held:
                self._held = True
                return self
            turn = Lock()
            turn.acquire()
            self._queue.append(turn)
        turn.acquire()
        return self

    def __exit__(self, *_):
        with self._gate:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._held = False


_threads = FairLock()


@contextmanager
def one_writer(path: str):
    """Hold the write lock that lives in the file `path` (threads queue fairly, processes through flock)."""
    with _threads, open(path, "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
