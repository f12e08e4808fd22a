"""Writing the letter of invitation and giving it out under a number."""

from datetime import timedelta
from typing import NamedTuple

from meetings.base import addresses, clock
from meetings.base.db import STALE, db
from meetings.base.errors import Faults, NotNow, NotValid, Stale
from meetings.base.language import _l
from meetings.base.vietnamese import nfc
from meetings.invitations import invitees, papers, queries
from meetings.invitations.models import Letter
from meetings.journal import actions as journal
from meetings.registry import actions as registry
from meetings.registry.models import Paper, PaperKind

TEXTS = (
    "subject content attendees requirements contact_name contact_phone contact_email authority signer_name recipients"
).split()
INHERITED = "requirements contact_name contact_phone contact_email authority signer_name recipients".split()
NEEDED = {
    "subject": _l("The letter has no subject."),
    "attendees": _l("Say who is invited."),
    "contact_name": _l("Name a contact point (Decision 45/2018)."),
    "contact_phone": _l("Give the contact's telephone (Decision 45/2018)."),
    "signer_name": _l("Say who signs the letter."),
}
OVER = _l("The conference is cancelled or closed; no letter is given out for it any more.")
NO_PLACE = _l("The conference has no place yet; the letter would say none.")


def start(conference, *, by) -> Letter:
    """Draft the letter: subject and invited from the conference and its sites; signer, contact and recipients from the
    organiser's last letter (without one the secretary is the contact). Where a letter stands already, it is handed
    back. Raises `NotNow` for a cancelled or concluded conference.
    """
    standing = queries.letter(conference.id)
    if standing:
        return standing
    if not conference.is_open:
        raise NotNow(OVER)
    last = queries.last_letter(conference.organiser_id)
    letter = Letter(
        conference=conference,
        subject=f"Dự {conference.named}",
        content=conference.named,
        attendees=invitees.of_sites(conference),
        **{name: getattr(last, name) if last else "" for name in INHERITED},
    )
    letter.recipients = letter.recipients or "Như thành phần mời\nLưu: VT"
    if not letter.contact_name and conference.secretary is not None:
        _be_contact(letter, conference.secretary)
    db.session.add(letter)
    db.session.flush()
    journal.record(by, "started_letter", letter, within=conference)
    return letter


def _be_contact(letter, secretary):
    letter.contact_name, letter.contact_phone = secretary.name, secretary.phone
    letter.contact_email = secretary.email or ""


def revise(letter, *, version, answer_by=None, by, **texts) -> Letter:
    """Write the letter anew; what `texts` does not name stays. A released one is given out anew afterwards.

    Raises `Stale` with both texts, `NotValid` for a subject over 500 characters (Decree 30/2020, Annex VI) and for an
    answer that is wanted after the start or, where it is newly asked for, in the past; `NotNow` where the conference
    is cancelled or concluded, so that none is given out any more.
    """
    if not letter.conference.is_open:
        raise NotNow(OVER)
    before = {name: getattr(letter, name) for name in TEXTS}
    mine = before | {name: nfc(text or "").strip() for name, text in texts.items() if name in TEXTS}
    if int(version) != letter.version:
        raise Stale(STALE, mine=mine, theirs=before, row=letter)
    faults = Faults(answer_faults(letter, answer_by))
    if len(mine["subject"]) > 500:
        faults.found.append(NotValid(_l("At most 500 characters (Decree 30/2020, Annex VI)."), field="subject"))
    if said := addresses.fault(mine["contact_email"]):
        faults.found.append(NotValid(said, field="contact_email"))
    faults.tell()
    for name, text in mine.items():
        setattr(letter, name, text)
    letter.answer_by = answer_by
    changed = sorted(name for name in TEXTS if mine[name] != before[name])
    journal.record(by, "wrote_letter", letter, within=letter.conference, changed=changed)
    return letter


def answer_faults(letter, answer_by):
    """What is wrong with the time until which sites are to answer, as `NotValid`s."""
    if answer_by and answer_by >= letter.conference.starts_at:
        yield NotValid(_l("The sites must answer before the conference begins."), field="answer_day")
    elif answer_by and answer_by != letter.answer_by and answer_by <= clock.now():
        yield NotValid(_l("This time has passed. Give the sites a day and an hour that lie ahead."), field="answer_day")


