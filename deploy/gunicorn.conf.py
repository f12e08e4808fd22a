"""gunicorn: the program is read once, and the workers share its memory as long as nobody writes to it."""

import gc

preload_app = True


def when_ready(_server):
    """Before the workers are made: what was read stays for good, so the collector need not touch (and copy) it."""
    gc.collect()
    gc.freeze()
