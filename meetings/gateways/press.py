"""A press: a process of its own that draws papers or fills sheets, so that a web worker stays small and its other
threads go on.

It starts with the first paper, draws one after another and ends by itself when none came for a while, or with the
process that started it. Request and answer are a length and as many bytes:
`python -m meetings.gateways.press MODULE FUNCTION`.
"""

import pickle
import select
import signal
import struct
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from threading import Lock, Timer
from time import monotonic

TOP = Path(__file__).resolve().parent.parent.parent
# Long enough for the papers of one sitting, short enough that the memory comes back.
IDLE_SECONDS = 60
# An annex of 3,000 sites takes about twenty seconds; what takes ten times as long never ends.
LONGEST_SECONDS = 240
LENGTH = struct.Struct(">Q")
BROKEN = "the press ended while it made a paper; what it said stands in the log"


class Broken(RuntimeError):
    """The press broke on a paper: a fault of ours, or a machine without memory."""


class Press:
    """Lets `function` of `module` make papers in a process; of several threads one after another."""

    def __init__(self, module: str, function: str, longest=LONGEST_SECONDS):
        self._work, self.longest = (module, function), longest
        self._turn, self._process = Lock(), None

    def make(self, *facts) -> bytes:
        """What the function makes of `facts`.

        Raises `Broken` when the press breaks on it, also when it is new, and when it takes longer than `longest`
        seconds; the next paper finds a new press.
        """
        order = pickle.dumps(facts)
        with self._turn:
            began = monotonic()
            for _ in range(2):
                # It may have ended, for want of work, while the order was on its way: then a new one takes it.
                try:
                    return self._made(order)
                except (EOFError, OSError):
                    self._stop()
                    if monotonic() - began >= self.longest:
                        break
        raise Broken(BROKEN)

    def _made(self, order):
        if self._process is None or self._process.poll() is not None:
            self._stop()
            # In a group of its own: Ctrl-C is for who ordered the paper, and he still waits for it.
            command = [sys.executable, "-m", __name__, *self._work]
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(command, cwd=TOP, stdin=pipe, stdout=pipe, process_group=0)
        limit = Timer(self.longest, self._process.kill)
        limit.start()
        try:
            _send(self._process.stdin, order)
            return _received(self._process.stdout)
        finally:
            limit.cancel()

    def _stop(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process.stdout.close()
            self._process = None


def _send(pipe, content):
    pipe.write(LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def _received(pipe):
    (length,) = LENGTH.unpack(_exactly(pipe, LENGTH.size))
    return _exactly(pipe, length)


def _exactly(pipe, length):
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content


def main(module, function):
    """Make what is ordered until nobody orders any more."""
    # An answer for which nobody waits any more ends the press, without a word.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    orders, answers = sys.stdin.buffer, sys.stdout.buffer
    # What a library prints must not get between the answers.
    sys.stdout = sys.stderr
    make = getattr(import_module(module), function)
    while select.select([orders], [], [], IDLE_SECONDS)[0] and orders.peek(1):
        # Only the process that started this one writes here.
        _send(answers, make(*pickle.loads(_received(orders))))


if __name__ == "__main__":
    main(*sys.argv[1:])
