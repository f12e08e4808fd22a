"""Whom a turn in a conference's life concerns, and its facts in words of the papers (Vietnamese)."""

from typing import NamedTuple

from sqlalchemy import select

from meetings.accounts.models import Person
from meetings.base.db import db
from meetings.conferences import times
from meetings.conferences.models import ConferenceState
from meetings.conferences.times import enclosure, plan_of
from meetings.invitations import guests as calendars
from meetings.invitations import mailings
from meetings.invitations.models import InvitePart
from meetings.invitations.queries import INVITATION
from meetings.invitations.telling import facts
from meetings.notices import actions as notices
from meetings.sites import links
from meetings.sites import queries as sites
from meetings.sites import telling as site_telling
from meetings.sites.hearing import PRESIDES
from meetings.sites.models import Site, SiteKind, SiteState

__all__ = ["facts", "tell_all", "tell_chairs", "tell_secretary"]

SECRETARY = "Anh/chị là thư ký của hội nghị."
NOT_IN_CALENDARS = ("conference_ended", "conference_reopened")
OF_THE_CONFERENCE = "conference_"
FAREWELL = "site_dropped"
ENTERED, WITHDRAWN = "conference_entered", "conference_withdrawn"


class Told(NamedTuple):
    """One who is told of a turn: his name and address ("": nothing reaches him), as what, and for which site.

    `way` is the channel by which it leaves ("": none), and `beside` whether a short message goes beside the mail: both
    as `routing.routed` found them.
    """

    name: str
    address: str
    part: str
    kind: str
    site: Site | None = None
    phone: str = ""
    texts: str = ""
    person_id: int | None = None
    way: str = ""
    beside: bool = False
    loses_entry: bool = False

    @property
    def encloses(self) -> bool:
        """Whether the entry for his calendar goes along."""
        return self.kind == INVITATION or self.loses_entry or _brings_entry(self.kind)


class Invited(NamedTuple):
    """Whom a story that tells of a change invites instead: by site the `addressees` of its invitation, and they as
    pairs of the site's number and the key of a row (`Invite`)."""

    people: dict
    pairs: set[tuple[int, str]]

    @classmethod
    def of(cls, sites, numbers, people=None) -> "Invited":
        """Those of the `sites` with these `numbers`; `people` of all sites where the caller has them."""
        wanted = [site for site in sites if site.id in numbers]
        found = mailings.addressees(wanted, people) if wanted else {}
        return cls(found, {(number, _key(one)) for number, known in found.items() for one in known})

    def told(self, sites) -> list[Told]:
        """They as the page that asks names them."""
        here = [site for site in sites if site.id in self.people]
        return [to_site(site, one, INVITATION) for site in here for one in site_telling.once(self.people[site.id])]


NOBODY = Invited({}, set())


def audience(conference, kind, sites, given=None, chairs=None, *, people=None, invited=NOBODY) -> list[Told]:
    """Whom `tell_all` tells and after it `calendars.changed`: those of the `sites` (with their open links `given` and
    their `people`) who are not `invited` instead, those who preside (`chairs`: the people who will), the secretary,
    guests; and who loses the entry with the chair."""
    rows, people = calendars.rows(conference.id), site_telling.reachable(sites, given, people)
    entries = Entries.of(rows)
    pairs = [(site, one) for site in sites for one in people[site.id] if not entries.has_lost(one)]
    found = [to_site(site, one, kind) for site, one in pairs if (site.id, _key(one)) not in invited.pairs]
    presiding = _chairs(conference) if chairs is None else chairs
    house = [(one, "chair") for one in presiding] + [(one, "secretary") for one in (conference.secretary,) if one]
    for one, part in house:
        if not entries.has_lost(one):
            found.append(_of_house(one, part, ENTERED if entries.is_new(one) else kind))
    known = {one.address.lower() for one in found if one.address}
    others = [row for row in rows if not row.is_void and row.address.lower() not in known]
    others = [row for row in others if (row.site_id, row.key) not in invited.pairs]
    guests = [row for row in others if row.part is InvitePart.GUEST]
    found += [Told(row.name, row.address, "guest", kind, person_id=row.person_id) for row in guests]
    if chairs is None:
        return found
    gone = [row for row in others if row.part is InvitePart.CHAIR and row.sequence is not None]
    return found + [Told(row.name, row.address, "chair", WITHDRAWN, person_id=row.person_id) for row in gone]


