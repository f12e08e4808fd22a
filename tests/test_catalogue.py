"""Both catalogues hold just what the code says, and every sentence has its Vietnamese."""

import importlib.util
import string
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "catalogue.py"
spec = importlib.util.spec_from_file_location("catalogue", SCRIPT)
catalogue = importlib.util.module_from_spec(spec)
spec.loader.exec_module(catalogue)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_catalogue_is_in_step_with_the_code(language):
    fresh = catalogue.text(catalogue.updated(language, catalogue.extracted()))

    assert catalogue.path(language).read_text() == fresh


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_sentence_is_translated(language):
    book = catalogue.load(catalogue.path(language), language)
    missing = [message.id for message in book if message.id and not catalogue._is_full(message.string)]

    assert missing == []


def _holes(text):
    return sorted(
        part for _, part, _, _ in string.Formatter().parse(text.replace("%(", "{").replace(")s", "}")) if part
    )


def test_translations_keep_the_holes_of_the_sentence():
    book = catalogue.load(catalogue.path("vi"), "vi")
    broken = [
        message.id
        for message in book
        if message.id
        and isinstance(message.id, str)
        and "%(" in message.id
        and _holes(message.id) != _holes(message.string)
    ]

    assert broken == []
