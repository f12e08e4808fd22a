"""Bad input at every form: what pages draw is filled in, one answer is spoiled, and it is sent as a browser sends it.

Always a 4xx in words or a redirect, never a 500; and where the answer cannot be, nothing has changed.
"""

import re
from collections import defaultdict
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from meetings.accounts.models import Person
from meetings.base.db import db
from tests.whole.drawn import WRITTEN as BY_HAND
from tests.whole.drawn import Drawn, Question, forms
from tests.whole.world import World, mend, routes, snapshot

DAY = re.compile(r"(^|[_-])(on|day|from|until)$")
WRITTEN = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?')
CLOCK = re.compile(r"(^|[_-])(starts|ends|start|clock|time)$")
VERSION = re.compile(r"(^|[_-])(version|answers)$")
GOOD = {"number": "1", "email": "an@example.vn", "tel": "0239 3855 000", "password": "bốn từ khó đoán 9"}
HOSTILE = ("a\x00\ud800\u202e b", "ă" * 12_000)
NO_CHOICE = ("999999", "x\x00")
NO_NUMBER = ("-1", "9" * 12)
NO_DAY = ("31/02/2026", "25/12/26000", "01/01/0001", "31/12/9999")
NO_CLOCK = ("25:61", "8 giờ kém")
NO_VERSION = ("0", "", "9" * 20)
# Addresses of one route that are read for forms: the world puts those in which most can be done first.
LOOKED_AT = 5
# Papers, tables and files hold no forms.
DRAWN_AS_PAPER = re.compile(r"pdf|xlsx|ics$|csv|export|extract|paper$|preview|files?/")
ANYTHING = st.one_of(
    st.text(st.characters(categories=("L", "N", "P", "S", "Z", "C")), max_size=60),
    st.integers().map(str),
    st.just("a" * 70_000),
)
FILES = (
    ("", b""),
    ("a.xlsx", b"PK\x03\x04 broken"),
    ("a.xlsx", b""),
    ("a.csv", b"\x00\xff\xfe\x00"),
    ("a.csv", "Tên;Mã\n\x00;\u202e\n".encode()),
    ("a.xlsx", b"a,b\n1,2\n"),
    ("../../\x00\u202e.pdf", b"%PDF-"),
    ("a.pdf", b"MZ\x90"),
)


# Questions to which a meaningless answer is none: why.
UNASKED = {
    "all": "a tick of the picker beside a group that is not there is no tick",
    "site": "who reminds everybody chooses no site",
    "remind-version": "urging changes nothing that another could have changed meanwhile",
}


def collected(app, world, login):
    """(person, form) for every kind of form: route and names of its questions, found by looking at every page."""
    found, paths = {}, app.url_map.bind("localhost")
    for person in world.cast:
        client = login(person)
        for rule in (one for one in routes(app, "GET") if not DRAWN_AS_PAPER.search(one.rule)):
            for address in islice(world.addresses(rule), LOOKED_AT):
                page = client.get(address)
                if page.mimetype == "text/html" and page.status_code == 200:
                    for form in forms(page.text, address):
                        endpoint = paths.match(form.path, method="POST")[0]
                        found.setdefault((endpoint, tuple(sorted(form.questions))), (person, form))
    return [*found.values(), *_undrawn(app, world, found)]


def _undrawn(app, world, found):
    """The routes that no page of this world posts to: scripts do, or pages in other states. All names are sent."""
    names = defaultdict(dict)
    for (endpoint, _), (_, form) in found.items():
        names[endpoint.partition(".")[0]] |= form.questions
    reached = {endpoint for endpoint, _ in found}
    for rule in routes(app, "POST"):
        if rule.endpoint not in reached:
            path = next(iter(world.addresses(rule)))
            guessed = {n: Question(n, "text", q.values) for n, q in names[rule.endpoint.partition(".")[0]].items()}
            for name in ("order", "note", "reason", "text", "version", "revision", "name", "password", "sites", "when"):
                guessed.setdefault(name, Question(name, "text"))
            yield world.cast[0], Drawn(path, guessed, is_guessed=True)


def good(form):
    """The form as a careful person sends it."""
    answers = {name: [text.removeprefix("\r\n") for text in texts] for name, texts in form.filled().items()}
    for name in [one.name for one in form.questions.values() if one.kind == "button"][1:]:
        del answers[name]  # one button is pressed
    for name, one in form.questions.items():
        if one.is_choice and one.is_required and not "".join(answers.get(name, [])):
            answers[name] = [choice for choice in one.choices if choice][:1]
        elif not one.is_choice and not "".join(answers.get(name, [])):
            answers[name] = [_typed(name, one)]
    return answers


def pressed(form, button):
    """The same, where `button` is one: with this one pressed and no other."""
    buttons = {one.name for one in form.questions.values() if one.kind == "button"}
    return {n: texts for n, texts in good(form).items() if button.kind != "button" or n not in buttons}


