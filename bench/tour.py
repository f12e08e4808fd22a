"""Fill a database and say what to ask: `python -m bench.tour SITES` prints pages, cookies and queries as JSON."""

import json
import sys

from flask import session
from flask_login import FlaskLoginClient, login_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import create_engine, event, make_url, text

from bench.rows import fill
from bench.weight import first_view
from meetings.accounts import queries as accounts
from meetings.base.db import db
from meetings.factory import create_app
from meetings.sites import entry, links


def main():
    """Fill the database that the environment names and print the plan."""
    app = create_app({"KEPT_PAGES_MB": 0})  # queries are counted of pages that are drawn
    app.test_client_class = FlaskLoginClient
    _made(app.config["SQLALCHEMY_DATABASE_URI"])
    with app.app_context():
        db.create_all()
        filled = fill(int(sys.argv[1]))
    print(json.dumps(plan(app, filled)))


def plan(app, filled) -> dict:
    """What is measured, each page with its visitors and its number of queries, and the tour of all other pages."""
    at, cookie = f"/conferences/{filled.conference}", _cookie(app, filled.secretary)
    pages = {"home": "/", "conference": at, "site board": f"{at}/sites", "register of directives": "/directives"}
    measured = [
        {
            "name": name,
            "visits": [{"cookie": cookie, "path": path}],
            "queries": _queries(app, filled.secretary, path),
            "is_kept": True,
        }
        for name, path in pages.items()
    ]
    writers = zip(filled.officers, filled.officer_sites, strict=True)
    visits = [{"cookie": _cookie(app, person), "answers": sites} for person, sites in writers]
    measured.append({"name": "confirm (page + write)", "visits": visits, "queries": "–"})
    measured += _linked(app, filled)
    weight = first_view(_client(app, filled.secretary))
    return {"pages": measured, "cookie": cookie, "tour": _tour(app, filled), "weight": sum(weight.values())}


def _linked(app, filled):
    """The site's page without an account: looking at it, and confirming through it."""
    with app.app_context():
        paths = [[f"/x/{entry.token_of(links.link(one))}" for one in own] for own in filled.linked]
    looks = [{"cookie": "", "path": own[0]} for own in paths]
    posts = [{"cookie": "", "answers": own} for own in paths]
    return [
        {"name": "site page by link", "visits": looks, "queries": _queries(app, None, paths[0][0])},
        {"name": "confirm by link", "visits": posts, "queries": "–"},
    ]


def _tour(app, filled):
    """Every page that can be got with the numbers at hand and is not a file, by its route."""
    known = {"conference_id": filled.conference, "site_id": filled.officer_sites[0][0], "directive_id": 1}
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        found = [
            adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments})
            for rule in app.url_map.iter_rules()
            if "GET" in rule.methods and rule.arguments <= known.keys() and rule.endpoint != "static"
        ]
    client = _client(app, filled.secretary)
    return sorted({path for path in found if client.get(path).status_code == 200})


def _client(app, person_id):
    """A client outside any context, so that each request asks for its person anew."""
    with app.app_context():
        return app.test_client(user=accounts.person(person_id)) if person_id else app.test_client()


def _queries(app, person_id, path):
    sent = []

    def remember(_connection, _cursor, statement, *_):
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            sent.append(statement)

    client = _client(app, person_id)
    client.get(path)
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", remember)
    client.get(path)
    event.remove(engine, "before_cursor_execute", remember)
    return len(sent)


def _cookie(app, person_id):
    with app.test_request_context(environ_overrides={"REMOTE_ADDR": "127.0.0.1"}):
        login_user(accounts.person(person_id))
        generate_csrf()  # as after the first page
        answer = app.response_class()
        app.session_interface.save_session(app, session, answer)
    return answer.headers["Set-Cookie"].split(";", 1)[0]


def _made(url):
    """Make the PostgreSQL database anew; SQLite makes its file by itself."""
    target = make_url(url)
    if target.get_backend_name() == "sqlite":
        return
    engine = create_engine(target.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{target.database}" WITH (FORCE)'))
        connection.execute(text(f"CREATE DATABASE \"{target.database}\" TEMPLATE template0 ENCODING 'UTF8'"))
    engine.dispose()


if __name__ == "__main__":
    main()
