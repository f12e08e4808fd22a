"""The hour at which reminders leave."""

from datetime import time


def hour_of(config) -> time:
    """From the settings of the installation ("08:00")."""
    return time.fromisoformat(config["REMIND_HOUR"])
