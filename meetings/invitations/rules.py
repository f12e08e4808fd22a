"""Who writes and sends the letter of invitation: those who manage the conference."""

from meetings.accounts.models import Role
from meetings.conferences import rules as conferences
from meetings.invitations import strays

can_write = conferences.can_manage


def can_write_letter(user, letter):
    """Those who manage the conference of the letter."""
    return can_write(user, letter.conference)


def can_write_invite(user, invite):
    """Those who manage the conference of the one invited."""
    return can_write(user, invite.conference)


def can_read_replies(user, *_):
    """The secretariats and the administrator: what belongs to nobody must be seen by somebody."""
    return user.is_authenticated and (user.is_admin or bool(user.posts_as(Role.SECRETARIAT)))


def can_set_aside(user, letter):
    """Of those who read replies, whom a letter that belongs to no conference concerns (see `strays`)."""
    return can_read_replies(user) and strays.is_seen(user, letter)


def can_decide(user, reply):
    """Those who manage the conference that a letter is about; nobody where it is about none."""
    return reply.conference is not None and can_write(user, reply.conference)
