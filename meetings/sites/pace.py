"""Until when sites answer by themselves, as this installation has set it."""

from datetime import datetime, timedelta

from flask import current_app

# Whoever was invited later than so long before the answers are closed can answer until the conference begins.
AT_LEAST = timedelta(hours=1)


def lock_at(site) -> datetime:
    """Until when answers for the site can be given and changed by page or link: a while before the conference begins.
    Where it was called at short notice, until it begins: else it would be asked what it cannot answer."""
    return lock_of(site.conference.starts_at, site.invited_at)


def lock_of(starts_at, invited_at) -> datetime:
    """The same for a site that is asked at that moment (None: not yet) to come to a conference that begins then."""
    last = starts_at - timedelta(minutes=current_app.config["SITE_LOCK_MINUTES"])
    return starts_at if invited_at is not None and last - invited_at < AT_LEAST else last
