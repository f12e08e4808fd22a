"""The colours of base.css, measured: text at least 4.5:1, lines of controls and solid marks at least 3:1."""

import re
from itertools import product
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
BASE = (STATIC / "css" / "base.css").read_text()
GROUNDS = ("bg", "surface", "surface-2", "surface-3")
TONES = ("ok", "warn", "bad", "info", "talk", "mute", "gold")
TEXTS = [
    *product(("text", "text-2", "text-3", "pri-ink", "bad-ink", "ok-ink", "warn-ink"), GROUNDS),
    *((f"{tone}-ink", f"{tone}-soft") for tone in TONES),
    *(("text", f"{tone}-soft") for tone in TONES),
    ("pri-ink", "pri-soft"),
    *product(("on-brand", "on-brand-2"), ("brand", "brand-2", "brand-3")),
]
ON_WHITE = ("pri", "live", "brand", "brand-3", "side-badge")
MARKS = [*product(("line-strong", "ok", "warn", "bad", "info", "talk", "gold-bar"), ("bg", "surface"))]


def tokens(theme):
    block = BASE.split('[data-bs-theme="dark"] {')[theme == "dark"].split("}")[0]
    return dict(re.findall(r"--nc-([\w-]+): (#[0-9a-f]{3,6});", block))


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def too_weak(pairs, theme, least):
    known = {"white": "#fff", **tokens(theme)}
    return {(a, b): round(ratio(known[a], known[b]), 2) for a, b in pairs if ratio(known[a], known[b]) < least}


def test_black_on_white_is_twenty_one():
    assert ratio("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read(theme):
    assert too_weak([*TEXTS, *(("white", ground) for ground in ON_WHITE)], theme, 4.5) == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_lines_of_controls_and_marks_can_be_seen(theme):
    assert too_weak(MARKS, theme, 3) == {}


def test_both_themes_name_the_same_colours():
    assert set(tokens("light")) == set(tokens("dark"))


def test_every_icon_asked_for_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons" / "sprite.svg").read_text()))
    pages = (STATIC.parent / "templates").rglob("*.html")
    asked = {name for page in pages for name in re.findall(r'icon(?:=|\()"([\w-]+)"', page.read_text())}

    assert asked - drawn == set()
