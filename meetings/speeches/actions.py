"""Offering speeches, deciding on them, and bringing those accepted into the agenda."""

from sqlalchemy import delete, select

from meetings.agenda import actions as agenda
from meetings.agenda import queries as agendas
from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import Faults, NotNow, NotValid
from meetings.base.language import _l
from meetings.conferences.models import ConferenceState as C
from meetings.documents import actions as shelf
from meetings.documents import queries as documents
from meetings.documents.models import Audience
from meetings.journal import actions as journal
from meetings.notices import actions as notices
from meetings.sites import telling
from meetings.sites.models import SiteKind
from meetings.sites.stages import waits
from meetings.speeches import queries
from meetings.speeches.models import LIFECYCLE, Speech, SpeechState
from meetings.speeches.naming import named_at, title_of_text

OPEN = (C.INVITING, C.READY)
DECIDED = (*OPEN, C.POSTPONED, C.LIVE, C.PAUSED)
MOST = 5
LONGEST = 120
LONGEST_PRESENTER = 200
KINDS = "speech_offered", "speech_withdrawn", "speech_accepted", "speech_returned"
FACTS = ("topic", "speaker_name", "speaker_title", "minutes")

ONLY_WATCHES = _l("This site only watches (relay): nobody can speak from it. Change its answer first.")
CLOSED = _l("Speeches are registered before the conference begins. Ring the secretariat if something has changed.")
OVER = _l("The conference is over or cancelled; nobody is told of its speeches any more.")
TOO_MANY = _l("A site can register at most %(n)s speeches. Withdraw one first.", n=MOST)


def offer(site, *, topic, speaker_name, speaker_title="", minutes, taken=None, is_secret=False, by) -> Speech:
    """Register a speech of the site; the conference's secretary is told. `taken` is its text, a file in storage.

    Refused unless the conference is called and has not begun, for a relay, a sixth speech, for secret content (also for
    a text where the conference's shelf takes none, or that was said to be secret), and for facts that cannot be.
    """
    _while_open(site.conference)
    said = {"topic": topic, "speaker_name": speaker_name, "speaker_title": speaker_title}
    facts = _checked(site.conference, **said, minutes=minutes, taken=taken, is_secret=is_secret)
    hold(site)
    if site.kind is SiteKind.RELAY:
        raise NotNow(ONLY_WATCHES)
    if queries.number_open(site.id) >= MOST:
        raise NotNow(TOO_MANY)
    speech = Speech(site=site, state=SpeechState.OFFERED, **facts, offered_at=clock.now(), offered_by=by.name)
    _keep_file(speech, taken)
    db.session.add(speech)
    db.session.flush()
    journal.record(by, "offered_speech", speech, within=site.conference, minutes=minutes)
    _tell_secretary(speech, "speech_offered")
    return speech


def revise(speech, *, version, topic, speaker_name, speaker_title="", minutes, taken=None, is_secret=False, by):
    """Change an offered speech, or offer a returned one again; without `taken` its file stays. The secretary is told of
    the latter.

    Refused like `offer`, once it is accepted or withdrawn, and with `Stale` when somebody changed it since `version`.
    """
    _while_open(speech.conference)
    said = {"topic": topic, "speaker_name": speaker_name, "speaker_title": speaker_title}
    facts = _checked(speech.conference, **said, minutes=minutes, taken=taken, is_secret=is_secret)
    speech.expect(version, mine=facts, theirs={name: getattr(speech, name) for name in FACTS})
    was_returned = speech.state is SpeechState.RETURNED
    LIFECYCLE.advance(speech, "revise")
    for name, value in facts.items():
        setattr(speech, name, value)
    _keep_file(speech, taken)
    speech.offered_at, speech.offered_by, speech.reason = clock.now(), by.name, ""
    journal.record(by, "revised_speech", speech, within=speech.conference, minutes=minutes)
    if was_returned:
        _tell_secretary(speech, "speech_offered")