def _typed(name, one):
    if DAY.search(name):
        return "30/12/2026" if one.is_required else ""
    if CLOCK.search(name):
        return ("11:30" if "end" in name else "08:00") if one.is_required else ""
    return GOOD.get(one.kind, "Nguyễn Văn An") if one.is_required else ""


def impossible(name, one):
    """Answers to the question that cannot be."""
    if name in UNASKED:
        return ()
    if VERSION.search(name):
        return [text for text in NO_VERSION if text not in one.values] if any(one.values) else ()
    if one.is_choice or one.kind == "button":
        return () if one.choices == ["y"] else NO_CHOICE
    for fits, wrong in ((one.kind == "number", NO_NUMBER), (DAY.search(name), NO_DAY), (CLOCK.search(name), NO_CLOCK)):
        if fits:
            return wrong
    return ("", " \t", "\x00", "\u200b") if one.is_required else ()


@contextmanager
def watched():
    """Whether something was committed: `with watched() as writes:`, then `writes` is not empty."""
    writes, waiting = [], []

    def sent(_conn, _cursor, statement, *_):
        if statement.startswith(("INSERT", "UPDATE", "DELETE")) and "sign_in_try" not in statement:
            waiting.append(statement)

    def committed(_conn):
        writes.extend(waiting)
        waiting.clear()

    listeners = [("before_cursor_execute", sent), ("commit", committed), ("rollback", lambda _: waiting.clear())]
    for name, listener in listeners:
        event.listen(db.engine, name, listener)
    try:
        yield writes
    finally:
        for name, listener in listeners:
            event.remove(db.engine, name, listener)


# The world is made and its pages are read once; later tests put its rows back.
MADE = {}


class Sender:
    """Sends forms of a world, each to the same state: what a form changed is put back afterwards."""

    def __init__(self, app, login):
        self.app, self.login, self.faults = app, login, []
        if app not in MADE:
            world = World()
            found = collected(app, world, login)
            MADE[app] = [(person.id, form) for person, form in found], snapshot()
        forms, self.kept = MADE[app]
        mend(self.kept, snapshot())
        self.forms = [(db.session.get(Person, number), form) for number, form in forms]

    def send(self, person, form, answers, *, may_change=True, file=None):
        """Post `answers`; note what should not have come of it. The status, and whether something changed."""
        client = self.login(person)
        self.app.config["PROPAGATE_EXCEPTIONS"] = False
        with watched() as writes:
            answer = client.post(form.path, **_body(form, answers, file))
        touched = {WRITTEN.match(statement)[1] for statement in writes}
        now = snapshot(touched) if touched else {}
        changed = any(now[name] != self.kept[name] for name in now)
        if changed:
            mend(self.kept, now)
        refused = answer.status_code >= 400
        if answer.status_code >= 500 or (changed and (refused or not may_change)) or (refused and not _said(answer)):
            told = {name: [text[:20] for text in texts] for name, texts in answers.items() if name != "csrf_token"}
            self.faults.append((form.path, answer.status_code, "changed" if changed else "", told, file))
        return answer.status_code, changed

    def told(self):
        """The faults, one a line."""
        return "\n".join(map(str, self.faults))


def _body(form, answers, file):
    if file is None:
        text = urlencode([(n, t.encode("utf-8", "surrogatepass")) for n, ts in answers.items() for t in ts])
        return {"data": text.encode(), "content_type": "application/x-www-form-urlencoded"}
    name, content = file
    plain = {key: texts for key, texts in answers.items()}
    return {"data": plain | {form.file: (BytesIO(content), name)}, "content_type": "multipart/form-data"}


def _said(answer):
    """A refusal has words for a person."""
    return any(mark in answer.text for mark in ("nc-note", "nc-fault", "message", "nc-bare", "<main"))


def test_an_answer_that_cannot_be_changes_nothing(sender):
    for person, form in sender.forms:
        for name, one in form.questions.items() if not form.is_guessed else ():
            for spoiled in impossible(name, one) if name != "csrf_token" else ():
                sender.send(person, form, pressed(form, one) | {name: [spoiled]}, may_change=False)

    assert sender.told() == ""


def test_hostile_text_in_any_answer_is_no_fault_of_the_program(sender):
    for person, form in sender.forms:
        for name, one in form.questions.items():
            for spoiled in HOSTILE if name != "csrf_token" and not one.choices else ():
                sender.send(person, form, good(form) | {name: [spoiled]})

    assert sender.told() == ""


def test_forms_with_answers_missing_or_doubled(sender):
    for person, form in sender.forms:
        whole = good(form)
        sender.send(person, form, {})
        sender.send(person, form, {name: [*texts, *texts, "x"] for name, texts in whole.items()})
        for name in whole:
            sender.send(person, form, {other: texts for other, texts in whole.items() if other != name})

    assert sender.told() == ""


def test_most_forms_are_taken_when_they_are_filled_in_well(sender):
    """So that the spoiled answers of the other tests are what they are refused for."""
    taken = [sender.send(person, form, good(form))[1] for person, form in sender.forms]

    assert (sender.told(), sum(taken) > len(taken) / 2) == ("", True)


