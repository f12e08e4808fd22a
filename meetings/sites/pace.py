"""Until when sites answer by themselves, as this installation has set it."""

from datetime import datetime, timedelta

from flask import current_app

# Whoever was invited later than so long before the answers are closed can answer until the conference begins.
AT_LEAST = timedelta(hours=1)


def lock_at(site) -> datetime:
    """Until when answers for the site can be given and changed by page or link: a while before the conference begins.
    Where it was called at short notice, until it begins: else it would be asked what it cannot answer."""
    starts_at = site.conference.starts_at
    last = starts_at - timedelta(minutes=current_app.config["SITE_LOCK_MINUTES"])
    is_short = site.invited_at is not None and last - site.invited_at < AT_LEAST
    return starts_at if is_short else last
