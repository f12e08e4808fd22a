"""Sentences of ours that were kept in the language of their day, said again in the language of the reader."""

import re
from functools import cached_property

from flask_babel import force_locale

from meetings.web.language import LANGUAGES

SLOT = re.compile(r"%\((\w+)\)s")


class Retold:
    """A few sentences (lazy gettext strings), known again in whichever language one was kept."""

    def __init__(self, *sentences):
        self.sentences = sentences

    def said(self, kept: str) -> str:
        """What was kept, in the reader's language; as it is where it is none of the sentences. What filled a sentence,
        as a server's answer, stays as it is."""
        for sentence, pattern in self._patterns:
            if found := pattern.fullmatch(kept):
                return str(sentence) % found.groupdict() if found.groupdict() else str(sentence)
        return kept

    @cached_property
    def _patterns(self):
        return [(sentence, _pattern(sentence, language)) for language in LANGUAGES for sentence in self.sentences]


def _pattern(sentence, language):
    with force_locale(language):
        words = SLOT.split(str(sentence))
    parts = [f"(?P<{part}>.*)" if number % 2 else re.escape(part) for number, part in enumerate(words)]
    return re.compile("".join(parts), re.DOTALL)