def withdraw(speech, *, version, by):
    """The site does not speak after all: an accepted speech leaves the agenda, its text the shelf, and the secretary is
    told.

    Refused once the conference has begun, a second time, and with `Stale` on an old page.
    """
    _while_open(speech.conference)
    speech.expect(version)
    was_accepted = speech.state is SpeechState.ACCEPTED
    LIFECYCLE.advance(speech, "withdraw")
    _leave_agenda(speech, by=by)
    journal.record(by, "withdrew_speech", speech, within=speech.conference)
    if was_accepted:
        _tell_secretary(speech, "speech_withdrawn")


def accept(speech, *, version, minutes=None, after=None, by):
    """Take the speech into the agenda for `minutes` (None: as offered), behind the item `after` (None: behind the last
    speech, else the last report), and its text onto the shelf, for all who take part; its site is told. Where the text
    was said to be secret before, the item has secret content again and the text stays off the shelf.

    Refused unless it is offered, once the agenda is closed, and with `Stale` on an old page.
    """
    speech.expect(version)
    LIFECYCLE.advance(speech, "accept")
    conference = speech.conference
    speech.minutes = _possible(minutes or speech.minutes)
    speech.item = agenda.add(
        conference,
        kind=ItemKind.SPEECH,
        title=speech.topic,
        presenter_text=_presenter(speech),
        planned_minutes=speech.minutes,
        is_secret=has_secret_text(speech),
        before=_behind(conference, after),
        by=by,
    )
    _shelve(speech, by)
    _decide(speech, "", by)
    journal.record(by, "accepted_speech", speech, within=conference, minutes=speech.minutes)
    _tell_site(speech, "speech_accepted")


def send_back(speech, *, version, reason, by):
    """Return the speech with the reason; an accepted one leaves the agenda, and its text the shelf. Its site is told
    and may offer it again.

    Refused without a reason, for one that is returned or withdrawn already, once the conference is over or called off,
    and with `Stale` on an old page.
    """
    if speech.conference.state not in DECIDED:
        raise NotNow(OVER)
    if not (reason or "").strip():
        raise NotValid(_l("Say why the speech is returned."), field="reason")
    speech.expect(version)
    LIFECYCLE.advance(speech, "send_back")
    _leave_agenda(speech, by=by)
    _decide(speech, reason, by)
    journal.record(by, "returned_speech", speech, within=speech.conference, note=reason)
    _tell_site(speech, "speech_returned")


def shift(speech, steps: int, *, version, by):
    """Let an accepted speech change places with the one `steps` before (negative) or behind it; everything else in the
    agenda stays where it is. `version` is the agenda's. Refused like `agenda.reorder`."""
    order = queries.item_ids(speech.conference.id)
    if speech.item_id not in order:
        raise NotNow(_l("Only speeches that stand in the agenda have an order."))
    here = order.index(speech.item_id)
    there = max(0, min(len(order) - 1, here + steps))
    places = [item.id for item in agendas.items_of(speech.conference.id)]
    one, other = places.index(order[here]), places.index(order[there])
    places[one], places[other] = places[other], places[one]
    agenda.reorder(speech.conference, places, version=version, by=by)
    journal.record(by, "ordered_speeches", speech.conference, within=speech.conference)


def forget(conference) -> int:
    """Erase who was to hold the speeches that never came into the agenda; returns how many."""
    number = 0
    for speech in list(db.session.scalars(queries.of_conference(conference.id))):
        if speech.state is not SpeechState.ACCEPTED and speech.speaker_name:
            speech.speaker_name = speech.speaker_title = ""
            number += 1
    return number


def _shelve(speech, by):
    """Its text stands under the documents; not twice, and not where it or the conference's papers are handed out."""
    conference = speech.conference
    if not speech.fingerprint or speech.item.is_secret or documents.is_closed(conference.id):
        return
    if documents.same_file(conference.id, speech.fingerprint) is None:
        facts = {"title": title_of_text(speech.topic), "audience": Audience.PARTICIPANTS, "item": speech.item}
        shelf.add(conference, taken=speech, **facts, by=by)


def _decide(speech, reason, by):
    speech.reason, speech.decided_at, speech.decided_by_id = reason, clock.now(), by.id


