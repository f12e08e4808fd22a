"""One SVG sprite out of the Tabler icons named in scripts/icons.txt."""

import re
from pathlib import Path

NAMES = Path(__file__).with_name("icons.txt")
FRAME = '<path stroke="none" d="M0 0h24v24H0z" fill="none"/>'
OUTLINE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
FILLED = 'fill="currentColor"'


def names() -> list[str]:
    """The names of the list, without its comments."""
    lines = NAMES.read_text("utf-8").split("\n")
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def draw(icons: Path) -> str:
    """The whole sprite, from the `icons` folder of the package.

    Raises `FileNotFoundError` for a name the package does not have.
    """
    symbols = "\n".join(_symbol(icons, name) for name in names())
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def _symbol(icons: Path, name: str) -> str:
    is_filled = name.endswith("-filled")
    file = icons / ("filled" if is_filled else "outline") / f"{name.removesuffix('-filled')}.svg"
    paint = FILLED if is_filled else OUTLINE
    return f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{_strokes(file)}</symbol>'


def _strokes(file: Path) -> str:
    body = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text("utf-8"), re.DOTALL).group(1)
    return re.sub(r"\s*/>\s*", "/>", body).strip().replace(FRAME, "")
