"""Somebody's entry given, taken off and given back by hand: nobody else hears of it."""

from meetings.base import clock
from meetings.base.db import hold
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.invitations import entries, guests
from meetings.invitations.models import Invite, InvitePart
from meetings.journal import actions as journal

NO_LONGER = _l("The conference is over or called off; nobody is asked any more.")


def invite_guest(conference, *, name, address, site=None, by) -> Invite:
    """Put somebody else's calendar on the list by hand, for the house or for a `site`; he is asked at once.

    Refused for an address that has the entry, and unless the conference is called.
    """
    _while_called(conference)
    hold(conference)
    standing = guests.invite_of(conference, address)
    if standing and not standing.is_void:
        raise NotValid(_l("This address has the conference in its calendar already."), field="address")
    if standing:
        return give_back(standing, by=by)
    one = guests.Wanted(InvitePart.GUEST, name.strip(), address.strip(), None, site)
    [row] = guests.add(conference, [one])
    entries.announce(conference, [row])
    journal.record(by, "invited_guest", row, within=conference)
    return row


def withdraw(invite, *, by) -> None:
    """Take the entry back from this one, at once; nobody else hears of it. Refused when that has been done."""
    hold(invite)
    if invite.is_void:
        raise NotNow(_l("This one has been taken off already."))
    invite.withdrawn_at, invite.by_hand = clock.now(), True
    journal.record(by, "withdrew_invite", invite, within=invite.conference)
    entries.take_back(invite)


def give_back(invite, *, by) -> Invite:
    """Ask somebody again from whom the entry was taken. Refused while he has it, and after the conference."""
    _while_called(invite.conference)
    hold(invite)
    if not invite.is_void:
        raise NotNow(_l("This one has the conference in the calendar already."))
    if invite.site_id is None and invite.part is InvitePart.SITE:
        invite.part = InvitePart.GUEST
    guests.given_back(invite)
    entries.drop_waiting(invite.conference, {invite.key})
    entries.announce(invite.conference, [invite])
    journal.record(by, "gave_back_invite", invite, within=invite.conference)
    return invite


def _while_called(conference):
    if conference.state not in entries.IN_CALENDARS:
        raise NotNow(NO_LONGER)
