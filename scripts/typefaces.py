"""static/css/fonts.css: the @font-face rules of the vendored fonts."""

import re
from pathlib import Path

# Ranges overlap, and the rule written last wins. With Vietnamese behind Latin-ext, ă đ ơ ư come from the
# 10 kB file and the 85 kB one stays on the server unless a page holds a foreign name.
SUBSETS = ("latin-ext", "vietnamese", "latin")

INTRODUCTION = "/* Made by scripts/typefaces.py through `make vendor`: change it there. */\n"
RULE = """
@font-face {{
  font-family: "{family}";
  font-style: {style};
  font-weight: {weight};
  font-display: swap;
  src: url("../fonts/{file}") format("woff2");{ranges}
}}
"""
TINOS = (
    ("Regular", "normal", 400),
    ("Bold", "normal", 700),
    ("Italic", "italic", 400),
    ("BoldItalic", "italic", 700),
)


def stylesheet(inter: Path, be_vietnam_pro: Path) -> str:
    """The whole sheet, with the character ranges that the two packages' own sheets give."""
    inter_rules = [_inter(inter, subset) for subset in SUBSETS]
    heading_rules = [_heading(be_vietnam_pro, weight, subset) for weight in (600, 700) for subset in SUBSETS]
    return INTRODUCTION + "".join(inter_rules + heading_rules + [_tinos(*face) for face in TINOS])


def _inter(package: Path, subset: str) -> str:
    file = f"inter-{subset}-wght-normal.woff2"
    return _rule("Inter", f"inter/{file}", weight="100 900", ranges=_ranges(package / "wght.css", file))


def _heading(package: Path, weight: int, subset: str) -> str:
    file = f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
    ranges = _ranges(package / f"{weight}.css", file)
    return _rule("Be Vietnam Pro", f"be-vietnam-pro/{file}", weight=weight, ranges=ranges)


def _tinos(name: str, style: str, weight: int) -> str:
    return _rule("Tinos", f"tinos/Tinos-{name}.woff2", weight=weight, style=style)


def _rule(family: str, file: str, *, weight: int | str, style: str = "normal", ranges: str = "") -> str:
    shown = f"\n  unicode-range: {ranges};" if ranges else ""
    return RULE.format(family=family, file=file, weight=weight, style=style, ranges=shown)


def _ranges(sheet: Path, file: str) -> str:
    rule = next(rule for rule in sheet.read_text("utf-8").split("@font-face") if file in rule)
    return re.search(r"unicode-range:\s*([^;]+);", rule).group(1)
