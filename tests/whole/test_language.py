"""Pages in English say nothing in Vietnamese but what people wrote; pages in Vietnamese say nothing in English."""

import re
from html.parser import HTMLParser
from itertools import islice

import pytest
from babel.messages.pofile import read_po
from sqlalchemy import update

from meetings.accounts.models import Person
from meetings.base.db import db, transaction
from meetings.base.vietnamese import nfc
from meetings.factory import TOP
from tests.whole.world import World, routes, snapshot

MARKED = re.compile(
    r"[^\W\d_]*[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ][^\W\d_]*", re.IGNORECASE
)
# What is to be typed, or stands on official papers, is quoted as it is.
QUOTED = re.compile("“[^”]*”|{[^}]*}")
SPOKEN = ("title", "aria-label", "placeholder", "alt")
# Names of the program and of languages, words of law that bear no translation, and examples of what to type.
KEPT = {
    "Tiếng Việt",
    "Nhịp Cầu",
    "Tết",
    "QĐ-TTg",
    "Trần Văn Bình, Trung tâm CNTT",
    "Họ và tên, Chức vụ",
    "Hội nghị trực tuyến giao ban công tác tháng",
}
LOOKED_AT = 4
SILENT = {"script", "style", "code"}


class Words(HTMLParser):
    """What a page says: texts, and attributes that are read out. What stands in another language says so by `lang`."""

    def __init__(self):
        super().__init__()
        self.said, self.language, self._silent, self._tags = [], "", 0, []

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag == "html":
            self.language = facts.get("lang")
        if tag in (
            "br",
            "img",
            "input",
            "meta",
            "link",
            "hr",
            "use",
            "source",
            "wbr",
            "rect",
            "circle",
            "path",
            "line",
        ):
            self.said += [facts[name] for name in SPOKEN if facts.get(name)]
            return
        foreign = tag in SILENT or (facts.get("lang") and tag != "html")
        self._tags.append((tag, foreign))
        self._silent += bool(foreign)
        self.said += [] if self._silent else [facts[name] for name in SPOKEN if facts.get(name)]

    def handle_endtag(self, tag):
        while self._tags:
            name, foreign = self._tags.pop()
            self._silent -= bool(foreign)
            if name == tag:
                break

    def handle_data(self, data):
        if not self._silent and data.strip():
            self.said.append(" ".join(data.split()))


def pages(app, login, people):
    """(address, words, language) of every page that one of the people may open."""
    seen = set()
    for person in people:
        client = login(person)
        for rule in routes(app, "GET"):
            for address in islice(World.made.addresses(rule), LOOKED_AT):
                if address in seen:
                    continue
                answer = client.get(address)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    seen.add(address)
                    words = Words()
                    words.feed(answer.text)
                    yield address, words.said, words.language


@pytest.fixture
def cast(app):
    World.made = World()
    return World.made.cast


def speak(language):
    with transaction():
        db.session.execute(update(Person).values(language=language))


def written():
    """All that stands in the database as text, the longest first."""
    found, kinds = set(), (str, dict, list)

    def take(value):
        if isinstance(value, str):
            found.update(nfc(part).strip() for part in [value, *value.splitlines()])
        elif isinstance(value, dict | list):
            for one in value.values() if isinstance(value, dict) else value:
                take(one)

    for rows in snapshot().values():
        for row in rows.values():
            for value in row.values():
                if isinstance(value, kinds):
                    take(value)
    # On papers positions stand in capitals.
    found = {text for text in found if MARKED.search(text)}
    return sorted(found | {text.upper() for text in found}, key=len, reverse=True)


def _without(data, text):
    for known in data if MARKED.search(text) else ():
        text = text.replace(known, "")
    return text


def test_english_pages_say_nothing_in_vietnamese_but_what_people_wrote(app, login, cast):
    speak("en")
    data, strange = [*written(), *KEPT], {}

    for address, said, language in pages(app, login, cast):
        if language == "vi":
            continue  # an official paper, as it will be printed
        for text in said:
            left = _without(data, QUOTED.sub("", _without(data, text)))
            if MARKED.search(left):
                strange.setdefault(left.strip(), address)

    assert "\n".join(f"{address}: {text}" for text, address in strange.items()) == ""


def test_vietnamese_pages_say_nothing_in_english(app, login, cast):
    with open(TOP / "meetings/translations/vi/LC_MESSAGES/messages.po", "rb") as file:
        catalogue = read_po(file)
    plain = [one for one in catalogue if isinstance(one.id, str) and one.id and "%(" not in one.id]
    english = {one.id for one in plain if len(one.id) > 3 and one.id != one.string}
    strange = {}

    for address, said, _ in pages(app, login, cast):
        strange |= {text: address for text in said if text in english}

    assert "\n".join(f"{address}: {text}" for text, address in strange.items()) == ""