def test_who_was_second_is_shown_a_form_with_which_he_can_save_again(sender, login):
    """A page that keeps the old count of changes refuses for ever, and what was typed is lost in the end."""
    stuck, met, old = [], 0, "7777777"
    for person, form in sender.forms:
        if "version" in form.questions and form.questions["version"].values != [""]:
            answer = login(person).post(form.path, **_body(form, good(form) | {"version": [old]}, None))
            again = [
                one for one in forms(answer.text, form.path) if one.path == form.path and "version" in one.questions
            ]
            met += answer.status_code == 409
            if answer.status_code == 409 and any(one.questions["version"].values == [old] for one in again):
                stuck.append(form.path)

    assert stuck == [] and met > 20


TOKENS = ({}, {"csrf_token": ["forged"]}, {"csrf_token": [""]})


@pytest.mark.parametrize("token", TOKENS, ids=["missing", "forged", "empty"])
def test_no_form_is_taken_without_the_token_of_this_site(sender, token):
    sender.app.config["WTF_CSRF_ENABLED"] = True
    try:
        statuses = {
            sender.send(person, form, {k: v for k, v in good(form).items() if k != "csrf_token"} | token)
            for person, form in sender.forms
        }
    finally:
        sender.app.config["WTF_CSRF_ENABLED"] = False

    assert (sender.told(), statuses) == ("", {(400, False)})


OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost", "Accept": "text/html,application/xhtml+xml"}
TYPED = "Những điều đã nghĩ kỹ, và dài"


def test_an_expired_form_of_ours_is_shown_again_with_all_that_was_typed(sender, login):
    """Its session ended, or somebody signed in anew in another tab: nothing is done, and nothing typed is lost."""
    lost, shown, only_looked = [], 0, set()
    sender.app.config["WTF_CSRF_ENABLED"] = True
    try:
        for person, form in sender.forms:
            texts = {name: [TYPED] for name, one in form.questions.items() if one.kind == "textarea"}
            typed = good(form) | texts | {"csrf_token": ["stale"]}
            page = OURS | {"Referer": f"http://localhost{form.path}"}
            with watched() as writes:
                answer = login(person).post(form.path, **_body(form, typed, None), headers=page)
            kept = [one.filled() for one in forms(answer.text, form.path) if one.path == form.path]
            asked = {n for n, one in form.questions.items() if one.kind in BY_HAND and one.kind not in UNKEPT}
            wanted = {name: typed[name] for name in asked if "".join(typed.get(name, []))}
            is_kept = any(all(_same(one.get(n, []), texts) for n, texts in wanted.items()) for one in kept)
            shown += is_kept and bool(wanted)
            if writes or (not form.is_guessed and wanted and not is_kept):
                lost.append((form.path, answer.status_code, writes, wanted))
            elif not form.is_guessed and answer.status_code not in ((400,) if wanted else (400, 303)):
                only_looked.add(re.sub(r"\d+", "N", form.path))
    finally:
        sender.app.config["WTF_CSRF_ENABLED"] = False

    # The first button of these saves nothing: it looks at a day or for a unit, moves a line, or asks for one more.
    looking = {
        "/conferences/N/template",
        "/directives/N/pass-down",
        "/site-groups/N/units",
        "/templates/N/edit",
        "/templates/new",
        "/units/N/end",
        "/units/N/move",
    }
    assert (lost, only_looked, shown > 60) == ([], looking, True)


UNKEPT = ("password", "hidden")


def _same(shown, typed):
    return [one.strip() for one in shown] == [one.strip() for one in typed]


@pytest.mark.parametrize("file", FILES, ids=range(len(FILES)))
def test_broken_files_are_refused_in_words(sender, file):
    asked = [(person, form) for person, form in sender.forms if form.needs_file or (form.file and file[0])]

    statuses = {sender.send(person, form, good(form), may_change=False, file=file)[0] for person, form in asked}

    assert (sender.told(), bool(asked), {status // 100 for status in statuses}) == ("", True, {4})


def test_the_name_of_a_file_without_the_file_is_refused_in_words(sender):
    """A form that is sent as plain text brings names only; nobody may think that his file has arrived."""
    asked = [(person, form) for person, form in sender.forms if form.file]

    statuses = {
        sender.send(person, form, good(form) | {form.file: ["ban-ve.pdf"]}, may_change=False)[0] // 100
        for person, form in asked
    }

    assert (sender.told(), bool(asked), statuses) == ("", True, {4})


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(pick=st.data())
def test_anything_at_all_in_any_answers_of_any_form(sender, pick):
    person, form = pick.draw(st.sampled_from(sender.forms))
    names = [name for name in form.questions if name != "csrf_token"] or ["extra"]
    spoiled = pick.draw(st.dictionaries(st.sampled_from(names), st.lists(ANYTHING, max_size=3), min_size=1))

    sender.send(person, form, good(form) | spoiled)

    assert sender.told() == ""
