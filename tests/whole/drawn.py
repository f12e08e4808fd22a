"""The forms that pages draw, read as a browser reads them: where they are sent, and what each question takes."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

WRITTEN = ("text", "search", "email", "tel", "password", "textarea", "number", "date", "time", "hidden")


@dataclass
class Question:
    """One name of a form: its kind, what it holds when the page is drawn, and the choices offered."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    is_required: bool = False

    @property
    def is_choice(self):
        """Whether only what was offered may come back."""
        return self.kind in ("select", "radio", "checkbox")


@dataclass
class Drawn:
    """A form that is posted to `path`; a guessed one stands on no page, all names that we know are sent."""

    path: str
    questions: dict[str, Question] = field(default_factory=dict)
    file: str = ""
    needs_file: bool = False
    is_guessed: bool = False

    def filled(self):
        """What a browser would send if nobody touched it, with something in each empty required text."""
        return {one.name: list(one.values) for one in self.questions.values() if one.values or not one.is_choice}


class Reader(HTMLParser):
    """Collects the posted forms of a page."""

    def __init__(self, address):
        super().__init__()
        self.address, self.forms, self._form, self._list, self._area = address, [], None, None, None

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag == "form":
            sent = facts.get("method", "get").lower() == "post"
            self._form = Drawn(urlsplit(urljoin(self.address, facts.get("action") or "")).path) if sent else None
            self.forms += [self._form] if sent else []
        elif self._form is None:
            return
        elif tag in ("input", "button") and facts.get("name"):
            self._input(facts, tag)
        elif tag == "select" and facts.get("name"):
            self._list = self._question(facts, "select")
        elif tag == "option" and self._list:
            self._list.choices.append(facts.get("value") or "")
            if "selected" in facts:
                self._list.values.append(facts.get("value") or "")
        elif tag == "textarea" and facts.get("name"):
            self._area = self._question(facts, "textarea")

    def _question(self, facts, kind):
        known = self._form.questions.setdefault(facts["name"], Question(facts["name"], kind))
        known.is_required |= "required" in facts
        return known

    def _input(self, facts, tag):
        kind = "button" if tag == "button" else facts.get("type", "text")
        if kind == "file":
            self._form.file, self._form.needs_file = facts["name"], "required" in facts
            return
        known, value = self._question(facts, kind), facts.get("value")
        if kind in ("radio", "checkbox"):
            known.choices.append("on" if value is None else value)
            known.values += [known.choices[-1]] if "checked" in facts else []
        elif kind == "button":
            known.choices.append(value or "")
            known.values = known.values or [value or ""]
        else:
            known.values.append(value or "")

    def handle_data(self, data):
        if self._area is not None:
            self._area.values = ["".join(self._area.values) + data]

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            if self._list and not self._list.values and self._list.choices and self._list.kind == "select":
                self._list.values = self._list.choices[:1]
            self._list = None
        elif tag == "textarea":
            self._area = None


def forms(page, address):
    """The forms that `page`, shown at `address`, would post."""
    reader = Reader(address)
    reader.feed(page)
    return reader.forms