def release(letter, *, version=None, by):
    """Give the letter out: it takes its number and its text is frozen. A changed one supersedes the first.

    Raises `NotValid` while something is missing, `NotNow` for a cancelled or concluded conference, `Stale`.
    """
    if version is not None:
        letter.expect(version)
    conference = letter.conference
    if not conference.is_open:
        raise NotNow(OVER)
    for sentence in missing(letter):
        raise NotValid(sentence)
    names, former = other_sites(conference), letter.paper
    letter.paper = registry.release(
        kind=PaperKind.INVITATION,
        issuer=conference.organiser,
        subject=letter.subject,
        template=papers.TEMPLATE,
        facts=lambda stamp: papers.facts(letter, names, stamp, former=former),
        about=letter,
        within=conference,
        signer_name=letter.signer_name,
        supersedes=former,
        by=by,
    )
    db.session.flush()
    journal.record(by, "released_letter", letter, within=conference, symbol=letter.paper.symbol)
    return letter.paper


def supersede(conference, *, moved_by=timedelta(), always=False, by) -> Paper | None:
    """Give the letter out anew where one was given out that no longer holds (see `flaw`), or `always` where one was;
    the new one names the old.

    Until when the sites answer moves along, and is left open where that would be past. Returns the new paper.
    """
    letter = queries.letter(conference.id)
    if not (letter and letter.paper) or not (always or is_outdated(letter)):
        return None
    letter.answer_by = moved_deadline(letter.answer_by, moved_by, conference.starts_at)
    return release(letter, by=by)


def moved_deadline(answer_by, moved_by, starts_at):
    """Until when sites answer once the conference begins at `starts_at`, `moved_by` later; None: left open."""
    later = answer_by + moved_by if answer_by else None
    return later if later and clock.now() < later < starts_at else None


def missing(letter) -> list:
    """What the letter still lacks before it can be given out, in sentences."""
    lacks = [sentence for name, sentence in NEEDED.items() if not getattr(letter, name).strip()]
    return lacks if letter.conference.place.strip() else [*lacks, NO_PLACE]


class Flaw(NamedTuple):
    """Why the letter that was given out does not hold, in a sentence; the same for who wants to send it; and whether
    it is void: those who had it were told so."""

    words: str
    refusal: str
    is_void: bool


def flaw(letter) -> Flaw | None:
    """Why the letter as it was given out does not hold: it was called void with the conference, whatever it says, or it
    no longer says what is planned. None for one that holds, and while none was given out."""
    if not (letter and letter.paper):
        return None
    symbol, (called_void, names) = letter.paper.symbol, queries.said_and_sites(letter)
    if called_void:
        words = _void(symbol, called_void)
        return Flaw(words, _l("%(why)s It is not sent. Give it out again first.", why=words), True)
    if papers.still_true(letter, names):
        return None
    refusal = _l(
        "Letter No. %(symbol)s, as it was given out, no longer says what is planned: it is not sent. "
        "Give it out again first.",
        symbol=symbol,
    )
    return Flaw(_l("Letter No. %(symbol)s no longer says what is planned.", symbol=symbol), refusal, False)


def _void(symbol, kind):
    if kind == queries.POSTPONED:
        return _l("Letter No. %(symbol)s is void: the notice that the conference is postponed says so.", symbol=symbol)
    return _l("Letter No. %(symbol)s is void: the notice that the conference is cancelled says so.", symbol=symbol)


def is_outdated(letter) -> bool:
    """Whether a letter was given out that does not hold any more (see `flaw`)."""
    return flaw(letter) is not None


def expect_true(letter) -> None:
    """Go on only where the letter that was given out, if one was, still holds. Raises `NotNow`."""
    if found := flaw(letter):
        raise NotNow(found.refusal)


def other_sites(conference) -> list[str]:
    """The names of the sites beside the main one, in their order (one statement)."""
    return queries.names_of_others(conference.id)
