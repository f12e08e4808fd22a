"""Private calendars: an address for each person that his calendar program reads by itself."""

import secrets

from meetings.base import clock
from meetings.base.db import db
from meetings.invitations import queries
from meetings.invitations.models import Feed
from meetings.journal import actions as journal


def renew_feed(person, *, by) -> Feed:
    """Give the person's private calendar a new address, the first time too; the old one opens nothing from now on."""
    feed = queries.feed_of(person)
    if feed is None:
        feed = Feed(person_id=person.id)
        db.session.add(feed)
    feed.nonce, feed.created_at = secrets.token_hex(32), clock.now()
    db.session.flush()
    journal.record(by, "renewed_feed", person)
    return feed
