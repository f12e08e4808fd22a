"""Who may see and shape the agenda."""

from meetings.conferences import rules as conferences
from meetings.sites import rules as sites

can_see = sites.can_see
can_shape = conferences.can_manage


def can_shape_item(user, item):
    """Whoever manages the conference of the item."""
    return conferences.can_manage(user, item.conference)
