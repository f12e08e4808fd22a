"""The demo, loaded once and served: what a newcomer sees on first look."""

import os
import threading
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from meetings.base.db import db
from meetings.demo import story
from meetings.factory import create_app

PASSWORD = "chỉ-dùng-khi-thử-nghiệm"


@pytest.fixture(scope="session")
def demo_app(tmp_path_factory):
    """An application of its own on SQLite that holds the whole demo."""
    kept = os.environ.get("NHIP_CAU_INSTANCE")
    os.environ["NHIP_CAU_INSTANCE"] = str(tmp_path_factory.mktemp("demo"))
    app = create_app({"SECRET_KEY": "only for tests", "SQLITE_SYNCHRONOUS": "OFF"})
    if kept is not None:
        os.environ["NHIP_CAU_INSTANCE"] = kept
    with app.app_context():
        db.create_all()
        story.load(password=PASSWORD)
    return app


@pytest.fixture(scope="session")
def demo_server(demo_app):
    running = make_server("127.0.0.1", 0, demo_app, threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def pictures():
    """Where pictures of the tour go, if TOUR_PICTURES names a folder."""
    folder = os.environ.get("TOUR_PICTURES")
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)
