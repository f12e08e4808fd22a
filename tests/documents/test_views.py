from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.agenda.models import Item, ItemKind
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState
from meetings.documents import actions
from meetings.documents.models import Audience, Document, Download
from meetings.web.files import Taken
from tests.make import a_conference, a_secretary, a_site, a_site_officer, a_stranger, a_unit, a_user, saved

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def conference():
    return a_conference(state=ConferenceState.INVITING)


@pytest.fixture
def secretary(login, conference):
    return login(a_secretary(conference.organiser))


def upload(client, conference, content=PDF, name="báo cáo.pdf", **facts):
    data = {"audience": "participants", "file": (BytesIO(content), name), **facts}
    return client.post(f"/conferences/{conference.id}/documents/add", data=data, content_type="multipart/form-data")


def kept():
    return db.session.query(Document).all()


def test_uploaded_shown_and_taken(secretary, conference):
    assert upload(secretary, conference, title="Báo cáo").status_code == 302
    (document,) = kept()
    answer = secretary.get(f"/documents/{document.id}/file")

    assert (answer.status_code, answer.data, answer.mimetype) == (200, PDF, "application/pdf")
    assert "Báo cáo" in secretary.get(f"/conferences/{conference.id}/documents?q=bao cao").text
    assert db.session.query(Download).count() == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.pdf"),
        (b"MZ\x90\x00", "virus.exe"),
        (b"<html><script>alert(1)</script>", "page.pdf"),
        (b"just text", "text.docx"),
        (PDF, "picture.png"),
    ],
)
def test_files_that_are_not_what_they_say(secretary, conference, content, name):
    answer = upload(secretary, conference, content, name, title="Giữ lại")

    assert (answer.status_code, kept()) == (422, [])
    assert "Giữ lại" in answer.text and 'role="alert"' in answer.text


def upload_all(client, conference, *contents, **facts):
    files = [(BytesIO(content), name) for content, name in contents]
    data = {"audience": "participants", "file": files, **facts}
    return client.post(f"/conferences/{conference.id}/documents/add", data=data, content_type="multipart/form-data")


def test_several_files_at_once(secretary, conference):
    answer = upload_all(secretary, conference, (PDF, "một.pdf"), (PDF + b"2", "hai.pdf"))

    assert (answer.status_code, sorted(document.title for document in kept())) == (302, ["hai.pdf", "một.pdf"])
    assert "Đã thêm 2 tài liệu" in secretary.get(answer.location).text


def test_that_many_files_were_added_fits_into_a_cookie(secretary, conference):
    contents = [(PDF + b"%d" % n, f"Báo cáo kết quả số {n} {'của đơn vị ' * 6}.pdf") for n in range(30)]

    answer = upload_all(secretary, conference, *contents)

    assert (answer.status_code, len(kept())) == (302, 30)
    assert max(len(cookie) for cookie in answer.headers.getlist("Set-Cookie")) < 4093


@pytest.mark.parametrize(
    ("second", "facts", "words"),
    [
        ((b"MZ", "virus.exe"), {}, "virus.exe: "),
        ((PDF, "bản sao.pdf"), {}, "hai lần"),
        ((PDF + b"2", "hai.pdf"), {"title": "Một tên"}, "Một tên"),
    ],
)
def test_all_files_are_taken_or_none(secretary, conference, second, facts, words):
    answer = upload_all(secretary, conference, (PDF, "một.pdf"), second, **facts)

    assert (answer.status_code, kept()) == (422, [])
    assert words in answer.text and 'role="alert"' in answer.text


def test_nothing_chosen(secretary, conference):
    answer = secretary.post(f"/conferences/{conference.id}/documents/add", data={"audience": "participants"})

    assert (answer.status_code, kept()) == (422, [])


def test_secret_content_is_not_kept(secretary, conference):
    answer = upload(secretary, conference, is_secret="y")

    assert (answer.status_code, kept()) == (422, [])


def test_too_large(app, secretary, conference, monkeypatch):
    monkeypatch.setitem(app.config, "UPLOAD_LIMIT_MB", 1)
    answer = upload(secretary, conference, PDF + b" " * 1_200_000)

    assert (answer.status_code, kept()) == (422, [])


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=200), st.text(min_size=1, max_size=30), st.text(max_size=20))
def test_no_upload_breaks_the_door(secretary, conference, content, name, audience):
    answer = upload(secretary, conference, content, name.replace("\x00", "_"), audience=audience)

    assert answer.status_code in (302, 400, 422)


def shelved(conference, audience=Audience.PARTICIPANTS):
    taken = Taken("a" * 64, 10, "application/pdf", "a.pdf")
    by = a_secretary(conference.organiser)
    with transaction():
        return actions.add(conference, taken=taken, audience=audience, by=by)


def test_guessed_numbers_open_nothing(login, conference, client):
    document = shelved(conference, Audience.CHAIRS)
    commune = a_unit()
    a_site(conference, commune)
    addresses = (f"/documents/{document.id}/file", f"/documents/{document.id}")

    for person in (a_site_officer(commune), a_user(unit=commune), a_stranger()):
        assert [login(person).get(address).status_code for address in addresses] == [403, 403]
    assert client.get(addresses[0]).status_code == 302


def test_what_is_not_for_one_is_not_listed(login, conference):
    shelved(conference, Audience.CHAIRS)
    commune = a_unit()
    a_site(conference, commune)

    readers = a_secretary(conference.organiser), a_site_officer(commune)
    pages = [login(reader).get(f"/conferences/{conference.id}/documents") for reader in readers]
    assert [(page.status_code, "a.pdf" in page.text) for page in pages] == [(200, True), (200, False)]


