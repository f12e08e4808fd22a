"""Who keeps the days."""

from meetings.accounts.models import Role


def can_keep_days(user, *_):
    """Administrators and the secretariats: whoever has the official notice at hand."""
    return user.is_authenticated and (user.is_admin or bool(user.posts_as(Role.SECRETARIAT)))
