"""How long changes are gathered before they are told: as what is told of the sites."""

from meetings.sites.pace import merge_window

__all__ = ["merge_window"]
