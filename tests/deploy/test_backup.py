"""deploy/backup.sh and restore.sh, run as an administrator runs them, on the database under test."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.conftest import recreate

TOP = Path(__file__).resolve().parents[2]
ROWS = [(1, "Hương Khê"), (2, "Vũ Quang")]


class Place:
    """An installation of its own: an instance folder and a database with one table."""

    def __init__(self, instance, url):
        self.instance = instance
        self.url = url
        self.engine = create_engine(url)
        self.environment = os.environ | {
            "NHIP_CAU_INSTANCE": str(instance),
            "NHIP_CAU_DATABASE_URL": url,
            "PYTHON": sys.executable,
        }

    def fill(self):
        with self.engine.begin() as connection:
            connection.execute(text("CREATE TABLE places (id integer PRIMARY KEY, name text)"))
            rows = [{"id": number, "name": name} for number, name in ROWS]
            connection.execute(text("INSERT INTO places VALUES (:id, :name)"), rows)
        (self.instance / "files/ab").mkdir(parents=True)
        (self.instance / "files/ab/báo cáo.pdf").write_bytes(b"%PDF-1.7")
        (self.instance / "secret_key").write_text("a key")

    def rows(self):
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text("SELECT id, name FROM places ORDER BY id"))]

    def kept(self):
        files = [path for path in (self.instance / "files").rglob("*") if path.is_file()]
        return {path.relative_to(self.instance).as_posix(): path.read_bytes() for path in files}

    def destroy(self):
        self.engine.dispose()
        shutil.rmtree(self.instance)
        self.instance.mkdir()
        if self.url.startswith("postgresql"):
            recreate(self.url)

    def run(self, script, *arguments):
        return subprocess.run(
            [TOP / "deploy" / script, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def backup(self, store, *arguments):
        answer = self.run("backup.sh", store, *arguments)
        assert answer.returncode == 0, answer.stderr
        return Path(answer.stdout.strip())


@pytest.fixture
def place(request, tmp_path):
    instance = tmp_path / "instance"
    instance.mkdir()
    if request.config.getoption("database") == "sqlite":
        url = f"sqlite:///{instance / 'nhip-cau.db'}"
    else:
        url = f"{os.environ['TEST_POSTGRESQL_URL']}_backup_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        recreate(url)
    place = Place(instance, url)
    place.fill()
    yield place
    place.engine.dispose()


def test_what_was_destroyed_comes_back(place, tmp_path):
    files = place.kept()
    saved = place.backup(tmp_path / "store")
    place.destroy()

    answer = place.run("restore.sh", saved)

    assert (answer.returncode, answer.stderr) == (0, "")
    assert place.rows() == ROWS
    assert place.kept() == files != {}
    assert (place.instance / "secret_key").read_text() == "a key"


def test_a_living_database_is_replaced_only_on_demand(place, tmp_path):
    saved = place.backup(tmp_path / "store")
    with place.engine.begin() as connection:
        connection.execute(text("DELETE FROM places"))
        connection.execute(text("CREATE TABLE later (id integer)"))
    place.engine.dispose()

    refused = place.run("restore.sh", saved)
    rows_after_refusal = place.rows()
    place.engine.dispose()
    replaced = place.run("restore.sh", saved, "--replace")

    assert (refused.returncode, rows_after_refusal) == (1, [])
    assert "--replace" in refused.stderr
    assert (replaced.returncode, place.rows()) == (0, ROWS)


def test_a_damaged_backup_changes_nothing(place, tmp_path):
    saved = place.backup(tmp_path / "store")
    (saved / "files.tar").write_bytes(b"damaged")

    answer = place.run("restore.sh", saved, "--replace")

    assert answer.returncode == 1
    assert "nothing was changed" in answer.stderr
    assert place.rows() == ROWS


def test_only_the_newest_backups_stay(place, tmp_path):
    saved = [place.backup(tmp_path / "store", "2") for _ in range(3)]

    assert sorted((tmp_path / "store").iterdir()) == saved[1:]


def test_a_backup_is_for_its_owner_only(place, tmp_path):
    saved = place.backup(tmp_path / "store")

    assert {path.stat().st_mode & 0o077 for path in [saved, *saved.iterdir()]} == {0}


def test_uploads_meanwhile_do_not_spoil_it_and_what_waits_to_be_imported_is_not_kept(place, tmp_path):
    files, before = place.instance / "files", place.kept()
    (files / "waiting").mkdir()
    (files / "waiting/people.csv").write_text("Lê Thị Hoa")
    done = threading.Event()

    def upload():
        while not done.is_set():
            coming = files / ".incoming-1"
            coming.write_bytes(b"x" * 100_000)
            coming.replace(files / "ab" / "new")

    uploading = threading.Thread(target=upload)
    uploading.start()
    try:
        backup = place.backup(tmp_path / "store")
    finally:
        done.set()
        uploading.join()
    with tarfile.open(backup / "files.tar") as kept:
        names = {f"files/{name.removeprefix('./')}" for name in kept.getnames()}

    assert before.keys() <= names
    assert [name for name in names if "waiting" in name or "incoming" in name] == []


def test_a_password_stays_out_of_the_command_line(place):
    url = make_url("postgresql+psycopg://clerk:s3cret@db.internal:5433/nhip_cau")
    place.environment["NHIP_CAU_DATABASE_URL"] = url.render_as_string(hide_password=False)

    command = [sys.executable, "-m", "deploy.places"]
    answer = subprocess.run(command, cwd=TOP, env=place.environment, capture_output=True, text=True, check=True)

    assert [line for line in answer.stdout.splitlines() if "PG" in line] == [
        "export PGHOST=db.internal",
        "export PGPORT=5433",
        "export PGUSER=clerk",
        "export PGPASSWORD=s3cret",
        "export PGDATABASE=nhip_cau",
    ]


def test_rows_still_in_the_write_ahead_log_are_saved_too(tmp_path):
    instance = tmp_path / "instance"
    instance.mkdir()
    place = Place(instance, f"sqlite:///{instance / 'nhip-cau.db'}")
    with closing(sqlite3.connect(instance / "nhip-cau.db", isolation_level=None)) as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.execute("CREATE TABLE places (id integer PRIMARY KEY, name text)")
        live.executemany("INSERT INTO places VALUES (?, ?)", ROWS)

        saved = place.backup(tmp_path / "store")

    with closing(sqlite3.connect(saved / "database.sqlite")) as copy:
        assert copy.execute("SELECT id, name FROM places ORDER BY id").fetchall() == ROWS
