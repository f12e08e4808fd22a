"""The post leaves: notices that are due become mails or short messages and are handed over, one by one."""

import uuid
from collections import Counter
from contextlib import ExitStack
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app
from jinja2 import TemplateError

from meetings.accounts import queries as accounts
from meetings.base.db import transaction
from meetings.base.errors import Refusal, Unreachable
from meetings.base.language import _l
from meetings.desk import enclosures, late_papers, routing
from meetings.gateways import mail, texting
from meetings.gateways.sinks import NoSuchMailbox, Sink, open_sink
from meetings.invitations import entries, order
from meetings.notices import actions as notices
from meetings.notices import leaving
from meetings.notices.models import Channel, NoticeState
from meetings.sites import entry as doors
from meetings.sites import hearing, links
from meetings.web import texts

MOST_IN_A_ROUND = 500
TROUBLE = 3
HIDDEN = "/x/…"

LEAVING = (Channel.MAIL, Channel.TEXT)
NO_GATEWAY = _l("No gateway for short messages is set up.")
BROKEN_TEXT = _l("The text of the message could not be written: %(fault)s")


class Tally(NamedTuple):
    """What a round did; `held` waits, stays under the bell or is gathered for a digest."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0
    held: int = 0


class Sinks:
    """The ways out of the house, each opened with its first message. For one round."""

    def __init__(self, config, stack):
        self.config, self.stack = config, stack

    @cached_property
    def mail(self) -> Sink:
        """The mail server."""
        return self.stack.enter_context(open_sink(self.config["MAIL_SINK"]))

    @cached_property
    def texts(self) -> texting.Sink:
        """The gateway for short messages. Where its settings are wrong a message waits until they are right."""
        try:
            found = texting.open_sink(texting.Settings.of(self.config))
        except Unreachable as no:
            raise Unreachable(no.message, again=True) from no
        if found is None:
            raise Unreachable(NO_GATEWAY, again=False)
        return found


def send_due(*, stopping=lambda: False) -> Tally:
    """Send what is due, until nothing is, `stopping()` says so, or every way out is in trouble.

    Each notice is leased and accounted for in transactions of their own; between them nothing is locked while a server
    takes its time. After three failures in a row that a later try may mend no more is sent that way in this round, so
    that a server that is down does not use up the tries of all. Raises `Unreachable` where the mail setting is no
    setting.
    """
    with transaction():
        leaving.expire_leases()
    done, in_a_row = [], Counter()
    with ExitStack() as stack:
        sinks = Sinks(current_app.config, stack)
        sinks.mail  # noqa: B018
        while len(done) < MOST_IN_A_ROUND and not stopping():
            without = tuple(channel for channel in LEAVING if in_a_row[channel] >= TROUBLE)
            outcome, channel = _send_next(sinks, without)
            if outcome is None or len(without) == len(LEAVING):
                break
            done.append(outcome)
            if outcome not in ("held", "waiting"):
                in_a_row[channel] = in_a_row[channel] + 1 if outcome == "put_off" else 0
    return Tally(*(done.count(name) for name in Tally._fields))


def _send_next(sinks, without):
    """Send one notice: "sent", "put_off", "failed", "held" or "waiting" (its way is in trouble, or its paper is still
    to be drawn), and its channel; None when none is due."""
    lease = uuid.uuid4().hex
    with transaction():
        notice = leaving.take_next(lease, without=without, decide=lambda one: routing.decide(one, sinks.config))
        if notice is None:
            return None, None
        if notice.state is NoticeState.SENDING and order.is_overtaken(notice):
            leaving.set_aside(notice)
        if notice.state is NoticeState.SENDING and order.is_over(notice):
            leaving.set_aside(notice, leaving.OVER)
        if notice.state is NoticeState.SENDING and not late_papers.still_there(notice):
            leaving.set_aside(notice, leaving.TAKEN_AWAY)
        if notice.state is NoticeState.SENDING and not hearing.still_stands(notice):
            leaving.set_aside(notice)
        number, channel, state, until = notice.id, notice.channel or Channel.MAIL, notice.state, notice.held_until
        if state is NoticeState.SENDING:
            order.bring_up_to_date(notice)
        if state is NoticeState.SENDING and channel is Channel.MAIL:
            enclosures.enrol(notice)
    if state is NoticeState.QUEUED:
        return ("held" if until else "waiting"), channel
    if state is not NoticeState.SENDING:
        return ("failed" if state is NoticeState.FAILED else "held"), channel
    try:
        path = _own_path(notice)
        facts = notice.facts | ({"path": path} if path else {})
        text, entry = _sent(sinks, notice, channel, facts)
    except Refusal as no:
        return _keep_back(number, lease, no), channel
    except TemplateError as fault:
        current_app.logger.exception("notice %s cannot be written", number)
        return _put_off(number, lease, BROKEN_TEXT % {"fault": fault}, again=False), channel
    with transaction():
        leaving.has_left(number, lease, **_without(path, text)._asdict())
        if entry:
            entries.has_gone(entry.invite_id, sequence=entry.sequence, ended=entry.ended)
    return "sent", channel


def _sent(sinks, notice, channel, facts):
    """Hand the notice over; what left, and the calendar entry that went with it."""
    language = accounts.language_of(notice.person_id)
    if channel is Channel.TEXT:
        said = texts.short(notice.kind, facts, to_name=notice.to_name, language=language)
        sinks.texts.send(texting.Text(notice.to_phone, said, notice.key))
        return texts.Text("", said, ""), None
    text = texts.written(notice.kind, facts, to_name=notice.to_name, reason=notice.reason, language=language)
    entry = enclosures.entry(notice, _page(notice, facts.get("path", "")) if notice.person_id is None else None)
    sinks.mail.send(_message(notice, text, entry))
    return text, entry


def _own_path(notice):
    """The page that the recipient opens without an account; empty where he has no link, or no longer."""
    number = notice.facts.get("link_id")
    link = links.link(number) if number else None
    below = notice.facts.get("link_page", "")
    return f"/x/{doors.token_of(link)}{below}" if link and link.ended_at is None else ""


def shown_facts(notice) -> dict:
    """The facts of a message that waits, as whoever reads the outbox may see them: where it will hold a link of the
    recipient's own, a hidden one stands."""
    return notice.facts | ({"path": HIDDEN} if _own_path(notice) else {})


