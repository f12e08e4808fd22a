"""The texts of notices: a subject, plain text and HTML, written from templates/notices and plain facts.

`<kind>.txt` begins with "Subject: …" and a blank line. A frame puts the address, the link to the thing (`path` among
the facts), why one was told and whose mail it is around it. Where no `<kind>.html` stands, the HTML is made of the
text: lines "Label: value" become a table, lines with a dash a list.

What is the product's own word stands in notices/en, too, for people whose account is in English. What the organiser
writes in his own name does not: invitations and what replaces them, links, and what sites are asked.
"""

import re
from typing import NamedTuple

from flask import current_app
from jinja2 import TemplateNotFound

from meetings.base import segments
from meetings.base.errors import Unreachable
from meetings.base.language import _l
from meetings.web import english

SUBJECT = re.compile(r"Subject:(?P<subject>[^\n]*)\n\s*(?P<body>.*)", re.DOTALL)
LABELLED = re.compile(r"(?P<label>[^:.,;/\n]{2,40}): +(?P<value>.+)")
LONGEST_SUBJECT = 200
VIETNAMESE, ENGLISH = "notices", "notices/en"
SHORT = {VIETNAMESE: "texts", ENGLISH: "texts/en"}

NO_TEXT = _l("There is no text for messages of this kind.")


class Text(NamedTuple):
    """What leaves."""

    subject: str
    text: str
    html: str


class Block(NamedTuple):
    """A part of the body: kind "words", "list", "facts" or "link", and its lines."""

    kind: str
    lines: list


def written(kind: str, facts: dict, *, to_name="", reason="", language="vi") -> Text:
    """The notice of `kind`, ready to leave. Raises `Unreachable(again=False)` where no text of that kind stands."""
    environment, public = current_app.jinja_env, _public()
    folder = _folder(kind, language)
    told = _told(facts, to_name, folder)
    subject, body = _spoken(kind, told, folder)
    frame = told | {
        "subject": subject,
        "body": body,
        "reason": english.reason(reason) if folder == ENGLISH else reason,
        "is_english": folder == ENGLISH,
        "link": _link(public, facts, body),
        "help_phone": current_app.config["HELP_PHONE"],
    }
    text = environment.get_template(f"{folder}/_frame.txt").render(frame).strip() + "\n"
    return Text(subject, text, _html(environment, kind, frame))


def spoken(kind: str, facts: dict, *, to_name="", language="vi") -> tuple[str, str]:
    """Subject and plain body, without the frame of a mail. Raises `Unreachable` as `written` does."""
    folder = _folder(kind, language)
    return _spoken(kind, _told(facts, to_name, folder), folder)


def is_in(language: str, kind: str) -> bool:
    """Whether notices of this kind are written in that language; every one is in Vietnamese."""
    return language == "vi" or _folder(kind, language) == ENGLISH


def short(kind: str, facts: dict, *, to_name="", language="vi") -> str:
    """The notice of `kind` as a short message, on one line: templates/texts/<kind>.txt (texts/en/… where the mail is
    written in English, too), with the address of the thing at its end. Raises `Unreachable` as `written` does.
    """
    folder = _folder(kind, language)
    public, told = _public(), _told(facts, to_name, folder)
    link = f"{public}{facts['path']}" if facts.get("path") else ""
    try:
        said = current_app.jinja_env.get_template(f"{SHORT[folder]}/{kind}.txt").render(told | {"link": link})
    except TemplateNotFound as fault:
        raise Unreachable(NO_TEXT, again=False) from fault
    said = " ".join(said.split())
    return said if current_app.config["TEXT_MARKS"] else segments.without_marks(said)


def _public():
    return current_app.config["PUBLIC_URL"].rstrip("/")


def _folder(kind, language):
    """Where the text of that kind stands: of official letters there is none in English."""
    if language != "en":
        return VIETNAMESE
    found = current_app.jinja_env.select_template([f"{ENGLISH}/{kind}.txt", f"{ENGLISH}/_frame.txt"]).name
    return ENGLISH if found == f"{ENGLISH}/{kind}.txt" else VIETNAMESE


def _told(facts, to_name, folder=VIETNAMESE):
    facts = english.facts(facts) if folder == ENGLISH else facts
    config = current_app.config
    house = {"public_url": _public(), "product": config["PRODUCT_NAME"], "has_room": bool(config["JITSI_URL"])}
    return facts | house | {"to_name": to_name}


def _spoken(kind, told, folder):
    try:
        found = SUBJECT.match(current_app.jinja_env.get_template(f"{folder}/{kind}.txt").render(told))
    except TemplateNotFound as fault:
        raise Unreachable(NO_TEXT, again=False) from fault
    if not found:
        raise Unreachable(NO_TEXT, again=False)
    subject = " ".join(found["subject"].split())[:LONGEST_SUBJECT]
    return subject, re.sub(r"\n{3,}", "\n\n", found["body"]).strip()


def _link(public, facts, body):
    """The address of the thing, unless the body gives it already."""
    link = f"{public}{facts['path']}" if facts.get("path") else ""
    return "" if link in body else link


def _html(environment, kind, frame):
    names = [f"notices/{kind}.html", "notices/_frame.html"]
    return environment.select_template(names).render(frame | {"blocks": blocks(frame["body"])})


def blocks(body: str) -> list[Block]:
    """The plain body taken apart: words, lists, labelled facts and lonely links, in order."""
    found = []
    for paragraph in re.split(r"\n\s*\n", body):
        last = None
        for line in paragraph.splitlines():
            kind, value = _line(line.strip())
            if kind != last or kind == "link":
                found.append(Block(kind, []))
            found[-1].lines.append(value)
            last = kind
    return found


def _line(line):
    if re.fullmatch(r"https?://\S+", line):
        return "link", line
    if line.startswith("- "):
        return "list", line[2:]
    labelled = LABELLED.fullmatch(line)
    return ("facts", (labelled["label"], labelled["value"])) if labelled else ("words", line)
