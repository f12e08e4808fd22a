"""Ways in without an account: giving links to a site's page out, ending them, and who acts through one."""

import secrets
from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from meetings.accounts import queries as accounts
from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.db import db, hold, insert_new
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.base.loading import by_join
from meetings.conferences.models import Conference, ConferenceState
from meetings.journal import actions as journal
from meetings.notices import actions as notices
from meetings.sites import queries
from meetings.sites.models import Ending, ShutOut, Site, SiteKind, SiteLink

SECRETARY = "Anh/chị là thư ký của hội nghị."
SECRETARIAT = "Anh/chị thuộc ban thư ký của cơ quan tổ chức hội nghị."
NOT_ASKED = _l(
    "Nobody is asked for this site: it is the main site, or the conference is still a draft or was called off."
)
WOULD_OPEN_NOTHING = {
    ShutOut.ACCOUNT_CLOSED: _l("The account with this address is closed: a link would open nothing."),
    ShutOut.POST_ENDED: _l("Whoever has this address holds no post in the unit any more: a link would open nothing."),
}
TAKEN = (Ending.WITHDRAWN, Ending.SENT_BACK)
ENDED = _l("This link has ended. Ask the secretariat for a new one.")


class Bearer(NamedTuple):
    """Who acts through a link: stands where actions ask `by=`, without a number, with the name it was given to."""

    link: SiteLink

    @property
    def id(self) -> None:
        """No person's number: rows that remember who acted keep the name alone."""
        return None

    @property
    def is_authenticated(self) -> bool:
        """No account stands behind a link: no rule that asks for one lets its bearer in."""
        return False

    @property
    def name(self) -> str:
        """To whom the link was given; the site where nobody was named."""
        return self.link.to_name or self.link.site.name


def link(link_id) -> SiteLink | None:
    """The link of that number with all that its pages name (one statement), or None."""
    options = [
        by_join(SiteLink.site, Site.unit),
        by_join(SiteLink.site, Site.conference, without=(Conference.chairs,)),
        by_join(SiteLink.site, Site.conference, Conference.organiser),
        by_join(SiteLink.site, Site.conference, Conference.secretary),
    ]
    return db.session.scalar(select(SiteLink).where(SiteLink.id == link_id).options(*options))


def shut_out(given) -> dict[int, ShutOut]:
    """Which of these links open nothing although nobody ended them, and why (one statement).

    Looked up with each visit, so that it counts at once: the account of its bearer was closed; or he had a post by
    which he acted for the site's unit, and has none any more. Whoever never had one was given his link by hand, and
    keeps it: the secretariat knows why.
    """
    addresses = {row.to_address.lower() for row in given if row.to_address}
    if not addresses:
        return {}
    query = select(Person).where(func.lower(Person.email).in_(addresses)).options(accounts.IN_ONE)
    people = {person.email.lower(): person for person in db.session.scalars(query).unique()}
    found = {row.id: _reason(row, people.get(row.to_address.lower())) for row in given}
    return {number: reason for number, reason in found.items() if reason}


def _reason(given, person):
    if person is None:
        return None
    if person.is_closed:
        return ShutOut.ACCOUNT_CLOSED
    posts = [post for post in person.posts if given.site.unit_id in post.acts_for_ids]
    ended = posts and all(post.valid_until and post.valid_until < clock.today() for post in posts)
    return ShutOut.POST_ENDED if ended else None


def open_links(site_ids) -> list[SiteLink]:
    """The links of the sites that have not ended, in the order in which they were given."""
    query = select(SiteLink).where(SiteLink.site_id.in_(site_ids), SiteLink.ended_at.is_(None))
    return list(db.session.scalars(query.order_by(SiteLink.id)))


class Held(NamedTuple):
    """An open link, as far as one asks who has it."""

    site_id: int
    to_name: str
    to_address: str

    has_mail = SiteLink.has_mail


def held(site_ids) -> list[Held]:
    """Who has the `open_links` of the sites, in the same order, without the rows."""
    query = select(SiteLink.site_id, SiteLink.to_name, SiteLink.to_address)
    query = query.where(SiteLink.site_id.in_(site_ids), SiteLink.ended_at.is_(None))
    return [Held(*row) for row in db.session.execute(query.order_by(SiteLink.id))]


class Shut(NamedTuple):
    """Who is given no link of a site unless by hand: whose last one was withdrawn, or was sent back as none of his.

    `bearers` has whoever had a link of those behind such an address, with None where nothing is in his way; `addresses`
    those behind which a link was taken away so and none is open.
    """

    bearers: dict[tuple[int, str, str], Ending | None]
    addresses: dict[tuple[int, str], Ending]

    @property
    def site_ids(self) -> set[int]:
        """The sites at which some link was taken away."""
        return {site_id for site_id, *_ in self.bearers}

    def ending(self, site_id, name, address) -> Ending | None:
        """How it ended for him; None where nothing is in the way.

        What became of his own last link counts. Who never had one is kept out with the others behind that address,
        unless one of them has an open link: an office shares its mailbox, and may go on being asked.
        """
        bearer = site_id, name, address.lower()
        return self.bearers[bearer] if bearer in self.bearers else self.addresses.get((site_id, address.lower()))