def _page(notice, path):
    """The permanent page of who has a site's link, whatever part of it the message leads to; "" without a link."""
    return path.removesuffix(notice.facts.get("link_page", "")) if path.startswith("/x/") else ""


def _without(path, text):
    """What is kept of a message: whoever reads the outbox is not to act as its recipient."""
    return texts.Text(*(part.replace(path, HIDDEN) for part in text)) if path else text


def _keep_back(number, lease, no):
    """A paper that is still to be drawn uses up no try, and says nothing about the mail server."""
    if not isinstance(no, enclosures.NotDrawn):
        is_lost = isinstance(no, NoSuchMailbox)
        return _put_off(number, lease, no.message, again=getattr(no, "again", False), is_lost=is_lost)
    with transaction():
        waits = leaving.has_waited(number, lease, no.message)
    return "waiting" if waits else _put_off(number, lease, no.message, again=False)


def _put_off(number, lease, error, *, again, is_lost=False):
    with transaction():
        kept = leaving.has_not_left(number, lease, error, again=again, is_lost=is_lost)
    return "put_off" if kept else "failed"


def _message(notice, text, entry):
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
        reply_to=entry.reply_to if entry else "",
        calendar=(entry.method, entry.content) if entry else None,
        attachments=tuple(enclosures.opened(one) for one in notice.attachments if "calendar_of" not in one),
    )
