"""Sites that attend in the room of another: each stays a party of its own, with its chair, its count, its list."""

from dataclasses import dataclass

from sqlalchemy import case, exists, false, or_, select

from meetings.base.db import db
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.base.loading import by_join
from meetings.base.refs import ref
from meetings.base.search import closest, matches, typed
from meetings.base.vietnamese import fold
from meetings.conferences.models import ConferenceState
from meetings.journal import actions as journal
from meetings.journal.models import Entry
from meetings.notices import actions as notices
from meetings.sites import hearing, telling
from meetings.sites.links import SECRETARY
from meetings.sites.models import LIFECYCLE, SILENT, Answer, Reply, Site, SiteKind, SiteState

ASKED = (ConferenceState.INVITING, ConferenceState.READY)
MOST_OFFERED = 150  # so that the page by link keeps to 40 KB; of more one is found by words
NO_HOST = _l("Choose the site where you attend.")
HOSTS = _l("Other sites attend in your room, so your site cannot go elsewhere. Ring the secretariat.")
HOST_GONE = "Điểm cầu này không còn tham dự hội nghị."
HOST_RELAYS = "Điểm cầu này chỉ tiếp sóng, không có phòng họp hai chiều."
FULL = _l("%(name)s: has said that there is no room")
TURNED_AWAY = "turned_guest_away"
NO_GUEST = _l("This site does not attend in your room any more.")


@dataclass(frozen=True)
class Hosts:
    """The sites in whose room one may attend, as they are offered; where there are too many for a list (`is_sought`)
    those that the words find, or the nearest. `full` are those that have told the asking site that there is no room,
    `found` those that the words fit (None where there are no words)."""

    rows: tuple[Site, ...] = ()
    is_sought: bool = False
    full: frozenset[int] = frozenset()
    found: frozenset[int] | None = None

    @property
    def choices(self) -> list[tuple[int, str]]:
        """Number and name with the room, for a list; who has said that there is no room comes last and is marked."""
        ordered = sorted(self.rows, key=lambda one: one.id in self.full)
        return [(one.id, self._said(f"{one.name} ({one.room})" if one.room else one.name, one)) for one in ordered]

    def _said(self, name, one):
        return str(FULL % {"name": name}) if one.id in self.full else name


def hosts_for(site, words="", chosen_id=None) -> Hosts:
    """The sites in whose room it may attend: those with a two-way room of their own that have not declined. The one
    chosen comes first, then the main site, then neighbours below the same parent, then the rest; of more than
    `MOST_OFFERED` those that fit the `words`, beside the one chosen (one statement). The names of people and the like
    count where the words are in no site's own name: nothing else of it is seen in a list."""
    is_chosen = Site.id.in_({site.joined_id, chosen_id} - {None})
    nearness = case((is_chosen, 0), (Site.kind == SiteKind.MAIN, 1), (Site.group_name == site.group_name, 2), else_=3)
    order = [closest(Site, words)] if words else []
    query = _hosts(site).where(or_(is_chosen, matches(Site, words)))
    ranked = query.order_by(case((is_chosen, 0), else_=1), *order, nearness, Site.position, Site.id)
    fits = case((matches(Site, words), 1), else_=0)
    found = db.session.execute(ranked.add_columns(_turned_away(site), fits).limit(MOST_OFFERED + 1)).all()
    full = frozenset(host.id for host, is_full, _ in found if is_full)
    rows, is_sought = [host for host, *_ in found[:MOST_OFFERED]], bool(words) or len(found) > MOST_OFFERED
    if not words:
        return Hosts(tuple(rows), is_sought, full)
    hits = [host for host, _, fit in found[:MOST_OFFERED] if fit]
    hits = [host for host in hits if _is_named(host, words)] or hits
    kept = {site.joined_id, chosen_id} | {host.id for host in hits}
    return Hosts(tuple(host for host in rows if host.id in kept), is_sought, full, frozenset(host.id for host in hits))


def _is_named(host, words):
    return all(part in fold(f"{host.name} {host.room}") for part in typed(words))


def _turned_away(site):
    """Whether a host turned it away for want of room, as the journal says; nobody did before it has answered."""
    if not site.answers:
        return false()
    said = Entry.verb == TURNED_AWAY, Entry.about == ref(site)
    return exists().where(*said, Entry.details["full"].as_integer() == Site.id)


def _hosts(site):
    return select(Site).where(
        Site.conference_id == site.conference_id,
        Site.id != site.id,
        Site.kind != SiteKind.RELAY,
        Site.state != SiteState.DECLINED,
        Site.joined_id.is_(None),
    )