def _behind(conference, after):
    """The item in front of which a speech is put so that it stands behind `after`; None at the end."""
    items = agendas.items_of(conference.id)
    here = after or _last(items, ItemKind.SPEECH) or _last(items, ItemKind.REPORT)
    place = items.index(here) + 1 if here in items else len(items)
    return items[place] if place < len(items) else None


def _last(items, kind):
    return next((item for item in reversed(items) if item.kind is kind), None)


def _leave_agenda(speech, *, by):
    item = speech.item
    if item is not None:
        shelf.leave_item(item, by=by)
        speech.item = None
        db.session.flush()
        agenda.remove(item, version=item.version, by=by)


def _presenter(speech):
    whole = named_at(speech.speaker, speech.site.name)
    return whole if len(whole) <= LONGEST_PRESENTER else speech.speaker[:LONGEST_PRESENTER]


def _keep_file(speech, taken):
    if taken is not None:
        speech.file_name, speech.content_type = taken.file_name, taken.content_type
        speech.size, speech.fingerprint = taken.size, taken.fingerprint


def _checked(conference, *, topic, speaker_name, speaker_title, minutes, taken, is_secret):
    said = (("topic", topic), ("speaker_name", speaker_name))
    blank = [field for field, text in said if not (text or "").strip()]
    faults = Faults(NotValid(_l("Please fill this in."), field=field) for field in blank)
    faults.of(_possible, minutes)
    faults.found += secret_faults(is_secret or _is_closed(conference, taken))
    if taken is not None and documents.is_secret_file(conference.id, taken.fingerprint):
        faults.found.append(NotValid(shelf.SAID_SECRET, field="file"))
    faults.tell()
    facts = {"topic": topic, "speaker_name": speaker_name, "speaker_title": speaker_title or ""}
    return {**facts, "minutes": minutes}


def _possible(minutes):
    if not 0 < minutes <= LONGEST:
        raise NotValid(_l("A speech takes from 1 to %(n)s minutes.", n=LONGEST), field="minutes")
    return minutes


def secret_faults(is_secret):
    """That secret content stays off the system, as `NotValid`s."""
    if is_secret:
        yield NotValid(shelf.SECRET, field="is_secret")


def has_secret_text(speech) -> bool:
    """Whether its text was said to be secret before, so that it stands on no shelf and nobody reads it."""
    return bool(speech.fingerprint) and documents.is_secret_file(speech.conference.id, speech.fingerprint)


def _is_closed(conference, taken):
    """Whether there is a text that the conference's shelf takes in no way."""
    return taken is not None and documents.is_closed(conference.id)


def why_closed(site):
    """Why the site can register no speech now, in a sentence; None while it can."""
    if not waits(site.conference):
        return CLOSED
    return ONLY_WATCHES if site.kind is SiteKind.RELAY else None


def _while_open(conference):
    if not waits(conference):
        raise NotNow(CLOSED)


def _tell_secretary(speech, kind):
    conference = speech.conference
    if conference.secretary is not None:
        notices.tell([conference.secretary], kind, about=speech, within=conference,
                     reason="Anh/chị là thư ký của hội nghị.", **_facts(speech, f"/speeches/{speech.id}"))  # fmt: skip


def _tell_site(speech, kind):
    site = speech.site
    said = _facts(speech, f"/sites/{site.id}/speeches") | {"link_page": "/speech"}
    telling.tell_with_links([site], telling.people([site]), kind, lambda _site: said, about=speech)


def _facts(speech, path):
    facts = {"topic": speech.topic, "speaker": speech.speaker, "minutes": speech.minutes, "note": speech.reason}
    return {**telling.facts(speech.site), **facts, "path": path}


def drop(site_ids) -> int:
    """Take the speeches of sites away that are taken out before the conference; returns how many. What waits to be told
    of them would lead to a page that is gone and is not sent. What stands in the agenda stays there: whoever asks sees
    to it first."""
    of_sites = Speech.site_id.in_(list(site_ids))
    speeches = list(db.session.scalars(select(Speech).where(of_sites).order_by(Speech.id)))
    for kind in KINDS if speeches else ():
        notices.unsay_all(kind, speeches)
    return db.session.execute(delete(Speech).where(of_sites)).rowcount
