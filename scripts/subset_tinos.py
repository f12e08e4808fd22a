"""Cut the four Tinos faces of Debian's fonts-croscore down to Latin and Vietnamese, for the papers.

The npm subsets of Tinos print wrong letters in a PDF, so the faces come from Debian's package. Run it by
`make vendor` on a machine that has fonts-croscore and the Python packages fonttools and brotli.
"""

import subprocess
import sys
import unicodedata
from itertools import product
from pathlib import Path

import integrity
from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = Path("/usr/share/fonts/truetype/croscore")
COPYRIGHT = Path("/usr/share/doc/fonts-croscore/copyright")
TARGET = "static/fonts/tinos"
FACES = ("Regular", "Bold", "Italic", "BoldItalic")
# Latin and Vietnamese, and the signs that officials type: Greek, indices, №, arrows, ≤ ≥, □ (also for what is missing).
RANGES = "U+0000-024F,U+0300-036F,U+0370-03FF,U+1E00-1EFF,U+2000-209F,U+20AB,U+20AC,U+2100-21FF,U+2200-22FF,U+25A0-25FF"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = "aăâeêioôơuưy"


def main() -> None:
    """Write the faces as TTF and WOFF2, check their letters, and note them in integrity.json."""
    if not SOURCE.is_dir():
        sys.exit("The Tinos fonts are missing: sudo apt-get install fonts-croscore")
    (integrity.ROOT / TARGET).mkdir(parents=True, exist_ok=True)
    files = [file for face in FACES for file in (_cut(face, "ttf"), _cut(face, "woff2"))]
    (integrity.ROOT / TARGET / "LICENSE").write_text(COPYRIGHT.read_text("utf-8"), "utf-8")
    integrity.keep(
        "fonts-croscore",
        version=_version(),
        licence="OFL-1.1",
        tarball="Debian package",
        files=[*files, f"{TARGET}/LICENSE"],
    )


def vietnamese_letters() -> set[str]:
    """Every letter of the Vietnamese alphabet with every tone, small and capital, in NFC."""
    toned = {unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(VOWELS, TONES)}
    small = toned | set("abcdefghijklmnopqrstuvwxyzđ")
    return small | {letter.upper() for letter in small}


def _cut(face: str, kind: str) -> str:
    path = f"{TARGET}/Tinos-{face}.{kind}"
    options = [f"--unicodes={RANGES}", "--name-IDs=*", f"--output-file={integrity.ROOT / path}"]
    flavor = ["--flavor=woff2"] if kind == "woff2" else []
    subset.main([str(SOURCE / f"Tinos-{face}.ttf"), *options, *flavor])
    _require_letters(path)
    return path


def _require_letters(path: str) -> None:
    known = TTFont(integrity.ROOT / path).getBestCmap()
    missing = sorted(letter for letter in vietnamese_letters() if ord(letter) not in known)
    if missing:
        sys.exit(f"{path} lacks {' '.join(missing)}")


def _version() -> str:
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f=${Version}", "fonts-croscore"], check=True, capture_output=True, text=True
    )
    return answer.stdout


if __name__ == "__main__":
    main()
