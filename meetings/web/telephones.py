"""Telephone numbers as people type them: with blanks, dots, an extension, or two of them."""

from wtforms.validators import ValidationError

from meetings.base.telephone import NO_NUMBER, can_be_rung


def has_number(form, field):
    """Something that can be rung: text without digits is none, whatever it is."""
    if field.data and not can_be_rung(field.data):
        raise ValidationError(NO_NUMBER)
