"""Files in and out of the house."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from meetings.base.errors import NotValid, Unreachable
from meetings.web import answers, files
from meetings.web.files import Taken

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


def upload(content=PDF, name="Báo cáo.pdf"):
    return FileStorage(BytesIO(content), filename=name)


@pytest.fixture(autouse=True)
def _folder(app, tmp_path):
    before = app.config["FILES_FOLDER"], app.config["UPLOAD_LIMIT_MB"]
    app.config["FILES_FOLDER"] = str(tmp_path / "files")
    yield
    app.config["FILES_FOLDER"], app.config["UPLOAD_LIMIT_MB"] = before


def body(answer):
    answer.direct_passthrough = False
    return answer.get_data()


def test_a_file_that_is_taken_can_be_sent_back_whole(app):
    taken = files.take(upload())

    answer = files.send(taken)

    assert (body(answer), taken.size, taken.content_type) == (PDF, len(PDF), "application/pdf")


def test_it_leaves_to_be_kept_under_its_own_name_and_nobody_caches_or_guesses(app):
    answer = files.send(files.take(upload()))

    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"Bao cao.pdf\"; filename*=UTF-8''B%C3%A1o%20c%C3%A1o.pdf"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_reader_without_marks_reads_d_for_the_crossed_one(app):
    answer = files.send(files.take(upload(name="Đường ống.pdf")))
    sheet = answers.xlsx(b"x", "đầu mối.xlsx")

    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"Duong ong.pdf\"; filename*=UTF-8''%C4%90%C6%B0%E1%BB%9Dng%20%E1%BB%91ng.pdf"
    )
    assert sheet.headers["Content-Disposition"].partition(" filename*")[0] == 'attachment; filename="dau moi.xlsx";'


@pytest.mark.parametrize(
    ("content", "name", "shown"),
    [(PDF, "a.pdf", "inline"), (b"<b>hello", "a.txt", None), (b"hello", "a.txt", "attachment")],
)
def test_only_pdf_and_images_are_shown_in_the_browser(app, content, name, shown):
    if shown is None:
        with pytest.raises(NotValid):
            files.take(upload(b"<html><script>", name))
        return
    answer = files.send(files.take(upload(content, name)), download=False)

    assert answer.headers["Content-Disposition"].split(";")[0] == shown


def test_who_has_it_already_gets_no_second_copy(app):
    taken = files.take(upload())
    with app.test_request_context(headers={"If-None-Match": f'"{taken.fingerprint}"'}):
        answer = files.send(taken)

    assert answer.status_code == 304


@pytest.mark.parametrize("nothing", [None, FileStorage(BytesIO(b""), filename="")])
def test_no_file_is_said_in_words_at_its_field(app, nothing):
    with pytest.raises(NotValid) as no:
        files.take(nothing, field="paper")

    assert (str(no.value.message), no.value.field) == (str(files.NO_FILE), "paper")


def test_a_file_over_the_limit_leaves_nothing_behind(app, tmp_path):
    app.config["UPLOAD_LIMIT_MB"] = 0.00001

    with pytest.raises(NotValid) as no:
        files.take(upload())

    assert no.value.field == "file"
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"MZ\x90\0", "run.pdf"), (b"<svg onload=alert(1)>", "picture.png"), (PDF, "report.exe"), (PDF, "page.html")],
)
def test_what_is_not_what_it_says_is_refused(app, content, name):
    with pytest.raises(NotValid):
        files.take(upload(content, name))


def test_a_file_lost_from_storage_is_said_to_be_missing(app):
    with pytest.raises(Unreachable):
        files.send(Taken("0" * 64, 1, "application/pdf", "a.pdf"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\An\\Báo cáo.PDF", "Báo cáo.PDF"),
        ("bill\u202efdp.exe.pdf", "billfdp.exe.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("line\r\nbreak.pdf", "line break.pdf"),
        ("...", "tep"),
    ],
)
def test_names_keep_what_is_readable_and_nothing_that_leads_elsewhere(typed, kept):
    assert files.safe_name(typed) == kept


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_name_escapes_a_folder_or_a_header(typed):
    name = files.safe_name(typed)

    assert name
    assert name not in (".", "..")
    assert not set(name) & set('/\\\r\n\0"')
    assert len(name) <= files.LONGEST_NAME + 1


@given(st.binary(max_size=300), st.sampled_from(["a.pdf", "b.docx", "c.png", "d.txt", "e.xlsx", "f", "g.html"]))
@settings(max_examples=100, deadline=None)
def test_whatever_is_sent_is_taken_whole_or_refused_in_words(app, content, name):
    try:
        taken = files.take(upload(content, name))
    except NotValid as no:
        assert str(no.message)
        return

    assert body(files.send(taken)) == content
