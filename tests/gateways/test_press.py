import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from meetings.gateways import drawing, pdf, press
from tests.papers import samples

DRAWING = ("meetings.gateways.drawing", "draw")


def _page(text):
    return [f"<p>{text}</p>"]


def test_the_press_gives_what_drawing_gives():
    pages = pdf.sources("giay_moi", samples.invitation())

    assert press.Press(*DRAWING).make(pages, False) == drawing.draw(pages, False)


def test_threads_get_each_its_own_paper():
    shared = press.Press(*DRAWING)
    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda text: shared.make(_page(text), False), "abcd"))

    assert drawn == [drawing.draw(_page(text), False) for text in "abcd"]


def test_a_press_that_was_killed_is_followed_by_another():
    shared = press.Press(*DRAWING)
    first = shared.make(_page("a"), False)
    os.kill(shared._process.pid, signal.SIGKILL)

    assert shared.make(_page("a"), False) == first


def test_a_paper_that_breaks_the_press_is_an_error_and_the_next_one_is_drawn():
    shared = press.Press(*DRAWING)
    with pytest.raises(RuntimeError, match="the press ended"):
        shared.make([], False)

    assert shared.make(_page("a"), False).startswith(b"%PDF")


def test_the_press_ends_with_who_started_it():
    code = (
        "from meetings.gateways.press import Press; p = Press('meetings.gateways.drawing', 'draw');"
        "p.make(['<p>a</p>'], False);"
        "print(p._process.pid, flush=True)"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=press.TOP, stdout=subprocess.PIPE, check=True, timeout=60)
    child = int(told.stdout)
    for _ in range(100):
        if not _is_alive(child):
            break
        press.select.select([], [], [], 0.1)

    assert not _is_alive(child)


def test_an_interrupt_from_the_terminal_is_not_for_the_press():
    shared = press.Press(*DRAWING)
    shared.make(_page("a"), False)

    assert os.getpgid(shared._process.pid) != os.getpgid(0)


def test_a_paper_for_which_nobody_waits_any_more_ends_the_press_without_a_word():
    command, pipe = [sys.executable, "-m", press.__name__, *DRAWING], subprocess.PIPE
    alone = subprocess.Popen(command, cwd=press.TOP, stdin=pipe, stdout=pipe, stderr=pipe)
    alone.stdout.close()
    press._send(alone.stdin, press.pickle.dumps((_page("a"), False)))

    assert (alone.stderr.read(), alone.wait(60)) == (b"", -signal.SIGPIPE)


def _is_alive(pid):
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_paper_that_never_ends_is_given_up_and_the_next_one_is_drawn():
    hasty = press.Press(*DRAWING, longest=0.01)

    with pytest.raises(RuntimeError, match="the press ended"):
        hasty.make(_page("a"), False)
    hasty.longest = 60
    assert hasty.make(_page("a"), False).startswith(b"%PDF-")
