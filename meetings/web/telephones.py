"""Telephone numbers as people type them: with blanks, dots, an extension, or two of them."""

from flask_babel import gettext as _
from wtforms.validators import ValidationError

# The shortest that is rung: an extension of the house, or 113.
SHORTEST = 3


def has_number(form, field):
    """Something that can be rung: text without digits is none, whatever it is."""
    if field.data and sum(sign.isdigit() for sign in field.data) < SHORTEST:
        raise ValidationError(_("This is no telephone number. Give its digits, or leave it empty."))