def test_nobody_reads_what_belongs_to_an_item_that_became_secret(secretary, login, conference):
    commune = a_unit()
    a_site(conference, commune)
    officer = login(a_site_officer(commune))
    item = saved(Item(conference_id=conference.id, kind=ItemKind.REPORT, title="Báo cáo"))
    upload(secretary, conference, title="Số liệu", item_id=item.id)
    (document,) = kept()
    with transaction():
        db.session.merge(item).is_secret = True

    shelf = f"/conferences/{conference.id}/documents"
    assert [client.get(f"/documents/{document.id}/file").status_code for client in (secretary, officer)] == [403, 403]
    assert ["Số liệu" in client.get(shelf).text for client in (secretary, officer)] == [True, False]


def test_replaced_removed_and_put_back(secretary, conference):
    upload(secretary, conference)
    (old,) = kept()
    newer = {"version": old.version, "file": (BytesIO(PDF + b"2"), "b.pdf")}
    assert secretary.post(f"/documents/{old.id}/replace", data=newer).status_code == 302
    new = db.session.query(Document).filter_by(replaces_id=old.id).one()
    assert secretary.get(f"/documents/{old.id}/file").status_code == 404
    assert secretary.post(f"/documents/{new.id}/remove", data={"version": new.version}).status_code == 302
    assert secretary.post(f"/documents/{new.id}/put-back").status_code == 302

    assert secretary.get(f"/documents/{new.id}/file").status_code == 200


def test_the_secretariat_alone_looks_up_what_a_file_said_before(secretary, login, conference):
    commune = a_unit()
    a_site(conference, commune)
    upload(secretary, conference)
    (old,) = kept()
    secretary.post(
        f"/documents/{old.id}/replace", data={"version": old.version, "file": (BytesIO(PDF + b"2"), "b.pdf")}
    )
    new = db.session.query(Document).filter_by(replaces_id=old.id).one()
    address = f"/documents/{old.id}/earlier"

    assert address in secretary.get(f"/documents/{new.id}").text
    assert (secretary.get(address).data, secretary.get(f"/documents/{new.id}/earlier").status_code) == (PDF, 404)
    assert login(a_site_officer(commune)).get(address).status_code == 403


def test_a_download_is_noted_once_whole_and_never_in_parts(secretary, conference):
    upload(secretary, conference)
    (document,) = kept()
    address = f"/documents/{document.id}/file"
    first = secretary.get(address)
    again = secretary.get(address, headers={"If-None-Match": first.headers["ETag"]})
    part = secretary.get(address, headers={"Range": "bytes=1-4"})
    secretary.head(address)

    assert [(answer.status_code, answer.data) for answer in (first, again, part)] == [
        (200, PDF),
        (304, b""),
        (200, PDF),
    ]
    assert "Accept-Ranges" not in first.headers
    assert db.session.query(Download).count() == 2


def test_a_conference_is_said_to_have_secret_content_and_its_shelf_is_hidden(secretary, login, conference):
    commune = a_unit()
    a_site(conference, commune)
    officer = login(a_site_officer(commune))
    upload(secretary, conference, title="Số liệu")
    (document,) = kept()
    shelf, file = f"/conferences/{conference.id}/documents", f"/documents/{document.id}/file"

    assert officer.post(f"{shelf}/secret", data={"is_secret": "yes"}).status_code == 403
    assert secretary.post(f"{shelf}/secret", data={"is_secret": "yes"}).status_code == 302
    assert [client.get(file).status_code for client in (secretary, officer)] == [403, 403]
    assert ["Số liệu" in client.get(shelf).text for client in (secretary, officer)] == [True, False]
    assert "Số liệu" not in officer.get("/search?q=so lieu").text
    assert upload(secretary, conference, PDF + b"3", "c.pdf").status_code == 422
    for unclear in ({}, {"is_secret": ""}, {"is_secret": "x"}):
        secretary.post(f"{shelf}/secret", data=unclear)
        assert officer.get(file).status_code == 403
    secretary.post(f"{shelf}/secret", data={"is_secret": "no"})
    assert officer.get(file).status_code == 200
    assert "Số liệu" in officer.get("/search?q=so lieu").text


@pytest.mark.parametrize(
    ("content", "name", "attached"),
    [
        (b"%PDF-1.4\n<html><script>alert(1)</script></html>", "a.pdf", False),
        (b"GIF89a/*<script>alert(1)</script>*/=1;", "a.gif", False),
        (b"PK is how this text begins <script>alert(1)</script>", "a.txt", True),
    ],
)
def test_what_is_two_things_at_once_is_never_run(secretary, conference, content, name, attached):
    assert upload(secretary, conference, content, name).status_code == 302
    (document,) = kept()
    answer = secretary.get(f"/documents/{document.id}/file")

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Content-Disposition"].startswith("attachment" if attached else "inline")
    assert answer.mimetype in ("application/pdf", "image/gif", "text/plain")


def test_a_stale_edit_keeps_both(secretary, conference):
    document = shelved(conference)
    facts = {"audience": "participants", "version": document.version}
    secretary.post(f"/documents/{document.id}", data={**facts, "title": "theirs"})
    answer = secretary.post(f"/documents/{document.id}", data={**facts, "title": "mine"})

    assert answer.status_code == 409
    assert "theirs" in answer.text and 'value="mine"' in answer.text


def test_statements_do_not_grow_with_files(secretary, conference, queries):
    by = a_secretary(conference.organiser)
    counts = []
    for start, rows in ((0, 1), (1, 300)):
        with transaction():
            for number in range(start, start + rows):
                taken = Taken(f"{number:064d}", 10, "application/pdf", "a.pdf")
                actions.add(conference, taken=taken, audience=Audience.PARTICIPANTS, by=by)
        queries.clear()
        secretary.get(f"/conferences/{conference.id}/documents")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12
