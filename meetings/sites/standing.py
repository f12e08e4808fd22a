"""How the sites of a conference stand, as its board reads it: few statements, however many sites."""

from typing import NamedTuple

from sqlalchemy import case, func, literal, or_, select
from sqlalchemy.orm import with_expression

from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.search import matches
from meetings.sites import beside, ended
from meetings.sites.ended import Ended
from meetings.sites.lost import ADDRESS, IS_LOST, SENT_BACK_BY
from meetings.sites.models import NEEDS_ACTION, Site, SiteKind, SiteState, Substitution
from meetings.sites.queries import ANNOUNCED, ASKED, NOT_MAIN, URGENCY

IS_SETTLED = (Site.state == SiteState.CONFIRMED) & ~IS_LOST
SETTLED = case((IS_SETTLED, 1), else_=0)
REPLACED = select(func.max(Substitution.decided_at)).where(
    Substitution.site_id == Site.id, Substitution.is_granted.is_(True)
)
WITH_ALL = by_join(Site.unit), with_expression(Site.replaced_at, REPLACED.scalar_subquery())
LATEST = Site.answered_at.desc(), Site.position, Site.id


# Whoever said yes or no is not missing any more.
ANSWERED = (SiteState.CONFIRMED, SiteState.DECLINED)


class Sum(NamedTuple):
    """How many sites stand in a state; how many are below the asked parent, to how many of these mail came back; and to
    how many of all something was sent."""

    sites: int = 0
    in_group: int = 0
    lost: int = 0
    reached: int = 0


class Standing(NamedTuple):
    """The asked sites by state (every state is a key), how many delegates are announced (`queries.ANNOUNCED`, those of
    the main site among them), and what changes whenever anything on the board does."""

    states: dict[SiteState, Sum]
    announced: int
    stamp: str

    @property
    def lost(self) -> int:
        """To how many of the asked sites (below the parent) mail came back."""
        return sum(one.lost for one in self.states.values())


def standing(conference_id, group=None) -> Standing:
    """How the sites stand (one statement); `group` is the parent below which some are counted apart."""
    in_group = literal(1) if group is None else case((Site.group_name == group, 1), else_=0)
    query = (
        select(
            Site.state,
            NOT_MAIN.label("is_asked"),
            func.sum(ANNOUNCED),
            func.count(),
            func.sum(in_group),
            func.sum(case((IS_LOST, in_group), else_=0)),
            func.sum(case((Site.invited_at.is_not(None), 1), else_=0)),
            func.sum(Site.version),
            func.max(Site.id),
            beside.last_of(conference_id),
        )
        .where(Site.conference_id == conference_id)
        .group_by(Site.state, "is_asked")
        .order_by(Site.state, "is_asked")
    )
    rows = db.session.execute(query).all()
    states = dict.fromkeys(SiteState, Sum())
    states |= {state: Sum(*map(int, sums)) for state, is_asked, _people, *sums in (row[:7] for row in rows) if is_asked}
    announced = sum(int(row[2]) for row in rows)
    return Standing(states, announced, ";".join("-".join(str(part) for part in row) for row in rows))


def exceptions(conference_id, *, group=None):
    """The asked sites that have not confirmed or to which mail came back, by parent and the most urgent first: a select
    for a pager."""
    query = _asked(conference_id, group).where(~IS_SETTLED)
    return query.order_by(Site.group_name, URGENCY, Site.position, Site.id)


def board(conference_id, *, state=None, group=None, words=None, lost=False):
    """The asked sites that fit, exceptions first, within them by parent and order: a select for a pager."""
    query = _asked(conference_id, group).where(matches(Site, words))
    query = query if state is None else query.where(Site.state == state)
    query = query.where(IS_LOST) if lost else query
    return query.order_by(SETTLED, Site.group_name, URGENCY, Site.position, Site.id)


def urgent(conference_id, *, exceptions_only):
    """The asked sites, the most urgent first wherever they belong, each with an address from which mail came back and
    who sent its link back, and the sites in whose rooms they attend: a select of threes."""
    query = _asked(conference_id, None).add_columns(ADDRESS, SENT_BACK_BY).options(by_join(Site.joined, Site.unit))
    query = query.where(~IS_SETTLED) if exceptions_only else query
    return query.order_by(SETTLED, URGENCY, Site.position, Site.id)


class Glance(NamedTuple):
    """What stands around the rows of a board: the main site, who is missing by name, some of those that have
    confirmed, the latest first, the names of the sites in whose room others attend, and those whose unit has ended."""

    main: Site | None
    missing: list[str]
    confirmed: list[Site]
    hosts: dict[int, str]
    ended: list[Ended] = []


def glance(conference_id, *, group=None, most_missing, most_confirmed, host_ids=(), day=None) -> Glance:
    """All that beside the rows themselves (one statement); `host_ids` are those of the rows; `day` that of the
    conference, where it matters whether units have ended before."""
    asked = select(Site.id).where(Site.conference_id == conference_id, ASKED)
    lacking = asked.where(Site.state.not_in(ANSWERED)).order_by(URGENCY, Site.position, Site.id)
    fine = asked.where(IS_SETTLED).order_by(*LATEST)
    fine = (fine if group is None else fine.where(Site.group_name == group)).limit(most_confirmed)
    hosting = select(Site.joined_id).where(Site.id.in_(fine))
    wanted = Site.id.in_(lacking.limit(most_missing)), Site.id.in_(fine), Site.id.in_(hosting), Site.id.in_(host_ids)
    wanted += (ended.is_ended(day),) if day else ()
    of_conference = Site.conference_id == conference_id, or_(Site.kind == SiteKind.MAIN, *wanted)
    query = select(Site, IS_SETTLED, ended.heirs(day) if day else literal("")).where(*of_conference).options(*WITH_ALL)
    found = db.session.execute(query.order_by(*LATEST)).all()
    rows = [(site, settled) for site, settled, _heirs in found]
    sites = [site for site, _settled in rows]
    main = next((site for site in sites if site.kind is SiteKind.MAIN), None)
    is_member = [(site, settled) for site, settled in rows if site is not main]
    confirmed = [site for site, settled in is_member if settled and group in (None, site.group_name)][:most_confirmed]
    missing = [site for site, _settled in is_member if site.state not in ANSWERED]
    missing = sorted(missing, key=lambda site: (NEEDS_ACTION.index(site.state), site.position, site.id))
    hosts = {site.id: site.short_name for site in sites}
    gone = ended.among([(site, heirs) for site, _settled, heirs in found], day) if day else []
    return Glance(main, [site.short_name for site in missing[:most_missing]], confirmed, hosts, gone)


def _asked(conference_id, group):
    query = select(Site).where(Site.conference_id == conference_id, ASKED).options(*WITH_ALL)
    return query if group is None else query.where(Site.group_name == group)
