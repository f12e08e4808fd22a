"""Until when sites answer by themselves, as this installation has set it."""

from datetime import datetime, timedelta

from flask import current_app


def lock_at(conference) -> datetime:
    """Until when answers can be given and changed through a link."""
    return conference.starts_at - timedelta(minutes=current_app.config["SITE_LOCK_MINUTES"])
