"""Real Chromium against the running program: Debian's browser, driven through Playwright."""

import logging
import shutil
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import session
from flask_login import login_user
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from meetings.base.db import db

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def server(app):
    """The program on a free port; its address."""
    app.config["SERVER_NAME"] = None
    # A line for each file of each page would hide what a failing test has to say.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    running = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()
    app.config["SERVER_NAME"] = "localhost"


@pytest.fixture(scope="session")
def chromium():
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, "no Chromium found: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, server, app):
    """`open_page(person, viewport=…, theme=…)`: a page of a browser in which the person is signed in.

    The console must stay silent: every message is kept and compared with nothing when the test ends.
    """
    contexts, messages = [], []

    def opened(person=None, *, viewport=None, javascript=True, theme="light", language="vi"):
        context = chromium.new_context(
            base_url=server,
            viewport=viewport or WIDE,
            java_script_enabled=javascript,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            color_scheme=theme,
            reduced_motion="reduce",
        )
        contexts.append(context)
        if person:
            context.add_cookies([session_cookie(app, person, server)])
        page = context.new_page()
        page.on("console", lambda message: None if _tells_of_a_refusal(message) else messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert messages == [], messages


def _tells_of_a_refusal(message):
    """Whether Chromium only notes a page with the status of a refusal, as it should, or what the test itself did."""
    # A line that it has cut, or a key that was pressed before the page had put the focus where it begins.
    done_by_the_test = (
        "net::ERR_INTERNET_DISCONNECTED",
        "Error during WebSocket handshake",
        "Autofocus processing was blocked",
    )
    if any(words in message.text for words in done_by_the_test):
        return True
    return message.location["url"].startswith("http") and any(
        f"responded with a status of {status}" in message.text for status in (400, 401, 403, 409, 410, 422)
    )


def session_cookie(app, person, server):
    """The cookie of a session that has just begun."""
    with app.test_request_context(base_url=server):
        login_user(db.session.merge(person, load=True))
        answer = app.response_class()
        app.session_interface.save_session(app, session, answer)
    value = answer.headers["Set-Cookie"].split("=", 1)[1].split(";", 1)[0]
    return {"name": app.config["SESSION_COOKIE_NAME"], "value": value, "url": server}


@pytest.fixture
def axe():
    """`axe(page)`: what the accessibility checker finds on the page, as short lines; should be empty.

    `iframes=False` leaves frames of other hosts alone, which cannot answer it.
    """
    checker = Axe()

    def findings(page, **options):
        found = checker.run(page, options={"preload": False, **options}).response["violations"]
        return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]

    return findings
