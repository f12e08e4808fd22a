"""Who keeps the days."""

from meetings.accounts.models import Role


def can_keep_days(user, *_):
    """Administrators and the secretariat at the top of a tree: the days count for all, so that no commune sets them."""
    return user.is_authenticated and (user.is_admin or any(map(_is_at_the_top, user.posts_as(Role.SECRETARIAT))))


def _is_at_the_top(post):
    return post.reach.count("/") == 2
