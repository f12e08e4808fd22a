"""Sentences for people, written in English and shown in the reader's language (gettext)."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln

__all__ = ["_l", "_ln"]
