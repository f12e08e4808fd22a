"""A correction of minutes or of a notice that was begun by mistake is dropped, and what it was to correct stands."""

import html

import pytest
from sqlalchemy import select

from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, Stale
from meetings.conclusions import actions as notice_actions
from meetings.conclusions import queries as notices
from meetings.conclusions.models import NoticeState
from meetings.desk import paper_drafts, retention, waiting
from meetings.journal.models import Entry
from meetings.minutes import actions as minutes_actions
from meetings.minutes import queries as all_minutes
from meetings.minutes.models import Block, BlockKind, MinutesState
from meetings.notices.models import Notice
from tests.conclusions import make as notice_make
from tests.make import a_leader, a_stranger
from tests.minutes import make as minutes_make
from tests.minutes.make import block_in, minutes_in

KINDS = ["minutes", "conclusions"]


class Case:
    """A released paper of a kind, and a correction of it."""

    def __init__(self, kind):
        self.kind = kind
        make = minutes_make.minutes_in(MinutesState.RELEASED) if kind == "minutes" else None
        self.old = make or notice_make.notice_in(NoticeState.RELEASED)
        self.new = (minutes_make if kind == "minutes" else notice_make).corrected(self.old)
        self.conference = self.new.conference
        self.actions = minutes_actions if kind == "minutes" else notice_actions
        self.queries = all_minutes if kind == "minutes" else notices

    @property
    def address(self):
        return f"/{self.kind}/{self.new.id}/drop"

    @property
    def page(self):
        return f"/conferences/{self.conference.id}/{self.kind}"

    def newest(self):
        db.session.rollback()
        return self.queries.newest(self.conference.id)

    def write(self):
        """Somebody writes in the correction."""
        if self.kind == "minutes":
            block_in(self.new, BlockKind.NARRATIVE, text="Thêm một đoạn.")
        else:
            with transaction():
                notice_actions.revise(self.new, version=self.new.version, by=None, opening="Mở đầu khác.")

    def saves(self):
        return all_minutes.whole(self.new).version if self.kind == "minutes" else self.new.version


@pytest.fixture(params=KINDS)
def case(request):
    return Case(request.param)


def test_a_correction_begun_by_mistake_is_dropped_after_reading_what_follows(login, case):
    client, before = login(case.conference.secretary), (case.old.id, case.old.paper.symbol, case.old.version)
    told = db.session.query(Notice).count()
    leads = client.get(case.page).text
    shown = client.get(case.address).text
    answer = client.post(case.address, data={"version": case.saves(), "reason": "Mở nhầm"}, follow_redirects=True)

    assert f'href="{case.address}"' in leads
    assert f"Văn bản số {before[1]}" in shown and "Bản này chưa sửa nội dung nào." in shown and "Sai t" in shown
    assert "Đã bỏ bản thay thế. Bản trước giữ nguyên." in answer.text and case.address not in answer.text
    newest = case.newest()
    assert (newest.id, newest.paper.symbol, newest.version) == before
    last = db.session.scalar(select(Entry).order_by(Entry.id.desc()).limit(1))
    assert (last.verb, last.note, last.by_id) == (
        "dropped_minutes" if case.kind == "minutes" else "dropped_notice", "Mở nhầm", case.conference.secretary_id,
    )  # fmt: skip
    assert db.session.query(Notice).count() == told


def test_how_much_was_changed_in_it_is_said(login, case):
    case.write()

    assert "Đã sửa 1 phần." in login(case.conference.secretary).get(case.address).text


def test_what_somebody_wrote_meanwhile_is_not_dropped_unseen(login, case):
    client, seen = login(case.conference.secretary), case.saves()
    case.write()
    answer = client.post(case.address, data={"version": seen, "reason": "Mở nhầm"})

    assert (answer.status_code, case.newest().id) == (409, case.new.id)
    assert "Mở nhầm" in answer.text and f'name="version" value="{case.saves()}"' in answer.text


