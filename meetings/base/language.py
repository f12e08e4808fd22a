"""Sentences for people, written in English and shown in the reader's language (gettext)."""

from flask_babel import get_locale, gettext
from flask_babel.speaklater import LazyString
from markupsafe import escape

__all__ = ["_l", "spoken"]


def spoken() -> str | None:
    """The language of the reader at hand ("vi", "en"); None where nobody is."""
    locale = get_locale()
    return locale and locale.language


class Sentence(LazyString):
    """A sentence that is put into words when it is shown, looked up once a language: pages show hundreds."""

    def __init__(self, translate, *words, **values):
        super().__init__(translate, *words, **values)
        self._said: dict[str | None, str] = {}

    def __str__(self):
        language = spoken()
        if language not in self._said:
            self._said[language] = super().__str__()
        return self._said[language]

    def __html__(self):
        # The library takes every sentence for HTML; ours hold words that people typed.
        return escape(str(self))


def _l(sentence: str, **values) -> LazyString:
    """A sentence whose reader is not known yet: it is put into his language when it is written out."""
    return Sentence(gettext, sentence, **values)
