from dataclasses import dataclass

import pytest

from meetings.accounts.models import Role
from meetings.agenda import actions as agenda
from meetings.agenda.models import ItemKind
from meetings.base import origin
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.conferences.models import ConferenceState
from meetings.documents import actions, queries, rules
from meetings.documents.models import Audience, Document
from tests.make import (
    a_conference,
    a_leader,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_unit,
    a_user,
)


@dataclass(frozen=True)
class Taken:
    """What the doorway hands over after it has looked at an upload."""

    fingerprint: str = "f" * 64
    size: int = 1000
    content_type: str = "application/pdf"
    file_name: str = "bao-cao.pdf"


@pytest.fixture
def conference():
    return a_conference(state=ConferenceState.INVITING)


@pytest.fixture
def secretary(conference):
    return a_secretary(conference.organiser)


def shelved(conference, by, taken=None, audience=Audience.PARTICIPANTS, **facts):
    with transaction():
        return actions.add(conference, taken=taken or Taken(), audience=audience, by=by, **facts)


def on_shelf(conference, audiences=tuple(Audience), words=""):
    return [d.title for d in db.session.scalars(queries.documents_of(conference.id, audiences, words=words))]


def test_a_file_without_title_is_called_by_its_name(conference, secretary):
    shelved(conference, secretary)

    assert on_shelf(conference) == ["bao-cao.pdf"]


def test_titles_stand_as_the_alphabet_has_them_in_every_database(conference, secretary):
    for number, title in enumerate(("Văn bản", "Đề án", "Báo cáo")):
        shelved(conference, secretary, Taken(fingerprint=str(number) * 64), title=title)

    assert on_shelf(conference) == ["Báo cáo", "Đề án", "Văn bản"]


def test_found_without_marks(conference, secretary):
    shelved(conference, secretary, title="Báo cáo Đức Thọ")

    assert (on_shelf(conference, words="duc tho"), on_shelf(conference, words="huong khe")) == (["Báo cáo Đức Thọ"], [])


def test_secret_content_is_refused_and_nothing_kept(conference, secretary):
    with pytest.raises(NotValid) as refusal, transaction():
        actions.add(conference, taken=Taken(), audience=Audience.CHAIRS, is_secret=True, by=secretary)

    assert (refusal.value.field, on_shelf(conference)) == ("is_secret", [])


def test_a_secret_item_takes_no_papers(conference, secretary):
    with transaction():
        item = agenda.add(conference, kind=ItemKind.REPORT, title="mật", is_secret=True, by=secretary)

    with pytest.raises(NotValid), transaction():
        actions.add(conference, taken=Taken(), audience=Audience.CHAIRS, item=item, by=secretary)


def test_the_same_file_twice_is_refused(conference, secretary):
    shelved(conference, secretary)

    with pytest.raises(NotValid), transaction():
        actions.add(conference, taken=Taken(), audience=Audience.CHAIRS, by=secretary)


def test_a_new_version_takes_the_place_of_the_old(conference, secretary):
    old = shelved(conference, secretary, title="Dự thảo")
    with transaction():
        new = actions.replace(old, taken=Taken(fingerprint="a" * 64), version=old.version, by=secretary)

    assert (new.replaces_id, on_shelf(conference), queries.document(old.id)) == (old.id, ["Dự thảo"], None)


def test_removed_and_put_back(conference, secretary):
    document = shelved(conference, secretary)
    with transaction():
        actions.remove(document, version=document.version, by=secretary)
    assert on_shelf(conference) == []
    with transaction():
        actions.put_back(queries.removed(document.id), by=secretary)

    assert on_shelf(conference) == ["bao-cao.pdf"]


def test_a_version_that_was_replaced_does_not_come_back_beside_the_newer(conference, secretary):
    old = shelved(conference, secretary)
    with transaction():
        actions.replace(old, taken=Taken(fingerprint="a" * 64), version=old.version, by=secretary)

    with pytest.raises(NotNow), transaction():
        actions.put_back(queries.removed(old.id), by=secretary)


def test_all_earlier_versions_are_known_newest_first(conference, secretary):
    versions = [shelved(conference, secretary)]
    for digit in "abc":
        with transaction():
            taken = Taken(fingerprint=digit * 64)
            versions.append(actions.replace(versions[-1], taken=taken, version=versions[-1].version, by=secretary))
    other = shelved(conference, secretary, Taken(fingerprint="d" * 64))

    assert [one.id for one in queries.earlier(versions[-1])] == [one.id for one in reversed(versions[:-1])]
    assert queries.earlier(other) == []


def test_a_paper_of_an_item_with_secret_content_is_not_moved_to_where_it_is_read(conference, secretary):
    with transaction():
        item = agenda.add(conference, kind=ItemKind.REPORT, title="Nhân sự", by=secretary)
        document = actions.add(conference, taken=Taken(), audience=Audience.PARTICIPANTS, item=item, by=secretary)
        item.is_secret = True

    with pytest.raises(NotValid), transaction():
        facts = dict(title="a", audience=Audience.PARTICIPANTS, item=None, version=document.version)
        actions.revise(document, **facts, by=secretary)

    assert rules.can_read(secretary, queries.document(document.id)) is False


