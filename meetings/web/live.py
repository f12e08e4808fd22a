"""Parts of a page that refresh themselves: sent again only when something in them has changed."""

from hashlib import sha256

from flask import g, make_response, request

from meetings.web.access import me
from meetings.web.language import language


def stamp_of(*facts) -> str:
    """A short mark of everything the part depends on, safe in a header and an attribute whatever was typed; reader
    and language are part of it."""
    return sha256(repr((me().id, language(), *facts)).encode()).hexdigest()[:24]


def unless_seen(stamp, draw):
    """What `draw()` gives, marked with the stamp; 304 without drawing where the reader has it already."""
    g.cacheable = True
    answer = make_response("")
    answer.set_etag(stamp)
    answer.headers["Cache-Control"] = "private, no-cache"
    if request.if_none_match.contains(stamp):
        answer.status_code = 304
        return answer
    answer.set_data(draw())
    return answer
