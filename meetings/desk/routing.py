"""By which way a notice leaves, from what is known of the one who is told and of its conference. Asked by the worker
in the transaction in which it takes the notice.
"""

from datetime import time

from sqlalchemy.orm import lazyload

from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import Conference
from meetings.notices import pressing, queries, ways
from meetings.rehearsals import queries as rehearsals


def decide(notice, config) -> ways.Way:
    """The way of one notice. `config` are the settings of the installation."""
    wishes = wishes_of(queries.wish(notice.person_id) if notice.person_id else None, config)
    case = ways.Case(
        pressing.of(notice.kind),
        clock.local(clock.now()),
        address=bool(notice.to_address) and not _is_lost(notice, config),
        phone=bool(notice.to_phone),
        gateway=bool(config["TEXT_GATEWAY"]),
        encloses=bool(notice.attachments),
        has_bell=notice.person_id is not None,
        is_private=notice.is_private,
    )
    found = ways.way(case, wishes)
    # What it is about is read only where that could change something: most messages leave at once.
    until = found.until or found.beside_until
    return ways.way(case._replace(on_day=True), wishes) if until and _cannot_wait(notice, until) else found


def _is_lost(notice, config):
    """Whether mail came back from its address, which then gives way to the mobile telephone."""
    gives_way = notice.to_phone and config["TEXT_GATEWAY"] and not notice.is_private
    return bool(gives_way and queries.lost([notice.to_address]))


def routed(told, config) -> list:
    """Those who will be told (`telling.Told`) with the way by which it will leave to each, as the worker decides it
    (two statements at most, none for no people)."""
    known = queries.wishes_of({one.person_id for one in told} - {None}) if told else {}
    lost = queries.lost(one.address for one in told if one.texts) if config["TEXT_GATEWAY"] else {}
    return [one._replace(**_named(_way_to(one, known.get(one.person_id), config, lost))) for one in told]


def _way_to(one, row, config, lost):
    case = ways.Case(
        pressing.of(one.kind),
        clock.local(clock.now()),
        address=bool(one.address) and not (one.texts and one.address.lower() in lost),
        phone=bool(one.texts),
        gateway=bool(config["TEXT_GATEWAY"]),
        encloses=one.encloses,
        has_bell=one.person_id is not None,
    )
    return ways.way(case, wishes_of(row, config))


def _named(way):
    return {"way": way.channel.value if way.channel else "", "beside": way.beside}


def wishes_of(row, config) -> ways.Wishes:
    """What somebody wants; where he has not said, mail at once, and short messages not at night."""
    usual = _hours(config["QUIET_HOURS"])
    if row is None:
        return ways.Wishes(quiet=usual)
    own = (clock_time(row.quiet_starts), clock_time(row.quiet_ends)) if row.quiet_starts and row.quiet_ends else None
    at = clock_time(row.digest_time or config["DIGEST_HOUR"])
    return ways.Wishes(row.urgent, row.asking, row.news, quiet=own or usual, quiet_mail=own is not None, digest_time=at)


def clock_time(said: str) -> time:
    """A clock time of the settings ("06:30")."""
    return time.fromisoformat(said)


def _hours(said):
    """The quiet hours of the settings ("21:00-06:30"); None where there are none."""
    begins, _, ends = said.replace(" ", "").partition("-")
    return (clock_time(begins), clock_time(ends)) if begins and ends else None


def _cannot_wait(notice, until):
    """Whether what is told belongs to a conference that is held today or begins before `until`, or announces a
    rehearsal that does."""
    noun, _, number = (notice.within or "").partition(":")
    if noun != "conference" or not number.isdigit():
        return False
    found = db.session.get(Conference, int(number), options=[lazyload(Conference.chairs)])
    if found is None:
        return False
    ends_on = clock.local(found.ends_at).date()
    is_today = clock.local(found.starts_at).date() <= clock.today() <= ends_on
    is_near = is_today or (found.starts_at <= until and ends_on >= clock.today())
    return is_near or (notice.kind == "rehearsal_planned" and rehearsals.begins_before(found.id, until))
