import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from meetings.gateways import drawing, pdf, press
from tests.papers import samples


def _page(text):
    return [f"<p>{text}</p>"]


def test_the_press_gives_what_drawing_gives():
    pages = pdf.sources("giay_moi", samples.invitation())

    assert press.Press().draw(pages, False) == drawing.draw(pages, False)


def test_threads_get_each_its_own_paper():
    shared = press.Press()
    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda text: shared.draw(_page(text), False), "abcd"))

    assert drawn == [drawing.draw(_page(text), False) for text in "abcd"]


def test_a_press_that_was_killed_is_followed_by_another():
    shared = press.Press()
    first = shared.draw(_page("a"), False)
    os.kill(shared._process.pid, signal.SIGKILL)

    assert shared.draw(_page("a"), False) == first


def test_a_paper_that_breaks_the_press_is_an_error_and_the_next_one_is_drawn():
    shared = press.Press()
    with pytest.raises(RuntimeError, match="the press ended"):
        shared.draw([], False)

    assert shared.draw(_page("a"), False).startswith(b"%PDF")


def test_the_press_ends_with_who_started_it():
    code = (
        "from meetings.gateways.press import Press; p = Press(); p.draw(['<p>a</p>'], False);"
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
    shared = press.Press()
    shared.draw(_page("a"), False)

    assert os.getpgid(shared._process.pid) != os.getpgid(0)


def test_a_paper_for_which_nobody_waits_any_more_ends_the_press_without_a_word():
    command, pipe = [sys.executable, "-m", press.__name__], subprocess.PIPE
    alone = subprocess.Popen(command, cwd=press.TOP, stdin=pipe, stdout=pipe, stderr=pipe)
    alone.stdout.close()
    press._send(alone.stdin, press.json.dumps([_page("a"), False]).encode())

    assert (alone.stderr.read(), alone.wait(60)) == (b"", -signal.SIGPIPE)


def _is_alive(pid):
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"
