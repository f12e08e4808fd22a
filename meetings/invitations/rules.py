"""Who writes and sends the letter of invitation: those who manage the conference."""

from meetings.conferences import rules as conferences

can_write = conferences.can_manage


def can_write_letter(user, letter):
    """Those who manage the conference of the letter."""
    return can_write(user, letter.conference)