def test_a_conference_with_secret_content_takes_and_shows_nothing(conference, secretary):
    document, gone = shelved(conference, secretary), shelved(conference, secretary, Taken(fingerprint="e" * 64))
    with transaction():
        actions.remove(gone, version=gone.version, by=secretary)
        actions.keep_out(conference, True, by=secretary)
    acts = (
        lambda: actions.add(conference, taken=Taken("a" * 64), audience=Audience.CHAIRS, by=secretary),
        lambda: actions.replace(document, taken=Taken("b" * 64), version=document.version, by=secretary),
        lambda: actions.put_back(queries.removed(gone.id), by=secretary),
    )
    for act in acts:
        with pytest.raises(NotValid), transaction():
            act()

    assert (on_shelf(conference), rules.can_read(secretary, document)) == ([], False)
    with transaction():
        actions.keep_out(conference, False, by=secretary)
    assert (on_shelf(conference), rules.can_read(secretary, document)) == (["bao-cao.pdf"], True)


def test_nothing_new_is_laid_over_a_file_of_an_item_that_became_secret(conference, secretary):
    with transaction():
        item = agenda.add(conference, kind=ItemKind.REPORT, title="t", by=secretary)
    document = shelved(conference, secretary, item=item)
    with transaction():
        agenda.revise(item, version=item.version, is_secret=True, by=secretary)

    with pytest.raises(NotValid), transaction():
        actions.replace(document, taken=Taken("b" * 64), version=document.version, by=secretary)


def test_two_at_once(conference, secretary):
    document = shelved(conference, secretary)
    shown = document.version
    with transaction():
        actions.revise(document, title="theirs", audience=Audience.CHAIRS, version=shown, by=secretary)

    with pytest.raises(Stale) as stale, transaction():
        actions.revise(document, title="mine", audience=Audience.CHAIRS, version=shown, by=secretary)

    assert (stale.value.mine, stale.value.theirs) == ("mine", "theirs")


def test_nothing_is_shelved_for_a_cancelled_conference():
    conference = a_conference(state=ConferenceState.CANCELLED)
    secretary = a_secretary(conference.organiser)

    with pytest.raises(NotNow), transaction():
        actions.add(conference, taken=Taken(), audience=Audience.CHAIRS, by=secretary)


def test_each_sees_what_is_meant_for_him(conference, secretary):
    commune = a_unit()
    a_site(conference, commune)
    chair = a_leader()
    everything, some, few = tuple(Audience), (Audience.SITES, Audience.PARTICIPANTS), (Audience.PARTICIPANTS,)
    cast = {
        secretary: everything,
        a_site_officer(commune): some,
        a_leader(commune): some,
        a_user(Role.MEMBER, commune): few,
        a_stranger(): (),
        chair: (),
    }

    assert {person.id: rules.audiences_of(person, conference) for person in cast} == {
        person.id: wanted for person, wanted in cast.items()
    }


def test_a_draft_is_nobodys_business(secretary):
    conference = a_conference(organiser=secretary.posts[0].unit)
    commune = a_unit()
    a_site(conference, commune)

    assert rules.audiences_of(a_site_officer(commune), conference) == ()


def test_who_took_it_is_kept(conference, secretary):
    document = shelved(conference, secretary)
    with transaction():
        origin.arrive("10.0.0.7")
        actions.note_download(document, by=secretary)
    (row,) = db.session.scalars(queries.downloads_of(document.id))

    assert (row.person.name, row.address, queries.times_taken([document.id])) == (
        secretary.name,
        "10.0.0.7",
        {document.id: 1},
    )


def test_one_statement_however_many_files(conference, secretary, queries):
    with transaction():
        for number in range(30):
            actions.add(conference, taken=Taken(f"{number:064d}"), audience=Audience.CHAIRS, by=secretary)
    conference_id = conference.id
    queries.clear()
    titles = [d.uploaded_by.name for d in db.session.scalars(_shelf(conference_id))]

    assert (len(titles), len(queries)) == (30, 1)


def _shelf(conference_id):
    return queries.documents_of(conference_id, tuple(Audience))


def test_the_row_of_a_removed_document_stays(conference, secretary):
    document = shelved(conference, secretary)
    with transaction():
        actions.remove(document, version=document.version, by=secretary)

    assert db.session.query(Document).count() == 1


def test_a_file_taken_off_a_secret_item_does_not_come_back_elsewhere(conference, secretary):
    with transaction():
        item = agenda.add(conference, kind=ItemKind.REPORT, title="Nhân sự", by=secretary)
        gone = actions.add(conference, taken=Taken(), audience=Audience.PARTICIPANTS, item=item, by=secretary)
        actions.remove(gone, version=gone.version, by=secretary)
        again = actions.add(conference, taken=Taken(), audience=Audience.PARTICIPANTS, by=secretary)
        actions.remove(again, version=again.version, by=secretary)
    with transaction():
        agenda.revise(item, version=item.version, is_secret=True, by=secretary)
    acts = (
        lambda: actions.add(conference, taken=Taken(), audience=Audience.CHAIRS, by=secretary),
        lambda: actions.put_back(queries.removed(again.id), by=secretary),
    )

    for act in acts:
        with pytest.raises(NotValid) as refused, transaction():
            act()
        assert refused.value.message == actions.SAID_SECRET

    with transaction():
        agenda.revise(item, version=item.version, is_secret=False, by=secretary)
        actions.put_back(queries.removed(again.id), by=secretary)
    assert on_shelf(conference) == ["bao-cao.pdf"]
