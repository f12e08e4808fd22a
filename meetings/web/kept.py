"""Pages kept in memory: asked for again in the same minute while nothing was written, a page is not drawn anew.

Such a page follows from three things alone: who asks and how (the request), what the database holds (its stamp) and
the minute, for every time in a conference is a whole minute. The same three give the same page, so a kept one is never
out of date: whatever is acknowledged has changed the stamp. A view says `@keep` when that is so: it writes nothing,
looks at no file and asks no other machine. Boards that ask again every few seconds live on this.
"""

from collections import OrderedDict
from threading import Lock

from flask import current_app, g, request, session

from meetings.base import clock
from meetings.base.db import db
from meetings.base.stamps import Stamps

MEGABYTE = 1024 * 1024
# Told with every request, and no page looks at them.
UNREAD = ("HTTP_COOKIE", "HTTP_REFERER", "HTTP_CACHE_CONTROL", "HTTP_PRAGMA", "HTTP_SEC_", "HTTP_ACCEPT")
NONE = (b"", 0, [])
ALSO = ("wsgi.url_scheme", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "REMOTE_ADDR")


def keep(door):
    """Let the pages of this door be kept. Stands above `@allow`."""
    door.is_kept = True
    return door


class Shelf:
    """Pages of one state of the database and one minute, those asked for last, up to `limit` bytes."""

    def __init__(self, limit: int):
        self._limit, self._lock = limit, Lock()
        self._state, self._pages, self._size = None, OrderedDict(), 0

    def get(self, state, key):
        """The page kept under `key` in this very `state`, or None."""
        with self._lock:
            if self._state != state or key not in self._pages:
                return None
            self._pages.move_to_end(key)
            return self._pages[key]

    def put(self, state, key, page):
        """Keep a page (content, status, headers); those of any other state go."""
        with self._lock:
            if self._state != state:
                self._state, self._size = state, 0
                self._pages.clear()
            self._size += len(page[0]) - len(self._pages.pop(key, NONE)[0])
            self._pages[key] = page
            while self._size > self._limit:
                self._size -= len(self._pages.popitem(last=False)[1][0])


def register(app):
    """Look for a kept page before anything else is done for a request; keep what was drawn. 0 MB keeps none."""
    if not app.config["KEPT_PAGES_MB"]:
        return
    shelf = Shelf(int(app.config["KEPT_PAGES_MB"] * MEGABYTE))
    with app.app_context():
        stamps = Stamps(db.engine)

    @app.before_request
    def serve():
        door = app.view_functions.get(request.endpoint)
        if request.method != "GET" or not getattr(door, "is_kept", False):
            return None
        stamp = stamps.now()
        if stamp is None:
            return None
        state, key = (stamp, int(clock.now().timestamp() // 60)), _key()
        if (page := shelf.get(state, key)) is None:
            g.kept_as = state, key
            return None
        return current_app.response_class(*page)

    @app.after_request
    def put(response):
        if "kept_as" in g and _is_lasting(response):
            shelf.put(*g.kept_as, (response.get_data(), response.status_code, response.headers.to_wsgi_list()))
        return response


def _key():
    """All that a page can know of who asks and how."""
    told = [(name, value) for name, value in request.environ.items() if name in ALSO or _is_read(name)]
    ours = current_app.config["SESSION_COOKIE_NAME"]  # signed anew with every answer: what it says is in `session`
    cookies = [pair for pair in request.cookies.items(multi=True) if pair[0] != ours]
    return repr((sorted(told), sorted(cookies), sorted(session.items())))


def _is_read(name):
    return name.startswith("HTTP_") and not name.startswith(UNREAD)


def _is_lasting(response):
    """Whether the answer says nothing that is said once: a message, a new session, a language chosen."""
    return response.status_code in (200, 304) and not response.is_streamed and not session.modified
