"""Saying how one wants to be told."""

from datetime import time

from meetings.base import telephone
from meetings.base.db import db
from meetings.base.errors import Faults, NotValid
from meetings.base.language import _l
from meetings.journal import actions as journal
from meetings.notices import queries
from meetings.notices.models import Channel, Pressing, Wish
from meetings.notices.ways import OFFERED

NOT_OFFERED = _l("What presses reaches you by mail or short message only. Choose one of them.")
NO_MOBILE = _l("Short messages need a mobile number: enter yours above (as 0912 345 678), save it, then choose this.")
BOTH_HOURS = _l("Give both hours of the quiet time, or neither.")
NO_HOURS = _l("The quiet time would have no length. Give two different hours, or neither.")


def keep(
    person, *, urgent, asking, news, quiet_starts=None, quiet_ends=None, digest_time=None, version=None, by
) -> Wish:
    """Keep how the person wants to be told: a channel for each sort of notice, quiet hours and the digest's hour (clock
    times; None for none, or the usual one).

    Raises `NotValid` for a channel that is not offered, short messages without a mobile number and half quiet hours,
    `Stale` when it was changed elsewhere since `version`.
    """
    chosen = {Pressing.URGENT: Channel(urgent), Pressing.ASKING: Channel(asking), Pressing.NEWS: Channel(news)}
    Faults([*_channel_faults(person, chosen), *quiet_faults(quiet_starts, quiet_ends)]).tell()
    wish = queries.wish(person.id)
    if wish is None:
        wish = Wish(person_id=person.id)
        db.session.add(wish)
    elif version:
        wish.expect(version)
    wish.urgent, wish.asking, wish.news = chosen.values()
    wish.quiet_starts, wish.quiet_ends, wish.digest_time = map(_said, (quiet_starts, quiet_ends, digest_time))
    db.session.flush()
    journal.record(by, "chose_channels", person)
    return wish


def _channel_faults(person, chosen):
    for sort, channel in chosen.items():
        if channel not in OFFERED[sort]:
            yield NotValid(NOT_OFFERED, field=sort.value)
        elif channel is Channel.TEXT and not telephone.takes_texts(person.phone):
            yield NotValid(NO_MOBILE, field=sort.value)


def quiet_faults(starts, ends):
    """What is wrong with the hours in which nobody is to be disturbed, as `NotValid`s."""
    if (starts is None) != (ends is None):
        yield NotValid(BOTH_HOURS, field="quiet_starts" if starts is None else "quiet_ends")
    elif starts is not None and starts == ends:
        yield NotValid(NO_HOURS, field="quiet_ends")


def _said(clock: time | None) -> str:
    return clock.strftime("%H:%M") if clock else ""
