"""What is enclosed with a mail: a released paper, a stored file, the entry for the recipient's calendar."""

from email.utils import parseaddr

from flask import current_app

from meetings.base.errors import Unreachable
from meetings.base.language import _l
from meetings.conferences import queries as conferences
from meetings.conferences.models import ConferenceState
from meetings.gateways import ical
from meetings.invitations import papers
from meetings.invitations import queries as invitations
from meetings.registry import queries as registry
from meetings.web import files

CALENDAR_NAME = "hoi-nghi.ics"
NOT_DRAWN = _l("The PDF of the paper that is enclosed has not been drawn yet.")
GONE = _l("What was to be enclosed is no longer there.")


def opened(notice, enclosure: dict) -> tuple[str, str, bytes]:
    """File name, content type and content of one of a notice's `attachments`.

    Raises `Unreachable`: `again` while a paper still waits to be drawn.
    """
    if "calendar_of" in enclosure:
        return _calendar(notice, enclosure["calendar_of"])
    if "paper_id" in enclosure:
        return _paper(enclosure["paper_id"])
    if "fingerprint" in enclosure:
        return enclosure["file_name"], enclosure["content_type"], _content(enclosure["fingerprint"])
    raise Unreachable(GONE, again=False)


def _calendar(notice, conference_id):
    """A request to the one recipient as the conference stands when the mail leaves; cancelled, it is taken back."""
    conference = conferences.conference(conference_id)
    if conference is None:
        raise Unreachable(GONE, again=False)
    config = current_app.config
    entry = papers.entry(
        conference,
        invitations.agendas([conference_id])[conference_id],
        public_url=config["PUBLIC_URL"],
        to=ical.Mailbox(notice.to_name, notice.to_address),
        sender=ical.Mailbox(*parseaddr(config["MAIL_SENDER"])),
    )
    method = "CANCEL" if conference.state is ConferenceState.CANCELLED else "REQUEST"
    return CALENDAR_NAME, f"text/calendar; method={method}; charset=utf-8", ical.calendar([entry], method=method)


def _paper(paper_id):
    paper = registry.paper(paper_id)
    if paper is None:
        raise Unreachable(GONE, again=False)
    if paper.fingerprint is None:
        raise Unreachable(NOT_DRAWN, again=True)
    return f"{paper.symbol.replace('/', '-')}.pdf", "application/pdf", _content(paper.fingerprint)


def _content(fingerprint):
    with files.store().open(fingerprint) as file:
        return file.read()
