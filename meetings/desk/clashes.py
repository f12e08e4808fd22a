"""Conferences that want the same chair, the same room or the same site at the same time."""

from typing import NamedTuple

from sqlalchemy import bindparam, func, literal, select, union
from sqlalchemy.orm import aliased

from meetings.base.db import db
from meetings.base.statements import remembered
from meetings.conferences.models import Chair, Conference, ConferenceState
from meetings.sites.models import Site, SiteState

S = ConferenceState
TAKING_TIME = (S.DRAFT, S.INVITING, S.READY, S.LIVE, S.PAUSED)
LIMIT = 500


class Clash(NamedTuple):
    """The conference `other_id` with `title` wants the same: `wanted` holds a name by kind (chair, place, site)."""

    other_id: int
    title: str
    wanted: dict[str, str]


def clashes(conference_ids, visible) -> dict[int, list[Clash]]:
    """By conference: with which others, of those that fit the condition `visible`, it clashes (two statements)."""
    ids = list(conference_ids)
    if not ids:
        return {}
    pairs = db.session.execute(_pairs(), {"ids": ids}).all()
    titles = select(Conference.id, Conference.title).where(Conference.id.in_({pair.other for pair in pairs}), visible)
    known = dict(db.session.execute(titles).all()) if pairs else {}
    found = {}
    for pair in pairs:
        if pair.other in known:
            others = found.setdefault(pair.id, {})
            clash = others.setdefault(pair.other, Clash(pair.other, known[pair.other], {}))
            clash.wanted.setdefault(pair.kind, pair.name)
    return {conference_id: list(others.values()) for conference_id, others in found.items()}


def of(conference, visible) -> list[Clash]:
    """With what one conference clashes."""
    return clashes([conference.id], visible).get(conference.id, [])


@remembered
def _pairs():
    """Rows of (id, other, kind, name); of several common sites the first by name stands for all."""
    mine, other, ids = aliased(Conference), aliased(Conference), bindparam("ids", expanding=True)
    overlap = (
        (mine.id != other.id) & other.state.in_(TAKING_TIME)
        & (mine.starts_at < other.ends_at) & (other.starts_at < mine.ends_at)
    )  # fmt: skip
    chair, chair_too, site, site_too = aliased(Chair), aliased(Chair), aliased(Site), aliased(Site)

    def rows(kind, name):
        found = select(mine.id, other.id.label("other"), literal(kind).label("kind"), name.label("name"))
        return found.select_from(mine).join(other, overlap).where(mine.id.in_(ids), mine.state.in_(TAKING_TIME))

    found = union(
        rows("chair", chair.name)
        .join(chair, chair.conference_id == mine.id)
        .join(chair_too, (chair_too.conference_id == other.id) & (chair_too.person_id == chair.person_id)),
        rows("place", mine.place).where(mine.place != "", func.lower(mine.place) == func.lower(other.place)),
        rows("site", func.min(site.name))
        .join(site, (site.conference_id == mine.id) & (site.state != SiteState.DECLINED))
        .join(
            site_too,
            (site_too.conference_id == other.id)
            & (site_too.unit_id == site.unit_id)
            & (site_too.state != SiteState.DECLINED),
        )
        .group_by(mine.id, other.id),
    )
    return found.limit(LIMIT)
