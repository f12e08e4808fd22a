"""One move of a life cycle, tried from one state."""

import pytest

from meetings.base.db import transaction
from meetings.base.errors import NotNow


def expect_as_the_table_says(move, act, thing):
    """Do `act` to `thing`: it leads to the target of `move` from its sources, and is refused from all other states."""
    state = thing.state
    if state in move.sources:
        with transaction():
            act(thing)
    else:
        with pytest.raises(NotNow), transaction():
            act(thing)

    assert thing.state == (move.target if state in move.sources else state)
