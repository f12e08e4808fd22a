"""Keep both catalogues in step with the code.

    scripts/catalogue.py            extract, update vi and en, list what has no Vietnamese yet
    scripts/catalogue.py FILE.po…   the same, taking translations from those files first
    scripts/catalogue.py --compile  write the .mo files that the program reads

English is the language of the message ids; its catalogue repeats them, so that both can be checked alike.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

TOP = Path(__file__).resolve().parent.parent
FOLDER = TOP / "meetings" / "translations"
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "_n": (1, 2),
    "lazy_ngettext": (1, 2),
}


def path(language):
    """Where the catalogue of a language is kept."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def load(file, language=None):
    """A catalogue read from a file; an empty one when there is none."""
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


def extracted():
    """Every message in code and templates, sorted, without line numbers (they would change with each commit)."""
    with (TOP / "babel.cfg").open() as stream:
        methods, options = parse_mapping_cfg(stream)
    found = Catalog()
    for part in ("meetings", "templates"):
        rows = extract_from_dir(
            str(TOP / part),
            [(p.removeprefix(f"{part}/"), m) for p, m in methods if p.startswith(part)],
            {p.removeprefix(f"{part}/"): o for p, o in options.items() if p.startswith(part)},
            keywords=KEYWORDS,
        )
        for name, _line, message, _comments, context in rows:
            found.add(message, None, [(f"{part}/{name}", 0)], context=context)
    return found


def updated(language, template, extra=()):
    """The catalogue of `language` for just the messages of `template`, with what was translated before."""
    known = [load(path(language), language), *(load(Path(file), language) for file in extra)]
    fresh = Catalog(
        locale=language,
        fuzzy=False,
        project="Nhịp Cầu",
        header_comment=f"# Nhịp Cầu: {language}, kept by scripts/catalogue.py",
    )
    for message in sorted((m for m in template if m.id), key=lambda m: str(m.id)):
        texts = [old.string for book in reversed(known) if (old := book.get(message.id)) and _is_full(old.string)]
        if language == "en":
            texts = [message.id]
        empty = ("",) * fresh.num_plurals if isinstance(message.id, tuple) else ""
        string = texts[0] if texts else empty
        if isinstance(message.id, tuple) and isinstance(string, tuple):
            string = (string * fresh.num_plurals)[: fresh.num_plurals]
        fresh.add(message.id, string)
    return fresh


def _is_full(string):
    return all(string) if isinstance(string, tuple | list) else bool(string)


def text(catalogue):
    """The catalogue as it is written to a file."""
    out = BytesIO()
    write_po(out, catalogue, width=120, no_location=True, omit_header=False, sort_output=True)
    lines = out.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if "-Date:" not in line and "Generated-By" not in line)


def compile_all():
    """Write the .mo files."""
    for language in ("vi", "en"):
        with path(language).with_suffix(".mo").open("wb") as stream:
            write_mo(stream, load(path(language), language))


def main(arguments):
    """Do what the command line says; the exit code counts what has no Vietnamese."""
    missing = []
    if arguments != ["--compile"]:
        template = extracted()
        for language in ("vi", "en"):
            book = updated(language, template, arguments if language == "vi" else ())
            path(language).parent.mkdir(parents=True, exist_ok=True)
            path(language).write_text(text(book))
            if language == "vi":
                missing = [message.id for message in book if message.id and not _is_full(message.string)]
    compile_all()
    print(*missing, sep="\n")
    return min(len(missing), 100)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