def host_of(site, host_id) -> Site:
    """The chosen host, held against what is true now. Raises `NotValid` for every other site."""
    host = db.session.scalar(_hosts(site).where(Site.id == host_id)) if host_id else None
    if host is None:
        raise NotValid(NO_HOST, field="joined")
    if guests_of(site.id):
        raise NotNow(HOSTS)
    return host


def guests_of(site_id) -> list[Site]:
    """The sites that attend in its room."""
    query = select(Site).where(Site.joined_id == site_id).options(by_join(Site.unit), by_join(Site.conference))
    return list(db.session.scalars(query.order_by(Site.position, Site.id)))


def guest(site_id, host_id) -> Site | None:
    """The guest of that number, where it attends at the host."""
    query = select(Site).where(Site.id == site_id, Site.joined_id == host_id)
    return db.session.scalar(query.options(by_join(Site.unit), by_join(Site.conference)))


def former_host(guest, host_id) -> Site | None:
    """The site of that number, where the guest once answered that it would attend there."""
    said = exists().where(Answer.site_id == guest.id, Answer.joined_name == Site.name)
    query = select(Site).where(Site.id == host_id, Site.conference_id == guest.conference_id, said)
    return db.session.scalar(query.options(by_join(Site.unit), by_join(Site.conference)))


def moved(site, former, count, *, by) -> None:
    """After an answer: who is to receive the site is told, also of another number; and who was to (`former`, with its
    `count`) and is not any more."""
    if former is not None and former is not site.joined:
        _tell(former, site, "site_left")
    if site.joined is not None and (former is not site.joined or count != site.expected_count):
        _tell(site.joined, site, "site_joined")
    if site.state is SiteState.DECLINED:
        release([site.id], by=by)
    if site.reply is Reply.RELAY:
        release([site.id], note=HOST_RELAYS, by=by)


def _tell(host, site, kind):
    """The host is told; for the main site the conference's secretary is told, too."""
    conference = site.conference
    count = site.expected_count if site.expected_count is not None else ""
    facts = {"guest": site.name, "count": count, "phone": site.phone, "contact": site.contact_name}
    telling.tell(host, kind, **facts)
    if host.kind is SiteKind.MAIN and conference.secretary is not None:
        said = {**telling.facts(site), **facts, "site": host.name}
        notices.tell([conference.secretary], kind, about=site, within=conference, reason=SECRETARY, **said)


def turn_away(site, *, note, host_id=None, by):
    """The host has no room, with the reason: the guest is told and asked anew. Refused once it attends elsewhere than
    at `host_id`, where that is told."""
    if site.joined_id is None or host_id not in (None, site.joined_id) or site.conference.state not in ASKED:
        raise NotNow(NO_GUEST)
    if not (note or "").strip():
        raise NotValid(_l("Say why the site cannot come to you."), field="note")
    _send_on(site, note, by, full=site.joined_id)


def release(host_ids, *, note=HOST_GONE, by):
    """The hosts go, or have no room of their own any more: whoever wanted to come to them is told and asked anew."""
    gone = set(host_ids)
    if not gone:
        return
    query = select(Site).where(Site.joined_id.in_(gone), Site.id.not_in(gone)).options(by_join(Site.conference))
    for one in list(db.session.scalars(query.order_by(Site.position, Site.id))):
        _send_on(one, note, by)


def _send_on(site, note, by, **more):
    """Who is being asked anew already stays so, and what he had answered before stands."""
    host, former = site.joined, site.former if site.state in SILENT else SiteState.CONFIRMED
    LIFECYCLE.advance(site, "turn_away")
    site.former, site.joined, site.reply, site.decision_note = former, None, None, f"{host.name}: {note}"
    hearing.unsay(site.conference, [site])
    journal.record(by, TURNED_AWAY, site, within=site.conference, note=note, host=host.name, **more)
    telling.tell(site, "site_turned_away", note=note, host=host.name)


def leave(site_ids, *, by) -> None:
    """Before sites are taken out: who wanted to come to them is told and asked anew, and where they were to attend
    they are awaited no longer (two statements where nobody attends elsewhere)."""
    release(site_ids, by=by)
    ids = list(site_ids)
    elsewhere = select(Site).where(Site.id.in_(ids), Site.joined_id.not_in(ids)).order_by(Site.position, Site.id)
    with_all = by_join(Site.unit), by_join(Site.conference), by_join(Site.joined)
    for one in list(db.session.scalars(elsewhere.options(*with_all))):
        _tell(one.joined, one, "site_left")
