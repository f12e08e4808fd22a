"""What is enclosed with a mail: a released paper, a stored file, the entry for the recipient's calendar."""

from dataclasses import replace
from email.utils import parseaddr
from typing import NamedTuple

from flask import current_app

from meetings.base.errors import Unreachable
from meetings.base.language import _l
from meetings.conferences import queries as conferences
from meetings.conferences import times
from meetings.conferences.models import ConferenceState
from meetings.gateways import ical, mail
from meetings.invitations import entries, guests, order, papers, reply_tokens
from meetings.invitations import queries as invitations
from meetings.registry import queries as registry
from meetings.sites.substitutes import NAMED
from meetings.web import files

NOT_DRAWN = _l("The PDF of the paper that is enclosed has not been drawn yet.")
GONE = _l("What was to be enclosed is no longer there.")


class NotDrawn(Unreachable):
    """The PDF of an enclosed paper is still to be drawn: no fault of the mail server's."""

    def __init__(self):
        super().__init__(NOT_DRAWN, again=True)


class Entry(NamedTuple):
    """The entry for one recipient's calendar: whose row it is, what it says, and where he answers."""

    invite_id: int
    sequence: int
    method: str
    content: bytes
    reply_to: str

    @property
    def ended(self):
        """Whether it takes the conference out of the calendar."""
        return self.method == "CANCEL"


def conference_of(notice) -> int | None:
    """The number of the conference whose entry the message brings; None where it brings none."""
    return next((one[times.ENTRY] for one in notice.attachments if times.ENTRY in one), None)


def enrol(notice) -> None:
    """See to it that the recipient has a row to answer to; in the transaction that takes the notice."""
    number = conference_of(notice)
    if not number or not notice.to_address:
        return
    if notice.kind != NAMED and guests.has_row(number, notice.to_address):
        return
    conference = conferences.conference(number)
    if conference is not None:
        entries.of_notice(notice, conference)


def entry(notice, page=None) -> Entry | None:
    """The request to the one recipient as the conference stands when the mail leaves; cancelled, or where he is no
    longer asked, it is taken back. None for a message without. `page` is where it leads who has no account.

    Raises `Unreachable` where the conference or the one who is asked is no longer there.
    """
    number = conference_of(notice)
    if number is None:
        return None
    conference = conferences.conference(number)
    invite = conference and entries.of_notice(notice, conference)
    if not invite:
        raise Unreachable(GONE, again=False)
    config, cancelled = current_app.config, conference.state is ConferenceState.CANCELLED
    name, address = mailbox()
    said = papers.entry(
        conference,
        invitations.agendas([conference.id])[conference.id],
        public_url=config["PUBLIC_URL"],
        page=page,
        has_room=bool(config["JITSI_URL"]),
        to=ical.Mailbox(notice.to_name, notice.to_address),
        sender=ical.Mailbox(name, address),
        sequence=invite.next_sequence,
        only_his=invite.is_void and not cancelled,
        changed_at=invitations.last_changes([conference.id]).get(conference.id),
    )
    ends = cancelled or invite.is_void
    plan = times.told_by(notice.attachments) if ends else order.told(notice, conference)
    said = replace(said, **plan._asdict()) if plan else said
    said = replace(said, sequence=invite.former_sequence) if plan and not ends else said
    said = replace(said, answer=_known(invite)) if (invite.answered_sequence or 0) >= said.sequence else said
    asked = "DECLINECOUNTER" if notice.kind == "counter_declined" else "REQUEST"
    method = "CANCEL" if ends else asked
    reply_to = mail.mailbox(name, reply_tokens.address(address, invite, config["SECRET_KEY"]))
    return Entry(invite.id, said.sequence, method, ical.calendar([said], method=method), reply_to)


def _known(invite):
    """His answer, as a calendar writes it."""
    return invite.partstat.upper().replace("_", "-")


def mailbox() -> tuple[str, str]:
    """Name and address of the secretariat's mailbox, to which calendars answer."""
    return parseaddr(current_app.config["CALENDAR_MAILBOX"] or current_app.config["MAIL_SENDER"])


def opened(enclosure: dict) -> tuple[str, str, bytes]:
    """File name, content type and content of one of a notice's `attachments`.

    Raises `NotDrawn` while a paper still waits to be drawn, `Unreachable` for what is no longer there.
    """
    if "paper_id" in enclosure:
        return _paper(enclosure["paper_id"])
    if "fingerprint" in enclosure:
        return enclosure["file_name"], enclosure["content_type"], _content(enclosure["fingerprint"])
    raise Unreachable(GONE, again=False)


def _paper(paper_id):
    paper = registry.paper(paper_id)
    if paper is None:
        raise Unreachable(GONE, again=False)
    if paper.fingerprint is None:
        raise NotDrawn
    return f"{paper.symbol.replace('/', '-')}.pdf", "application/pdf", _content(paper.fingerprint)


def _content(fingerprint):
    with files.store().open(fingerprint) as file:
        return file.read()