class Entries(NamedTuple):
    """By address: who has the conference in his calendar, and from whom it was taken."""

    active: set
    void: set

    @classmethod
    def of(cls, rows) -> "Entries":
        """What the rows (`Invite`s) of a conference say."""
        return cls({row.key for row in rows if not row.is_void}, {row.key for row in rows if row.is_void})

    @classmethod
    def standing(cls, conference) -> "Entries":
        """The same, asked of the database (one statement)."""
        return cls(*calendars.keys(conference.id))

    def has_lost(self, someone) -> bool:
        """Whether the entry was taken from him: he hears of no later change."""
        return _key(someone) in self.void

    def is_new(self, someone) -> bool:
        """Whether others have it already and he has not: `calendars.changed` brings it with a word of its own."""
        return bool(self.active) and _key(someone) not in self.active


def _key(someone):
    known = notices.Recipient.of(someone)
    return calendars.Wanted(InvitePart.GUEST, known.name, known.address, known.person_id, phone=known.phone).key


def _of_house(person, part, kind):
    known = notices.Recipient.of(person)
    return Told(known.name, known.address, part, kind, None, person.phone, known.phone, known.person_id)


def of_calendars(conference, kind) -> list[Told]:
    """Those who have had the entry in their calendars: a corrected title changes it there."""
    rows = [row for row in calendars.invites(conference.id) if row.sequence is not None and not row.is_void]
    return [Told(row.name, row.address, row.part.value, kind, row.site, person_id=row.person_id) for row in rows]


def to_site(site, someone, kind) -> Told:
    """One who is told for a site."""
    known = notices.Recipient.of(someone)
    return Told(known.name, known.address, "site", kind, site, site.phone, known.phone, known.person_id)


def asked(conference) -> list[Site]:
    """The sites that are asked: all but the main one."""
    return [site for site in all_sites(conference) if site.kind is not SiteKind.MAIN]


def main_sites(conference) -> list[Site]:
    """The main site; empty while there is none."""
    return [site for site in (sites.main_site(conference.id),) if site]


def all_sites(conference) -> list[Site]:
    """Every site, the main one first."""
    return sites.sites_of(conference.id)


def knows(site, given=()) -> bool:
    """Whether those of a site know that it is wanted: it was invited or has answered, also by telephone, somebody holds
    a link of it (its number among `given`), or it is the main site of a conference that is called."""
    if site.conference.state is ConferenceState.DRAFT:
        return False
    is_main = site.kind is SiteKind.MAIN
    return is_main or site.invited_at is not None or site.state is not SiteState.UNSENT or site.id in given


def leaving(rows) -> list[tuple[Site, list]]:
    """Those of the sites whose people are told that it is no longer invited, with them. Where no invitation ever
    reached anybody only those who can be reached now are: of a question that nobody got no answer is missed."""
    given = links.held([site.id for site in rows])
    with_link = {link.site_id for link in given}
    people = site_telling.reachable(rows, given)
    found = []
    for site in rows:
        told = [one for one in people[site.id] if site.invited_at or notices.Recipient.of(one).is_reached]
        found += [(site, told)] if told and knows(site, with_link) else []
    return found


def farewells(conference, leaving) -> list[Told]:
    """Those of the sites that go (as `leaving` gives them), who are told so."""
    going = {site.id for site, _people in leaving}
    rows = calendars.rows(conference.id) if going else []
    losing = {row.key for row in rows if row.site_id in going and row.sequence is not None and not row.is_void}
    told = [(one, to_site(site, one, FAREWELL)) for site, people in leaving for one in people]
    return [said._replace(loses_entry=_key(one) in losing) for one, said in told]


