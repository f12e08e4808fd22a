"""What a message will say, before it is sent: to each of its recipients, by each way."""

from typing import NamedTuple

from meetings.accounts.models import Person
from meetings.base import segments
from meetings.base.db import db
from meetings.base.refs import ref
from meetings.conferences.times import enclosure
from meetings.desk import routing
from meetings.desk import telling as conference_telling
from meetings.invitations import mailings, queries
from meetings.notices.actions import Recipient
from meetings.notices.models import Channel, Notice, NoticeState
from meetings.notices.ways import Way
from meetings.sites import telling
from meetings.web import texts

ANNOUNCED = "conference_announced"
HIDDEN = "/x/…"
# As long as the address of a link that is not given out yet, so that a short message has its true length.
AS_LONG_AS = "/x/10000-" + "a" * 32


class To(NamedTuple):
    """Somebody who will be told: a `key` for the address of the page, who he is, for which site (None: the house), and
    the language of his account."""

    key: str
    recipient: Recipient
    site: object
    reason: str
    language: str = "vi"


class Preview(NamedTuple):
    """What one recipient gets: the way, the mail, the short message with its size, and what is enclosed."""

    to: To
    way: Way
    mail: texts.Text
    short: str
    size: segments.Size

    @property
    def by_mail(self) -> bool:
        """Whether a mail leaves to him."""
        return self.way.channel in (Channel.MAIL, Channel.DIGEST)

    @property
    def by_bell(self) -> bool:
        """Whether he finds it in the program alone."""
        return self.way.channel is Channel.BELL

    @property
    def by_text(self) -> bool:
        """Whether a short message leaves to him."""
        return self.way.channel is Channel.TEXT or self.way.beside


def invitation(conference, letter, items, site) -> texts.Text:
    """The invitation as `site` will get it (None before one is chosen), with these items of the agenda; `letter` is
    None before one is written."""
    facts = mailings.shared_facts(conference, letter, items)
    name = site.name if site else "…"
    return texts.written(
        queries.INVITATION,
        {**facts, "site": name, "path": HIDDEN},
        to_name=name,
        reason=telling.reason(site) if site else "",
    )


def of_sites(sites) -> list[To]:
    """Whom the invitation reaches for these sites, each address once (two statements)."""
    people = telling.people(sites)
    found = []
    for site in sites:
        someones = telling.once(people[site.id] or [telling.unit_itself(site)])
        reason = telling.reason(site)
        found += [To(f"s{site.id}-{n}", Recipient.of(one), site, reason) for n, one in enumerate(someones)]
    return found


def of_house(conference) -> list[To]:
    """Those who preside, and the secretary (one statement): they are told that it is announced."""
    ids = [chair.person_id for chair in conference.chairs if chair.person_id]
    people = {one.id: one for one in db.session.query(Person).where(Person.id.in_(ids))} if ids else {}
    told = [(people[number], conference_telling.PRESIDES) for number in ids if number in people]
    if conference.secretary and conference.secretary_id not in people:
        told.append((conference.secretary, conference_telling.SECRETARY))
    return [To(f"h{n}", Recipient.of(one), None, reason, one.language) for n, (one, reason) in enumerate(told)]


def preview(conference, to: To, letter, config) -> Preview:
    """All that this one gets, as it would leave now under the settings `config`."""
    kind, facts = _told(conference, to, letter)
    own = facts | ({"path": AS_LONG_AS} if to.site is not None and to.recipient.is_reached else {})
    said = {"to_name": to.recipient.name, "language": to.language}
    mail, short = texts.written(kind, own, reason=to.reason, **said), texts.short(kind, own, **said)
    mail = texts.Text(*(part.replace(AS_LONG_AS, HIDDEN) for part in mail))
    way = routing.decide(_notice(conference, kind, to), config)
    return Preview(to, way, mail, short.replace(AS_LONG_AS, HIDDEN), segments.size(short))


def _told(conference, to, letter):
    if to.site is None:
        return ANNOUNCED, conference_telling.facts(conference)
    return queries.INVITATION, {**mailings.shared_facts(conference, letter), "site": to.site.name, "path": ""}


def _notice(conference, kind, to):
    """A message that is not kept: the worker's own rule is asked about it."""
    recipient = to.recipient
    return Notice(
        kind=kind,
        person_id=recipient.person_id,
        to_address=recipient.address,
        to_phone=recipient.phone,
        attachments=[enclosure(conference)],
        within=ref(conference),
        state=NoticeState.QUEUED,
    )
