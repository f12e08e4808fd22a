"""Letting people in for the first time: a mail with a link by which they choose a password of their own."""

from datetime import datetime, timedelta

from meetings.accounts import tokens
from meetings.accounts.queries import INVITED
from meetings.base import clock
from meetings.base.db import alone
from meetings.journal import actions as journal
from meetings.notices import actions as notices


def alone_in_inviting() -> None:
    """Let nobody else invite until the transaction ends: whom to invite is read afterwards."""
    alone("invitations to set a password")


def invite(people, *, key, days, address, house="", by) -> None:
    """Queue the mail to each of these people, in place of one that has not left; `house` is who sends it.

    A link to the page on which he chooses his password stands in it, and no password: `address` makes it of a token,
    which `key`, the installation's secret, signs; it is good for so many `days`.
    """
    alone_in_inviting()
    until = clock.local(clock.now() + timedelta(days=days)).strftime("%H:%M %d/%m/%Y")
    notices.unsay_all(INVITED, people)
    with journal.together():
        for person in people:
            facts = {"link": address(tokens.invitation(key, person)), "until": until, "house": house}
            notices.tell([person], INVITED, about=person, name=person.user_name or person.email, **facts)
            journal.record(by, "invited_person", person)


def good_since(days: int) -> datetime:
    """Since when an invitation must have been made for its link to be good today."""
    return clock.now() - timedelta(days=days)
