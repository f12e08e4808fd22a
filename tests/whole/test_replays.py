"""A form that was carried out, sent again out of the browser's past, makes nothing a second time."""

import re

from meetings.base.db import db
from meetings.base.once import REPEATED
from meetings.conferences.models import ConferenceState
from tests.make import a_conference, a_secretary
from tests.whole.drawn import forms
from tests.whole.test_bad_input import WRITTEN, _body, good, watched
from tests.whole.world import mend, snapshot

# What somebody did is written as often as he did it.
HISTORY = {"journal_entry", "sent_form"}


def test_no_form_makes_rows_a_second_time(sender):
    twice = set()
    for person, form in sender.forms:
        if form.is_guessed:
            continue
        client, body = sender.login(person), _body(form, good(form), None)
        with watched() as first:
            begun = client.post(form.path, **body)
        with watched() as second:
            again = client.post(form.path, **body)
        _put_back(sender, first + second)
        made = {WRITTEN.match(one)[1] for one in second if one.startswith("INSERT")} - HISTORY
        if begun.status_code < 400 and again.status_code < 400 and made:
            twice.add((re.sub(r"\d+", "N", form.path), *sorted(made)))

    # A rehearsal takes in whoever is missing now, as often as it is asked.
    assert twice <= {("/rehearsals/N/take-in", "trial")}


def _put_back(sender, statements):
    touched = {WRITTEN.match(one)[1] for one in statements}
    now = snapshot(touched) if touched else {}
    if any(now[name] != sender.kept[name] for name in now):
        mend(sender.kept, now)


def test_who_means_it_twice_is_told_and_sends_the_page_as_it_is_shown_again(login):
    conference = a_conference(state=ConferenceState.DRAFT)
    path = f"/conferences/{conference.id}/agenda/add"
    client = login(a_secretary(conference.organiser))
    drawn = _form(client.get(path), path)
    typed = drawn | {"title": ["Nghỉ giải lao"], "planned_minutes": ["15"]}

    first, again = client.post(path, data=typed), client.post(path, data=typed)
    shown = _form(again, path)
    meant = client.post(path, data=shown | {"csrf_token": ["of another moment"]})

    assert [first.status_code, again.status_code, meant.status_code] == [302, 409, 302]
    assert str(REPEATED) in again.text
    assert shown["title"] == ["Nghỉ giải lao"]
    db.session.expire_all()
    assert client.get(path.removesuffix("/add")).text.count("Nghỉ giải lao") >= 2


def _form(answer, path):
    return next(one for one in forms(answer.text, path) if one.path == path).filled()