def tell_farewell(conference, people, said, reason, losing, plans):
    """Queue the message that a site is no longer invited; it was `said` and known before the site went. It names the
    time that each was last told (`plans`, as `known.plans` gives them): of a move that waits nobody has heard.

    With it the entry goes from the calendars of those among `losing` (keys, as `farewells.leave` gives them); each
    loses it once, so that who is named here leaves the set.
    """
    stands, told = plan_of(conference), {}
    for one in people:
        told.setdefault((_key(one) in losing, plans.get(_key(one), stands)), []).append(one)
    for (has_entry, plan), someones in told.items():
        facts = said if plan == stands or conference.state is ConferenceState.POSTPONED else said | _as_told(plan)
        enclosed = [enclosure(conference, plan)] if has_entry else []
        notices.tell(
            someones, FAREWELL, within=conference, reason=reason, attachments=enclosed, in_calendar=has_entry, **facts
        )
    losing -= {_key(one) for one in people}


def _as_told(plan):
    """That it goes on is left out: it does, but at another time."""
    starts = times.begins(plan.starts_at, plan.ends_at)
    return {"when": plan.when, "starts": starts, "place": plan.place, "goes_on": False}


def _chairs(conference):
    ids = [chair.person_id for chair in conference.chairs if chair.person_id]
    return list(db.session.scalars(select(Person).where(Person.id.in_(ids)))) if ids else []


def tell_chairs(conference, kind, **more):
    """Queue a message to those who preside."""
    _tell(_chairs(conference), kind, conference, PRESIDES, more)


def tell_secretary(conference, kind, **more):
    """Queue a message to the one who writes the minutes."""
    people = [conference.secretary] if conference.secretary else []
    _tell(people, kind, conference, SECRETARY, more)


def tell_sites(conference, kind, entries, cast, but, more) -> set[str]:
    """Queue a message to whoever is reached for each site of the `cast`, with a link of his own (a fixed number of
    statements); returns their keys (`Entries`). Left out are those of `but` and from whom the entry was taken."""
    rows = [site for site in cast.sites if site.kind is not SiteKind.MAIN]
    said, people = {**facts(conference), **more}, site_telling.reachable(rows, known=cast.people)
    enclosed = [*_enclosed(kind, conference), *_papers(more)]

    def is_told(number, someone):
        return not entries.has_lost(someone) and (number, _key(someone)) not in but

    told = {number: [one for one in known if is_told(number, one)] for number, known in people.items()}
    site_telling.tell_with_links(
        rows,
        told,
        kind,
        lambda site: {**said, "site": site.name, "path": f"/sites/{site.id}"},
        attachments=enclosed,
    )
    return {_key(one) for known in told.values() for one in known}


def tell_all(conference, kind, *, but=frozenset(), cast=None, **more):
    """Queue a message to all whom the conference concerns: sites, those who preside, the secretary (a fixed number of
    statements). `cast` are the sites and their people where the story has read them.

    Left out are those of `but` (see `Invited.pairs`), who are invited next; from whom the entry was taken; and who of
    the house has none yet: `calendars.changed`, which every such story calls next, brings it.
    """
    entries, cast = Entries.standing(conference), site_telling.cast(conference) if cast is None else cast
    tell_sites(conference, kind, entries, cast, but, more)
    tell_house(conference, kind, entries, more)


def tell_house(conference, kind, entries, more) -> None:
    """Queue a message to those who preside and the secretary, as far as they have the entry."""
    secretary = [conference.secretary] if conference.secretary else []
    for people, reason in ((_chairs(conference), PRESIDES), (secretary, SECRETARY)):
        had = [one for one in people if not entries.has_lost(one) and not entries.is_new(one)]
        _tell(had, kind, conference, reason, more)


def _tell(people, kind, conference, reason, more):
    said = {**facts(conference), **more}
    enclosed = [*_enclosed(kind, conference), *_papers(more)]
    notices.tell(people, kind, about=conference, within=conference, reason=reason, attachments=enclosed, **said)


def _enclosed(kind, conference):
    """The entry for the recipient's calendar, wherever it may have changed: never with minutes and notices."""
    return [enclosure(conference)] if _brings_entry(kind) else []


def _brings_entry(kind):
    return kind.startswith(OF_THE_CONFERENCE) and kind not in NOT_IN_CALENDARS


def _papers(more):
    """The letter that replaces the first one goes with the message that says so."""
    return [{"paper_id": more["paper_id"]}] if more.get("paper_id") else []
