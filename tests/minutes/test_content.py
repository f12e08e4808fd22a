"""What differs between two texts: no word is lost, and nobody waits for it."""

from contextlib import contextmanager
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.minutes import content


@contextmanager
def measured():
    """The processor time that was spent, in seconds."""
    begun = process_time()
    yield lambda: process_time() - begun


pieces = st.lists(st.sampled_from(["một ", "hai.", "\n", " ba; ", "bốn"])).map("".join)


@pytest.mark.parametrize("quick", [content.QUICK, 4])
@given(old=pieces, new=pieces)
def test_the_way_from_one_text_to_another_loses_no_word(monkeypatch, quick, old, new):
    monkeypatch.setattr(content, "QUICK", quick)

    runs = content.differences(old, new)

    assert "".join(text for kind, text in runs if kind != "added") == old
    assert "".join(text for kind, text in runs if kind != "gone") == new
    assert all(one[0] != two[0] and one[1] for one, two in pairwise(runs))


def test_two_long_texts_are_compared_in_a_moment():
    old = "".join(f"Ủy ban nhân dân giao sở thực hiện việc số {number} trong năm nay. " for number in range(300))
    new = old.replace("số 150 ", "số 151 ") + "Hết."

    with measured() as spent:
        runs = content.differences(old, new)
        content.differences("a " * 10_000, "a b " * 5_000)

    assert [run for run in runs if run[0] != "same"] == [("gone", "150"), ("added", "151"), ("added", "Hết.")]
    assert spent() < 1
