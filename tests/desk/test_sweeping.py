"""Stored files that no row names any more go, after a time of grace; everything that is named stays."""

import hashlib
import os
import re
from datetime import timedelta
from io import BytesIO
from threading import Event, Thread

import pytest
from sqlalchemy import select

from meetings.base import clock, stored
from meetings.base.db import db, transaction
from meetings.base.errors import Refusal
from meetings.desk import jobs, sweeping
from meetings.documents.models import Document
from meetings.gateways import storage
from meetings.journal import actions as journal
from meetings.journal.models import Entry
from meetings.notices.models import Notice
from meetings.sites.models import Substitution
from meetings.web import files
from tests.make import MONDAY, a_conference, a_site, a_user, saved

GRACE = timedelta(hours=48)


@pytest.fixture(autouse=True)
def _folder(app, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "FILES_FOLDER", str(tmp_path / "files"))
    with clock.at(MONDAY):
        yield


def put(content, *, age=timedelta(days=30)):
    kept = files.store().put(BytesIO(content), 1000).fingerprint
    since = (clock.now() - age).timestamp()
    os.utime(files.store().path(kept), (since, since))
    return kept


def named_by_a_document(content=b"report", **more):
    kept = put(content)
    facts = dict(title="Báo cáo", file_name="a.pdf", content_type="application/pdf", size=6, uploaded_at=MONDAY)
    saved(Document(conference_id=a_conference().id, uploaded_by_id=a_user().id, fingerprint=kept, **facts, **more))
    return kept


def swept(days=0, **how):
    with clock.at(MONDAY + timedelta(days=days)):
        done = sweeping.run(**how)
    return done.deleted, done.waiting


def is_here(kept):
    return files.store().exists(kept)


def test_what_nothing_names_is_marked_first_and_goes_after_its_time_of_grace():
    document, lost = named_by_a_document(), put(b"nobody's")

    rounds = [swept(), swept(1), swept(3), swept(4)]

    assert rounds == [([], 1), ([], 1), ([lost], 0), ([], 0)]
    assert (is_here(document), is_here(lost)) == (True, False)


def test_the_journal_says_how_many_went():
    named_by_a_document()
    lost = put(b"nobody's")

    swept()
    swept(3)

    [entry] = db.session.scalars(select(Entry).filter_by(verb="swept_files"))
    assert (entry.title, entry.by_name, entry.details) == (
        "1",
        "",
        {"number": 1, "bytes": 8, "gone": [lost]},
    )


def test_an_erased_scan_goes_and_one_that_is_kept_stays():
    document, scan = named_by_a_document(), put(b"authorisation")
    site = a_site(a_conference())
    row = saved(Substitution(site_id=site.id, name="Lâm", asked_at=MONDAY, fingerprint=scan, file_name="a.pdf"))
    swept()
    before = swept(3)

    with transaction():
        db.session.get(Substitution, row.id).fingerprint = ""
    swept(4)

    assert (before, swept(7), is_here(document)) == (([], 0), ([scan], 0), True)


def test_what_was_taken_off_the_shelf_stays_for_the_record():
    kept = named_by_a_document(removed_at=MONDAY)
    named_by_a_document(b"another")
    swept()

    assert (swept(3), is_here(kept)) == (([], 0), True)


def test_what_stands_in_the_enclosures_of_a_message_is_named():
    named_by_a_document()
    kept = put(b"enclosed")
    enclosed = [{"fingerprint": kept, "file_name": "a.pdf", "content_type": "application/pdf"}]
    times = {"created_at": MONDAY, "send_after": MONDAY}
    saved(Notice(key="k", kind="invitation", to_address="a@example.vn", facts={}, attachments=enclosed, **times))
    swept()

    assert (swept(3), is_here(kept)) == (([], 0), True)


def test_what_is_named_again_loses_its_mark():
    named_by_a_document()
    kept = put(b"shared")
    swept()
    named_by_a_document(b"shared")
    swept(1)
    with transaction():
        db.session.delete(db.session.scalars(select(Document).filter_by(fingerprint=kept)).one())

    assert [swept(3), swept(4), swept(6)] == [([], 1), ([], 1), ([kept], 0)]


def test_an_upload_whose_row_is_not_written_yet_stays_whenever_it_was_marked():
    named_by_a_document()
    kept = put(b"again")
    swept()

    put(b"again", age=timedelta(days=-3, minutes=1))  # put a minute before the look below, its row still to come

    assert (swept(3), is_here(kept)) == (([], 1), True)


