"""Until when sites answer by themselves, and how long news is gathered, as this installation has set it."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import exists, func, select

from meetings.base import clock
from meetings.base.db import asked_once, db
from meetings.base.refs import ref
from meetings.notices.models import Notice

# Whoever was asked later than so long before the answers are closed can answer until the conference begins.
AT_LEAST = timedelta(hours=1)
# What asks all sites of a conference anew.
CHANGES = ("conference_changed", "conference_rescheduled", "conference_restored")


def merge_window() -> timedelta:
    """For how long what happens to a conference joins the message that waits."""
    return timedelta(minutes=current_app.config["CALENDAR_MERGE_MINUTES"])


def lock_at(site) -> datetime:
    """Until when answers for the site can be given and changed by page or link: a while before the conference begins.
    Where it was called, or moved, at short notice, until it begins: else it would be asked what it cannot answer."""
    return locks(site.conference, [site])[site.id]


def locks(conference, sites, asked_at=None) -> dict[int, datetime]:
    """The same for some sites of one conference (one statement for a page, and only shortly before one that was moved).
    Who was never asked is asked at `asked_at`."""
    last = conference.starts_at - timedelta(minutes=current_app.config["SITE_LOCK_MINUTES"])
    again = _asked_again_at(conference, last)
    return {
        site.id: conference.starts_at if _is_short(last, site.invited_at or asked_at, again) else last for site in sites
    }


def _is_short(last, *asked):
    return any(last - moment < AT_LEAST for moment in asked if moment is not None)


def _asked_again_at(conference, last):
    """When the last change was told; None where it leaves time enough anyway, and once it does not matter any more."""
    now = clock.now()
    if not conference.sequence or last - now >= AT_LEAST or now >= conference.starts_at:
        return None
    return asked_once(("last change told", conference.id), lambda: _last_told_at(conference))


def _last_told_at(conference):
    return db.session.scalar(select(func.max(Notice.created_at)).where(*_changes_told(conference)))


def was_asked_anew(conference, since):
    """The condition that all its sites were asked anew after `since`, a moment."""
    return exists().where(*_changes_told(conference), Notice.created_at > since)


def _changes_told(conference):
    return Notice.within == ref(conference), Notice.kind.in_(CHANGES)
