"""Bring the front end's libraries, icons and fonts into static/, or check that they are what was brought.

scripts/vendor.py           take the npm tarballs named below, copy what we use, write integrity.json
scripts/vendor.py --check   offline: each file is as written down, and the sprite holds icons.txt
"""

import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

import integrity
import sprite
import typefaces

SPRITE = "static/icons/sprite.svg"
FONT_SHEET = "static/css/fonts.css"


class Package(NamedTuple):
    """What we take of one npm package: `files` (paths inside it) and its LICENSE go flat into `folder`."""

    name: str
    version: str
    folder: str
    files: tuple[str, ...] = ()


INTER = Package(
    "@fontsource-variable/inter",
    "5.3.0",
    "static/fonts/inter",
    tuple(f"files/inter-{subset}-wght-normal.woff2" for subset in typefaces.SUBSETS),
)
BE_VIETNAM_PRO = Package(
    "@fontsource/be-vietnam-pro",
    "5.3.0",
    "static/fonts/be-vietnam-pro",
    tuple(
        f"files/be-vietnam-pro-{subset}-{weight}-normal.woff2" for weight in (600, 700) for subset in typefaces.SUBSETS
    ),
)
TABLER = Package("@tabler/icons", "3.51.0", "static/icons")
LIBRARIES = (
    Package("bootstrap", "5.3.9", "static/vendor/bootstrap", ("dist/css/bootstrap.min.css",)),
    Package("htmx.org", "4.0.1", "static/vendor/htmx", ("dist/htmx.min.js",)),
    Package("sortablejs", "1.15.7", "static/vendor/sortable", ("Sortable.min.js",)),
)


def main(arguments: list[str]) -> int:
    """Vendor everything, or with `--check` tell whether all is in order; the process's exit code."""
    if arguments == ["--check"]:
        return check()
    if arguments:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        vendor(Path(folder))
    return check()


def vendor(scratch: Path) -> None:
    """Fetch each package into `scratch` and put its files, and what is made of them, in their places."""
    for package in LIBRARIES:
        _record(package, scratch, _copy(package, _unpack(package, scratch)))
    _bring_icons(scratch)
    _bring_fonts(scratch)


def check() -> int:
    """Print each fault; 0 if there is none."""
    faults = integrity.faults() + _sprite_faults()
    print("\n".join(faults) or f"{len(integrity.load())} vendored packages are as written down.")
    return 1 if faults else 0


def _bring_icons(scratch: Path) -> None:
    source = _unpack(TABLER, scratch)
    licence = _copy(TABLER, source)
    _write(SPRITE, sprite.draw(source / "icons"))
    _record(TABLER, scratch, [*licence, SPRITE])


def _bring_fonts(scratch: Path) -> None:
    inter, headings = _unpack(INTER, scratch), _unpack(BE_VIETNAM_PRO, scratch)
    _record(INTER, scratch, _copy(INTER, inter))
    _record(BE_VIETNAM_PRO, scratch, _copy(BE_VIETNAM_PRO, headings))
    _write(FONT_SHEET, typefaces.stylesheet(inter, headings))


def _write(path: str, text: str) -> None:
    file = integrity.ROOT / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def _unpack(package: Package, scratch: Path) -> Path:
    """Fetch and open the tarball; refuse one that differs from what was vendored under the same version."""
    tarball = _tarball(package, scratch)
    known = integrity.load().get(package.name, {})
    if known.get("version") == package.version and known["tarball"] != _sha512(tarball):
        sys.exit(f"{package.name} {package.version}: the tarball is not the one that was vendored before.")
    target = scratch / package.name.replace("/", "-")
    with tarfile.open(tarball) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def _tarball(package: Package, scratch: Path) -> Path:
    name = f"{package.name.removeprefix('@').replace('/', '-')}-{package.version}.tgz"
    if not (scratch / name).exists():
        command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
        subprocess.run(command, cwd=scratch, check=True, stdout=subprocess.DEVNULL)
    return scratch / name


def _copy(package: Package, source: Path) -> list[str]:
    folder = integrity.ROOT / package.folder
    folder.mkdir(parents=True, exist_ok=True)
    for path in (*package.files, "LICENSE"):
        shutil.copyfile(source / path, folder / Path(path).name)
    return [f"{package.folder}/{Path(path).name}" for path in (*package.files, "LICENSE")]


def _record(package: Package, scratch: Path, files: list[str]) -> None:
    facts = json.loads((scratch / package.name.replace("/", "-") / "package/package.json").read_text("utf-8"))
    tarball = _sha512(_tarball(package, scratch))
    integrity.keep(package.name, version=package.version, licence=facts["license"], tarball=tarball, files=files)


def _sha512(tarball: Path) -> str:
    return integrity.digest(tarball.read_bytes(), "sha512")


def _sprite_faults() -> list[str]:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (integrity.ROOT / SPRITE).read_text("utf-8")))
    return [f"{SPRITE}: {name} is here or in icons.txt only" for name in sorted(drawn ^ set(sprite.names()))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
