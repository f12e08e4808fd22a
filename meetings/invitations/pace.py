"""How long changes are gathered before they are told, as this installation has set it."""

from datetime import timedelta

from flask import current_app


def merge_window() -> timedelta:
    """For how long further changes of a conference join the message that waits."""
    return timedelta(minutes=current_app.config["CALENDAR_MERGE_MINUTES"])
