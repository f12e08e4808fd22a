"""create_app: settings, blueprints, commands; the only file (beside the demo) that knows every domain."""

import os
import secrets
import sys
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from pathlib import Path

from flask import request
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from meetings.accounts import queries as accounts
from meetings.base import clock, origin
from meetings.base.db import db
from meetings.base.engine import engine_options, prepare_engine
from meetings.web import addresses, asking, errors, expiry, filters, headers, kept, language, paging, words
from meetings.web.access import login_manager
from meetings.web.application import Application
from meetings.web.commands import LaterCommand

TOP = Path(__file__).resolve().parent.parent

DOMAINS = (
    "units accounts workdays journal notices registry conferences sites agenda documents speeches invitations rooms "
    "rehearsals attendance minutes conclusions directives series reminders desk"
).split()


def create_app(settings: dict | None = None) -> Application:
    """Build the application. `settings` override the files and the environment (used by tests)."""
    app = Application(
        "meetings",
        root_path=str(TOP / "meetings"),
        instance_path=os.environ.get("NHIP_CAU_INSTANCE") or str(TOP / "instance"),
        template_folder=str(TOP / "templates"),
        static_folder=str(TOP / "static"),
    )
    _configure(app, settings or {})
    _extend(app)
    for part in (addresses, asking, kept, errors, filters, headers, expiry, language, paging, words):
        part.register(app)
    _plug_in(app)
    return app


def _configure(app, settings):
    app.config.from_object("meetings.config")
    app.config.from_pyfile(Path(app.instance_path, "config.py"), silent=True)
    app.config.from_prefixed_env("NHIP_CAU")
    app.config.update(settings)
    instance = Path(app.instance_path)
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = app.config
    config["SQLALCHEMY_DATABASE_URI"] = config["DATABASE_URL"] or f"sqlite:///{instance / 'nhip-cau.db'}"
    told = config.get("SQLALCHEMY_ENGINE_OPTIONS", {})
    config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(config["SQLALCHEMY_DATABASE_URI"]) | told
    config["FILES_FOLDER"] = config["FILES_FOLDER"] or str(instance / "files")
    config["MAIL_SINK"] = config["MAIL_SINK"] or f"folder://{instance / 'mail'}"
    config["SECRET_KEY"] = config["SECRET_KEY"] or _secret_key(instance / "secret_key")
    config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=config["SESSION_HOURS"])
    config["MAX_CONTENT_LENGTH"] = (config["UPLOAD_LIMIT_MB"] + 1) * 1024 * 1024
    config.setdefault("SESSION_COOKIE_SAMESITE", "Lax")
    config["SESSION_COOKIE_SAMESITE"] = "Lax"
    config["SESSION_COOKIE_HTTPONLY"] = True
    config["SESSION_COOKIE_NAME"] = "nhip_cau"
    config["WTF_CSRF_TIME_LIMIT"] = None
    config["BABEL_DEFAULT_LOCALE"] = "vi"
    config["BABEL_DEFAULT_TIMEZONE"] = str(clock.ZONE)
    config["BABEL_TRANSLATION_DIRECTORIES"] = str(TOP / "meetings" / "translations")


def _secret_key(path):
    """The installation's key, made with the first start. Of two that start at once both read the one that was first:
    it is linked to its name when it is whole."""
    if not path.exists():
        made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_hex(32))
        with suppress(FileExistsError):
            path.hardlink_to(made)
        made.unlink()
    return path.read_text().strip()


def _extend(app):
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine, synchronous=app.config["SQLITE_SYNCHRONOUS"])
    _migrate(app)
    Babel(app, locale_selector=language.language)
    login_manager.init_app(app)
    login_manager.user_loader(accounts.by_session)
    login_manager.login_view = "accounts.sign_in"
    login_manager.login_message = None
    app.before_request(lambda: origin.arrive(request.remote_addr))


def _migrate(app):
    """`flask db …` brings Flask-Migrate with it; a web worker needs no Alembic, a tenth of its memory."""

    def bring():
        migrate = import_module("flask_migrate")
        if "migrate" not in app.extensions:
            folder = str(TOP / "meetings" / "migrations")
            migrate.Migrate(app, db, directory=folder, render_as_batch=True, compare_type=True)
        return import_module("flask_migrate.cli").db

    app.cli.add_command(LaterCommand("db", bring, help="The steps of the database."))
    if "flask_migrate" in sys.modules:
        bring()


def _plug_in(app):
    for domain in DOMAINS:
        folder = TOP / "meetings" / domain
        import_module(f"meetings.{domain}.models") if (folder / "models.py").exists() else None
        if (folder / "views.py").exists():
            app.register_blueprint(import_module(f"meetings.{domain}.views").bp)
        if (folder / "jobs.py").exists():
            _plug_in_jobs(app, import_module(f"meetings.{domain}.jobs"))
    _plug_in_jobs(app, import_module("meetings.demo.jobs"))


def _plug_in_jobs(app, jobs):
    """`commands` are `flask <noun> <verb>`, `top_level` have no noun, `rounds` the worker does over and over."""
    for command in (getattr(jobs, "commands", None), *getattr(jobs, "top_level", ())):
        if command:
            app.cli.add_command(command)
    app.extensions.setdefault("rounds", []).extend(getattr(jobs, "rounds", ()))