def test_nothing_is_deleted_while_an_equal_file_is_put(monkeypatch):
    """The one who deletes waits for the one who puts, and then finds the file put lately."""
    named_by_a_document()
    kept, store = put(b"raced"), files.store()
    placing, go_on, outcome = Event(), Event(), []
    replace = os.replace

    def slow(*paths):
        placing.set()
        go_on.wait(5)
        replace(*paths)

    monkeypatch.setattr(storage.os, "replace", slow)
    putting = Thread(target=lambda: store.put(BytesIO(b"raced"), 100))
    putting.start()
    placing.wait(5)
    dropping = Thread(target=lambda: outcome.append(store.drop_one(kept, before=clock.now().timestamp() - 60)))
    dropping.start()
    dropping.join(0.2)
    waited = dropping.is_alive()
    go_on.set()
    putting.join(5)
    dropping.join(5)

    assert (waited, outcome, is_here(kept)) == (True, [False], True)


def test_a_dry_run_names_what_would_go_and_touches_nothing(app):
    named_by_a_document()
    lost = put(b"nobody's")
    run = app.test_cli_runner().invoke

    with clock.at(MONDAY):
        early = run(args=["files", "sweep", "--dry-run"]).output
        run(args=["files", "sweep"])
    with clock.at(MONDAY + timedelta(days=3)):
        dry = run(args=["files", "sweep", "--dry-run"]).output
        there = is_here(lost)
        wet = run(args=["files", "sweep"]).output

    assert early == "0 files would be deleted (0 bytes), 1 wait for their time of grace\n"
    assert dry == f"{lost}\n1 files would be deleted (8 bytes), 0 wait for their time of grace\n"
    assert (there, wet) == (True, "1 files deleted (8 bytes), 0 wait for their time of grace\n")


def test_with_the_wrong_database_nothing_is_deleted():
    lost = [put(b"one"), put(b"two")]

    with pytest.raises(Refusal):
        swept()

    assert [is_here(kept) for kept in lost] == [True, True]


def test_what_a_cut_off_upload_left_goes():
    named_by_a_document()
    parts = [files.store().folder / f".incoming-{name}" for name in ("old", "new")]
    for part, age in zip(parts, (3, 0), strict=True):
        part.write_bytes(b"half")
        since = (clock.now() - timedelta(days=age)).timestamp()
        os.utime(part, (since, since))

    swept()

    assert [part.exists() for part in parts] == [False, True]


def test_the_worker_looks_once_a_day_and_not_where_the_setting_keeps_all(app, monkeypatch):
    assert sweeping.run_daily in jobs.rounds
    named_by_a_document()
    lost = put(b"nobody's")
    for day in (0, 3):
        with clock.at(MONDAY + timedelta(days=day)):
            monkeypatch.setitem(app.config, "FILES_GRACE_HOURS", 0)
            sweeping.run_daily()
            kept = is_here(lost)
            monkeypatch.setitem(app.config, "FILES_GRACE_HOURS", 48)
            sweeping.run_daily()

    assert (kept, is_here(lost)) == (True, False)


def test_every_table_that_names_a_file_is_found_by_construction():
    plain, _json = stored.columns()
    found = {part.table.name for part in plain}
    with_files = {
        table.name for table in db.metadata.sorted_tables if {"file_name", "content_type"} & set(table.columns.keys())
    }

    assert with_files <= found
    assert {"document", "paper", "speech", "site_substitution", "directive_file"} <= found


def test_what_can_be_stored_is_sent_by_a_column_of_that_name():
    """`web.files` asks each row that it sends for `fingerprint`, so that no noun can keep a file under another name."""
    assert list(files.Sendable.__annotations__)[0] == stored.NAME
    assert re.fullmatch(stored.FINGERPRINTS, hashlib.sha256(b"x").hexdigest())


def test_what_was_swept_once_is_swept_again_when_it_comes_back():
    lost = put(b"a scan")
    swept()
    swept(days=3)
    assert not is_here(lost)

    with clock.at(MONDAY + timedelta(days=10)):
        put(b"a scan")
    swept(days=11)
    swept(days=40)

    assert not is_here(lost)


def test_what_the_journal_of_an_older_version_says_of_swept_files_keeps_none():
    lost = put(b"a scan")
    with transaction():
        journal.record(None, "swept_files", sweeping.Storage("1"), number=1, fingerprints=[lost])

    swept()
    swept(days=3)

    assert not is_here(lost)
