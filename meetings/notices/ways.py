"""By which way and when a notice leaves: one rule, of plain values alone.

The wish of the one who is told counts; where it cannot be met, the nearest way that reaches him does. Nobody is left
untold because of a wish: what presses always leaves, and who has no account (hence no bell) is always written to.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from meetings.notices.models import Channel, Hold, Pressing

M = Channel.MAIL
OFFERED = {
    Pressing.URGENT: (M, Channel.TEXT),
    Pressing.ASKING: (M, Channel.TEXT, Channel.DIGEST, Channel.BELL),
    Pressing.NEWS: (M, Channel.TEXT, Channel.DIGEST, Channel.BELL),
}


@dataclass(frozen=True)
class Wishes:
    """What somebody wants. `quiet` are two clock times; `quiet_mail` says whether mail waits for the morning too."""

    urgent: Channel = M
    asking: Channel = M
    news: Channel = M
    quiet: tuple[time, time] | None = None
    quiet_mail: bool = False
    digest_time: time = time(7)


class Case(NamedTuple):
    """What is to be decided about: whom it can reach, how much it presses, and when (`now` on a clock in Vietnam).

    `on_day`: it belongs to what is held today or begins before one that waits would leave. `encloses`: papers or a
    calendar entry go with it. `gateway`: short messages can be sent at all.
    """

    pressing: Pressing
    now: datetime
    address: bool = True
    phone: bool = False
    gateway: bool = False
    encloses: bool = False
    on_day: bool = False
    has_bell: bool = False
    is_private: bool = False


class Way(NamedTuple):
    """The channel (None: nothing reaches him), why it is not the one wished or waits, and until when it waits.

    `beside`: a short message goes beside the mail, which carries what is enclosed; it waits until `beside_until`.
    """

    channel: Channel | None
    hold: Hold | None = None
    until: datetime | None = None
    beside: bool = False
    beside_until: datetime | None = None


def way(case: Case, wishes: Wishes) -> Way:
    """How the notice reaches him, and when."""
    if case.is_private:
        return Way(M) if case.address else Way(None, Hold.NO_ADDRESS)
    wished = getattr(wishes, case.pressing.value)
    if wished not in OFFERED[case.pressing]:
        wished = M
    if wished is Channel.BELL and case.has_bell and not case.encloses:
        return Way(Channel.BELL, Hold.WISH)
    if wished is Channel.DIGEST and _can_wait(case):
        return Way(Channel.DIGEST, Hold.DIGEST, next_at(case.now, wishes.digest_time))
    found = _by_text(case) if wished is Channel.TEXT else _by_mail(case)
    return _held(found, case, wishes)


def _can_wait(case):
    """What encloses something leaves by itself, and so does everything on the conference's day."""
    return case.has_bell and case.address and not case.encloses and not case.on_day


def _by_text(case):
    if case.phone and case.gateway:
        return Way(M, beside=True) if case.encloses and case.address else Way(Channel.TEXT)
    lacks = Hold.NO_PHONE if case.gateway else Hold.NO_GATEWAY
    return Way(M, lacks) if case.address else Way(None, lacks)


def _by_mail(case):
    if case.address:
        return Way(M)
    return Way(Channel.TEXT, Hold.NO_ADDRESS) if case.phone and case.gateway else Way(None, Hold.NO_ADDRESS)


def _held(found, case, wishes):
    """In his quiet hours what does not press waits for the morning, unless the conference is today."""
    if found.channel is None or case.pressing is Pressing.URGENT or case.on_day or not wishes.quiet:
        return found
    begins, ends = wishes.quiet
    if not is_quiet(case.now.time(), begins, ends):
        return found
    morning = next_at(case.now, ends)
    if found.channel is M and not wishes.quiet_mail:
        return found._replace(beside_until=morning) if found.beside else found
    return found._replace(hold=Hold.QUIET, until=morning)


def is_quiet(clock: time, begins: time, ends: time) -> bool:
    """Whether a clock time lies in the quiet hours, which may go over midnight."""
    if begins == ends:
        return False
    return begins <= clock < ends if begins < ends else clock >= begins or clock < ends


def next_at(now: datetime, clock: time) -> datetime:
    """The next moment after `now` at which clocks show that time."""
    moment = datetime.combine(now.date(), clock, now.tzinfo)
    return moment if moment > now else moment + timedelta(days=1)
