"""Every state, kind and role has its word, so that no raw value reaches a page."""

import enum
import re
from importlib import import_module
from pathlib import Path

import pytest

from meetings.base import verdicts
from meetings.web import badges, words

PACKAGE = Path(words.__file__).resolve().parent.parent
NOUNS = [import_module(f"meetings.{path.parent.name}.models") for path in sorted(PACKAGE.glob("*/models.py"))]
MODELS = [*NOUNS, verdicts]
KINDS = sorted(
    {
        kind
        for module in MODELS
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, enum.StrEnum) and kind is not enum.StrEnum
    },
    key=words.key_of,
)
ROOT = PACKAGE.parent
ICONS = [line for line in (ROOT / "scripts" / "icons.txt").read_text().split("\n") if line and not line.startswith("#")]
TONES = {"outline", "warn", "info", "ok", "talk", "bad", "gold", "mute", "live"}


@pytest.mark.parametrize("kind", KINDS, ids=words.key_of)
def test_every_member_has_a_word(kind, app):
    with app.test_request_context():
        assert all(str(words.word(member)) for member in kind)


@pytest.mark.parametrize("key", badges.BADGES)
def test_badges_use_icons_and_tones_that_exist(key):
    assert {badge.icon for badge in badges.BADGES[key].values()} <= set(ICONS)
    assert {badge.tone for badge in badges.BADGES[key].values()} <= TONES


def test_no_icon_is_carried_that_nobody_draws():
    where = [*ROOT.glob("templates/**/*"), *PACKAGE.rglob("*.py"), *ROOT.glob("static/js/*.js")]
    drawn = "".join(path.read_text("utf-8") for path in where if path.is_file())

    assert {icon for icon in ICONS if not re.search(rf"""["'#]{re.escape(icon)}["'\s]""", drawn)} == set()


def test_no_word_is_left_over_from_a_kind_that_is_gone():
    known = {words.key_of(kind): {member.value for member in kind} for kind in KINDS}

    assert not {f"{key}.{value}" for key, part in {**badges.BADGES, **words.WORDS}.items() for value in part} - {
        f"{key}.{value}" for key, values in known.items() for value in values
    }
