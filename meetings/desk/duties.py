"""What waits at the conferences that somebody keeps: their rehearsals and the speeches of their sites."""

from typing import NamedTuple

from sqlalchemy import func, select

from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.conferences.models import Conference
from meetings.rehearsals import queries as rehearsals
from meetings.rehearsals.models import Rehearsal, RehearsalState, Verdict
from meetings.sites.models import Site
from meetings.speeches.models import Speech, SpeechState


class Duties(NamedTuple):
    """By conference how many speeches wait for a decision, where any do, and its rehearsals that stand, the latest
    first; by rehearsal how many sites have which verdict."""

    speeches: dict[int, int]
    rehearsals: dict[int, list[Rehearsal]]
    verdicts: dict[int, dict[Verdict, int]]


def of(conference_ids) -> Duties:
    """What waits at these conferences (one statement, none without any)."""
    ids, found = list(conference_ids), Duties({}, {}, {})
    for number, offered, rehearsal, *verdicts in db.session.execute(_asked(ids)) if ids else ():
        if offered:
            found.speeches[number] = offered
        if rehearsal is not None:
            found.rehearsals.setdefault(number, []).append(rehearsal)
            found.verdicts[rehearsal.id] = dict(zip(Verdict, verdicts, strict=True))
    return found


def _asked(ids):
    judged, stands = rehearsals.verdict_counts(), Rehearsal.state != RehearsalState.CANCELLED
    here = Site.conference_id == Conference.id, Speech.state == SpeechState.OFFERED
    offered = select(func.count()).select_from(Speech).join(Site, Site.id == Speech.site_id).where(*here)
    counted = [func.coalesce(judged.c[verdict.value], 0) for verdict in Verdict]
    return (
        select(Conference.id, offered.correlate(Conference).scalar_subquery(), Rehearsal, *counted)
        .outerjoin(Rehearsal, (Rehearsal.conference_id == Conference.id) & stands)
        .outerjoin(judged, judged.c.rehearsal_id == Rehearsal.id)
        .where(Conference.id.in_(ids))
        .options(by_join(Rehearsal.operator))
        .order_by(Rehearsal.number.desc(), Rehearsal.id)
    )
