"""Where the pages of sites are, by link too, and what becomes of the sites."""

import time
from threading import Thread

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.sites import tokens
from meetings.sites.models import Site

SECRET = "only for tests"
# The addresses of who manages sites and of who answers for one: {c} a conference, {s} a site, {g} a group.
MANAGE = [
    ("GET", "/conferences/{c}/sites/choose"),
    ("POST", "/conferences/{c}/sites/choose"),
    ("POST", "/conferences/{c}/sites/change"),
    ("POST", "/conferences/{c}/sites/choose/draft"),
    ("POST", "/conferences/{c}/site-groups"),
    ("GET", "/site-groups/{g}"),
    ("GET", "/conferences/{c}/sites/remind"),
    ("POST", "/conferences/{c}/sites/remind"),
    ("GET", "/sites/{s}/edit"),
    ("POST", "/sites/{s}/edit"),
    ("POST", "/sites/{s}/telephone"),
    ("POST", "/sites/{s}/grant"),
    ("POST", "/sites/{s}/refuse"),
    ("POST", "/sites/{s}/line"),
    ("POST", "/sites/{s}/invite"),
    ("POST", "/sites/{s}/remind"),
    ("POST", "/sites/{s}/drop"),
    ("POST", "/site-groups/{g}/rename"),
    ("POST", "/site-groups/{g}/units"),
    ("GET", "/site-groups/{g}/found"),
    ("POST", "/site-groups/{g}/delete"),
]
OWN = [("POST", "/sites/{s}/answer"), ("POST", "/sites/{s}/see")]


def at(link, more=""):
    """The address of a page behind the link."""
    return f"/x/{tokens.token(link, SECRET)}{more}"


def now(site):
    """The site, read anew."""
    return db.session.get(Site, site.id, populate_existing=True)


def by_name(conference):
    """The sites of the conference by their names."""
    return {row.name: row for row in db.session.scalars(select(Site).where(Site.conference_id == conference.id))}


def one_behind_the_other(app, *works):
    """Do each in a thread of its own: the next one begins while the one before is written and not kept yet."""
    came_to = []

    def run(work, waits):
        time.sleep(waits)
        with app.app_context():
            try:
                with transaction():
                    work()
                    time.sleep(0.4)
                came_to.append("done")
            except (NotNow, NotValid, Stale) as refusal:
                came_to.append(type(refusal).__name__)

    db.session.rollback()
    with clock.at(clock.now()):
        threads = [Thread(target=run, args=(work, 0.15 * n)) for n, work in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return came_to
