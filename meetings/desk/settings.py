"""What the installation is set to, and how its outside world fares; read-only, secrets are never shown."""

import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import text

from meetings.accounts import rules, throttle
from meetings.base.db import barred, db
from meetings.base.errors import Unreachable
from meetings.base.language import _l
from meetings.desk.doors import bp
from meetings.gateways.jitsi import Settings
from meetings.gateways.jitsi_client import Client
from meetings.notices import queries as notices
from meetings.web.access import allow

# Every setting of `meetings.config`, in its order; a test holds that none is forgotten.
SHOWN = (
    ("DATABASE_URL", _l("Where the database is (see above)")),
    ("SQLITE_SYNCHRONOUS", _l("How surely SQLite keeps each write")),
    ("SECRET_KEY", _l("Signs sessions and links")),
    ("PUBLIC_URL", _l("Address of the site")),
    ("SESSION_COOKIE_SECURE", _l("Session cookie over TLS only")),
    ("TRUSTED_PROXIES", _l("Trusted proxies before the program")),
    ("SESSION_HOURS", _l("Hours after which an idle person signs in again")),
    ("SIGN_IN_LIMIT", _l("Failed sign-ins for one account")),
    ("SIGN_IN_ADDRESS_LIMIT", _l("Failed sign-ins from one address")),
    ("RESET_MINUTES", _l("Minutes for which a reset link is good")),
    ("INVITE_DAYS", _l("Days for which a link to set the first password is good")),
    ("SITE_LOCK_MINUTES", _l("Minutes before the start after which links take no answers")),
    ("PRODUCT_NAME", _l("Name in the sidebar and in mail")),
    ("HELP_PHONE", _l("Telephone of the help desk")),
    ("FILES_FOLDER", _l("Folder of the files")),
    ("UPLOAD_LIMIT_MB", _l("Largest file in MB")),
    ("FILES_GRACE_HOURS", _l("Hours until a file that nothing names any more is deleted (0: never)")),
    (
        "NAMES_KEPT_DAYS",
        _l("Days after a conference until names of delegates are erased, once its minutes are released (0: never)"),
    ),
    ("MAIL_SINK", _l("The way mail leaves (see above)")),
    ("MAIL_SENDER", _l("Sender of mail")),
    ("TEXT_GATEWAY", _l("Gateway of short messages (see above)")),
    ("TEXT_NAME", _l("What short messages are called")),
    ("TEXT_METHOD", _l("How the gateway is asked")),
    ("TEXT_HEADERS", _l("Headers for the gateway")),
    ("TEXT_BODY", _l("What is sent to the gateway")),
    ("TEXT_SUCCESS", _l("What counts as taken by the gateway")),
    ("TEXT_NUMBERS", _l("How the gateway wants telephone numbers")),
    ("TEXT_TIMEOUT", _l("Seconds to wait for the gateway")),
    ("TEXT_SECRET", _l("Key of the gateway")),
    ("TEXT_SECRET_FILE", _l("File that holds the key of the gateway")),
    ("TEXT_MARKS", _l("Short messages with Vietnamese marks")),
    ("QUIET_HOURS", _l("When no short message leaves that can wait")),
    ("DIGEST_HOUR", _l("When the daily digest leaves")),
    ("REMIND_HOUR", _l("When sites are reminded by the schedule")),
    ("CALENDAR_MAILBOX", _l("Mailbox to which calendars answer")),
    ("CALENDAR_MERGE_MINUTES", _l("Minutes for which changes are gathered into one message")),
    ("REPLY_HOST", _l("Server of the mailbox that is read")),
    ("REPLY_PORT", _l("Port of the mailbox")),
    ("REPLY_TLS", _l("How the mailbox is reached safely")),
    ("REPLY_AUTHORITY", _l("File of an own certificate authority")),
    ("REPLY_USER", _l("User of the mailbox")),
    ("REPLY_PASSWORD_FILE", _l("File that holds the password of the mailbox")),
    ("REPLY_FOLDER", _l("Folder that is read")),
    ("REPLY_DONE_FOLDER", _l("Folder for letters that were read")),
    ("REPLY_LARGEST_KB", _l("Largest letter that is fetched, in KB")),
    ("REPLY_SECONDS", _l("Seconds between two looks into the mailbox")),
    ("JITSI_URL", _l("Address of the video room")),
    ("JITSI_APP_ID", _l("Name of this program at the video room")),
    ("JITSI_AUDIENCE", _l("For whom passes to the room are made out")),
    ("JITSI_ALGORITHM", _l("How passes to the room are signed")),
    ("JITSI_SECRET", _l("Secret shared with the video room")),
    ("JITSI_PRIVATE_KEY", _l("Private key for passes to the room")),
    ("JITSI_KEY_ID", _l("Name of that key")),
    ("JITSI_DOMAIN", _l("XMPP domain of the video room")),
    ("JITSI_PROSODY_URL", _l("Where it is asked who is in the room")),
    ("SPARE_ROOM", _l("Spare room, printed in the kits of sites")),
    ("DIAL_IN", _l("Number to dial in, printed in the kits of sites")),
    ("KEPT_PAGES_MB", _l("Megabytes of pages kept by each process")),
    ("PAGE_SIZE", _l("Rows on a page of a list")),
)
# Of these it is only said whether they are set: they are keys, or may hold a password.
SECRET = {
    *("DATABASE_URL", "SECRET_KEY", "MAIL_SINK"),
    *("TEXT_GATEWAY", "TEXT_HEADERS", "TEXT_SECRET", "JITSI_SECRET", "JITSI_PRIVATE_KEY"),
}
LIMITS = ("SIGN_IN_LIMIT", "SIGN_IN_ADDRESS_LIMIT")
WAYS = {"folder": _l("Files in the folder"), "console": _l("The screen of the worker")}
SET = _l("set, not shown")
NO_ROOM = _l("No video room is set up (JITSI_URL is empty).")
PARTS = ("flask", "sqlalchemy", "weasyprint", "gunicorn")


@bp.get("/settings")
@allow(rules.can_administer)
def settings():
    return render_template(
        "desk/settings.html",
        rows=[(name, label, _shown(name)) for name, label in SHOWN],
        state=[*_database(), *_files(), *_mail(), *_versions()],
        notices=notices.counts(),
        has_texts=bool(current_app.config["TEXT_GATEWAY"]),
        has_room=bool(current_app.config["JITSI_URL"]),
    )


def _shown(name):
    value = current_app.config[name]
    if name in LIMITS:
        return throttle.spoken(value)
    return SET if value and name in SECRET else value


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
    way = WAYS.get(parts.scheme, parts.scheme.upper())
    yield _("Mail leaves through"), f"{way}: {where}".rstrip(": ")


def _versions():
    yield "Python", sys.version.split()[0]
    yield _("Libraries"), ", ".join(f"{name} {version(name)}" for name in PARTS)


@bp.post("/settings/video")
@allow(rules.can_administer)
def check_video():
    if expired := barred():  # no transaction is opened here that would say so
        raise expired
    room = Settings.of(current_app.config)
    if room is None:
        raise Unreachable(NO_ROOM, again=False)
    with Client(room) as client:
        health = client.health()
    seconds = f"{health.script + health.signalling:.2f}".replace(".", ",")
    flash(_("The video server answers, in %(seconds)s seconds.", seconds=seconds))
    return redirect(url_for("desk.settings"))