def shut_for(site_ids) -> Shut:
    """Who of the sites is given no link any more (one statement)."""
    taken, address = aliased(SiteLink), func.lower(SiteLink.to_address)
    there = exists().where(taken.site_id == SiteLink.site_id, func.lower(taken.to_address) == address)
    last = (
        select(func.max(SiteLink.id))
        .where(SiteLink.site_id.in_(site_ids), there.where(taken.ending.in_(TAKEN)))
        .group_by(SiteLink.site_id, SiteLink.to_name, address)
    )
    rows = list(db.session.scalars(select(SiteLink).where(SiteLink.id.in_(last)).order_by(SiteLink.id)))
    bearers = {(row.site_id, row.to_name, row.to_address.lower()): _taken(row) for row in rows}
    behind = [(row, (row.site_id, row.to_address.lower())) for row in rows if row.to_address]
    still = {address for row, address in behind if row.ended_at is None}
    addresses = {address: row.ending for row, address in behind if _taken(row) and address not in still}
    return Shut(bearers, addresses)


def _taken(given):
    return given.ending if given.ending in TAKEN else None


def links_of(site) -> list[SiteLink]:
    """Every link the site has had, the newest first."""
    query = select(SiteLink).where(SiteLink.site_id == site.id)
    return list(db.session.scalars(query.order_by(SiteLink.id.desc())))


def issue_all(wanted) -> list[SiteLink]:
    """A link for each (site, name, address) of `wanted`, in that order; who has an open one keeps it.

    Three statements at most, however many sites: this goes with invitations and reminders, whose own entry in the
    journal says that they were sent.
    """
    keys = [(site.id, name, address) for site, name, address in wanted]
    _make_missing(keys)
    given = {(row.site_id, row.to_name, row.to_address): row for row in open_links({site_id for site_id, *_ in keys})}
    return [given[key] for key in keys]


def numbers(wanted) -> dict[tuple[int, str, str], int]:
    """The same by (site's number, name, address) of `wanted`: the numbers of the links alone."""
    keys = list(dict.fromkeys(wanted))
    standing = _make_missing(keys)
    standing = _open_numbers(keys) if standing is None else standing
    return {key: standing[key] for key in keys}


def _make_missing(keys):
    """Make the links that are not there; the numbers of all where none was missing, else None."""
    standing = _open_numbers(keys)
    missing = [_values(*key) for key in dict.fromkeys(keys) if key not in standing]
    if missing:
        # Somebody else may make the same link at the same moment: then his is taken.
        db.session.execute(insert_new(SiteLink), missing)
    return None if missing else standing


def _open_numbers(keys):
    """The links of these sites that have not ended, by site's number, name and address."""
    if not keys:
        return {}
    key, here = (SiteLink.site_id, SiteLink.to_name, SiteLink.to_address), {site_id for site_id, *_ in keys}
    query = select(*key, SiteLink.id).where(SiteLink.site_id.in_(here), SiteLink.ended_at.is_(None))
    return {tuple(key): number for *key, number in db.session.execute(query.order_by(SiteLink.id))}


def issue(site, *, to_name="", to_address="", by) -> SiteLink:
    """Give one bearer a link to the site's page by hand; who has an open one keeps it.

    Refused for the main site, which is not asked, while the conference is a draft or called off, and for whom it would
    open nothing.
    """
    if site.kind is SiteKind.MAIN or site.conference.state in (ConferenceState.DRAFT, ConferenceState.CANCELLED):
        raise NotNow(NOT_ASKED)
    [given] = issue_all([(site, to_name, to_address)])
    if reason := shut_out([given]).get(given.id):
        raise NotValid(WOULD_OPEN_NOTHING[reason], field="to_address")
    journal.record(by, "issued_link", given, within=site.conference)
    return given


def reissue(given, *, by) -> SiteLink:
    """End the link and give its bearer a new one: for a link that fell into wrong hands. Refused once it has ended."""
    end(given, Ending.RENEWED, by=by)
    return issue(given.site, to_name=given.to_name, to_address=given.to_address, by=by)


def withdraw(given, *, by) -> None:
    """Let the link open nothing from now on. Refused once it has ended."""
    end(given, Ending.WITHDRAWN, by=by)


def send_back(given, *, note="", by) -> None:
    """The bearer says that the site is not his: the link ends, and the conference's secretary is told, or where nobody
    is named the secretariat of the organiser.

    Refused once the link has ended.
    """
    end(given, Ending.SENT_BACK, note=note, by=by)
    conference = given.site.conference
    people = queries.keepers([conference])[conference.id]
    facts = {"site": given.site.name, "conference": conference.named, "bearer": by.name, "note": note or ""}
    path, why = f"/sites/{given.site_id}/edit", SECRETARY if people == [conference.secretary] else SECRETARIAT
    notices.tell(people, "link_sent_back", about=given.site, within=conference, reason=why, path=path, **facts)


def end(given, ending, *, note="", by) -> None:
    """Close the link for ever. Refused once it has ended, also by somebody else at the same moment."""
    hold(given)
    if given.ended_at is not None:
        raise NotNow(ENDED)
    given.ended_at, given.ending = clock.now(), ending
    journal.record(by, "ended_link", given, within=given.site.conference, note=note, ending=str(ending))


def _values(site_id, name, address):
    now, nonce = clock.now(), secrets.token_hex(16)
    return {"site_id": site_id, "nonce": nonce, "to_name": name, "to_address": address, "issued_at": now}