def test_one_that_is_with_the_chair_is_given_back_first(login, case):
    with transaction():
        case.actions.submit(case.new, by=None)
    client = login(case.conference.secretary)
    answer = client.post(case.address, data={"version": case.saves(), "reason": ""})

    assert answer.status_code == 409 and "phải lấy lại trước" in client.get(case.address).text
    assert case.newest().id == case.new.id


def test_first_papers_and_released_ones_are_never_dropped(case):
    with pytest.raises(NotNow), transaction():
        case.actions.drop(case.old, by=None)

    first = minutes_in(MinutesState.DRAFT) if case.kind == "minutes" else notice_make.a_notice()
    with pytest.raises(NotNow), transaction():
        case.actions.drop(first, by=None)


def test_after_it_nobody_writes_in_it_and_the_next_correction_has_a_number_of_its_own(case):
    make = minutes_make if case.kind == "minutes" else notice_make
    make.dropped(case.new)

    with pytest.raises(NotNow):
        case.write()
    again = make.corrected(case.newest())
    assert (again.edition, case.newest().id) == (3, again.id)


def test_only_who_writes_drops_it(login, case):
    for person in (a_leader(), a_stranger()):
        client = login(person)
        assert (client.get(case.address).status_code, client.post(case.address).status_code) == (403, 403)

    assert case.newest().id == case.new.id


def test_what_waits_and_the_names_that_are_kept_know_nothing_of_a_dropped_one(case):
    secretary, conference = case.conference.secretary, case.conference
    waits = [one.kind for one in waiting.papers_to_finish(secretary)]
    drafts = [one.endpoint for one in paper_drafts.drafts_of(conference, secretary)]
    (minutes_make if case.kind == "minutes" else notice_make).dropped(case.new)
    db.session.rollback()

    gone = ("minutes", "minutes.show") if case.kind == "minutes" else ("notice", "conclusions.show")
    assert (gone[0] in waits, gone[1] in drafts) == (True, True)
    assert gone[0] not in [one.kind for one in waiting.papers_to_finish(secretary)]
    assert gone[1] not in [one.endpoint for one in paper_drafts.drafts_of(conference, secretary)]
    assert MinutesState.DROPPED in retention.DONE


def test_what_was_approved_is_not_marked_to_be_read_again_in_a_correction():
    minutes = minutes_in(MinutesState.DRAFT)
    block_in(minutes, text="Ghi vội.", needs_reading=True)
    with transaction():
        minutes_actions.submit(minutes, by=None)
        minutes_actions.approve(minutes, by=None)
    new = minutes_make.corrected(minutes)

    marks = select(Block.needs_reading).where(Block.minutes_id == new.id)
    assert set(db.session.scalars(marks)) == {False}


def test_two_who_drop_it_at_once_are_no_fault(login, case):
    client, seen = login(case.conference.secretary), case.saves()
    first, second = (client.post(case.address, data={"version": seen, "reason": ""}) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Chỉ bỏ được bản thay thế đang soạn" in second.text


def test_a_version_that_is_not_shown_any_more_is_stale():
    new = minutes_make.corrected(minutes_in(MinutesState.RELEASED))

    with pytest.raises(Stale), transaction():
        minutes_actions.drop(new, version=0, by=None)


def test_an_edition_with_a_number_of_its_own_replaces_the_one_before_in_the_words_of_the_decree(login, case):
    """A mistake in the content is "thay thế"; "đính chính" is a letter that corrects the form alone."""
    client = login(case.conference.secretary)

    pages = [client.get(address).text for address in (case.page, f"{case.page}?edition=1", case.address)]

    client.post(case.address, data={"version": case.saves(), "reason": "Mở nhầm"})
    pages.append(client.get(case.page).text)

    said = html.unescape(" ".join(pages))
    assert "Lập bản thay thế…" in pages[-1] and "Bỏ bản thay thế" in said and "Lý do thay thế" in said
    assert "đính chính" not in said.lower()
