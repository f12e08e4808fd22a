"""The post leaves: notices that are due become mails and are handed to the mail server, one by one."""

import uuid
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app
from jinja2 import TemplateError

from meetings.base.db import transaction
from meetings.base.errors import Refusal, Unreachable
from meetings.base.language import _l
from meetings.desk import enclosures
from meetings.gateways import mail
from meetings.notices import actions as notices
from meetings.sites import entry, links
from meetings.web import texts

MOST_IN_A_ROUND = 500
TROUBLE = 3
HIDDEN = "/x/…"

BROKEN_TEXT = _l("The text of the message could not be written: %(fault)s")


class Tally(NamedTuple):
    """What a round did."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0


def send_due(*, stopping=lambda: False) -> Tally:
    """Send what is due, until nothing is, `stopping()` says so, or the mail server is in trouble.

    Each notice is leased and accounted for in transactions of their own; between them nothing is locked while the mail
    server takes its time. After three failures in a row that a later try may mend the round ends, so that a server
    that is down does not use up the tries of all. Raises `Unreachable` where the mail setting is no setting.
    """
    with transaction():
        notices.expire_leases()
    done, in_a_row = [], 0
    with mail.open_sink(current_app.config["MAIL_SINK"]) as sink:
        while len(done) < MOST_IN_A_ROUND and in_a_row < TROUBLE and not stopping():
            outcome = _send_next(sink)
            if outcome is None:
                break
            done.append(outcome)
            in_a_row = in_a_row + 1 if outcome == "put_off" else 0
    return Tally(*(done.count(name) for name in Tally._fields))


def _send_next(sink):
    """Send one notice: "sent", "put_off" or "failed"; None when none is due."""
    lease = uuid.uuid4().hex
    with transaction():
        notice = notices.take_next(lease)
        number = notice.id if notice else None
    if number is None:
        return None
    try:
        path = _own_path(notice)
        facts = notice.facts | ({"path": path} if path else {})
        text = texts.written(notice.kind, facts, to_name=notice.to_name, reason=notice.reason)
        sink.send(_message(notice, text))
    except Refusal as no:
        return _put_off(number, lease, no.message, again=getattr(no, "again", False))
    except TemplateError as fault:
        current_app.logger.exception("notice %s cannot be written", number)
        return _put_off(number, lease, BROKEN_TEXT % {"fault": fault}, again=False)
    with transaction():
        notices.has_left(number, lease, **_without(path, text)._asdict())
    return "sent"


def _own_path(notice):
    """The page that the recipient opens without an account; empty where he has no link, or no longer."""
    number = notice.facts.get("link_id")
    link = links.link(number) if number else None
    below = notice.facts.get("link_page", "")
    return f"/x/{entry.token_of(link)}{below}" if link and link.ended_at is None else ""


def _without(path, text):
    """What is kept of a message: whoever reads the outbox is not to act as its recipient."""
    return texts.Text(*(part.replace(path, HIDDEN) for part in text)) if path else text


def _put_off(number, lease, error, *, again):
    with transaction():
        kept = notices.has_not_left(number, lease, error, again=again)
    return "put_off" if kept else "failed"


def _message(notice, text):
    config = current_app.config
    if not notice.to_address:
        raise Unreachable(notices.NO_ADDRESS, again=False)
    return mail.Message(
        message_id=f"{notice.key}@{urlsplit(config['PUBLIC_URL']).hostname or 'localhost'}",
        sender=config["MAIL_SENDER"],
        to=mail.mailbox(notice.to_name, notice.to_address),
        subject=text.subject,
        text=text.text,
        html=text.html,
        attachments=tuple(enclosures.opened(notice, one) for one in notice.attachments),
    )
