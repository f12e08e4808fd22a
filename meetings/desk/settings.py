"""What the installation is set to, and how its outside world fares; read-only, secrets are never shown."""

import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import text

from meetings.accounts import rules
from meetings.base.db import db
from meetings.base.errors import Unreachable
from meetings.base.language import _l
from meetings.desk.doors import bp
from meetings.gateways.jitsi import Settings
from meetings.gateways.jitsi_client import Client
from meetings.notices import queries as notices
from meetings.web.access import allow

SHOWN = (
    ("PUBLIC_URL", _l("Address of the site")),
    ("PRODUCT_NAME", _l("Name in the sidebar and in mail")),
    ("HELP_PHONE", _l("Telephone of the help desk")),
    ("SESSION_COOKIE_SECURE", _l("Session cookie over TLS only")),
    ("TRUSTED_PROXIES", _l("Trusted proxies before the program")),
    ("SESSION_HOURS", _l("Hours after which an idle person signs in again")),
    ("SIGN_IN_LIMIT", _l("Failed sign-ins for one account")),
    ("SIGN_IN_ADDRESS_LIMIT", _l("Failed sign-ins from one address")),
    ("RESET_MINUTES", _l("Minutes for which a reset link is good")),
    ("UPLOAD_LIMIT_MB", _l("Largest file in MB")),
    ("PAGE_SIZE", _l("Rows on a page of a list")),
    ("MAIL_SENDER", _l("Sender of mail")),
    ("TEXT_NAME", _l("What short messages are called")),
    ("QUIET_HOURS", _l("When no short message leaves that can wait")),
    ("DIGEST_HOUR", _l("When the daily digest leaves")),
    ("REMIND_HOUR", _l("When sites are reminded by the schedule")),
    ("JITSI_URL", _l("Address of the video room")),
    ("JITSI_ALGORITHM", _l("How passes to the room are signed")),
    ("JITSI_PROSODY_URL", _l("Where the room's size is asked")),
)
NO_ROOM = _l("No video room is set up (JITSI_URL is empty).")
PARTS = ("flask", "sqlalchemy", "weasyprint", "gunicorn")


@bp.get("/settings")
@allow(rules.can_administer)
def settings():
    return render_template(
        "desk/settings.html",
        rows=[(name, label, current_app.config.get(name)) for name, label in SHOWN],
        state=[*_database(), *_files(), *_mail(), *_versions()],
        notices=notices.counts(),
        has_texts=bool(current_app.config["TEXT_GATEWAY"]),
        has_room=bool(current_app.config["JITSI_URL"]),
    )


def _database():
    engine = db.engine
    number = db.session.scalar(
        text("SELECT sqlite_version()" if engine.dialect.name == "sqlite" else "SHOW server_version")
    )
    place = engine.url.database if engine.dialect.name == "sqlite" else f"{engine.url.host or ''}/{engine.url.database}"
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(engine.dialect.name, engine.dialect.name)
    yield _("Database"), f"{kind} {number}, {place}"


def _files():
    folder = Path(current_app.config["FILES_FOLDER"])
    there = folder if folder.exists() else next(one for one in folder.parents if one.exists())
    free = shutil.disk_usage(there).free
    yield _("Files"), _("%(folder)s, %(free)s free", folder=folder, free=f"{free / 1e9:.0f} GB")


def _mail():
    """The way mail leaves, without the name and password in its address."""
    parts = urlsplit(current_app.config["MAIL_SINK"])
    place = parts.path if parts.scheme == "folder" else parts.hostname or ""
    where = f"{place}:{parts.port}" if parts.port else place
    yield _("Mail leaves through"), f"{parts.scheme}: {where}".rstrip(": ")


def _versions():
    yield "Python", sys.version.split()[0]
    yield _("Libraries"), ", ".join(f"{name} {version(name)}" for name in PARTS)


@bp.post("/settings/video")
@allow(rules.can_administer)
def check_video():
    room = Settings.of(current_app.config)
    if room is None:
        raise Unreachable(NO_ROOM, again=False)
    with Client(room) as client:
        health = client.health()
    seconds = f"{health.script + health.signalling:.2f}".replace(".", ",")
    flash(_("The video server answers, in %(seconds)s seconds.", seconds=seconds))
    return redirect(url_for("desk.settings"))
