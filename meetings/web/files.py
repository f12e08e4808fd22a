"""Files that come in and go out: judged by content, kept by fingerprint, sent so that no browser runs or leaks them."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from flask import current_app, request, send_file

from meetings.base.errors import NotValid, Unreachable
from meetings.base.language import _l
from meetings.gateways.plain import one_line
from meetings.gateways.storage import MISSING, TAKEN, Store, kind_of

LONGEST_NAME = 150
SHOWN_IN_BROWSER = ("application/pdf", "image/jpeg", "image/png", "image/gif")
NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')

STROKES = str.maketrans("đĐ", "dD")
# What stands in a name as it is (RFC 5987 §3.2.1).
UNQUOTED = "!#$&+-.^_`|~"

NO_FILE = _l("Choose a file.")


@dataclass(frozen=True)
class Taken:
    """A file that is in storage: what a row keeps of it."""

    fingerprint: str
    size: int
    content_type: str
    file_name: str


def most_bytes() -> int:
    """How large one file may be, and so may be all that are sent together (UPLOAD_LIMIT_MB)."""
    return current_app.config["UPLOAD_LIMIT_MB"] * 1024 * 1024


def named(answer, name: str):
    """The answer, its file called so; what knows no marks reads "d" for "đ" instead of nothing, as for all others."""
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", name.translate(STROKES)).encode("ascii", "ignore").decode()
        kind = answer.headers["Content-Disposition"].partition(";")[0]
        told = {"filename": plain, "filename*": f"UTF-8''{quote(name, safe=UNQUOTED)}"}
        answer.headers.set("Content-Disposition", kind, **told)
    return answer


class Sendable(Protocol):
    """A row (or `Taken`) that names a stored file."""

    fingerprint: str
    content_type: str
    file_name: str


def store() -> Store:
    """The storage that the settings name."""
    return Store(current_app.config["FILES_FOLDER"])


def take(upload, *, field="file", only=(), not_taken=TAKEN) -> Taken:
    """Take in a file that was sent with a form; to be called before the transaction.

    Its kind is judged by content and must agree with its name; where `only` some kinds of content are taken,
    `not_taken` is the sentence that says which. Raises `NotValid` at `field`, in words, where none was chosen, the kind
    is not taken, or it is larger than UPLOAD_LIMIT_MB; `Unreachable` when the disk fails.
    """
    if upload is None or not upload.filename:
        raise NotValid(NO_FILE, field=field)
    name = safe_name(upload.filename)
    try:
        content_type = kind_of(upload.stream, name, not_taken=not_taken)
        if only and content_type not in only:
            raise NotValid(not_taken)
        upload.stream.seek(0)
        kept = store().put(upload.stream, most_bytes())
    except NotValid as fault:
        raise NotValid(fault.message, field=field) from fault
    return Taken(kept.fingerprint, kept.size, content_type, name)


def safe_name(typed: str) -> str:
    """The name of a file without folders, control and direction characters, and not too long; the ending stays."""
    last = one_line(re.split(r"[/\\]", typed)[-1])
    plain = NOT_IN_NAMES.sub("_", "".join(sign for sign in last if unicodedata.category(sign) != "Cf"))
    stem, dot, ending = plain.strip(". ").rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending)]}{dot}{ending[:20]}" or "tep"


def send(stored: Sendable, *, download=True):
    """The stored file as an answer: to keep, or for PDF and images shown in the browser unless `download`.

    It is revalidated at our door each time it is asked for (ETag), so that who lost the right gets no cached copy. It
    leaves whole or not at all: in parts it would be noted many times, or, asked for cleverly, not once.
    Raises `Unreachable` when it is missing from storage.
    """
    path = store().path(stored.fingerprint).resolve()
    if not path.is_file():
        raise Unreachable(MISSING, again=False)
    answer = send_file(
        path,
        stored.content_type,
        as_attachment=download or stored.content_type not in SHOWN_IN_BROWSER,
        download_name=stored.file_name,
        conditional=False,
        etag=stored.fingerprint,
    )
    named(answer, stored.file_name)
    answer.make_conditional(request)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
